import { expect, it } from 'vitest';
import { paletteCommands } from './commands.ts';

it('always leads to every place, and to a new application', () => {
  expect(paletteCommands(undefined, undefined).map((command) => command.label)).toEqual(expect.arrayContaining(['Applications', 'Activity', 'Clusters', 'Settings', 'New application', 'Try the example', 'All contexts']));
});

it('begins with what can be done to the application that is open', () => {
  const labels = paletteCommands(undefined, 'shop').map((command) => command.label);
  expect(labels[0]).toBe('Plan and sync shop');
  expect(labels).toContain('Refresh shop without caches');
});

it('has no two commands of one id', () => {
  const ids = paletteCommands(undefined, 'shop').map((command) => command.id);
  expect(new Set(ids).size).toBe(ids.length);
});
