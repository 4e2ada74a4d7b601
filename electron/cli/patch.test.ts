import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { patchDocument } from './patch.ts';

const TEXT = `# the shop
a: 1 # one
list: [x, y] # two
deep:
  b: 2 # deep
`;

function patched(type: 'json' | 'merge', patch: unknown): { readonly value: unknown; readonly text: string } {
  const document = parseDocument(TEXT);
  patchDocument(document, type, typeof patch === 'string' ? patch : JSON.stringify(patch));
  return { value: document.toJS(), text: document.toString() };
}
const BEFORE = { a: 1, list: ['x', 'y'], deep: { b: 2 } };

/** RFC 7386. */
describe('merge', () => {
  it.each<[string, unknown, unknown]>([
    ['a value', { a: 5 }, { ...BEFORE, a: 5 }],
    ['a deep value', { deep: { b: 3, c: 4 } }, { ...BEFORE, deep: { b: 3, c: 4 } }],
    ['null removes', { deep: { b: null }, a: null }, { list: ['x', 'y'], deep: {} }],
    ['what is not there', { z: null }, BEFORE],
    ['lists are replaced', { list: ['z'] }, { ...BEFORE, list: ['z'] }],
    ['an object over a value', { a: { x: 1 } }, { ...BEFORE, a: { x: 1 } }],
    ['nulls in a new object', { n: { x: null, y: 1 } }, { ...BEFORE, n: { y: 1 } }],
  ])('%s', (_what, patch, expected) => {
    expect(patched('merge', patch).value).toEqual(expected);
  });
});

/** RFC 6902, examples of its appendix. */
describe('json', () => {
  it.each<[string, unknown, unknown]>([
    ['add', [{ op: 'add', path: '/z', value: 9 }], { ...BEFORE, z: 9 }],
    ['add over', [{ op: 'add', path: '/a', value: 9 }], { ...BEFORE, a: 9 }],
    ['add into a list', [{ op: 'add', path: '/list/1', value: 'm' }], { ...BEFORE, list: ['x', 'm', 'y'] }],
    ['add at its end', [{ op: 'add', path: '/list/-', value: { n: 1 } }], { ...BEFORE, list: ['x', 'y', { n: 1 }] }],
    ['remove', [{ op: 'remove', path: '/list/0' }], { ...BEFORE, list: ['y'] }],
    ['replace', [{ op: 'replace', path: '/deep/b', value: [1] }], { ...BEFORE, deep: { b: [1] } }],
    ['move', [{ op: 'move', from: '/deep/b', path: '/c' }], { a: 1, list: ['x', 'y'], deep: {}, c: 2 }],
    ['copy', [{ op: 'copy', from: '/list', path: '/deep/l' }], { ...BEFORE, deep: { b: 2, l: ['x', 'y'] } }],
    ['a test that holds', [{ op: 'test', path: '/a', value: 1 }, { op: 'remove', path: '/a' }], { list: ['x', 'y'], deep: { b: 2 } }],
    ['escaped names', [{ op: 'add', path: '/deep/x~1y~0z', value: 1 }], { ...BEFORE, deep: { b: 2, 'x/y~z': 1 } }],
  ])('%s', (_what, patch, expected) => {
    expect(patched('json', patch).value).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /the patch is not JSON/],
    ['no list', { a: 1 }, /a JSON patch is a list of operations/],
    ['an operation that is none', [{ op: 'set', path: '/a' }], /a JSON patch is a list of operations/],
    ['nothing to remove', [{ op: 'remove', path: '/z' }], /operation 1 of the patch \(remove \/z\): there is nothing at that path/],
    ['nothing to replace', [{ op: 'replace', path: '/list/5', value: 1 }], /there is nothing at that path/],
    ['a test that fails', [{ op: 'test', path: '/a', value: 2 }], /the value there is another/],
    ['past the end of a list', [{ op: 'add', path: '/list/5', value: 1 }], /the list is shorter/],
    ['into nothing', [{ op: 'add', path: '/z/y', value: 1 }], /nothing it could be added to/],
    ['no place in a list', [{ op: 'add', path: '/list/first', value: 1 }], /"first" is no place in a list/],
    ['the whole', [{ op: 'replace', path: '', value: {} }], /the whole document cannot be replaced/],
  ])('refuses %s', (_what, patch, words) => {
    expect(() => patched('json', patch)).toThrow(words);
  });
});

it('keeps comments', () => {
  for (const { text } of [patched('merge', { a: 5, deep: { b: 6 } }), patched('json', [{ op: 'replace', path: '/a', value: 5 }, { op: 'replace', path: '/deep/b', value: 6 }])]) {
    for (const part of ['# the shop', 'a: 5 # one', '# two', 'b: 6 # deep']) expect(text).toContain(part);
  }
});
