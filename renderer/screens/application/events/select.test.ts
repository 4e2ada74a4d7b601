import { expect, it } from 'vitest';
import type { ResourceEvent } from '../../../../shared/model/details.ts';
import type { ActivityEntry } from '../../../../shared/model/home.ts';
import type { EventFilter } from './select.ts';
import { eventRows, selectEvents } from './select.ts';

const about = { group: '', kind: 'Pod', namespace: 'shop', name: 'web-1' };
const event = (id: string, type: 'Normal' | 'Warning', time: string, message: string): ResourceEvent => ({ id, type, reason: 'Pulled', message, time, count: 1, source: 'kubelet', about });
const activity: readonly ActivityEntry[] = [
  { id: 1, time: '2026-11-24T10:00:03Z', application: 'shop', kind: 'sync-failed', text: 'The sync failed.', failed: true },
  { id: 2, time: '2026-11-24T10:00:09Z', application: 'other', kind: 'created', text: 'Created.', failed: false },
];
const rows = eventRows([event('a', 'Normal', '2026-11-24T10:00:01Z', 'Image is there'), event('b', 'Warning', '2026-11-24T10:00:01.500Z', 'Image is missing'), event('c', 'Normal', '2026-11-24T10:00:04Z', 'Started'), event('d', 'Normal', '', 'No time')], activity, 'shop');
const all: EventFilter = { text: '', warningsOnly: false, warningsFirst: false };

it.each<[string, Partial<EventFilter>, readonly string[]]>([
  ['newest first, Drydock among them', {}, ['c', 'activity-1', 'b', 'a', 'd']],
  ['warnings first', { warningsFirst: true }, ['activity-1', 'b', 'c', 'a', 'd']],
  ['warnings only', { warningsOnly: true }, ['activity-1', 'b']],
  ['by message', { text: ' image ' }, ['b', 'a']],
  ['by object', { text: 'pod shop/web-1' }, ['c', 'b', 'a', 'd']],
  ['by reporter', { text: 'drydock' }, ['activity-1']],
  ['nothing', { text: 'zzz' }, []],
])('%s', (_what, filter, expected) => {
  expect(selectEvents(rows, { ...all, ...filter }).map(({ id }) => id)).toEqual(expected);
});
