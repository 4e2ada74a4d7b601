import { describe, expect, it } from 'vitest';
import type { Operation, ResourceResult } from '../../../../shared/model/operation.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import type { Session, SessionEvent } from './session.ts';
import { isRecord, isRunning, newSession, nextSession, resultsOf } from './session.ts';

const plan = (id: string): Plan => ({ id, application: 'shop', context: 'kind-dev', namespace: 'default', revision: 'a', options: { prune: false, adopt: false, automatic: false }, items: [], warnings: [] });
const result: ResourceResult = { key: { group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' }, apiVersion: 'v1', operation: 'create', status: 'Synced', message: 'created' };
const operation: Operation = { id: '1', application: 'shop', kind: 'sync', phase: 'Succeeded', message: '', revision: 'a', planId: 'a', source: { repoURL: 'x' }, initiatedBy: { username: 'me', automated: false }, startedAt: '', results: [result] };
const error = { code: 'plan-stale', message: 'Nothing was written.' } as const;
const seen = { id: '1', kind: 'sync', planId: 'a', total: 1, initiatedBy: { username: 'drydock', automated: true }, phase: 'Running', message: '', startedAt: '', syncResult: { revision: 'a', resources: [result] } } as const;
const CHOICES = { prune: false, adopt: false };

function after(...events: readonly SessionEvent[]): Session {
  return events.reduce(nextSession, newSession(CHOICES));
}

describe('the session of a plan', () => {
  it('goes from asking to a plan, or to why there is none', () => {
    expect(after({ type: 'planned', plan: plan('a'), grounds: 'a' })).toMatchObject({ kind: 'ready', plan: { id: 'a' }, run: { kind: 'idle' } });
    expect(after({ type: 'failed', error })).toMatchObject({ kind: 'failed', error });
    expect(after({ type: 'failed', error }, { type: 'ask', choices: { prune: true, adopt: false } })).toEqual({ kind: 'loading', choices: { prune: true, adopt: false } });
  });

  it('never moves an open plan: a newer one waits until it is asked for, and goes when it says the same', () => {
    const waiting = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, { type: 'renewed', plan: plan('b'), grounds: 'b' });
    expect(waiting).toMatchObject({ plan: { id: 'a' }, newer: { id: 'b' } });
    expect(nextSession(waiting, { type: 'renewed', plan: plan('a'), grounds: 'a' })).toMatchObject({ plan: { id: 'a' }, newer: undefined });
    expect(nextSession(waiting, { type: 'show-newer' })).toMatchObject({ plan: { id: 'b' }, newer: undefined });
  });

  it('keeps its plan while it is applied, and as the record of it', () => {
    const running = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, { type: 'begun' }, { type: 'progress', result });
    expect(running).toMatchObject({ plan: { id: 'a' }, run: { kind: 'running', results: [result] } });
    expect(nextSession(running, { type: 'finished', operation })).toMatchObject({ plan: { id: 'a' }, run: { kind: 'finished', operation } });
    expect(nextSession(running, { type: 'refused', error })).toMatchObject({ plan: { id: 'a' }, run: { kind: 'refused', error } });
  });

  it('keeps the plan in sight while another is made, also where that fails or is waited for no longer', () => {
    const PRUNE = { prune: true, adopt: false };
    const asking = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, { type: 'ask', choices: PRUNE });
    expect(asking).toMatchObject({ kind: 'ready', plan: { id: 'a' }, choices: CHOICES, asking: PRUNE });
    expect(nextSession(asking, { type: 'planned', plan: plan('b'), grounds: 'a' })).toMatchObject({ plan: { id: 'b' }, choices: PRUNE, asking: undefined, run: { kind: 'idle' } });
    expect(nextSession(asking, { type: 'failed', error })).toMatchObject({ plan: { id: 'a' }, choices: CHOICES, asking: undefined, run: { kind: 'refused', error } });
    expect(nextSession(asking, { type: 'failed', error: { code: 'cancelled', message: '' } })).toMatchObject({ plan: { id: 'a' }, choices: CHOICES, asking: undefined, run: { kind: 'idle' } });
  });

  it('follows a sync that was begun elsewhere to its end, and is its record then', () => {
    const watching = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, { type: 'seen', operation: seen });
    expect(watching).toMatchObject({ plan: { id: 'a' }, run: { kind: 'watched', operation: { phase: 'Running' } } });
    expect(nextSession(watching, { type: 'seen', operation: { ...seen, phase: 'Succeeded' } })).toMatchObject({ run: { kind: 'watched', operation: { phase: 'Succeeded' } } });
  });

  it('the record of an interrupted one goes on when it is resumed', () => {
    const interrupted = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, { type: 'begun' }, { type: 'finished', operation: { ...operation, phase: 'Error', interrupted: true } });
    expect(nextSession(interrupted, { type: 'seen', operation: { ...seen, phase: 'Error', interrupted: true } })).toBe(interrupted);
    const resumed = nextSession(interrupted, { type: 'seen', operation: seen });
    expect(resumed).toMatchObject({ run: { kind: 'watched', operation: { phase: 'Running' } } });
    expect(nextSession(resumed, { type: 'seen', operation: { ...seen, phase: 'Succeeded' } })).toMatchObject({ run: { kind: 'watched', operation: { phase: 'Succeeded' } } });
  });

  it('is open as before when a sync of another plan has ended, and is no record of it', () => {
    const other = { ...seen, planId: 'b' };
    const watching = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, { type: 'seen', operation: other });
    expect(watching).toMatchObject({ run: { kind: 'watched' } });
    expect(nextSession(watching, { type: 'seen', operation: { ...other, phase: 'Succeeded' } })).toMatchObject({ plan: { id: 'a' }, grounds: 'a', run: { kind: 'idle' } });
  });

  it('joins a sync that was under way before there was a plan', () => {
    const joined = after({ type: 'joined', plan: plan('a'), grounds: 'a', operation: seen });
    expect(joined).toMatchObject({ kind: 'ready', plan: { id: 'a' }, run: { kind: 'watched' } });
    expect(nextSession(joined, { type: 'planned', plan: plan('b'), grounds: 'b' })).toBe(joined);
  });

  it.each<[string, readonly SessionEvent[]]>([
    ['that was over before', [{ type: 'seen', operation: { ...seen, phase: 'Succeeded' } }]],
    ['that is told again and is the same', [{ type: 'seen', operation: seen }, { type: 'seen', operation: seen }]],
    ['that is the one begun here', [{ type: 'begun' }, { type: 'seen', operation: seen }]],
    ['that is the one that has ended here', [{ type: 'finished', operation }, { type: 'seen', operation: seen }]],
  ])('makes nothing of a sync %s', (_name, events) => {
    const before = after({ type: 'planned', plan: plan('a'), grounds: 'a' }, ...events.slice(0, -1));
    expect(events.slice(-1).reduce(nextSession, before)).toBe(before);
  });

  it.each<[string, SessionEvent]>([
    ['a plan', { type: 'planned', plan: plan('b'), grounds: 'b' }],
    ['a failure', { type: 'failed', error }],
    ['progress', { type: 'progress', result }],
    ['a wish for what is not there', { type: 'show-newer' }],
  ])('passes over %s that comes too late', (_name, event) => {
    const ready = after({ type: 'planned', plan: plan('a'), grounds: 'a' });
    expect(nextSession(ready, event)).toBe(ready);
  });
});

describe('the rows’ results', () => {
  it.each([
    ['of what was applied here', { kind: 'running', results: [result] }, { size: 1, over: false, rest: 'known' }],
    ['of what ended here', { kind: 'finished', operation }, { size: 1, over: true, rest: 'known' }],
    ['of this very plan, applied by somebody else', { kind: 'watched', operation: seen }, { size: 1, over: false, rest: 'known' }],
    ['of that, over', { kind: 'watched', operation: { ...seen, phase: 'Failed' } }, { size: 1, over: true, rest: 'known' }],
    ['of another plan of the same revision', { kind: 'watched', operation: { ...seen, planId: 'b' } }, { size: 1, over: false, rest: 'unknown' }],
    ['of nothing, where another revision is synced', { kind: 'watched', operation: { ...seen, planId: 'b', syncResult: { revision: 'b', resources: [result] } } }, undefined],
    ['of nothing', { kind: 'idle' }, undefined],
    ['of nothing, after a refusal', { kind: 'refused', error }, undefined],
  ] as const)('are those %s', (_name, run, wanted) => {
    const results = resultsOf(plan('a'), run);
    expect(results === undefined ? undefined : { size: results.done.size, over: results.over, rest: results.rest }).toEqual(wanted);
  });
});

it.each([
  [{ kind: 'idle' }, false, false],
  [{ kind: 'running', results: [] }, true, false],
  [{ kind: 'watched', operation: seen }, true, false],
  [{ kind: 'watched', operation: { ...seen, phase: 'Error' } }, false, true],
  [{ kind: 'finished', operation }, false, true],
  [{ kind: 'refused', error }, false, false],
] as const)('a run is under way, or on record: %#', (run, running, record) => {
  expect([isRunning(run), isRecord(run)]).toEqual([running, record]);
});
