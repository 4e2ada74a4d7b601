import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { describeCluster, useCluster } from '../../../test/cluster/use.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject, parseJson, stringifyJson } from '../../../shared/model/json.ts';
import type { Scalar } from './scalar.ts';
import { resolvePlain, resolveTagged } from './scalar.ts';
import { parseYaml } from './yaml.ts';

/** What `kubectl label --local` makes of a text: it reads it, and writes JSON, without a server. */
function kubectl(text: string): JsonValue {
  const out = execFileSync(useCluster().kubectl, ['label', '--local', '-o', 'json', '-f', '-', 'judge=kubectl'], { input: text, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['pipe', 'pipe', 'pipe'] });
  return parseJson(out);
}

const configMap = (entries: readonly string[]): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: judge\ndata:\n${entries.map((entry, index) => `  k${index}: ${entry}\n`).join('')}`;

/** Each value as JSON text: the same number may be a double here and an integer there. */
function dataOf(value: JsonValue | undefined): readonly string[] {
  const data = isJsonObject(value) ? value['data'] : undefined;
  if (!isJsonObject(data)) throw new Error('no data');
  return Object.keys(data)
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
    .map((key) => stringifyJson(sorted(data[key])));
}

function sorted(value: JsonValue | undefined): JsonValue {
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}

function ours(text: string): readonly string[] {
  const parsed = parseYaml(text);
  expect(parsed.problems).toEqual([]);
  return dataOf(parsed.documents[0]?.value);
}

const PLAIN: readonly (readonly [string, Scalar])[] = [
  ['on', true], ['yes', true], ['y', true], ['Y', true], ['TRUE', true], ['oN', 'oN'],
  ['off', false], ['no', false], ['n', false], ['False', false], ['yES', 'yES'],
  ['~', null], ['null', null], ['NULL', null], ['nULL', 'nULL'],
  ['012', 10], ['0o14', 12], ['0O14', 12], ['08', 8], ['-012', -10], ['+12', 12], ['0x1F', 31], ['-0x1f', -31], ['0b101', 5], ['0b2', '0b2'], ['0o8', '0o8'], ['0x', '0x'],
  ['1_000', 1000], ['1__0_', 10], ['_1', '_1'], ['0_7', 7], ['1_0.5', 10.5],
  ['1e3', 1000], ['1.', 1], ['.5', 0.5], ['+.5', 0.5], ['.', '.'], ['..', '..'], ['._5', '._5'], ['1.2.3', '1.2.3'], ['1e', '1e'], ['1e400', '1e400'], ['12e03', 12000],
  ['-0', 0], ['-0.0', -0], ['1e21', 1e21], ['123456789.123456789', 123456789.12345679],
  ['9007199254740991', 9007199254740991], ['9007199254740993', 9007199254740993n], ['-9223372036854775808', -9223372036854775808n],
  ['9223372036854775807', 9223372036854775807n], ['9223372036854775808', 9223372036854775808], ['18446744073709551616', 18446744073709551616], ['-9223372036854775809', -9223372036854775808],
  ['0777777777777777777777777777', 7.777777777777778e26], ['0x1ffffffffffffffff', '0x1ffffffffffffffff'],
  ['1:30', '1:30'], ['12:30:45', '12:30:45'], ['2026-01-01', '2026-01-01'], ['2026-01-01T10:00:00Z', '2026-01-01T10:00:00Z'],
  ['v1', 'v1'], ['1m', '1m'], ['100Mi', '100Mi'], ['-', '-'], ['+', '+'], ['0.1.0', '0.1.0'], ['127.0.0.1', '127.0.0.1'], ['<', '<'], ['=', '='], ['<<', '<<'],
];

describe('a plain scalar', () => {
  it.each(PLAIN)('%s', (text, value) => {
    expect(resolvePlain(text)).toBe(value);
  });

  it.each([['.inf'], ['-.Inf'], ['+.INF'], ['.nan'], ['.NaN']])('%s is refused', (text) => {
    expect(() => resolvePlain(text)).toThrow('JSON');
  });
});

describe('a tagged scalar', () => {
  it.each<readonly [string, string, Scalar]>([
    ['!!str', '012', '012'],
    ['!!int', '3', 3],
    ['!!float', '3', 3],
    ['!!bool', 'on', true],
    ['!!null', '~', null],
    ['!!binary', 'aGVsbG8=', 'hello'],
    ['!', '12', '12'],
    ['!custom', '12', '12'],
    ['tag:yaml.org,2002:int', '0x10', 16],
  ])('%s %s', (tag, text, value) => {
    expect(resolveTagged(text, tag)).toBe(value);
  });

  it.each([['!!int', 'x'], ['!!int', '1.5'], ['!!null', 'x'], ['!!bool', '1'], ['!!binary', '***']])('%s %s is refused', (tag, text) => {
    expect(() => resolveTagged(text, tag)).toThrow();
  });
});

describeCluster('kubectl agrees', () => {
  it('on the table', () => {
    // A lone dash is a list item where a value is expected.
    const entries = PLAIN.map(([text]) => text).filter((text) => text !== '-');
    expect(ours(configMap(entries))).toEqual(dataOf(kubectl(configMap(entries))));
  });

  it('on quotes, blocks, tags, keys, anchors and merges', () => {
    const entries = [
      '"\\x41\\u00e9\\n\\U0001F600"', "'it''s'", '|\n    a\n     b\n', '>-\n    a\n    b\n\n    c\n', '|+\n    a\n\n', '!!str 012', '!!int "3"', '!foo bar', '!!binary aGVsbG8=', '! 12',
      '{1.10: x, 1e6: x, 1_000_000.5: x, 012: x, 0x10: x, 2026-01-01: x, y: x, 1.5e-7: x, 3.0e10: x, 123456789.5: x, -0.0: x}', '{~x: 1, on: 2}',
      '&base {a: 2, c: 3}', '{a: 1, <<: *base}', '{<<: *base, a: 1}', '{<<: [{x: 1}, {x: 2, z: 3}]}', '{"<<": 1}', '!!set {a, b}', '[]', '{}', '', '*base', 'a#b', 'a #b', '"a" # c', '[a, [b, {c: d}]]', '!!float 3', '"on"',
    ];
    const text = configMap(entries);
    expect(ours(text)).toEqual(dataOf(kubectl(text)));
  });

  for (const seed of [1, 2, 3, 4]) {
    it(`on 1,500 random scalars and keys, seed ${seed}`, () => {
      const random = generator(seed);
      const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? '';
      const parts = ['0', '1', '7', '8', '9', '00', '_', '.', '-', '+', 'e', 'E', 'x', 'X', 'o', 'b', '0x', '0o', '0b', 'a', 'F', ':', 'y', 'n', 'on', 'No', 'true', '~', 'null', '12345678901234567', '.5', 'e+', 'T', 'Z'];
      const word = (): string => {
        for (;;) {
          let text = '';
          for (let count = 1 + Math.floor(random() * 5); count > 0; count--) text += pick(parts);
          if (!/^[-:]$|:$|^[-+]?\.(inf|nan)$/i.test(text) && !text.startsWith('---') && !text.startsWith(':')) return text;
        }
      };
      const entries = Array.from({ length: 1500 }, (_, index) => (index % 3 === 0 ? `{${keyWord(word)}: x}` : word()));
      expect(ours(configMap(entries))).toEqual(dataOf(kubectl(configMap(entries))));
    });
  }
});

/** A null key is refused by both; it would end the whole batch. */
function keyWord(word: () => string): string {
  for (;;) {
    const text = word();
    const value = resolvePlain(text);
    if (value === null) continue;
    // A uint64 is a key that kubectl cannot convert.
    if (typeof value === 'number' && value > 9e18 && /^[+]?[0-9a-fxob_]+$/i.test(text)) continue;
    return text;
  }
}

/** mulberry32 */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
