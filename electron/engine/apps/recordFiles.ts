import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../../shared/model/json.ts';
import type { HistoryEntry, Operation, ResourceResult, Resumption } from '../../../shared/model/operation.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import { stepKey } from '../../../shared/model/steps.ts';
import { isMissing } from './files.ts';

/**
 * The record of one operation: `<home>/operations/<application>/<id>.jsonl`, a line per event, appended as it happens,
 * so that a killed process loses at most its last line. Secret values are masked before they come here.
 */
export type RecordLine =
  | { readonly event: 'started'; readonly version: 1; readonly operation: Operation; readonly plan: Plan }
  | { readonly event: 'result'; readonly result: ResourceResult }
  | { readonly event: 'resumed'; readonly resumption: Resumption }
  | { readonly event: 'finished'; readonly operation: Omit<Operation, 'results'>; readonly history?: HistoryEntry };

/** What one record says, its plan aside, which is large and seldom asked for. */
export interface OperationRecord {
  readonly file: string;
  /** Undefined where not even its first line was written. */
  readonly operation: Operation | undefined;
  /** How many objects its plan writes. */
  readonly total: number;
  /** Of a successful sync. */
  readonly history: HistoryEntry | undefined;
}

interface Known {
  readonly stamp: string;
  readonly record: OperationRecord;
}

/** By folder, then by file. Records are only appended to, so size and time tell whether one is still as it was read. */
const known = new Map<string, ReadonlyMap<string, Known>>();

/** The records of a folder, oldest first. Those that did not change since they were last read are not read again. */
export async function readRecordFiles(folder: string): Promise<readonly OperationRecord[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const before = known.get(folder);
  const now = new Map<string, Known>();
  for (const name of names.filter((entry) => entry.endsWith('.jsonl')).sort()) {
    const file = join(folder, name);
    try {
      const { ino, mtimeMs, size } = await stat(file);
      const stamp = `${ino} ${size} ${mtimeMs}`;
      const kept = before?.get(name);
      now.set(name, kept?.stamp === stamp ? kept : { stamp, record: recordOf(file, await readFile(file, 'utf8')) });
    } catch (error) {
      // Another process trims them.
      if (!isMissing(error)) throw error;
    }
  }
  if (now.size === 0) known.delete(folder);
  else known.set(folder, now);
  return [...now.values()].map(({ record }) => record);
}

/** The plan that a record carries out; undefined where there is no such record, or its first line is damaged. */
export async function readRecordedPlan(file: string): Promise<Plan | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return '';
    throw error;
  });
  const [first] = parseLines(text);
  return first?.event === 'started' ? first.plan : undefined;
}

function recordOf(file: string, text: string): OperationRecord {
  let operation: Operation | undefined;
  let history: HistoryEntry | undefined;
  let total = 0;
  /** The newest of each row. */
  const found = new Map<string, ResourceResult>();
  for (const line of parseLines(text)) {
    if (line.event === 'started') {
      operation = line.operation;
      total = plannedWrites(line.plan).length;
    } else if (line.event === 'result') found.set(stepKey(line.result), line.result);
    else if (line.event === 'resumed') operation = operation === undefined ? undefined : { ...operation, resumed: [...(operation.resumed ?? []), line.resumption] };
    else {
      operation = { ...line.operation, results: [] };
      history = line.history;
    }
  }
  return { file, operation: operation === undefined ? undefined : { ...operation, results: [...found.values()] }, total, history };
}

/** A damaged line (a kill in mid-write) is passed over; others follow it where the operation was resumed. */
function parseLines(text: string): RecordLine[] {
  const lines: RecordLine[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      // Written by this module's users only; a line that does not parse is one that a kill cut off.
      lines.push(parseJson(line) as unknown as RecordLine);
    } catch {
      continue;
    }
  }
  return lines;
}
