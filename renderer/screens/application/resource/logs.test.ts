import { expect, it } from 'vitest';
import type { LogWish } from './logs.ts';
import { chooseLog, entriesOf, logFileName } from './logs.ts';

const pods = [
  { namespace: 'shop', name: 'web-1', containers: ['web', 'proxy'] },
  { namespace: 'shop', name: 'web-2', containers: ['web', 'debug'] },
];

it.each<[string, typeof pods, LogWish, ReturnType<typeof chooseLog>]>([
  ['the first of the first', pods, {}, { namespace: 'shop', pod: 'web-1', container: 'web' }],
  ['what was chosen', pods, { pod: { namespace: 'shop', name: 'web-2' }, container: 'debug' }, { namespace: 'shop', pod: 'web-2', container: 'debug' }],
  ['a container that the pod does not have', pods, { pod: { namespace: 'shop', name: 'web-2' }, container: 'proxy' }, { namespace: 'shop', pod: 'web-2', container: 'web' }],
  ['a pod that is gone', pods, { pod: { namespace: 'shop', name: 'old' }, container: 'web' }, { namespace: 'shop', pod: 'old', container: 'web' }],
  ['no pods', [], {}, undefined],
])('chooses %s', (_what, known, wish, expected) => {
  expect(chooseLog(known, wish)).toEqual(expected);
});

it('tells what was left out before the lines', () => {
  expect(entriesOf({ lines: [{ time: '', text: 'a' }, { time: '2026-01-01T00:00:00Z', text: 'b' }], skipped: 3 })).toEqual([
    { kind: 'gap', count: 3 },
    { kind: 'line', text: 'a' },
    { kind: 'line', time: '2026-01-01T00:00:00Z', text: 'b' },
  ]);
  expect(entriesOf({ lines: [], skipped: 0 })).toEqual([]);
});

it('names the file', () => {
  expect(logFileName({ namespace: 'shop', pod: 'web-1', container: 'web' }, true)).toBe('web-1-web-previous.log');
  expect(logFileName({ namespace: 'shop', pod: 'web-1', container: undefined }, false)).toBe('web-1.log');
});
