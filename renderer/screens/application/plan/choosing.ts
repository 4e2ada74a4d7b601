import type { Plan, PlanItem } from '../../../../shared/model/plan.ts';
import { plannedWrites } from '../../../../shared/model/plan.ts';
import { selectorOf } from '../../../../shared/model/selection.ts';
import type { Choices } from './session.ts';

/** Whether a row can be left out of a sync: it does something, and hooks are of the whole application. */
export function isChoosable({ operation, hook, skipped, unchosen }: PlanItem): boolean {
  return operation !== 'unchanged' && hook === undefined && (skipped !== true || unchosen === true);
}

/** Whether there is anything to choose from: with a single row there is not. */
export function offersChoice(plan: Plan): boolean {
  return plan.items.filter(isChoosable).length > 1 && (plannedWrites(plan).length > 0 || plan.items.some((item) => item.blocked !== undefined || item.unchosen === true));
}

/** Whether a row's box is ticked, by what was chosen last, which the plan in sight may not show yet. */
export function isTicked({ key }: PlanItem, { resources = [] }: Choices): boolean {
  return !resources.includes(`!${selectorOf(key)}`);
}

/** The choices with one row ticked or not; a choice that leaves nothing out is none. */
export function tick(choices: Choices, { key }: PlanItem, ticked: boolean): Choices {
  const { resources = [], ...others } = choices;
  const mine = `!${selectorOf(key)}`;
  const left = [...resources.filter((text) => text !== mine), ...(ticked ? [] : [mine])];
  return left.length === 0 ? others : { ...others, resources: left };
}
