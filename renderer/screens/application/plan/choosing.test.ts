import { describe, expect, it } from 'vitest';
import type { Plan, PlanItem } from '../../../../shared/model/plan.ts';
import { isChoosable, isTicked, offersChoice, tick } from './choosing.ts';

const item = (name: string, more: Partial<PlanItem> = {}): PlanItem => ({ key: { group: 'apps', kind: 'Deployment', namespace: 'n', name }, apiVersion: 'apps/v1', operation: 'create', diff: { basis: 'desired', changes: [] }, notes: [], ...more });
const plan = (...items: readonly PlanItem[]): Plan => ({ id: 'p', application: 'a', context: 'c', namespace: 'n', revision: 'r', options: { prune: false, adopt: false, automatic: false }, items, warnings: [] });
const CHOICES = { prune: true, adopt: false };

describe('rows that can be left out', () => {
  it.each<[Partial<PlanItem>, boolean]>([
    [{}, true],
    [{ operation: 'prune' }, true],
    [{ operation: 'prune', skipped: true }, false],
    [{ operation: 'update', skipped: true, unchosen: true }, true],
    [{ operation: 'blocked', blocked: { reason: 'owner', message: '' } }, true],
    [{ operation: 'unchanged' }, false],
    [{ operation: 'hook', phase: 'PreSync', hook: { policies: [] } }, false],
  ])('%j: %s', (more, can) => {
    expect(isChoosable(item('a', more))).toBe(can);
  });

  it('are offered where there are several', () => {
    expect(offersChoice(plan(item('a'), item('b', { operation: 'unchanged' })))).toBe(false);
    expect(offersChoice(plan(item('a'), item('b')))).toBe(true);
    // All are left out, and can be taken in again.
    expect(offersChoice(plan(item('a', { skipped: true, unchosen: true }), item('b', { skipped: true, unchosen: true })))).toBe(true);
  });
});

it('ticking keeps the other choices, and the last tick is no choice any more', () => {
  const [a, b] = [item('a'), item('b')];
  const without = tick(tick(CHOICES, a, false), b, false);
  expect(without).toEqual({ ...CHOICES, resources: ['!apps:Deployment:n/a', '!apps:Deployment:n/b'] });
  expect([isTicked(a, without), isTicked(a, CHOICES), isTicked(item('c'), without)]).toEqual([false, true, true]);
  expect(tick(tick(without, a, false), b, true)).toEqual({ ...CHOICES, resources: ['!apps:Deployment:n/a'] });
  expect(tick(tick(without, a, true), b, true)).toEqual(CHOICES);
});
