import { describe, expect, it } from 'vitest';
import { duration, relativeTime } from './relativeTime.ts';

const NOW = Date.UTC(2026, 0, 15, 12);

describe('relativeTime', () => {
  it.each<[number, string]>([
    [0, 'just now'],
    [9, 'just now'],
    [10, '10 s ago'],
    [59, '59 s ago'],
    [60, '1 min ago'],
    [3_599, '59 min ago'],
    [3_600, '1 h ago'],
    [47 * 3_600, '47 h ago'],
    [48 * 3_600, '2 d ago'],
    [400 * 86_400, '400 d ago'],
    [-5, 'just now'],
    [-90, 'in 1 min'],
  ])('%i seconds back is %s', (seconds, words) => {
    expect(relativeTime(NOW - seconds * 1000, NOW)).toBe(words);
  });
});

describe('duration', () => {
  it.each<[number, string]>([
    [0, '0 s'],
    [40_999, '40 s'],
    [61_000, '1 min'],
  ])('%i ms is %s', (milliseconds, words) => {
    expect(duration(milliseconds)).toBe(words);
  });
});
