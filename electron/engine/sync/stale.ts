import { DrydockError } from '../../../shared/model/errors.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { stepKey } from '../../../shared/model/steps.ts';
import { sameChange } from './apply.ts';

/** Throws `plan-blocked` if anything in a plan is blocked. */
export function refuseBlocked(plan: Plan): void {
  const blocked = plan.items.filter((item) => item.blocked !== undefined);
  if (blocked.length === 0) return;
  const lines = blocked.slice(0, 5).map((item) => `${keyWords(item.key)}${originText(item)}: ${item.blocked?.message ?? ''}`);
  const more = blocked.length > 5 ? `\nand ${blocked.length - 5} more` : '';
  throw new DrydockError('plan-blocked', `Nothing was written: ${blocked.length === 1 ? 'one object is' : `${blocked.length} objects are`} blocked.\n${lines.join('\n')}${more}`, {
    hint: 'Unblock them, or take them out of Git, and plan again.',
  });
}

/** Why a plan does not hold any more, before anything was written. */
export function staleError(planned: Plan, current: Plan): DrydockError {
  const before = new Map(planned.items.map((item) => [stepKey(item), item]));
  const differing: string[] = [];
  for (const item of current.items) {
    const known = before.get(stepKey(item));
    before.delete(stepKey(item));
    if (known === undefined ? item.operation !== 'unchanged' : !sameChange(known, item)) differing.push(difference(known, item));
  }
  for (const item of before.values()) if (item.operation !== 'unchanged') differing.push(`${keyWords(item.key)}: planned ${item.operation}, now nothing`);
  return new DrydockError('plan-stale', `Nothing was written: since the plan ${planned.id} was made, things changed.\n${differing.slice(0, 8).join('\n')}`, {
    hint: 'Look at the new plan.',
  });
}

/**
 * What is no longer as planned among the rows with these keys (`stepKey`), each as a sentence. What somebody else did
 * meanwhile exactly as planned is no difference, nor is one that is gone where it was to be deleted.
 */
export function differences(planned: Plan, current: Plan, keys: readonly string[]): readonly string[] {
  const wanted = new Set(keys);
  const now = new Map(current.items.map((item) => [stepKey(item), item]));
  return planned.items.flatMap((item) => {
    if (!wanted.has(stepKey(item))) return [];
    const found = now.get(stepKey(item));
    if (found === undefined) return item.operation === 'prune' ? [] : [`${keyWords(item.key)}: planned ${item.operation}, now nothing`];
    return found.operation === 'unchanged' || sameChange(item, found) ? [] : [difference(item, found)];
  });
}

function difference(known: PlanItem | undefined, { key, operation, blocked }: PlanItem): string {
  const same = operation === known?.operation ? ' with another change' : '';
  return `${keyWords(key)}: planned ${known?.operation ?? 'nothing'}, now ${operation}${same}${blocked === undefined ? '' : ` (${blocked.message})`}`;
}

function originText(item: PlanItem): string {
  return item.origin === undefined ? '' : ` (${item.origin.file}:${item.origin.line})`;
}
