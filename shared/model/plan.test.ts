import { expect, it } from 'vitest';
import type { Plan, PlanItem, PlanOperation } from './plan.ts';
import { planCounts, plannedWrites } from './plan.ts';

const item = (name: string, operation: PlanOperation, skipped?: boolean): PlanItem => ({
  key: { group: '', kind: 'ConfigMap', namespace: 'n', name },
  apiVersion: 'v1',
  operation,
  diff: { basis: 'server', changes: [] },
  notes: [],
  ...(skipped === undefined ? {} : { skipped }),
});
const plan: Plan = {
  id: 'x',
  application: 'a',
  context: 'c',
  namespace: 'n',
  revision: 'r',
  options: { prune: true, adopt: false, automatic: false },
  items: [item('a', 'create'), item('b', 'create'), item('c', 'update'), item('d', 'adopt'), item('e', 'unchanged'), item('f', 'blocked'), item('g', 'prune'), item('h', 'prune', true)],
  warnings: [],
};

it('counts what will be done', () => {
  expect(planCounts(plan)).toEqual({ create: 2, update: 1, adopt: 1, replace: 0, prune: 1, hook: 0, unchanged: 1, blocked: 1 });
});

it('writes what is neither unchanged, nor blocked, nor left', () => {
  expect(plannedWrites(plan).map((each) => each.key.name)).toEqual(['a', 'b', 'c', 'd', 'g']);
});
