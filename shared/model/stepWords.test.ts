import { describe, expect, it } from 'vitest';
import type { Plan, PlanItem } from './plan.ts';
import { doneCount, stepsOf, stepWords, waitingWords } from './stepWords.ts';

const key = (name: string) => ({ group: 'apps', kind: 'Deployment', namespace: 'n', name });
const item = (name: string, more: Partial<PlanItem> = {}): PlanItem => ({ key: key(name), apiVersion: 'apps/v1', operation: 'create', diff: { basis: 'desired', changes: [] }, notes: [], ...more });
const plan = (...items: readonly PlanItem[]): Plan => ({ id: 'p', application: 'a', context: 'c', namespace: 'n', revision: 'r', options: { prune: false, adopt: false, automatic: false }, items, warnings: [] });
const hook = (name: string, phase: 'PreSync' | 'SyncFail', wave?: number) => item(name, { operation: 'hook', phase, ...(wave === undefined ? {} : { wave }), hook: { policies: [] } });

it('steps are where a plan writes', () => {
  const steps = stepsOf(plan(hook('a', 'PreSync'), item('b', { operation: 'unchanged', wave: -1 }), item('c'), item('d'), item('e', { wave: 2 }), hook('f', 'SyncFail'), item('g', { operation: 'prune', skipped: true, wave: 9 })));
  expect(steps.map((step) => `${stepWords(step)}: ${step.items.map((each) => each.key.name).join(' ')}`)).toEqual(['PreSync: a', 'Wave 0: c d', 'Wave 2: e', 'SyncFail: f']);
  expect(stepsOf(plan(item('a'), item('b')))).toHaveLength(1);
  expect(stepWords({ phase: 'PostSync', wave: 3 })).toBe('PostSync, wave 3');
});

describe('what is waited for', () => {
  it.each([
    [[], undefined],
    [[{ key: key('web'), message: '1 of 3 updated replicas are available' }], 'Wave 1: waiting for Deployment n/web: 1 of 3 updated replicas are available'],
    [[{ key: key('web'), message: '' }, { key: key('b'), message: 'x' }, { key: key('c'), message: 'y' }], 'Wave 1: waiting for Deployment n/web (and 2 more)'],
  ])('%j', (waitingFor, words) => {
    expect(waitingWords({ phase: 'Sync', wave: 1, waitingFor })).toBe(words);
  });
});

it('a cluster that is away is said before what is waited for in it', () => {
  expect(waitingWords({ phase: 'Sync', wave: 1, waitingFor: [{ key: key('web'), message: 'x' }], unheard: 'dev did not answer.' })).toBe('Wave 1: cannot reach the cluster, waiting for it, and then for Deployment n/web: dev did not answer.');
});

it('a hook that runs is not done, and SyncFail was not asked for', () => {
  const result = { key: key('a'), apiVersion: 'v1', operation: 'hook', message: '' } as const;
  expect(doneCount([{ ...result, status: 'Running', phase: 'PreSync' }, { ...result, status: 'Synced', phase: 'PreSync' }, { ...result, status: 'SyncFailed' }, { ...result, status: 'Synced', phase: 'SyncFail' }])).toBe(2);
});
