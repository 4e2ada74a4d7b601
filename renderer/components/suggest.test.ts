import { expect, it } from 'vitest';
import { suggest } from './suggest.ts';

const BRANCHES = ['main', 'release/1.0', 'maintenance', 'fix-main'].map((value) => ({ value }));

it.each<[string, string[]]>([
  ['', ['main', 'release/1.0', 'maintenance', 'fix-main']],
  ['main', ['main', 'release/1.0', 'maintenance', 'fix-main']],
  ['mai', ['main', 'maintenance', 'fix-main']],
  ['REL', ['release/1.0']],
  ['none', []],
])('for %o offers %o', (typed, values) => {
  expect(suggest(BRANCHES, typed).map(({ value }) => value)).toEqual(values);
});
