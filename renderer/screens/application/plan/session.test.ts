import { describe, expect, it } from 'vitest';
import type { Operation, ResourceResult } from '../../../../shared/model/operation.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import type { Session, SessionEvent } from './session.ts';
import { newSession, nextSession, resultsOf } from './session.ts';

const plan = (id: string): Plan => ({ id, application: 'shop', context: 'kind-dev', namespace: 'default', revision: 'a', options: { prune: false, adopt: false, automatic: false }, items: [], warnings: [] });
const result: ResourceResult = { key: { group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' }, apiVersion: 'v1', operation: 'create', status: 'Synced', message: 'created' };
const operation: Operation = { id: '1', application: 'shop', kind: 'sync', phase: 'Succeeded', message: '', revision: 'a', planId: 'a', source: { repoURL: 'x' }, initiatedBy: { username: 'me', automated: false }, startedAt: '', results: [result] };
const error = { code: 'plan-stale', message: 'Nothing was written.' } as const;
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
  const running = { id: '1', kind: 'sync', planId: 'a', total: 1, initiatedBy: { username: 'drydock', automated: true }, phase: 'Running', message: '', startedAt: '', syncResult: { revision: 'a', resources: [result] } } as const;

  it.each([
    ['of what was applied here', { kind: 'running', results: [result] }, undefined, 1],
    ['of what ended here', { kind: 'finished', operation }, undefined, 1],
    ['of this very plan, applied by somebody else', { kind: 'idle' }, running, 1],
    ['of another plan', { kind: 'idle' }, { ...running, planId: 'b' }, undefined],
    ['of an operation that is over', { kind: 'idle' }, { ...running, phase: 'Succeeded' }, undefined],
    ['of nothing', { kind: 'idle' }, undefined, undefined],
  ] as const)('are those %s', (_name, run, state, size) => {
    expect(resultsOf(plan('a'), run, state)?.done.size).toBe(size);
  });
});
