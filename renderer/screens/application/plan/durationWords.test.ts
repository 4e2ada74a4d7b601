import { expect, it } from 'vitest';
import { durationWords } from './durationWords.ts';

it.each([
  [0, '0.0 s'],
  [-5, '0.0 s'],
  [412, '0.4 s'],
  [9_999, '10.0 s'],
  [12_400, '12 s'],
  [60_000, '1 min'],
  [200_000, '3 min 20 s'],
])('%d ms: %s', (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});
