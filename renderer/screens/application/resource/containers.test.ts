import { expect, it } from 'vitest';
import { containerShape, isSaid } from './containers.ts';

it.each([
  ['Running', true, false, 'ok', 'Running, ready'],
  ['Running', false, false, 'busy', 'Running, not ready'],
  ['Running', false, true, 'ok', 'Running'],
  ['Completed', false, true, 'idle', 'Completed'],
  ['ContainerCreating', false, false, 'busy', 'ContainerCreating'],
  ['Waiting', false, false, 'busy', 'Waiting'],
  ['ImagePullBackOff', false, false, 'bad', 'ImagePullBackOff'],
  ['CrashLoopBackOff', false, false, 'bad', 'CrashLoopBackOff'],
])('%s, ready %s, init %s', (state, ready, init, tone, words) => {
  expect(containerShape({ name: 'web', image: 'web:1', restarts: 0, state, ready, init })).toEqual({ tone, words });
});

it.each([
  ['no secret.', ['Container web does not run: no secret.'], true],
  ['no secret', ['Container web does not run: no secret.'], true],
  ['exit code 1', ['Pod web-1 is starting.'], false],
  ['exit code 1', [], false],
])('%s is said in %j: %s', (message, sentences, expected) => {
  expect(isSaid(message, sentences)).toBe(expected);
});
