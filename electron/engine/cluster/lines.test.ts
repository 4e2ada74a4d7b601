import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../test/helpers/random.ts';
import { readLines } from './lines.ts';

async function lines(...chunks: Uint8Array[]): Promise<string[]> {
  async function* source() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const line of readLines(source())) found.push(line);
  return found;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('readLines', () => {
  it.each<[string, string[], string[]]>([
    ['nothing', [], []],
    ['one line', ['a\n'], ['a']],
    ['a line without an end', ['a\nb'], ['a', 'b']],
    ['several in a chunk', ['a\nb\nc\n'], ['a', 'b', 'c']],
    ['one over chunks', ['a', 'b', 'c\n', 'd'], ['abc', 'd']],
    ['an end at the border', ['a', '\n', 'b\n'], ['a', 'b']],
    ['empty lines', ['\n\na\n\n', '\n'], ['a']],
    ['empty chunks', ['', 'a', '', '\n', ''], ['a']],
  ])('%s', async (_what, chunks, expected) => {
    expect(await lines(...chunks.map(bytes))).toEqual(expected);
  });

  it('joins characters that chunks cut through', async () => {
    const text = 'grüße 日本 🚢\nzweite 🚢';
    expect(await lines(...[...bytes(text)].map((byte) => Uint8Array.of(byte)))).toEqual(text.split('\n'));
  });

  it('cuts a line that is too long, whatever its chunks, and goes on with the next', async () => {
    async function* source() {
      yield* ['abc', 'def', 'g\nabcdefg\nab', 'cd\ne'].map(bytes);
    }
    const found: string[] = [];
    for await (const line of readLines(source(), 4)) found.push(line);
    expect(found).toEqual(['abcd', 'abcd', 'abcd', 'e']);
  });

  it.each([1, 2])('any split gives the same lines, seed %i', async (seed) => {
    const random = createRandom(seed);
    for (let round = 0; round < 100; round++) {
      const wanted = Array.from({ length: 1 + random.below(6) }, () => Array.from({ length: 1 + random.below(30) }, () => random.pick(['a', 'ü', '日', '🚢', ' ', '"'])).join(''));
      const whole = bytes(`${wanted.join('\n')}${random.chance(0.5) ? '\n' : ''}`);
      const chunks: Uint8Array[] = [];
      for (let start = 0; start < whole.length; ) {
        const end = start + 1 + random.below(20);
        chunks.push(whole.subarray(start, end));
        start = end;
      }
      expect(await lines(...chunks)).toEqual(wanted);
    }
  });
});
