import { appendFile, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HistoryEntry, Operation, ResourceResult } from '../../../shared/model/operation.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { operationsFolder } from './inventory.ts';
import { acquireLock } from './lock.ts';
import { findHistory, historyEntry, NO_RECORDS, operationId, operationLock, readInterrupted, readOperations, readPlan, readRecords, removeRecords, resumeLog, startLog, trimRecords } from './operations.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-operations-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const key = (name: string) => ({ group: '', kind: 'ConfigMap', namespace: 'n', name });
const item = (name: string, operation: PlanItem['operation']): PlanItem => ({ key: key(name), apiVersion: 'v1', operation, diff: { basis: 'server', changes: [{ path: '.data.a', after: 9007199254740993n }] }, notes: [] });
const PLAN: Plan = { id: 'p', application: 'app', context: 'c', namespace: 'n', revision: 'r', options: { prune: false, adopt: false, automatic: false }, items: [item('a', 'create'), item('b', 'unchanged')], warnings: [] };
const result = (name: string): ResourceResult => ({ key: key(name), apiVersion: 'v1', operation: 'create', status: 'Synced', message: 'created' });

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const operation = (minute: number): Operation => ({
  id: operationId(at(minute), 'abc'),
  application: 'app',
  kind: 'sync',
  phase: 'Running',
  message: '',
  revision: `r${minute}`,
  planId: 'p',
  source: { repoURL: 'https://x', path: '.' },
  initiatedBy: { username: 'me', automated: false },
  startedAt: at(minute).toISOString(),
  results: [],
});
const fileOf = (minute: number) => join(operationsFolder(home, 'app'), `${operation(minute).id}.jsonl`);

/** Records an operation to its end. */
async function record(minute: number, phase: 'Succeeded' | 'Failed'): Promise<Operation> {
  const log = await startLog(home, operation(minute), PLAN);
  await log.result(result('a'));
  const done: Operation = { ...operation(minute), phase, message: 'done', finishedAt: at(minute).toISOString(), results: [result('a')] };
  const { history } = await readRecords(home, 'app');
  await log.finish(done, phase === 'Succeeded' ? historyEntry(done, PLAN, history) : undefined);
  return done;
}

describe('a record', () => {
  it('is nothing before the first operation', async () => {
    expect(await readRecords(home, 'app')).toEqual(NO_RECORDS);
  });

  it('is read as it was written, without unchanged rows, with large integers', async () => {
    const done = await record(1, 'Succeeded');
    const { last, history } = await readRecords(home, 'app');
    expect(last).toEqual(done);
    expect(history).toEqual([{ id: 0, revision: 'r1', deployStartedAt: done.startedAt, deployedAt: done.startedAt, source: done.source, initiatedBy: done.initiatedBy, counts: expect.objectContaining({ create: 1, unchanged: 1 }) }]);
    const text = await readFile(fileOf(1), 'utf8');
    expect(text).toContain('9007199254740993');
    expect(text).not.toContain('"name":"b"');
    expect(text.trimEnd().split('\n')).toHaveLength(3);
  });

  it('names sort by time', () => {
    expect(operationId(new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)), 'x')).toBe('20260102T030405006Z-x');
    expect(operationId(at(9), 'z') < operationId(at(10), 'a')).toBe(true);
  });
});

describe('an operation without an end', () => {
  it('runs while somebody holds the lock, and was interrupted otherwise', async () => {
    const log = await startLog(home, operation(1), PLAN);
    await log.result(result('a'));
    const release = await acquireLock(operationLock(home, 'app'), 'syncing app');
    expect((await readRecords(home, 'app')).last).toMatchObject({ phase: 'Running', results: [result('a')] });
    await release();
    expect((await readRecords(home, 'app')).last).toMatchObject({ phase: 'Error', message: expect.stringContaining('after 1 object'), results: [result('a')] });
  });

  it('loses at most its last line', async () => {
    const log = await startLog(home, operation(1), PLAN);
    await log.result(result('a'));
    await log.result(result('b'));
    const size = (await readFile(fileOf(1))).length;
    await truncate(fileOf(1), size - 20);
    expect((await readRecords(home, 'app')).last?.results).toEqual([result('a')]);
    await truncate(fileOf(1), 10);
    expect((await readRecords(home, 'app')).last).toBeUndefined();
  });

  it('is gone on with in the same record, past a line that a kill cut off; it is one operation with one list of results', async () => {
    const log = await startLog(home, operation(1), PLAN);
    await log.result(result('a'));
    await log.result(result('b'));
    await truncate(fileOf(1), (await readFile(fileOf(1))).length - 20);
    const before = await readInterrupted(home, 'app', operation(1).id);
    expect(before).toMatchObject({ phase: 'Running', results: [result('a')] });
    const again = await resumeLog(home, before, { at: at(2).toISOString(), username: 'somebody' });
    await again.result(result('c'));
    expect(await readOperations(home, 'app')).toEqual([expect.objectContaining({ interrupted: true, results: [result('a'), result('c')], resumed: [{ at: at(2).toISOString(), username: 'somebody' }] })]);
    const done: Operation = { ...before, phase: 'Succeeded', message: 'done', resumed: [{ at: at(2).toISOString(), username: 'somebody' }] };
    await again.finish(done, historyEntry(done, PLAN, []));
    const { history, last } = await readRecords(home, 'app');
    expect([history.length, last?.phase, last?.interrupted, last?.resumed?.length]).toEqual([1, 'Succeeded', undefined, 1]);
    // The plan on record has no unchanged rows to be counted.
    expect(history[0]?.counts).not.toHaveProperty('unchanged');
    await expect(readInterrupted(home, 'app', operation(1).id)).rejects.toMatchObject({ code: 'usage' });
    await startLog(home, operation(3), PLAN);
    await startLog(home, operation(4), PLAN);
    await expect(readInterrupted(home, 'app', operation(3).id)).rejects.toMatchObject({ code: 'plan-stale' });
    await expect(readInterrupted(home, 'app', operation(5).id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is no history, even if its end is cut off', async () => {
    await record(1, 'Succeeded');
    await record(2, 'Succeeded');
    const size = (await readFile(fileOf(2))).length;
    await truncate(fileOf(2), size - 2);
    const { history, last } = await readRecords(home, 'app');
    expect(history.map((entry) => entry.revision)).toEqual(['r1']);
    expect(last?.revision).toBe('r2');
  });
});

describe('all operations', () => {
  it('are newest first; an older one without an end was interrupted, whoever works now', async () => {
    await startLog(home, operation(1), PLAN);
    await record(2, 'Failed');
    await startLog(home, operation(3), PLAN);
    const release = await acquireLock(operationLock(home, 'app'), 'syncing app');
    expect((await readOperations(home, 'app')).map(({ phase, revision }) => [revision, phase])).toEqual([['r3', 'Running'], ['r2', 'Failed'], ['r1', 'Error']]);
    await release();
    expect((await readOperations(home, 'app'))[0]?.phase).toBe('Error');
  });

  it('have their plans; one that is not there is said', async () => {
    await record(1, 'Succeeded');
    expect(await readPlan(home, 'app', operation(1).id)).toEqual({ ...PLAN, items: [PLAN.items[0]] });
    await expect(readPlan(home, 'app', operation(2).id)).rejects.toMatchObject({ code: 'not-found' });
    await expect(readPlan(home, 'other', operation(1).id)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that did not change are not read again', async () => {
    await record(1, 'Succeeded');
    const [first] = await readOperations(home, 'app');
    await record(2, 'Failed');
    const again = await readOperations(home, 'app');
    expect(again).toHaveLength(2);
    expect(again[1]).toBe(first);
  });
});

describe('history', () => {
  it('is newest first, and has successes only', async () => {
    await record(1, 'Succeeded');
    await record(2, 'Failed');
    await record(3, 'Succeeded');
    const { history, last } = await readRecords(home, 'app');
    expect(history.map(({ id, revision }) => [id, revision])).toEqual([[1, 'r3'], [0, 'r1']]);
    expect(last?.revision).toBe('r3');
  });

  it('of other files in the folder takes no notice', async () => {
    await record(1, 'Succeeded');
    await appendFile(join(operationsFolder(home, 'app'), 'notes.txt'), 'mine');
    expect((await readRecords(home, 'app')).history).toHaveLength(1);
  });

  it('is trimmed to the newest successes; what is older goes, newer failures stay', async () => {
    for (const [minute, phase] of [[1, 'Failed'], [2, 'Succeeded'], [3, 'Failed'], [4, 'Succeeded'], [5, 'Succeeded'], [6, 'Failed']] as const) await record(minute, phase);
    await trimRecords(home, 'app', 2);
    expect((await readdir(operationsFolder(home, 'app'))).toSorted()).toEqual([4, 5, 6].map((minute) => `${operation(minute).id}.jsonl`));
    expect((await readRecords(home, 'app')).history.map((entry) => entry.id)).toEqual([2, 1]);
    await record(7, 'Succeeded');
    expect((await readRecords(home, 'app')).history.map((entry) => entry.id)).toEqual([3, 2, 1]);
  });

  it('keeps the newest twenty failures, and the newest record whatever the limit', async () => {
    for (let minute = 1; minute <= 25; minute++) await record(minute, 'Failed');
    await trimRecords(home, 'app', 10);
    expect((await readdir(operationsFolder(home, 'app'))).toSorted()).toEqual(Array.from({ length: 20 }, (_, index) => `${operation(index + 6).id}.jsonl`));
    await record(26, 'Succeeded');
    await trimRecords(home, 'app', 0);
    expect(await readdir(operationsFolder(home, 'app'))).toEqual([`${operation(26).id}.jsonl`]);
  });

  it('is not touched by a limit that is not reached', async () => {
    await record(1, 'Failed');
    await record(2, 'Succeeded');
    await trimRecords(home, 'app', 10);
    expect(await readdir(operationsFolder(home, 'app'))).toHaveLength(2);
  });

  it('goes with the application', async () => {
    await record(1, 'Succeeded');
    await removeRecords(home, 'app');
    expect(await readRecords(home, 'app')).toEqual(NO_RECORDS);
    await removeRecords(home, 'app');
  });

  it('finds an entry, or says which there are', () => {
    const entry = (id: number): HistoryEntry => ({ id, revision: 'r', deployStartedAt: 't', deployedAt: 't', source: { repoURL: 'x' }, initiatedBy: { username: 'me', automated: false }, counts: {} });
    expect(findHistory('app', [entry(3), entry(2)], 2).id).toBe(2);
    expect(() => findHistory('app', [entry(3), entry(2)], 1)).toThrow(expect.objectContaining({ code: 'not-found', hint: 'Entries: 3, 2.' }));
    expect(() => findHistory('app', [], 1)).toThrow(expect.objectContaining({ hint: expect.stringContaining('never') }));
  });
});
