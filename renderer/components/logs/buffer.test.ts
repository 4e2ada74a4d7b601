import { expect, test } from 'vitest';
import type { LogEntry } from './buffer.ts';
import { gapWords, LogBuffer, logText } from './buffer.ts';
import { parseFilter } from './filter.ts';
import { LogMatches } from './matches.ts';

const lines = (...texts: readonly string[]): LogEntry[] => texts.map((text) => ({ kind: 'line', text }));

test('keeps the newest, counts the lost, and a number means one line for ever', () => {
  const buffer = new LogBuffer(3);
  buffer.append(lines('a', 'b'));
  expect([buffer.first, buffer.end, buffer.lost]).toEqual([0, 2, 0]);
  buffer.append([{ kind: 'gap', count: 5 }, ...lines('c', 'd')]);
  expect([buffer.first, buffer.end, buffer.lost]).toEqual([2, 5, 2]);
  expect(buffer.at(1)).toBeUndefined();
  expect(buffer.at(4)).toEqual({ kind: 'line', text: 'd' });
  expect(buffer.at(5)).toBeUndefined();
  buffer.append(lines('e'));
  expect(buffer.lost).toBe(7);
});

test('tells its listeners once per append, until they leave', () => {
  const buffer = new LogBuffer(3);
  let heard = 0;
  const leave = buffer.subscribe(() => heard++);
  buffer.append(lines('a', 'b'));
  buffer.append([]);
  leave();
  buffer.append(lines('c'));
  expect([heard, buffer.version]).toEqual([1, 2]);
});

test('as text, with what is missing said', () => {
  const buffer = new LogBuffer(3);
  buffer.append([...lines('a', 'b'), { kind: 'gap', count: 1204 }, { kind: 'line', text: 'c', time: '2026-01-01T00:00:00Z', source: { namespace: 'shop', pod: 'web', container: 'main' } }]);
  const nameOf = ({ pod }: { readonly pod: string }): string => pod;
  expect(logText(buffer, { timestamps: true, nameOf })).toBe('1 line left out\nb\n1,204 lines left out\n2026-01-01T00:00:00Z web c\n');
  expect(logText(buffer, { timestamps: false, nameOf })).toContain('\nweb c\n');
  expect(logText(buffer, { timestamps: false, nameOf: undefined, numbers: [3] })).toBe('c\n');
  expect(gapWords(1)).toBe('1 line left out');
});

test('matches grow with the log and go with its old end', () => {
  const buffer = new LogBuffer(4);
  const parsed = parseFilter('ERR');
  const errors = 'filter' in parsed && parsed.filter !== undefined ? parsed.filter : { find: () => undefined };
  const matches = new LogMatches(buffer, errors);
  buffer.append(lines('err 1', 'fine', 'Error 2'));
  expect(matches.numbers()).toEqual([0, 2]);
  const before = matches.numbers();
  expect(matches.numbers()).toBe(before);
  buffer.append(lines('fine', 'err 3', 'fine'));
  expect(matches.numbers()).toEqual([2, 4]);
  buffer.append(lines('x', 'x', 'x', 'x', 'x'));
  expect(matches.numbers()).toEqual([]);
});
