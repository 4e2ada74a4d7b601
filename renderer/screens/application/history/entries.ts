import type { HistoryEntry, Operation } from '../../../../shared/model/operation.ts';
import type { PlanOperation } from '../../../../shared/model/plan.ts';

/** One operation of the time line, and the entry that can be gone back to, if it made one. */
export interface TimelineEntry {
  readonly operation: Operation;
  readonly history: Pick<HistoryEntry, 'id' | 'counts'> | undefined;
  /** It is what the cluster was last brought to. */
  readonly current: boolean;
}

/**
 * Operations with the entries of the history that they made, newest first. They are paired by revision and start, which
 * both records have.
 */
export function timeline(operations: readonly Operation[], history: readonly HistoryEntry[]): readonly TimelineEntry[] {
  const byStart = new Map(history.map((entry) => [`${entry.deployStartedAt} ${entry.revision}`, entry]));
  const newest = history.reduce<number>((id, entry) => Math.max(id, entry.id), -1);
  return operations.map((operation) => {
    const entry = byStart.get(`${operation.startedAt} ${operation.revision}`);
    return { operation, history: entry, current: entry !== undefined && entry.id === newest };
  });
}

const WORDS: readonly (readonly [PlanOperation, string])[] = [
  ['create', 'created'],
  ['update', 'changed'],
  ['replace', 'replaced'],
  ['adopt', 'adopted'],
  ['prune', 'deleted'],
  ['hook', 'hooks run'],
];

/** What an operation did, in words: "2 created, 1 deleted, 1 failed". */
export function operationWords({ results }: Pick<Operation, 'results'>): string {
  const done = results.filter((result) => result.status !== 'SyncFailed' && result.status !== 'PruneSkipped');
  const failed = results.filter((result) => result.status === 'SyncFailed').length;
  const parts = WORDS.flatMap(([operation, word]) => {
    const count = done.filter((result) => result.operation === operation).length;
    return count === 0 ? [] : [`${count.toLocaleString('en')} ${word}`];
  });
  if (failed > 0) parts.push(`${failed.toLocaleString('en')} failed`);
  return parts.length === 0 ? 'nothing was written' : parts.join(', ');
}
