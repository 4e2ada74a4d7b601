import { expect, it } from 'vitest';
import { fromBase64, pieces, toBase64 } from './bytes.ts';

it('bytes come back as they were, all 256 and many', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
  expect(fromBase64(toBase64(bytes))).toEqual(bytes);
  expect(toBase64(Uint8Array.of(0, 255, 10))).toBe('AP8K');
  expect(toBase64(new Uint8Array())).toBe('');
});

it('pieces are whole together', () => {
  expect([...pieces(Uint8Array.of(1, 2, 3, 4, 5), 2)].map((piece) => [...piece])).toEqual([[1, 2], [3, 4], [5]]);
  expect([...pieces(new Uint8Array(), 2)]).toEqual([]);
});
