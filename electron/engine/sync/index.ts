/**
 * The sync: carries out one plan and nothing else.
 *
 * Before the first write the plan is made again from what is now true; if it says something else, the sync stops there.
 * Then the rows are written in the plan's order, kind by kind, with the compared uid and version as preconditions, so
 * that an object that moved on meanwhile is compared again and never overwritten unseen. `apply.ts` writes one row,
 * `run.ts` the whole.
 */
export type { Recheck, SyncTarget } from './apply.ts';
export { runSync } from './run.ts';
export type { SyncOutcome } from './run.ts';
