import { describe, expect, it } from 'vitest';
import type { Draft } from './drafts.ts';
import { isChanged, isConflict, loadedAnew, saved, withFile, withoutKept } from './drafts.ts';

const file = '/home/applications/shop.yaml';
const clean: Draft = { file, base: 'a', disk: 'a', text: 'a' };
const edited: Draft = { ...clean, text: 'b' };

describe('the file is read again', () => {
  it.each<[string, Draft | undefined, string, Draft]>([
    ['the first time', undefined, 'a', clean],
    ['nothing edited: it follows', clean, 'c', { file, base: 'c', disk: 'c', text: 'c' }],
    ['edited: it stays', edited, 'a', edited],
    ['edited, and another file: a conflict', edited, 'c', { ...edited, disk: 'c' }],
    ['edited, and the file says the same', edited, 'b', { file, base: 'b', disk: 'b', text: 'b' }],
    ['a conflict that went away', { ...edited, disk: 'c' }, 'a', edited],
  ])('%s', (_what, draft, yaml, expected) => {
    expect(withFile(draft, { yaml, file })).toEqual(expected);
  });
});

it.each<[string, Draft, boolean, boolean]>([
  ['clean', clean, false, false],
  ['edited', edited, true, false],
  ['in conflict', { ...edited, disk: 'c' }, true, true],
])('%s', (_what, draft, changed, conflict) => {
  expect([isChanged(draft), isConflict(draft)]).toEqual([changed, conflict]);
});

it('loads anew and keeps what was written', () => {
  const anew = loadedAnew({ ...edited, disk: 'c' });
  expect(anew).toEqual({ file, base: 'c', disk: 'c', text: 'c', kept: 'b' });
  expect(withoutKept(anew)).toEqual({ file, base: 'c', disk: 'c', text: 'c' });
});

it('after a save goes on with the file, or with what was typed meanwhile', () => {
  expect(saved({ ...edited, kept: 'old' }, 'b', { yaml: 'b uid', file })).toEqual({ file, base: 'b uid', disk: 'b uid', text: 'b uid' });
  expect(saved({ ...edited, text: 'b more' }, 'b', { yaml: 'b uid', file })).toEqual({ file, base: 'b uid', disk: 'b uid', text: 'b more' });
});
