import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../test/helpers/random.ts';
import type { Random } from '../../../test/helpers/random.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject, jsonEqual, parseJson } from '../../../shared/model/json.ts';
import { compareFields, pathText } from './compare.ts';

/** Changes as text: `path: before -> after`, `-` for what is not there. */
function changes(before: JsonValue | undefined, after: JsonValue | undefined): string[] {
  const text = (side: JsonValue | undefined) => (side === undefined ? '-' : typeof side === 'bigint' ? `${side}n` : JSON.stringify(side));
  return compareFields(before, after).map((change) => `${pathText(change.path)}: ${text(change.before)} -> ${text(change.after)}`);
}

describe('compareFields', () => {
  it.each<[string, JsonValue | undefined, JsonValue | undefined, string[]]>([
    ['equal values', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['key order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
    ['a scalar', { a: 1 }, { a: 2 }, ['.a: 1 -> 2']],
    ['nested', { a: { b: { c: 'x', d: 1 } } }, { a: { b: { c: 'y', d: 1 } } }, ['.a.b.c: "x" -> "y"']],
    ['added and removed', { a: 1 }, { b: 2 }, ['.a: 1 -> -', '.b: - -> 2']],
    ['null is a value', { a: null }, {}, ['.a: null -> -']],
    ['an empty map', { a: {} }, { a: { b: 1 } }, ['.a.b: - -> 1']],
    ['an empty map against none', { a: {} }, {}, ['.a: {} -> -']],
    ['another type', { a: { b: 1 } }, { a: [1] }, ['.a: {"b":1} -> [1]']],
    ['names that need quotes', { 'a.b/c': 1, '9': 1, 'x-y': 1 }, {}, ['["9"]: 1 -> -', '["a.b/c"]: 1 -> -', '.x-y: 1 -> -']],
    ['names that objects have by themselves', {}, { constructor: 'x', toString: 'y' }, ['.constructor: - -> "x"', '.toString: - -> "y"']],
    ['the whole', undefined, { a: 1 }, ['.: - -> {"a":1}']],
    ['large integers that a double cannot tell apart', { a: 9007199254740993n }, { a: 9007199254740992n }, ['.a: 9007199254740993n -> 9007199254740992n']],
    ['one integer in two types', { a: 5n }, { a: 5 }, []],

    ['a list by name', [{ name: 'a', v: 1 }, { name: 'b', v: 1 }], [{ name: 'a', v: 1 }, { name: 'b', v: 2 }], ['[name="b"].v: 1 -> 2']],
    ['a list by name, in another order and changed', [{ name: 'a', v: 1 }, { name: 'b', v: 1 }], [{ name: 'b', v: 2 }, { name: 'a', v: 1 }], ['[name="b"].v: 1 -> 2']],
    ['only the order', [{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'a' }], ['.: [{"name":"a"},{"name":"b"}] -> [{"name":"b"},{"name":"a"}]']],
    ['items added and removed', [{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'c', v: 1 }], ['[name="a"]: {"name":"a"} -> -', '[name="c"]: - -> {"name":"c","v":1}']],
    ['a first item', [], [{ name: 'a' }], ['[name="a"]: - -> {"name":"a"}']],
    ['a last item', [{ name: 'a' }], [], ['[name="a"]: {"name":"a"} -> -']],
    ['duplicates: as a whole', [{ name: 'a', v: 1 }, { name: 'a', v: 2 }], [{ name: 'a', v: 1 }], ['.: [{"name":"a","v":1},{"name":"a","v":2}] -> [{"name":"a","v":1}]']],
    ['duplicates on the other side', [{ name: 'a' }], [{ name: 'a' }, { name: 'a' }], ['.: [{"name":"a"}] -> [{"name":"a"},{"name":"a"}]']],
    ['an item without the key', [{ name: 'a' }, { v: 1 }], [{ name: 'b' }, { v: 1 }], ['.: [{"name":"a"},{"v":1}] -> [{"name":"b"},{"v":1}]']],
    ['a key that is no text', [{ name: { x: 1 } }], [{ name: { x: 2 } }], ['.: [{"name":{"x":1}}] -> [{"name":{"x":2}}]']],
    ['container ports', [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 80, protocol: 'UDP', hostPort: 1 }], [{ containerPort: 80, protocol: 'TCP' }, { containerPort: 80, protocol: 'UDP', hostPort: 2 }], ['[containerPort=80,protocol="UDP"].hostPort: 1 -> 2']],
    ['service ports without names', [{ port: 80, protocol: 'TCP', nodePort: 1 }], [{ port: 80, protocol: 'TCP', nodePort: 2 }], ['[port=80,protocol="TCP"].nodePort: 1 -> 2']],
    ['mounts, two of one volume', [{ name: 'v', mountPath: '/a' }, { name: 'v', mountPath: '/b', readOnly: true }], [{ name: 'v', mountPath: '/a' }, { name: 'v', mountPath: '/b' }], ['[mountPath="/b"].readOnly: true -> -']],
    ['1 and "1" are two keys', [{ name: 1, v: 1 }, { name: '1', v: 1 }], [{ name: 1, v: 2 }, { name: '1', v: 1 }], ['[name=1].v: 1 -> 2']],
    ['scalars', ['a', 'b'], ['b', 'a'], ['.: ["a","b"] -> ["b","a"]']],
    ['lists of lists', [[1], [2]], [[1], [3]], ['.: [[1],[2]] -> [[1],[3]]']],
    [
      'deep inside',
      { spec: { template: { spec: { containers: [{ name: 'web', image: 'a:1', env: [{ name: 'X', value: '1' }] }] } } } },
      { spec: { template: { spec: { containers: [{ name: 'web', image: 'a:2', env: [{ name: 'X', value: '2' }, { name: 'Y', value: '3' }] }] } } } },
      [
        '.spec.template.spec.containers[name="web"].image: "a:1" -> "a:2"',
        '.spec.template.spec.containers[name="web"].env[name="X"].value: "1" -> "2"',
        '.spec.template.spec.containers[name="web"].env[name="Y"]: - -> {"name":"Y","value":"3"}',
      ],
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it('compares a field named __proto__ like any other', () => {
    expect(changes(parseJson('{"__proto__":"a"}'), parseJson('{"__proto__":"b"}'))).toEqual(['.__proto__: "a" -> "b"']);
  });
});

function item(random: Random): JsonValue {
  const value = random.pick<JsonValue>([1, 2, 'x', null, 9007199254740993n, true]);
  if (random.chance(0.2)) return value;
  return { ...(random.chance(0.9) ? { name: random.pick(['a', 'b', 'c', 'd']) } : {}), ...(random.chance(0.3) ? { type: random.pick(['t', 'u']) } : {}), v: random.chance(0.3) ? tree(random, 1) : value };
}

function tree(random: Random, depth: number): JsonObject {
  const result: { [key: string]: JsonValue } = {};
  for (const name of ['a', 'b', 'c.d']) {
    if (random.chance(0.3)) continue;
    result[name] = depth > 0 && random.chance(0.4) ? tree(random, depth - 1) : random.chance(0.6) ? Array.from({ length: random.below(4) }, () => item(random)) : random.below(3);
  }
  return result;
}

/** What stands at a change's path. */
function at(root: JsonValue | undefined, path: ReturnType<typeof compareFields>[number]['path']): JsonValue | undefined {
  let value = root;
  for (const step of path) {
    if (typeof step === 'string') value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    else value = Array.isArray(value) ? value.find((each) => isJsonObject(each) && Object.entries(step).every(([key, wanted]) => each[key] === wanted)) : undefined;
  }
  return value;
}

describe.each([21, 22, 23])('random objects, seed %i', (seed) => {
  it('differ exactly if there are changes, and each change says what stands there', () => {
    const random = createRandom(seed);
    for (let round = 0; round < 400; round++) {
      const before = tree(random, 2);
      const after = random.chance(0.2) ? structuredClone(before) : tree(random, 2);
      const found = compareFields(before, after);
      expect(found.length === 0).toBe(jsonEqual(before, after));
      for (const change of found) {
        expect(jsonEqual(change.before, at(before, change.path))).toBe(true);
        expect(jsonEqual(change.after, at(after, change.path))).toBe(true);
        expect(jsonEqual(change.before, change.after)).toBe(false);
      }
      expect(new Set(found.map((change) => pathText(change.path))).size).toBe(found.length);
    }
  });
});
