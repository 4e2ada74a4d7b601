import { expect, it } from 'vitest';
import { createCursor, momentOf, parseLine } from './logCursor.ts';

it.each([
  ['2026-01-01T00:00:00.5Z two words', '2026-01-01T00:00:00.5Z', 'two words'],
  ['2026-01-01T00:00:00+02:00 ', '2026-01-01T00:00:00+02:00', ''],
  ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', ''],
  ['no time', '', 'no time'],
  ['2026-01-01 12:00 no time', '', '2026-01-01 12:00 no time'],
])('reads %s', (line, time, text) => {
  expect(parseLine(line)).toEqual({ time, text });
});

it('moments sort as times do, whatever the digits and zones', () => {
  const times = ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000000001Z', '2026-01-01T00:00:00.5Z', '2026-01-01T02:00:00.500000001+02:00', '2026-01-01T00:00:01Z'];
  const moments = times.map((time) => momentOf(time) ?? '');
  expect(moments.toSorted()).toEqual(moments);
  expect(new Set(moments).size).toBe(5);
  expect(momentOf('yesterday')).toBeUndefined();
});

const at = (second: number, fraction: string): string => `2026-01-01T00:00:0${second}.${fraction}Z`;

it('after a break nothing is told twice and nothing is lost, also of lines of one moment', () => {
  const cursor = createCursor();
  expect(cursor.resume()).toBeUndefined();
  for (const time of [at(1, '1'), at(1, '5'), at(1, '5')]) expect(cursor.isNew(time)).toBe(true);
  expect(cursor.resume()).toBe(at(1, '5'));
  // The server sends the whole second again; the third line of that moment came while the connection was gone.
  expect([at(1, '1'), at(1, '5'), at(1, '5'), at(1, '5'), at(2, '0')].map((time) => cursor.isNew(time))).toEqual([false, false, false, true, true]);
  expect(cursor.resume()).toBe(at(2, '0'));
  expect([at(2, '0'), at(2, '0')].map((time) => cursor.isNew(time))).toEqual([false, true]);
});

it('once past what was told, lines out of order are new', () => {
  const cursor = createCursor();
  cursor.isNew(at(2, '0'));
  cursor.resume();
  expect([at(2, '0'), at(3, '0'), at(2, '9'), ''].map((time) => cursor.isNew(time))).toEqual([false, true, true, true]);
  expect(cursor.resume()).toBe(at(3, '0'));
});
