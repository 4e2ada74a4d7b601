import { describe, expect, it } from 'vitest';
import type { SyncWindow, WindowState } from '../../../shared/model/project.ts';
import { OPEN } from '../../../shared/model/project.ts';
import type { Windowed } from './windows.ts';
import { windowProblem, windowState } from './windows.ts';

const APP: Windowed = { name: 'shop', destinations: [{ name: 'kind', server: 'https://kind', namespace: 'team-a' }] };
const allow = (schedule: string, duration: string, more: Partial<SyncWindow> = {}): SyncWindow => ({ kind: 'allow', schedule, duration, applications: ['*'], ...more });
const deny = (schedule: string, duration: string, more: Partial<SyncWindow> = {}): SyncWindow => ({ ...allow(schedule, duration, more), kind: 'deny' });
const at = (windows: readonly SyncWindow[], time: string, app = APP): WindowState => windowState(windows, app, new Date(time));

/** Each case: windows, now, may it sync by itself, may a person, when it opens. */
describe('what is allowed (after argo-cd types_test.go, TestSyncWindows_CanSync)', () => {
  const NIGHT = deny('0 22 * * *', '8h');
  const OFFICE = allow('0 9 * * 1-5', '8h');
  it.each<[string, readonly SyncWindow[], string, boolean, WindowState['manual'], string | undefined]>([
    ['no windows', [], '2026-11-24T12:00:00Z', true, 'allowed', undefined],
    ['a deny window that is closed', [NIGHT], '2026-11-24T21:59:59Z', true, 'allowed', undefined],
    ['from its first moment on', [NIGHT], '2026-11-24T22:00:00Z', false, 'refused', '2026-11-25T06:00:00.000Z'],
    ['over midnight', [NIGHT], '2026-11-25T05:59:59Z', false, 'refused', '2026-11-25T06:00:00.000Z'],
    ['until its duration is over', [NIGHT], '2026-11-25T06:00:00Z', true, 'allowed', undefined],
    ['an allow window that is open', [OFFICE], '2026-11-24T09:00:00Z', true, 'allowed', undefined],
    ['an allow window that is closed', [OFFICE], '2026-11-24T08:59:00Z', false, 'refused', '2026-11-24T09:00:00.000Z'],
    ['over the weekend', [OFFICE], '2026-11-27T17:00:00Z', false, 'refused', '2026-11-30T09:00:00.000Z'],
    ['deny wins over allow', [allow('0 0 * * *', '24h'), NIGHT], '2026-11-24T23:00:00Z', false, 'refused', '2026-11-25T06:00:00.000Z'],
    ['after a denial, an allowance is waited for', [OFFICE, NIGHT], '2026-11-24T23:00:00Z', false, 'refused', '2026-11-25T09:00:00.000Z'],
    ['one of two allowances is enough', [OFFICE, allow('0 20 * * *', '1h')], '2026-11-24T20:30:00Z', true, 'allowed', undefined],
    ['manualSync lets people', [{ ...NIGHT, manualSync: true }], '2026-11-24T23:00:00Z', false, 'warned', '2026-11-25T06:00:00.000Z'],
    ['manualSync of a closed allowance', [{ ...OFFICE, manualSync: true }], '2026-11-24T08:00:00Z', false, 'warned', '2026-11-24T09:00:00.000Z'],
    ['manualSync of one of two denials is not enough', [{ ...NIGHT, manualSync: true }, deny('0 21 * * *', '3h')], '2026-11-24T23:00:00Z', false, 'refused', '2026-11-25T06:00:00.000Z'],
    ['manualSync of the allowance does not lift a denial', [{ ...OFFICE, manualSync: true }, NIGHT], '2026-11-24T23:00:00Z', false, 'refused', '2026-11-25T09:00:00.000Z'],
    ['longer than its period: for ever', [deny('0 * * * *', '2h')], '2026-11-24T23:30:00Z', false, 'refused', undefined],
    ['29 February', [allow('0 0 29 2 *', '1h')], '2026-11-24T23:30:00Z', false, 'refused', '2028-02-29T00:00:00.000Z'],
  ])('%s', (_what, windows, now, automatic, manual, opensAt) => {
    const { words: _words, ...state } = at(windows, now);
    expect(state).toEqual({ automatic, manual, ...(opensAt === undefined ? {} : { opensAt }) });
  });
});

describe('whom a window concerns', () => {
  const shut = (more: Partial<SyncWindow>) => at([deny('* * * * *', '1h', { applications: [], ...more })], '2026-11-24T12:00:00Z') !== OPEN;
  it.each<[string, Partial<SyncWindow>, boolean]>([
    ['nobody', {}, false],
    ['by name', { applications: ['shop'] }, true],
    ['by a glob', { applications: ['sh*'] }, true],
    ['another', { applications: ['web'] }, false],
    ['by the context', { clusters: ['kind'] }, true],
    ['by the server', { clusters: ['https://*'] }, true],
    ['by the namespace', { namespaces: ['team-*'] }, true],
    ['one of them is enough', { applications: ['web'], namespaces: ['team-*'] }, true],
    ['andOperator: all of them', { applications: ['web'], namespaces: ['team-*'], andOperator: true }, false],
    ['andOperator: all fit', { applications: ['shop'], namespaces: ['team-*'], andOperator: true }, true],
    ['andOperator: nobody', { andOperator: true }, false],
  ])('%s', (_what, more, concerned) => {
    expect(shut(more)).toBe(concerned);
  });
});

describe('time zones', () => {
  it.each<[string, SyncWindow, string, boolean]>([
    ['Berlin in winter is an hour ahead', deny('0 9 * * *', '1h', { timeZone: 'Europe/Berlin' }), '2026-11-24T08:00:00Z', false],
    ['Berlin in summer is two', deny('0 9 * * *', '1h', { timeZone: 'Europe/Berlin' }), '2026-07-24T07:00:00Z', false],
    ['and not one', deny('0 9 * * *', '1h', { timeZone: 'Europe/Berlin' }), '2026-07-24T08:00:00Z', true],
    ['half an hour', deny('0 9 * * *', '30m', { timeZone: 'Asia/Kolkata' }), '2026-11-24T03:30:00Z', false],
    ['the day there counts', deny('0 0 * * 3', '24h', { timeZone: 'Pacific/Auckland' }), '2026-11-24T11:00:00Z', false],
    ['and not here', deny('0 0 * * 3', '24h', { timeZone: 'Pacific/Auckland' }), '2026-11-24T10:59:00Z', true],
    // Clocks went from 02:00 to 03:00 on 29 March 2026: 02:30 did not exist.
    ['a time that is skipped: not before the gap', deny('30 2 * * *', '1h', { timeZone: 'Europe/Berlin' }), '2026-03-29T00:59:00Z', true],
    ['a time that is skipped: after the gap', deny('30 2 * * *', '1h', { timeZone: 'Europe/Berlin' }), '2026-03-29T01:31:00Z', false],
    // Clocks went from 03:00 back to 02:00 on 25 October 2026: 02:30 came twice, at 00:30 and 01:30 UTC.
    ['a time that comes twice: the first', deny('30 2 * * *', '30m', { timeZone: 'Europe/Berlin' }), '2026-10-25T00:45:00Z', false],
    ['a time that comes twice: not the second', deny('30 2 * * *', '30m', { timeZone: 'Europe/Berlin' }), '2026-10-25T01:45:00Z', true],
    // Eight hours are eight hours: 22:00 to 05:00 by the clock in that night, 22:00 to 07:00 in the other.
    ['the night that is an hour longer', deny('0 22 * * *', '8h', { timeZone: 'Europe/Berlin' }), '2026-10-25T03:59:00Z', false],
    ['ends an hour earlier by the clock', deny('0 22 * * *', '8h', { timeZone: 'Europe/Berlin' }), '2026-10-25T04:00:00Z', true],
    ['the night that is an hour shorter', deny('0 22 * * *', '8h', { timeZone: 'America/New_York' }), '2026-03-08T10:59:00Z', false],
    ['ends an hour later by the clock', deny('0 22 * * *', '8h', { timeZone: 'America/New_York' }), '2026-03-08T11:00:00Z', true],
  ])('%s', (_what, window, now, automatic) => {
    expect(at([window], now).automatic).toBe(automatic);
  });
});

it('says which window, and until when', () => {
  expect(at([deny('0 22 * * *', '8h', { timeZone: 'Europe/Berlin' })], '2026-11-24T22:00:00Z').words).toBe('a deny window is open (0 22 * * * for 8h in Europe/Berlin). Syncs are allowed again from 2026-11-25T05:00:00.000Z.');
  expect(at([allow('0 9 * * *', '1h')], '2026-11-24T12:00:00Z').words).toBe('no allow window is open (0 9 * * * for 1h). Syncs are allowed again from 2026-11-25T09:00:00.000Z.');
  expect(at([deny('* * * * *', '1h')], '2026-11-24T12:00:00Z').words).toMatch(/It does not open again/);
});

it.each<[string, SyncWindow, RegExp | undefined]>([
  ['a good one', allow('0 22 * * *', '1h30m'), undefined],
  ['names of days', allow('0 22 * JAN-MAR MON,FRI', '1h'), undefined],
  ['steps from a number', allow('5/15 * * * *', '1m'), undefined],
  ['no cron expression', allow('every night', '1h'), /^schedule: "every night" is no cron expression: it has five fields/],
  ['six fields', allow('0 0 22 * * *', '1h'), /^schedule:/],
  ['a minute that is none', allow('60 22 * * *', '1h'), /^schedule:/],
  ['no duration', allow('0 22 * * *', 'long'), /^duration: "long" is no duration/],
  ['a number alone', allow('0 22 * * *', '30'), /^duration/],
  ['no time at all', allow('0 22 * * *', '0s'), /^duration/],
  ['no time zone', allow('0 22 * * *', '1h', { timeZone: 'Europe/Atlantis' }), /^timeZone: there is no time zone "Europe\/Atlantis"/],
])('validates: %s', (_what, window, problem) => {
  if (problem === undefined) expect(windowProblem(window)).toBeUndefined();
  else expect(windowProblem(window)).toMatch(problem);
});
