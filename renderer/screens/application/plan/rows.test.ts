import { describe, expect, it } from 'vitest';
import type { ResourceResult } from '../../../../shared/model/operation.ts';
import type { Plan, PlanItem, PlanOperation } from '../../../../shared/model/plan.ts';
import { dangers, groundsOf, groupRows, needsConfirmation, planWords, restartWords, rowName, rowWords, shortRowWords, stepRow } from './rows.ts';

function item(operation: PlanOperation, name: string, changes: Partial<PlanItem> = {}): PlanItem {
  return { key: { group: 'apps', kind: 'Deployment', namespace: 'default', name }, apiVersion: 'apps/v1', operation, diff: { basis: 'server', changes: [] }, notes: [], ...changes };
}

function plan(...items: readonly PlanItem[]): Plan {
  return { id: '0123456789abcdef', application: 'shop', context: 'kind-dev', namespace: 'default', revision: 'a'.repeat(40), options: { prune: false, adopt: false, automatic: false }, items, warnings: [] };
}

const change = { path: '.spec.replicas', before: 1, after: 2 };
const MIXED = plan(item('create', 'a'), item('update', 'b', { diff: { basis: 'server', changes: [change, change] }, notes: ['restarts 3 pods'] }), item('unchanged', 'c'), item('blocked', 'd', { blocked: { reason: 'forbidden', message: 'You may not.' } }), item('prune', 'e', { skipped: true }));

const outline = (groups: ReturnType<typeof groupRows>) => groups.map((group) => `${group.title}: ${group.rows.map((row) => `${row.item.key.name}${row.progress === undefined ? '' : ` ${row.progress.state}`}`).join(', ')}`);

describe('rows', () => {
  it('stand in groups, what is blocked first', () => {
    expect(outline(groupRows(MIXED, undefined, ''))).toEqual(['Blocked: d', 'To apply: a, b', 'To prune, and left: e', 'Unchanged: c']);
  });

  it('stand under phases and waves where there are several, and what runs says so', () => {
    const waves = plan(item('hook', 'h', { phase: 'PreSync' }), item('prune', 'p'), item('create', 'a'), item('unchanged', 'u', { wave: 1 }), item('update', 'b', { wave: 1 }), item('hook', 'f', { phase: 'SyncFail' }), item('prune', 'l', { skipped: true }));
    expect(outline(groupRows(waves, undefined, ''))).toEqual(['PreSync: h', 'Wave 0: p, a', 'Wave 1: b', 'SyncFail, only if the sync fails: f', 'To prune, and left: l', 'Unchanged: u']);
    const running: ResourceResult = { key: item('hook', 'h').key, apiVersion: 'apps/v1', operation: 'hook', phase: 'PreSync', status: 'Running', message: 'begun' };
    expect(outline(groupRows(waves, { done: new Map([['apps/Deployment/default/h PreSync', running]]), over: false, rest: 'known' }, '')).slice(0, 4)).toEqual(['PreSync: h running', 'Wave 0: p waiting, a waiting', 'Wave 1: b waiting', 'SyncFail, only if the sync fails: f']);
  });

  it('are narrowed by name, kind and file', () => {
    expect(outline(groupRows(MIXED, undefined, ' DEFAULT/B'))).toEqual(['To apply: b']);
    expect(outline(groupRows(plan(item('create', 'a', { origin: { file: 'web.yaml', document: 1, line: 1 } })), undefined, 'web.y'))).toEqual(['To apply: a']);
    expect(groupRows(MIXED, undefined, 'nothing')).toEqual([]);
  });

  it('carry the progress of what the plan writes, and of nothing else', () => {
    const result = (status: ResourceResult['status']): ResourceResult => ({ key: item('create', 'a').key, apiVersion: 'apps/v1', operation: 'create', status, message: 'said' });
    const results = new Map([['apps/Deployment/default/a', result('Synced')]]);
    expect(outline(groupRows(MIXED, { done: results, over: false, rest: 'known' }, ''))).toEqual(['Blocked: d', 'To apply: a done, b waiting', 'To prune, and left: e', 'Unchanged: c']);
    expect(outline(groupRows(MIXED, { done: new Map([['apps/Deployment/default/a', result('SyncFailed')]]), over: true, rest: 'known' }, ''))[1]).toBe('To apply: a failed, b left');
    expect(outline(groupRows(MIXED, { done: results, over: true, rest: 'unknown' }, ''))[1]).toBe('To apply: a done, b');
  });

  it.each([
    [item('create', 'a'), 'create'],
    [item('update', 'a', { diff: { basis: 'server', changes: [change] }, notes: ['restarts its pods'] }), 'update, 1 field, restarts its pods'],
    [item('prune', 'a'), 'delete'],
    [item('prune', 'a', { skipped: true, notes: ['stays: pruning is off'] }), 'would be deleted, stays: pruning is off'],
    [item('blocked', 'a', { blocked: { reason: 'owner', message: 'It belongs to Helm.' } }), 'It belongs to Helm.'],
    [item('blocked', 'a', { blocked: { reason: 'forbidden', message: 'Deployment default/a may not be written: no.' } }), 'may not be written: no.'],
    [item('unchanged', 'a'), ''],
  ])('say what happens: %#', (row, words) => {
    expect(rowWords(row)).toBe(words);
  });

  it.each([
    ['default', 'default', 'a'],
    ['shop', 'default', 'shop/a'],
    ['', 'default', 'a'],
  ])('name the namespace where it is another: %s in a plan for %s', (namespace, own, name) => {
    expect(rowName(item('create', 'a', { key: { group: '', kind: 'Service', namespace, name: 'a' } }), own)).toBe(name);
  });

  it('say shortly what waits for something of the same sync', () => {
    const notes = ['not checked by the server yet: Namespace a comes in the same sync', 'restarts its pods'];
    expect(shortRowWords(item('create', 'a', { notes }))).toBe('create, not yet checked, restarts its pods');
    expect(rowWords(item('create', 'a', { notes }))).toBe(`create, ${notes.join(', ')}`);
  });

  it('are walked through by keys, over the groups', () => {
    const groups = groupRows(MIXED, undefined, '');
    const id = (name: string) => `apps/Deployment/default/${name}`;
    expect(stepRow(groups, undefined, 1)).toBe(id('d'));
    expect(stepRow(groups, id('d'), 1)).toBe(id('a'));
    expect(stepRow(groups, id('c'), 1)).toBe(id('c'));
    expect(stepRow(groups, id('d'), -1)).toBe(id('d'));
    expect(stepRow(groups, 'gone', -1)).toBe(id('d'));
    expect(stepRow([], undefined, 1)).toBeUndefined();
  });
});

it.each([
  [MIXED, '1 blocked, 1 to change, 1 to create, 1 no longer in Git, and left'],
  [plan(item('prune', 'a'), item('adopt', 'b')), '1 to adopt, 1 to delete'],
  [plan(item('unchanged', 'a')), 'Nothing to do: the cluster is as Git says'],
])('a plan in words: %#', (given, words) => {
  expect(planWords(given)).toBe(words);
});

it.each([
  [MIXED, 'Restarts 3 pods'],
  [plan(item('update', 'a', { notes: ['restarts 1 pod'] })), 'Restarts 1 pod'],
  [plan(item('update', 'a', { notes: ['restarts its pods'] }), item('update', 'b', { notes: ['restarts 2 pods'] })), 'Restarts the pods of 2 workloads'],
  [plan(item('create', 'a')), undefined],
])('what is restarted: %#', (given, words) => {
  expect(restartWords(given)).toBe(words);
});

it('asks to acknowledge what is deleted, and not what is left', () => {
  expect(dangers(plan(item('prune', 'a'), item('prune', 'b', { skipped: true }), item('replace', 'c'), item('create', 'd'))).map((row) => row.key.name)).toEqual(['a', 'c']);
});

it.each([
  ['a plain change', plan(item('update', 'a')), false, false],
  ['a plain change of a protected context', plan(item('update', 'a')), true, true],
  ['a deletion', plan(item('prune', 'a')), false, true],
  ['a deletion that is left', plan(item('prune', 'a', { skipped: true })), true, false],
  ['nothing', plan(item('unchanged', 'a')), true, false],
] as const)('what is asked before %s', (_name, given, isProtected, asks) => {
  expect(needsConfirmation(given, isProtected)).toBe(asks);
});

it('a plan has the same grounds while revision and states stay, whatever health does', () => {
  const view = (revision: string, status: string) => ({ status: { sync: { revision }, resources: [{ kind: 'A', name: 'a', status, health: { status: revision } }] } });
  expect(groundsOf(view('a', 'Synced'))).toBe(groundsOf({ status: { sync: { revision: 'a' }, resources: [{ kind: 'A', name: 'a', status: 'Synced' }] } }));
  expect(groundsOf(view('a', 'Synced'))).not.toBe(groundsOf(view('b', 'Synced')));
  expect(groundsOf(view('a', 'Synced'))).not.toBe(groundsOf(view('a', 'OutOfSync')));
});
