import { DrydockError } from '../../../shared/model/errors.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { ResourceResult } from '../../../shared/model/operation.ts';
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

/** Why a plan does not hold any more, before anything was written; undefined where it does. */
export function staleError(planned: Plan, current: Plan): DrydockError | undefined {
  if (current.id === planned.id) return undefined;
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
 * Why what remains of an interrupted plan does not hold any more; undefined where it does. `begun` has the results that
 * there are, by `stepKey`: what was written is to be as Git says, and nothing else may differ than what was planned.
 */
export function restStaleError(planned: Plan, begun: ReadonlyMap<string, ResourceResult>, current: Plan): DrydockError | undefined {
  const items = new Map(planned.items.map((item) => [stepKey(item), item]));
  const rest = planned.items.filter((item) => item.operation !== 'unchanged' && item.skipped !== true && !begun.has(stepKey(item)));
  const moved = current.items.flatMap((item) => {
    const id = stepKey(item);
    const result = begun.get(id);
    // An object without a name of its own is never found again: a plan always makes one more of it.
    if (item.operation === 'unchanged' || item.skipped === true || isNameless(item)) return [];
    if (result === undefined) return items.has(id) ? [] : [difference(undefined, item)];
    return item.hook !== undefined || result.status === 'SyncFailed' ? [] : [`${keyWords(item.key)}: was done, now ${item.operation} once more${blockedText(item)}`];
  });
  const elsewhere = current.context === planned.context && current.namespace === planned.namespace ? [] : [`the destination: planned ${planned.context}, namespace ${planned.namespace}, now ${current.context}, namespace ${current.namespace}`];
  const found = [...elsewhere, ...differences(planned, current, rest.map(stepKey)), ...moved];
  if (found.length === 0) return undefined;
  return new DrydockError('plan-stale', `Nothing was written: since the sync was interrupted, things changed.\n${found.slice(0, 8).join('\n')}`, {
    hint: 'Plan again, and look at the new plan.',
  });
}

/**
 * The rows of an interrupted plan that are not over: those without a result, and hooks that were begun. Throws
 * `plan-stale` where what is true now says something else of them.
 */
export function restOfPlan(planned: Plan, results: readonly ResourceResult[], current: Plan): Plan {
  const begun = new Map(results.map((result) => [stepKey(result), result]));
  const stale = restStaleError(planned, begun, current);
  if (stale !== undefined) throw stale;
  return { ...planned, items: planned.items.filter((item) => (begun.get(stepKey(item))?.status ?? 'Running') === 'Running'), warnings: current.warnings };
}

/** What a plan does that another one did not say, each as a sentence. What it leaves out may be done already. */
export function beyondPlan(planned: Plan, current: Plan): readonly string[] {
  const known = new Map(planned.items.map((item) => [stepKey(item), item]));
  return current.items.flatMap((item) => {
    const before = known.get(stepKey(item));
    if (item.operation === 'unchanged' || item.skipped === true) return [];
    return before !== undefined && before.skipped !== true && sameChange(before, item) ? [] : [difference(before, item)];
  });
}

/** A plan shows a question mark for the end of a name that the server, or the sync, makes up. */
function isNameless({ key }: PlanItem): boolean {
  return /\?\d*$/.test(key.name);
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

function difference(known: PlanItem | undefined, item: PlanItem): string {
  const same = item.operation === known?.operation ? ' with another change' : '';
  return `${keyWords(item.key)}: planned ${known?.operation ?? 'nothing'}, now ${item.operation}${same}${blockedText(item)}`;
}

function blockedText({ blocked }: PlanItem): string {
  return blocked === undefined ? '' : ` (${blocked.message})`;
}

function originText(item: PlanItem): string {
  return item.origin === undefined ? '' : ` (${item.origin.file}:${item.origin.line})`;
}
