import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { compareObjects } from './compare.ts';
import { fieldSetToJson } from './fieldset.ts';
import { mergeValues } from './mergeValues.ts';
import { gadget, gadgetObject, SPEC } from './testdata/gadget.ts';

const { schema } = gadget(SPEC);

function mergedSpec(live: JsonObject, applied: JsonObject): JsonValue | undefined {
  return (mergeValues(gadgetObject(live), gadgetObject(applied), schema) as JsonObject)['spec'];
}

describe('merging', () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['keeps what is not applied', { size: 1, on: true }, { size: 2 }, { size: 2, on: true }],
    ['merges maps by name', { settings: { a: '1', b: '2' } }, { settings: { b: '3', c: '4' } }, { settings: { a: '1', b: '3', c: '4' } }],
    ['replaces atomic maps', { pair: { left: 'x', right: 'y' } }, { pair: { left: 'z' } }, { pair: { left: 'z' } }],
    ['replaces atomic lists', { steps: [{ run: 'a' }, { run: 'b' }] }, { steps: [{ run: 'c' }] }, { steps: [{ run: 'c' }] }],
    ['merges items by key, with its default', { ports: [{ number: 80, protocol: 'TCP', name: 'a' }] }, { ports: [{ number: 80, name: 'b' }] }, { ports: [{ number: 80, protocol: 'TCP', name: 'b' }] }],
    ['merges items in items', { rules: [{ id: 'r', verbs: ['a'], inner: [{ key: 'k', value: '1' }] }] }, { rules: [{ id: 'r', verbs: ['b'], inner: [{ key: 'l' }] }] }, { rules: [{ id: 'r', verbs: ['a', 'b'], inner: [{ key: 'k', value: '1' }, { key: 'l' }] }] }],
    ['does not empty a map by an empty one', { settings: { a: '1' } }, { settings: {} }, { settings: { a: '1' } }],
    ['does not empty a set by an empty one', { tags: ['a'] }, { tags: [] }, { tags: ['a'] }],
    ['does not empty containers by null', { settings: { a: '1' }, tags: ['a'] }, { settings: null, tags: null }, { settings: { a: '1' }, tags: ['a'] }],
    ['makes scalars and atomic values null', { size: 1, steps: [{ run: 'a' }] }, { size: null, steps: null }, { size: null, steps: null }],
    ['turns an empty map into null and back', { settings: {}, nested: null }, { settings: null, nested: {} }, { settings: null, nested: {} }],
    ['takes what is new as it is', {}, { ports: [{ number: 1 }], free: { a: [null] } }, { ports: [{ number: 1 }], free: { a: [null] } }],
    ['merges unknown maps, but not unknown lists', { free: { a: { b: 1 }, l: [1, 2] } }, { free: { a: { c: 2 }, l: [3] } }, { free: { a: { b: 1, c: 2 }, l: [3] } }],
    ['lets an unknown value change its form', { free: { a: { b: 1 }, c: [1] } }, { free: { a: 2, c: { d: 1 } } }, { free: { a: 2, c: { d: 1 } } }],
    ['does not merge doubled items', { rules: [{ id: 'r', weight: 1 }, { id: 'r', weight: 2 }] }, { rules: [{ id: 'r', verbs: ['a'] }] }, { rules: [{ id: 'r', verbs: ['a'] }] }],
    ['keeps doubled items that are not applied', { rules: [{ id: 'r', weight: 1 }, { id: 'r', weight: 2 }] }, { rules: [{ id: 's' }] }, { rules: [{ id: 'r', weight: 1 }, { id: 'r', weight: 2 }, { id: 's' }] }],
  ])('%s', (_name, live, applied, expected) => {
    expect(mergedSpec(live, applied)).toEqual(expected);
  });

  // The orders that structured-merge-diff's own tests expect (typed/merge_test.go).
  it.each([
    ['a b c', 'a b', 'a b c'],
    ['a b', 'a b c', 'a b c'],
    ['a b', 'b a', 'b a'],
    ['a b c', 'd e f', 'a b c d e f'],
    ['a b c', 'c d e f', 'a b c d e f'],
    ['a b c g f', 'c d e f', 'a b c g d e f'],
    ['c d e f', 'a c e', 'a c d e f'],
    ['a b c x y z', 'd e f', 'a b c x y z d e f'],
    ['a b c x y z', 'd e f x y z', 'a b c d e f x y z'],
    ['c a g f', 'c f a g', 'c f a g'],
    ['a b c d', 'd e f a', 'b c d e f a'],
    ['c d e f g h i j', '2 h 3 e 4 k l', 'c d f g 2 h i j 3 e 4 k l'],
    ['a b c d e f g h i j', '1 b 2 h 3 e 4 k l', 'a 1 b c d f g 2 h i j 3 e 4 k l'],
    ['a b b', 'c', 'a b b c'],
    ['a b b', 'b', 'a b'],
    ['a b b', 'a', 'a b b'],
    ['a b c d e c', '1 b 2 e d', 'a 1 b c 2 e c d'],
    ['a b c d e c', '1 b 2 c e d', 'a 1 b 2 c e d'],
    ['a a b b', 'b c d', 'a a b c d'],
    ['c a g f c a', 'c f a g', 'c f a g'],
  ])('orders %s with %s as %s', (live, applied, expected) => {
    const { tags } = mergedSpec({ tags: live.split(' ') }, { tags: applied.split(' ') }) as { tags: string[] };
    expect(tags.join(' ')).toBe(expected);
  });

  it('returns live itself where nothing would change', () => {
    const live = gadgetObject({ size: 1, amount: 2n, ports: [{ number: 80, protocol: 'TCP' }], tags: ['a', 'b', 'c'], pair: { left: 'x' }, free: { a: [1] } });
    for (const spec of [{}, { size: 1, amount: 2 }, { ports: [{ number: 80 }] }, { tags: ['a', 'c'] }, { pair: { left: 'x' }, free: { a: [1] } }]) {
      expect(mergeValues(live, gadgetObject(spec), schema)).toBe(live);
    }
    expect(mergeValues(live, gadgetObject({ tags: ['c', 'a'] }), schema)).not.toBe(live);
    expect(mergeValues(live, gadgetObject({ nested: {} }), schema)).not.toBe(live);
  });

  it('copes with names like a prototype', () => {
    const merged = mergedSpec({ settings: { a: '1' } }, JSON.parse('{"settings":{"__proto__":"x"}}') as JsonObject);
    expect(JSON.stringify(merged)).toBe('{"settings":{"a":"1","__proto__":"x"}}');
  });
});

describe('comparing', () => {
  const none = {};
  it.each<[string, JsonObject, JsonObject, { removed?: JsonObject; modified?: JsonObject; added?: JsonObject }]>([
    ['nothing', { size: 1, tags: ['a', 'b'] }, { tags: ['b', 'a'], size: 1 }, {}],
    ['scalars', { size: 1, name: 'a' }, { size: 2, on: true }, { modified: { 'f:size': {} }, removed: { 'f:name': {} }, added: { 'f:on': {} } }],
    ['a new map: itself and what is in it', {}, { settings: { a: '1' } }, { added: { 'f:settings': { '.': {}, 'f:a': {} } } }],
    ['an emptied map', { settings: { a: '1' } }, { settings: {} }, { removed: { 'f:settings': { 'f:a': {} } } }],
    ['null and empty', { settings: null, tags: null }, { settings: {}, tags: [] }, { modified: { 'f:settings': {}, 'f:tags': {} } }],
    ['atomic values', { pair: { left: 'x' }, steps: [] }, { pair: { right: 'x' }, steps: [{ run: 'a' }] }, { modified: { 'f:pair': {}, 'f:steps': {} } }],
    ['members', { tags: ['a', 'b'] }, { tags: ['b', 'c'] }, { removed: { 'f:tags': { 'v:"a"': {} } }, added: { 'f:tags': { 'v:"c"': {} } } }],
    [
      'items',
      { ports: [{ number: 80, name: 'a' }, { number: 81 }] },
      { ports: [{ number: 80, protocol: 'TCP', name: 'b' }] },
      {
        modified: { 'f:ports': { 'k:{"number":80,"protocol":"TCP"}': { 'f:name': {} } } },
        added: { 'f:ports': { 'k:{"number":80,"protocol":"TCP"}': { 'f:protocol': {} } } },
        removed: { 'f:ports': { 'k:{"number":81,"protocol":"TCP"}': { '.': {}, 'f:number': {} } } },
      },
    ],
    ['a changed form', { free: { a: { b: 1 } } }, { free: { a: 2 } }, { modified: { 'f:free': { 'f:a': {} } }, removed: { 'f:free': { 'f:a': { 'f:b': {} } } } }],
    ['doubled members', { tags: ['a', 'a'] }, { tags: ['a'] }, { removed: { 'f:tags': { 'v:"a"': {} } }, added: { 'f:tags': { 'v:"a"': {} } } }],
    ['newly doubled items', { rules: [{ id: 'r' }] }, { rules: [{ id: 'r' }, { id: 'r' }] }, { removed: { 'f:rules': { 'k:{"id":"r"}': { '.': {}, 'f:id': {} } } }, added: { 'f:rules': { 'k:{"id":"r"}': {} } } }],
    ['still doubled items', { rules: [{ id: 'r' }, { id: 'r' }] }, { rules: [{ id: 'r' }, { id: 'r', weight: 1 }] }, { modified: { 'f:rules': { 'k:{"id":"r"}': {} } } }],
  ])('%s', (_name, before, after, { removed = none, modified = none, added = none }) => {
    const result = compareObjects(gadgetObject(before), gadgetObject(after), schema);
    const spec = (json: JsonObject): JsonObject => (Object.keys(json).length === 0 ? {} : { 'f:spec': json });
    expect(fieldSetToJson(result.removed)).toEqual(spec(removed));
    expect(fieldSetToJson(result.modified)).toEqual(spec(modified));
    expect(fieldSetToJson(result.added)).toEqual(spec(added));
  });
});
