import { expect, it } from 'vitest';
import type { HistoryEntry, Operation, ResourceResult } from '../../../../shared/model/operation.ts';
import { operationWords, timeline } from './entries.ts';

const by = { username: 'me', automated: false };

function operation(startedAt: string, changes: Partial<Operation> = {}): Operation {
  return { id: startedAt, application: 'shop', kind: 'sync', phase: 'Succeeded', message: '', revision: 'a', planId: 'p', source: { repoURL: 'x' }, initiatedBy: by, startedAt, results: [], ...changes };
}

function entry(id: number, deployStartedAt: string, revision = 'a'): HistoryEntry {
  return { id, revision, deployStartedAt, deployedAt: '', source: { repoURL: 'x' }, initiatedBy: by, counts: {} };
}

it('pairs operations with what they left in the history, and names the newest', () => {
  const line = timeline([operation('3'), operation('2', { phase: 'Failed' }), operation('1')], [entry(1, '3'), entry(0, '1')]);
  expect(line.map((item) => [item.operation.startedAt, item.history?.id, item.current])).toEqual([
    ['3', 1, true],
    ['2', undefined, false],
    ['1', 0, false],
  ]);
});

it('does not take another revision of the same moment for its own', () => {
  expect(timeline([operation('1', { revision: 'b' })], [entry(0, '1')])[0]?.history).toBeUndefined();
});

const result = (action: ResourceResult['operation'], status: ResourceResult['status'] = 'Synced'): ResourceResult => ({ key: { group: '', kind: 'A', namespace: '', name: 'a' }, apiVersion: 'v1', operation: action, status, message: '' });

it.each([
  [[], 'nothing was written'],
  [[result('create'), result('create'), result('prune', 'Pruned')], '2 created, 1 deleted'],
  [[result('update'), result('update', 'SyncFailed')], '1 changed, 1 failed'],
  [[result('prune', 'PruneSkipped')], 'nothing was written'],
])('what was done: %#', (results, words) => {
  expect(operationWords({ results })).toBe(words);
});
