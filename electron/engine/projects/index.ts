/**
 * Projects: what an AppProject lets its applications do. Rules and a question in, an answer in words out; no I/O and no
 * clock of their own.
 *
 * `permits.ts` judges repositories, places and kinds, `windows.ts` the moment, `orphans.ts` what nobody tracks. `apps/projectStore.ts` holds the files,
 * `apps/governor.ts` asks before anything is fetched, planned or sent.
 */
export { findOrphans } from './orphans.ts';
export type { Destination } from './permits.ts';
export { destinationRefusal, globProblems, resourceRefusal, sourceRefusal } from './permits.ts';
export { windowProblem, windowState } from './windows.ts';
