import { describe, expect, it } from 'vitest';
import type { Random } from '../../test/helpers/random.ts';
import { createRandom } from '../../test/helpers/random.ts';
import type { JsonValue } from './json.ts';
import { canonicalJson, isJsonArray, isJsonObject, jsonEqual, parseJson, stringifyJson } from './json.ts';

describe('parseJson and stringifyJson', () => {
  it.each<[string, JsonValue]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['-9007199254740993', -9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['{"a":[1,{"b":12345678901234567890}]}', { a: [1, { b: 12345678901234567890n }] }],
    ['"12345678901234567890"', '12345678901234567890'],
    ['{"a":"1234567890123456","b":2}', { a: '1234567890123456', b: 2 }],
    ['[0.1234567890123456789]', [0.12345678901234568]],
    ['[1e300,12345678901234567890.5]', [1e300, 12345678901234567000]],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each(['9007199254740993', '{"a":[18446744073709551615,-9223372036854775808,1.5,"x",null,true]}', '[]'])('gives %s back as it was', (text) => {
    expect(stringifyJson(parseJson(text))).toBe(text);
  });

  it('indents, and keeps integers beyond 2^53 there too', () => {
    expect(stringifyJson({ a: 9007199254740993n }, 2)).toBe('{\n  "a": 9007199254740993\n}');
  });

  it.each(['', '{', '{"a":12345678901234567890', 'undefined'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('keeps a key that objects have by themselves', () => {
    const value = parseJson('{"__proto__":{"x":1},"constructor":12345678901234567890}');
    expect(stringifyJson(value)).toBe('{"__proto__":{"x":1},"constructor":12345678901234567890}');
  });
});

describe('jsonEqual', () => {
  it.each<[JsonValue | undefined, JsonValue | undefined, boolean]>([
    [1, 1n, true],
    [1n, 1, true],
    [1n, 1n, true],
    [1.5, 1n, false],
    [9007199254740993n, 9007199254740993n, true],
    [9007199254740993n, 9007199254740992, false],
    [0, 0n, true],
    [0.5, 0n, false],
    [0n, 0.5, false],
    [0, false, false],
    ['1', 1, false],
    [null, undefined, false],
    [undefined, undefined, true],
    [{}, [], false],
    [[], {}, false],
    [[1, 2], [2, 1], false],
    [[1, 2], [1, 2, 3], false],
    [[1, 2, 3], [1, 2], false],
    [{ a: 1, b: undefined }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1, b: undefined }, { a: 1, c: 2 }, false],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ b: 2, a: [{ c: 1n }] }, { a: [{ c: 1 }], b: 2 }, true],
    [{}, { toString: 'x' }, false],
    [{ constructor: 'x' }, {}, false],
  ])('%o and %o: %s', (a, b, equal) => {
    expect(jsonEqual(a, b)).toBe(equal);
    expect(jsonEqual(b, a)).toBe(equal);
  });
});

describe('canonicalJson', () => {
  it.each<[JsonValue | undefined, string]>([
    [{ b: 1, a: { d: [], c: {} } }, '{"a":{"c":{},"d":[]},"b":1}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [undefined, 'null'],
    [[1n, 1, 18446744073709551615n, 'é"\n'], '[1,1,18446744073709551615,"é\\"\\n"]'],
    [{ 'a.b': 1, A: 2, a: 3 }, '{"A":2,"a":3,"a.b":1}'],
  ])('%o', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

describe('the tests of shape', () => {
  it.each<[unknown, boolean, boolean]>([
    [null, false, false],
    [[], true, false],
    [{}, false, true],
    ['x', false, false],
    [1n, false, false],
  ])('%o', (value, array, object) => {
    expect(isJsonArray(value)).toBe(array);
    expect(isJsonObject(value)).toBe(object);
  });
});

function randomValue(random: Random, depth: number): JsonValue {
  const kind = random.below(depth <= 0 ? 5 : 7);
  if (kind === 0) return null;
  if (kind === 1) return random.chance(0.5);
  if (kind === 2) return random.below(1000) / (random.chance(0.5) ? 1 : 8);
  if (kind === 3) return random.pick(['', 'a', 'ü\n', '123456789012345678', '\u2028', '__proto__']);
  if (kind === 4) return BigInt(Number.MAX_SAFE_INTEGER) + BigInt(random.below(1000) + 1);
  const size = random.below(4);
  if (kind === 5) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [`${random.pick(['a', 'b', 'ä', '9'])}${index}`, randomValue(random, depth - 1)]));
}

function shuffled(random: Random, value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map((item) => shuffled(random, item));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => ({ name, item, at: random.next() }));
  return Object.fromEntries(entries.toSorted((a, b) => a.at - b.at).map(({ name, item }) => [name, item === undefined ? undefined : shuffled(random, item)]));
}

describe.each([11, 12, 13])('random values, seed %i', (seed) => {
  it('survive the wire, and equality and canonical text agree', () => {
    const random = createRandom(seed);
    for (let round = 0; round < 500; round++) {
      const value = randomValue(random, 4);
      const other = randomValue(random, 2);
      expect(jsonEqual(parseJson(stringifyJson(value)), value)).toBe(true);
      expect(jsonEqual(parseJson(stringifyJson(value, 2)), value)).toBe(true);
      expect(canonicalJson(shuffled(random, value))).toBe(canonicalJson(value));
      expect(jsonEqual(shuffled(random, value), value)).toBe(true);
      expect(jsonEqual(value, other)).toBe(canonicalJson(value) === canonicalJson(other));
      expect(jsonEqual(parseJson(canonicalJson(value)), value)).toBe(true);
    }
  });

  it('without large integers are as JSON has them', () => {
    const random = createRandom(seed);
    for (let round = 0; round < 500; round++) {
      const text = stringifyJson(randomValue(random, 4)).replace(/\d{16,}/g, '7');
      expect(stringifyJson(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
    }
  });
});
