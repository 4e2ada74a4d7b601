import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApplicationSource } from '../../../shared/model/application.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { HistoryEntry, Operation, ResourceResult, Resumption } from '../../../shared/model/operation.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { planCounts } from '../../../shared/model/plan.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import { operationsFolder } from './inventory.ts';
import { isLocked } from './lock.ts';
import type { RecordLine } from './recordFiles.ts';
import { readRecordedPlan, readRecordFiles } from './recordFiles.ts';

/** Writes the record of a running operation. */
export interface OperationLog {
  result(result: ResourceResult): Promise<void>;
  /** `history` is given for a successful full sync. */
  finish(operation: Operation, history: HistoryEntry | undefined): Promise<void>;
}

/** Opens the record; the plan is on disk before the first write to the cluster. */
export async function startLog(home: string, operation: Operation, plan: Plan): Promise<OperationLog> {
  await mkdir(operationsFolder(home, operation.application), { recursive: true, mode: 0o700 });
  const file = recordFile(home, operation);
  await append(file, { event: 'started', version: 1, operation, plan: slim(plan) });
  return logOf(file);
}

/** Opens the record of an interrupted operation again. */
export async function resumeLog(home: string, operation: Operation, resumption: Resumption): Promise<OperationLog> {
  const file = recordFile(home, operation);
  await append(file, { event: 'resumed', resumption });
  return logOf(file);
}

function recordFile(home: string, { application, id }: Operation): string {
  return join(operationsFolder(home, application), `${id}.jsonl`);
}

function logOf(file: string): OperationLog {
  return {
    result: (result) => append(file, { event: 'result', result }),
    finish: ({ results: _results, ...operation }, history) => append(file, { event: 'finished', operation, ...(history === undefined ? {} : { history }) }),
  };
}

async function append(file: string, line: RecordLine): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    // A kill may have cut the line before it off.
    await handle.write(`${line.event === 'resumed' ? '\n' : ''}${stringifyJson(line)}\n`);
    // What is on record of a hook keeps it from being begun twice.
    if (line.event !== 'result' || line.result.status === 'Running') await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Unchanged rows are many and say nothing in a record. */
function slim(plan: Plan): Plan {
  return { ...plan, items: plan.items.filter((item) => item.operation !== 'unchanged') };
}

/** What an application's records say. */
export interface Records {
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  /** The newest operation. One without an end that nobody works on any more is an Error: it was interrupted. */
  readonly last: Operation | undefined;
  /** How many objects the plan of the newest operation writes. */
  readonly lastTotal: number;
}

/** What there is before the first operation. */
export const NO_RECORDS: Records = { history: [], last: undefined, lastTotal: 0 };

/** Reads an application's records; a damaged last line (a kill in mid-write) is passed over. */
export async function readRecords(home: string, application: string): Promise<Records> {
  const records = await readRecordFiles(operationsFolder(home, application));
  const history = records.flatMap((record) => record.history ?? []).toSorted((a, b) => b.id - a.id);
  const newest = records.findLast((record) => record.operation !== undefined);
  return { history, last: await settled(home, newest?.operation), lastTotal: newest?.total ?? 0 };
}

/** Every operation on record, newest first; only the newest can still be under way. */
export async function readOperations(home: string, application: string): Promise<readonly Operation[]> {
  const records = await readRecordFiles(operationsFolder(home, application));
  const operations = records.flatMap((record) => record.operation ?? []).toReversed();
  const newest = await settled(home, operations[0]);
  return operations.map((operation, age) => (age === 0 && newest !== undefined ? newest : interrupted(operation)));
}

/** The plan that an operation carried out, without the rows that were unchanged. Throws `not-found`. */
export async function readPlan(home: string, application: string, operation: string): Promise<Plan> {
  const folder = operationsFolder(home, application);
  const record = (await readRecordFiles(folder)).find((each) => each.operation?.id === operation);
  const plan = record === undefined ? undefined : await readRecordedPlan(record.file);
  if (plan !== undefined) return plan;
  throw unknownOperation(application, operation);
}

/** The lock under which an application's operations run, one at a time for all processes of a home. */
export function operationLock(home: string, application: string): string {
  return join(operationsFolder(home, application), 'lock');
}

async function settled(home: string, last: Operation | undefined): Promise<Operation | undefined> {
  if (last === undefined || last.phase !== 'Running' || (await isLocked(operationLock(home, last.application)))) return last;
  const broken = interrupted(last);
  return { ...broken, message: `${broken.message}; resume it, or plan again for the rest` };
}

/** An operation that nobody works on any more; one that has ended stays as it is. */
function interrupted(operation: Operation): Operation {
  if (operation.phase !== 'Running') return operation;
  const done = operation.results.filter(({ status }) => status !== 'Running').length;
  return { ...operation, phase: 'Error', interrupted: true, message: `interrupted: Drydock was stopped after ${done} ${done === 1 ? 'object' : 'objects'}; what was written is listed` };
}

/**
 * The operation of that id, as it stands on record, if it was interrupted and can be gone on with: it is the newest one.
 * Throws `not-found`, and `usage` where it has ended. Whether somebody works on it is not asked: that is the lock's.
 */
export async function readInterrupted(home: string, application: string, id: string): Promise<Operation> {
  const operations = (await readRecordFiles(operationsFolder(home, application))).flatMap((record) => record.operation ?? []);
  const operation = operations.find((each) => each.id === id);
  if (operation === undefined) throw unknownOperation(application, id);
  if (operation.phase !== 'Running') throw new DrydockError('usage', `Nothing was written: the operation ${id} of ${application} has ended (${operation.phase}), so there is nothing to resume.`);
  if (operations.at(-1) !== operation) {
    throw new DrydockError('plan-stale', `Nothing was written: ${application} was synced again after the operation ${id} was interrupted.`, { hint: 'Plan again, and look at the new plan.' });
  }
  return operation;
}

function unknownOperation(application: string, id: string): DrydockError {
  return new DrydockError('not-found', `There is no record of an operation ${id} of ${application}.`, {
    hint: 'Old records are removed as new operations are recorded (spec.revisionHistoryLimit).',
  });
}

/** Failures that are kept beside the successes: an automatic sync may fail many times in a night. */
const KEPT_FAILURES = 20;

/**
 * Removes records beyond the newest `limit` successful syncs, older failures with them, and failures beyond the newest
 * twenty. The newest record always stays: it is the last operation.
 */
export async function trimRecords(home: string, application: string, limit: number): Promise<void> {
  const records = await readRecordFiles(operationsFolder(home, application));
  let kept = 0;
  let failures = 0;
  for (const [age, record] of records.toReversed().entries()) {
    const successful = kept < limit && record.history !== undefined;
    if (successful) kept++;
    else failures++;
    const beyond = !successful && (kept >= limit || failures > KEPT_FAILURES);
    if (beyond && age > 0) await rm(record.file, { force: true });
  }
}

/** Removes everything that an application left in the home besides its file. */
export async function removeRecords(home: string, application: string): Promise<void> {
  await rm(operationsFolder(home, application), { recursive: true, force: true });
}

/** The history entry of a successful operation. */
export function historyEntry(operation: Operation, plan: Plan, previous: readonly HistoryEntry[]): HistoryEntry {
  return {
    id: (previous[0]?.id ?? -1) + 1,
    revision: operation.revision,
    deployStartedAt: operation.startedAt,
    deployedAt: operation.finishedAt ?? operation.startedAt,
    source: operation.source,
    initiatedBy: operation.initiatedBy,
    counts: countsOf(operation, plan),
  };
}

/** A recorded plan, from which a resumed operation goes on, does not say how many objects were unchanged. */
function countsOf({ resumed }: Operation, plan: Plan): HistoryEntry['counts'] {
  const { unchanged, ...counts } = planCounts(plan);
  return resumed === undefined ? { ...counts, unchanged } : counts;
}

/** A record's name sorts by time, and no two are alike. */
export function operationId(now: Date, random: string): string {
  return `${now.toISOString().replace(/[-:.]/g, '')}-${random}`;
}

/** Finds the history entry to go back to. Throws `not-found` that names what there is. */
export function findHistory(application: string, history: readonly HistoryEntry[], id: number): HistoryEntry & { readonly source: ApplicationSource } {
  const entry = history.find((item) => item.id === id);
  if (entry !== undefined) return entry;
  throw new DrydockError('not-found', `The history of ${application} has no entry ${id}.`, {
    hint: history.length === 0 ? 'It was never synced successfully.' : `Entries: ${history.map((item) => item.id).join(', ')}.`,
  });
}
