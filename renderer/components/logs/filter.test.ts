import { expect, it } from 'vitest';
import { parseFilter } from './filter.ts';

it.each([
  ['err', 'an ERROR', { start: 3, end: 6 }],
  ['err', 'fine', undefined],
  ['/a+b/', 'xaab', { start: 1, end: 4 }],
  ['/A+B/', 'xaab', undefined],
  ['/A+B/i', 'xaab', { start: 1, end: 4 }],
  ['/$/', 'end', { start: 3, end: 3 }],
  ['/', 'a/b', { start: 1, end: 2 }],
  ['//', 'http://x', { start: 5, end: 7 }],
  ['/a/b', 'x/A/B', { start: 1, end: 5 }],
])('%s in "%s"', (typed, text, found) => {
  const parsed = parseFilter(typed);
  expect('filter' in parsed && parsed.filter?.find(text)).toEqual(found);
});

it('nothing typed filters nothing; a broken expression says what is wrong', () => {
  expect(parseFilter('')).toEqual({ filter: undefined });
  expect(parseFilter('/(/')).toEqual({ problem: expect.stringMatching(/Unterminated group/) });
});
