import { describe, expect, it } from 'vitest';
import type { ResourceDetails } from '../../../../shared/model/details.ts';
import type { PlanItem, PlanOperation } from '../../../../shared/model/plan.ts';
import { firstTab, hasDiff, isGone, ownerOf, splitCommands, tabsOf } from './details.ts';

const key = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const base: ResourceDetails = { key, apiVersion: 'apps/v1', summary: [], containers: [], pods: [], events: [], commands: [] };
const object = { kind: 'Deployment' };
const item = (operation: PlanOperation, changed: boolean): PlanItem => ({
  key,
  apiVersion: 'apps/v1',
  operation,
  notes: [],
  diff: { basis: 'server', changes: changed ? [{ path: '.spec', before: 1, after: 2 }] : [] },
});
const warning = { id: 'e', type: 'Warning' as const, reason: 'BackOff', message: '', time: '', count: 1, source: 'kubelet', about: key };
const pods = [{ namespace: 'shop', name: 'web-1', containers: ['web'] }];

describe('tabs', () => {
  it.each<[string, Partial<ResourceDetails>, string, boolean]>([
    ['what differs', { live: object, desired: object, item: item('update', true) }, 'diff', true],
    ['a blocked row', { live: object, desired: object, item: item('blocked', false) }, 'diff', true],
    ['what is as in Git', { live: object, desired: object, item: item('unchanged', false) }, 'live', false],
    ['what Git does not name', { live: object }, 'live', false],
    ['what is not well, with warnings', { live: object, health: { status: 'Degraded' }, events: [warning] }, 'events', false],
    ['what is well again', { live: object, health: { status: 'Healthy' }, events: [warning] }, 'live', false],
    ['what is only in Git, and not compared', { desired: object }, 'desired', false],
  ])('%s', (_what, rest, tab, differs) => {
    const details = { ...base, ...rest };
    expect([firstTab(details), hasDiff(details)]).toEqual([tab, differs]);
  });

  it.each([
    ['no pods', base, 'live', false],
    ['pods', { ...base, pods }, 'live', true],
    ['pods that went while their log is read', base, 'logs', true],
  ] as const)('logs: %s', (_what, details, current, offered) => {
    expect(tabsOf(details, current).includes('logs')).toBe(offered);
  });
});

it.each<[string, Partial<ResourceDetails>, boolean]>([
  ['nowhere', {}, true],
  ['in the cluster', { live: object }, false],
  ['in Git', { desired: object }, false],
])('gone: %s', (_what, rest, gone) => {
  expect(isGone({ ...base, ...rest })).toBe(gone);
});

describe('owner', () => {
  const reference = (kind: string, controller?: boolean) => ({ apiVersion: 'apps/v1', kind, name: 'web', uid: 'u', ...(controller === undefined ? {} : { controller }) });
  it.each([
    ['the controller', [reference('Widget'), reference('ReplicaSet', true)], { group: 'apps', kind: 'ReplicaSet', namespace: 'shop', name: 'web' }],
    ['one that controls nothing', [reference('Widget')], { group: 'apps', kind: 'Widget', namespace: 'shop', name: 'web' }],
    ['none', [], undefined],
  ])('%s', (_what, ownerReferences, expected) => {
    expect(ownerOf({ metadata: { namespace: 'shop', ownerReferences } })).toEqual(expected);
  });

  it.each([undefined, null, 'text', {}, { metadata: { ownerReferences: [{ kind: 'X' }] } }])('nothing to read in %j', (live) => {
    expect(ownerOf(live)).toBeUndefined();
  });
});

it('tells the command that shows it from those that help', () => {
  const load = { command: 'kind load docker-image web:1 --name dev', why: 'Loads it.' };
  const read = { command: 'kubectl --context kind-dev -n shop get deployment web -o yaml', why: 'Shows it.' };
  expect(splitCommands([load, read])).toEqual({ read, helpful: [load] });
  expect(splitCommands([])).toEqual({ read: undefined, helpful: [] });
});
