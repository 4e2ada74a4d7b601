import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { stepKey } from '../../../shared/model/steps.ts';
import type { Task } from './machine.ts';

/** The tasks of a plan, in its order: what it leaves is none, and what is unchanged only has to be well. */
export function tasksOf(plan: Plan): readonly Task[] {
  return plan.items.filter((item) => item.operation !== 'blocked' && item.skipped !== true).map(taskOf);
}

function taskOf(item: PlanItem): Task {
  const { key, operation, phase = 'Sync', wave = 0, hook } = item;
  const act = hook !== undefined ? 'hook' : operation === 'prune' ? 'prune' : operation === 'unchanged' ? 'keep' : 'apply';
  return {
    id: stepKey(item),
    phase,
    wave,
    act,
    group: `${act === 'prune' ? 'prune' : 'apply'} ${key.group}/${key.kind}`,
    ...(hook === undefined ? {} : { deletes: { succeeded: hook.policies.includes('HookSucceeded'), failed: hook.policies.includes('HookFailed') } }),
  };
}
