import { expect, it } from 'vitest';
import type { LogWish, PodName } from './logs.ts';
import { containersOf, entriesOf, logFileName, logRequest, podLabel, readsSeveral, togglePod } from './logs.ts';

const one = { namespace: 'shop', name: 'web-1' };
const two = { namespace: 'shop', name: 'web-2' };
const pods = [
  { ...one, containers: ['web', 'proxy'] },
  { ...two, containers: ['web', 'debug'] },
];
const key = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const everything: LogWish = { pods: undefined, container: undefined, mode: 'follow', since: undefined };

it.each<[string, readonly PodName[] | undefined, PodName, readonly PodName[] | undefined]>([
  ['one of all left out', undefined, one, [two]],
  ['another added', [two], one, undefined],
  ['the last left out: all again', [two], two, undefined],
  ['one of the same name elsewhere is another', [one], { namespace: 'test', name: 'web-1' }, [one, { namespace: 'test', name: 'web-1' }]],
])('chooses pods: %s', (_what, chosen, pod, expected) => {
  expect(togglePod(pods, chosen, pod)).toEqual(expected);
});

it('containers of the chosen pods, each once', () => {
  expect(containersOf(pods, undefined)).toEqual(['web', 'proxy', 'debug']);
  expect(containersOf(pods, [two])).toEqual(['web', 'debug']);
});

it.each<[Partial<LogWish>, boolean]>([
  [{}, true],
  [{ pods: [one] }, true],
  [{ container: 'web' }, true],
  [{ pods: [one], container: 'web' }, false],
  [{ container: 'debug' }, false],
])('several logs at once: %j is %s', (wish, expected) => {
  expect(readsSeveral(pods, { ...everything, ...wish })).toBe(expected);
});

it('asks for what was chosen', () => {
  expect(logRequest('app', key, everything)).toEqual({ name: 'app', key, previous: false, follow: true, tailLines: 2_000 });
  expect(logRequest('app', key, { pods: [one], container: 'web', mode: 'previous', since: 900 })).toEqual({ name: 'app', key, pods: [one], container: 'web', previous: true, follow: false, tailLines: 2_000, sinceSeconds: 900 });
});

it('a pod is named with its namespace where another has its name', () => {
  expect(podLabel(one, [one, two])).toBe('web-1');
  expect(podLabel(one, [one, { namespace: 'test', name: 'web-1' }])).toBe('shop/web-1');
});

it('tells what was left out before the lines', () => {
  const source = { namespace: 'shop', pod: 'web-1', container: 'web' };
  expect(entriesOf({ lines: [{ time: '', text: 'a', from: 0 }, { time: '2026-01-01T00:00:00Z', text: 'b', from: 0, note: true }], skipped: 3, sources: [source] })).toEqual([
    { kind: 'gap', count: 3 },
    { kind: 'line', text: 'a', source },
    { kind: 'note', time: '2026-01-01T00:00:00Z', text: 'b', source },
  ]);
  expect(entriesOf({ lines: [], skipped: 0, sources: [] })).toEqual([]);
});

it('names the file', () => {
  expect(logFileName(key, everything)).toBe('web.log');
  expect(logFileName(key, { ...everything, pods: [one], container: 'web', mode: 'previous' })).toBe('web-1-web-previous.log');
});
