/**
 * The plan: everything a sync will do, in order, before it is done.
 *
 * A *row* is what comparing one object found; `buildPlan` adds what was chosen (prune, adopt, automatic or by hand) and
 * decides each object's operation. The plan's id hashes what the plan says, so two plans with one id have one effect,
 * and a plan that was looked at can be held against what is true when it is to be carried out.
 */
export { deletionWords } from './deleting.ts';
export { buildPlan } from './build.ts';
export { compareForApply } from './order.ts';
export type { Row, TakeOver } from './rows.ts';
