/**
 * The sync: carries out one plan and nothing else.
 *
 * A sync runs in phases (PreSync, Sync, PostSync, and SyncFail if it failed), a phase in waves, a wave kind after kind.
 * `machine.ts` is pure and decides what comes next, from the tasks of the plan (`tasks.ts`) and what was seen of them;
 * `run.ts` does it. Before the first write, and before each further wave, the plan is made again from what is now true;
 * if it says something else (`stale.ts`), the sync stops there. `apply.ts` writes one row, with the compared uid and
 * version as preconditions, so that an object that moved on meanwhile is compared again and never overwritten unseen;
 * `hook.ts` begins and deletes hooks. `waiting.ts` waits by watches for what a wave began, judged by `standing.ts`.
 */
export type { Elsewhere, Recheck, SyncTarget } from './apply.ts';
export { hookName } from './hook.ts';
export { runSync } from './run.ts';
export type { SyncOutcome } from './run.ts';
export { beyondPlan, restOfPlan } from './stale.ts';
export { standingOf } from './standing.ts';
