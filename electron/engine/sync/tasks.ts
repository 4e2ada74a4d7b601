import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { stepKey, SYNC_PHASES } from '../../../shared/model/steps.ts';
import type { Task } from './machine.ts';

/** The tasks of a plan, in its order: what it leaves is none, and what is unchanged only has to be well. */
export function tasksOf(plan: Plan): readonly Task[] {
  return plan.items.filter((item) => item.operation !== 'blocked' && item.skipped !== true).map(taskOf);
}

/**
 * A recorded plan, which has no unchanged rows, with those of the plan as it is made now: they have to be well before
 * what comes after them, as when the sync was begun.
 */
export function withUnchanged(recorded: Plan, now: Plan): Plan {
  const known = new Set(recorded.items.map(stepKey));
  const items = [...recorded.items, ...now.items.filter((item) => item.operation === 'unchanged' && !known.has(stepKey(item)))];
  const left = (item: PlanItem) => (item.skipped === true ? 1 : 0);
  return { ...recorded, items: items.toSorted((a, b) => left(a) - left(b) || SYNC_PHASES.indexOf(a.phase ?? 'Sync') - SYNC_PHASES.indexOf(b.phase ?? 'Sync') || (a.wave ?? 0) - (b.wave ?? 0)) };
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
