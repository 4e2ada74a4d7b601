import { describe, expect, it } from 'vitest';
import type { FieldChange, ResourceDiff } from '../../../shared/model/diff.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { PlanItem, SyncOptions } from '../../../shared/model/plan.ts';
import type { Ownership } from '../../../shared/model/tracking.ts';
import { createMasker } from '../diff/index.ts';
import type { PlanInput } from './build.ts';
import { buildPlan } from './build.ts';
import type { Row, TakeOver } from './rows.ts';

const MANUAL: SyncOptions = { prune: false, adopt: false, automatic: false };
const AUTOMATIC: SyncOptions = { ...MANUAL, automatic: true };
const CHANGE: FieldChange = { path: '.data.a', before: '1', after: '2' };
const changed = (...changes: FieldChange[]): ResourceDiff => ({ basis: 'server', changes });

const object = (kind = 'ConfigMap', name = 'a', annotations?: Record<string, string>, apiVersion = 'v1'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: '7', ...(annotations === undefined ? {} : { annotations }) },
});

function row(finding: Row['finding'], more: Partial<Row> = {}, live: KubeObject | undefined = object()): Row {
  const of = live ?? object();
  return {
    key: keyOf(of),
    apiVersion: of.apiVersion,
    finding,
    ...(live === undefined ? {} : { live }),
    ownership: { kind: 'ours' },
    diff: finding === 'changed' || finding === 'new' ? changed(CHANGE) : finding === 'extra' ? { basis: 'removal', changes: [{ path: '.', before: {} }] } : { basis: 'proof', changes: [] },
    takesOver: [],
    notes: [],
    ...more,
  };
}

const mask = createMasker(new Uint8Array(32).fill(3));
const build = (rows: readonly Row[], options: SyncOptions = MANUAL, more: Partial<PlanInput> = {}) =>
  buildPlan({
    application: 'app',
    context: 'kind',
    namespace: 'n',
    revision: 'r1',
    options,
    allowEmpty: false,
    syncOptions: new Set(),
    propagation: 'foreground',
    forbidden: new Map(),
    held: new Map(),
    rows,
    warnings: [],
    pruneProblem: undefined,
    key: new Uint8Array(32).fill(1),
    mask,
    ...more,
  });
function single(of: Row, options: SyncOptions = MANUAL, more: Partial<PlanInput> = {}): PlanItem {
  const [item] = build([of], options, more).items;
  if (item === undefined) throw new Error('no item');
  return item;
}

describe('what is done to an object', () => {
  it.each<[Row['finding'], PlanItem['operation']]>([
    ['new', 'create'],
    ['changed', 'update'],
    ['adopt', 'adopt'],
    ['same', 'unchanged'],
    ['extra', 'prune'],
    ['blocked', 'blocked'],
  ])('%s: %s', (finding, operation) => {
    const blocked = finding === 'blocked' ? { blocked: { reason: 'invalid' as const, message: 'no' } } : {};
    expect(single(row(finding, blocked), { ...MANUAL, prune: true }).operation).toBe(operation);
  });

  it('carries the compared uid and version, and the place in Git', () => {
    const origin = { file: 'a.yaml', document: 1, line: 3 };
    expect(single(row('changed', { origin }))).toMatchObject({ uid: 'uid-a', resourceVersion: '7', origin, apiVersion: 'v1' });
    const { live: _live, ...absent } = row('new');
    const fresh = single(absent);
    expect(fresh).not.toHaveProperty('uid');
    expect(fresh).not.toHaveProperty('resourceVersion');
  });

  it('leaves texts of what does not change out', () => {
    const diff: ResourceDiff = { basis: 'server', changes: [], live: { a: 1 }, predicted: { a: 1 }, kept: [{ path: '.x', owners: [] }] };
    expect(single(row('same', { diff })).diff).toEqual({ basis: 'server', changes: [], kept: [{ path: '.x', owners: [] }] });
    expect(single(row('changed', { diff: { ...diff, changes: [CHANGE] } })).diff.live).toEqual({ a: 1 });
  });
});

describe('the order', () => {
  it('is that of an apply; what is deleted goes first and backwards, what is left stands last', () => {
    const rows = [
      row('extra', {}, object('Namespace', 'old')),
      row('new', {}, object('Deployment', 'web', undefined, 'apps/v1')),
      row('extra', {}, object('Service', 'old')),
      row('changed', {}, object('ConfigMap', 'b')),
      row('same', {}, object('ConfigMap', 'a')),
    ];
    const lines = (prune: boolean) => build(rows, { ...MANUAL, prune }).items.map((item) => `${item.operation} ${item.key.kind} ${item.key.name}`);
    const applies = ['unchanged ConfigMap a', 'update ConfigMap b', 'create Deployment web'];
    const prunes = ['prune Service old', 'prune Namespace old'];
    expect(lines(true)).toEqual([...prunes, ...applies]);
    expect(lines(false)).toEqual([...applies, ...prunes]);
  });
});

describe('pruning', () => {
  const PRUNE: SyncOptions = { ...MANUAL, prune: true };
  const AUTO_PRUNE: SyncOptions = { ...AUTOMATIC, prune: true };
  const CRD = object('CustomResourceDefinition', 'x', undefined, 'apiextensions.k8s.io/v1');
  const option = (text: string, name = 'argocd.argoproj.io/sync-options') => object('ConfigMap', 'a', { [name]: text });
  it.each<[string, KubeObject, SyncOptions, string | undefined]>([
    ['asked for', object(), PRUNE, undefined],
    ['not asked for', object(), MANUAL, 'stays: pruning is off'],
    ['automatic', object(), AUTO_PRUNE, undefined],
    ['automatic, off', object(), AUTOMATIC, 'stays: pruning is off'],
    ['Prune=false', option('Prune=false'), PRUNE, 'stays: its annotation says Prune=false'],
    ['Prune=false under our name', option('Prune=false', 'drydock.dev/sync-options'), PRUNE, 'stays: its annotation says Prune=false'],
    ['Prune=false among others', option('Validate=false, Prune=false ,Replace=true'), AUTO_PRUNE, 'stays: its annotation says Prune=false'],
    ['Prune=false on another option\'s name', option('NoPrune=false'), PRUNE, undefined],
    ['Prune=confirm, by a person', option('Prune=confirm'), PRUNE, undefined],
    ['Prune=confirm, automatic', option('Prune=confirm'), AUTO_PRUNE, 'stays: a person has to prune this one'],
    ['a namespace, by a person', object('Namespace'), PRUNE, undefined],
    ['a namespace, automatic', object('Namespace'), AUTO_PRUNE, 'stays: a person has to prune this one'],
    ['a claim, automatic', object('PersistentVolumeClaim'), AUTO_PRUNE, 'stays: a person has to prune this one'],
    ['a definition, automatic', CRD, AUTO_PRUNE, 'stays: a person has to prune this one'],
    ['a custom kind named Namespace', object('Namespace', 'a', undefined, 'example.com/v1'), AUTO_PRUNE, undefined],
  ])('%s', (_what, live, options, reason) => {
    // Something else is in Git, so that it is not emptied.
    const item = build([row('extra', {}, live), row('same', {}, object('Service', 'stays'))], options).items.find((each) => each.operation === 'prune');
    expect(item?.skipped ?? false).toBe(reason !== undefined);
    expect(item?.notes).toEqual(reason === undefined ? [] : [reason]);
  });

  it('says what becomes of what it owns, and is another plan for it', () => {
    const of = (propagation: PlanInput['propagation']) => build([row('extra')], PRUNE, { propagation });
    expect(of('orphan').items[0]?.notes).toEqual([expect.stringContaining('what it owns stays')]);
    expect(of('background').items[0]?.notes).toEqual([expect.stringContaining('what it owns afterwards')]);
    expect(new Set([of('orphan').id, of('background').id, of('foreground').id]).size).toBe(3);
  });

  it('not once more what is being deleted, and says what holds it', () => {
    const held = object('ConfigMap', 'a');
    const item = single(row('extra', {}, { ...held, metadata: { ...held.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['example.com/hold'] } }), PRUNE);
    expect(item).toMatchObject({ skipped: true, notes: ['stays for now: it is being deleted since 2026-01-01T00:00:00Z: held by example.com/hold'] });
  });

  it('nothing while not everything was read', () => {
    const item = single(row('extra'), PRUNE, { pruneProblem: 'not everything could be read (x)' });
    expect(item).toMatchObject({ skipped: true, notes: ['stays: not everything could be read (x)'] });
  });

  it.each<[string, Row[], SyncOptions, boolean, boolean]>([
    ['automatic, nothing in Git', [row('extra')], AUTO_PRUNE, false, true],
    ['automatic, nothing in Git, allowed', [row('extra')], AUTO_PRUNE, true, false],
    ['by a person, nothing in Git', [row('extra')], PRUNE, false, false],
    ['automatic, something in Git', [row('extra'), row('same', {}, object('Service'))], AUTO_PRUNE, false, false],
    ['automatic, only a broken object in Git', [row('extra'), row('blocked', { blocked: { reason: 'invalid', message: 'x' } }, object('Service'))], AUTO_PRUNE, false, false],
  ])('%s: left %o', (_what, rows, options, allowEmpty, left) => {
    const plan = build(rows, options, { allowEmpty });
    expect(plan.items.find((item) => item.operation === 'prune')?.skipped ?? false).toBe(left);
    expect(plan.warnings.some((warning) => warning.includes('allowEmpty'))).toBe(left);
  });

  it('nothing in Git and nothing in the cluster is no warning', () => {
    expect(build([], AUTO_PRUNE)).toMatchObject({ items: [], warnings: [] });
  });
});

describe('what belongs to somebody else', () => {
  const argo: Ownership = { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' };
  const other: Ownership = { kind: 'foreign', tool: 'Drydock', name: 'blog' };
  it.each<[string, Ownership, SyncOptions, PlanItem['operation'], RegExp | undefined]>([
    ['nobody\'s', { kind: 'none' }, MANUAL, 'update', undefined],
    ['ours', { kind: 'ours' }, AUTOMATIC, 'update', undefined],
    ['Argo CD\'s', argo, MANUAL, 'blocked', /belongs to Argo CD \(guestbook\).*adopt/],
    ['Argo CD\'s, adopted', argo, { ...MANUAL, adopt: true }, 'update', undefined],
    ['Argo CD\'s, automatic', argo, AUTOMATIC, 'blocked', /belongs to/],
    ['Argo CD\'s, automatic with adopt', argo, { ...AUTOMATIC, adopt: true }, 'blocked', /belongs to/],
    ['another application\'s', other, MANUAL, 'blocked', /Drydock application blog \(another uid\)/],
  ])('%s', (_what, ownership, options, operation, message) => {
    const item = single(row('changed', { ownership }), options);
    expect(item.operation).toBe(operation);
    if (message === undefined) expect(item).not.toHaveProperty('blocked');
    else expect(item.blocked).toMatchObject({ reason: 'owner', message: expect.stringMatching(message) });
  });

  it('is said when it is taken over', () => {
    expect(single(row('changed', { ownership: argo }), { ...MANUAL, adopt: true }).notes).toEqual([expect.stringMatching(/^taken over from Argo CD \(guestbook\): Argo CD still has it/)]);
  });

  it.each<[string, SyncOptions, PlanItem['operation']]>([
    ['as compared for an adoption, by a person', { ...MANUAL, adopt: true }, 'update'],
    ['as it is, without', MANUAL, 'unchanged'],
    ['as it is, automatic', { ...AUTOMATIC, adopt: true }, 'unchanged'],
  ])('is taken %s', (_what, options, operation) => {
    const adopted = { finding: 'changed' as const, diff: changed(CHANGE), notes: ['takes over'] };
    const item = single(row('same', { adopted }), options);
    expect([item.operation, item.notes]).toEqual([operation, operation === 'update' ? ['takes over'] : []]);
  });

  it('an unreadable one is blocked for that, not for its owner', () => {
    expect(single(row('blocked', { ownership: argo, blocked: { reason: 'unreadable', message: 'x' } })).blocked?.reason).toBe('unreadable');
  });

  it('is blocked even where nothing would change: its marks would', () => {
    expect(single(row('same', { ownership: argo })).operation).toBe('blocked');
  });
});

describe('what the user may not write', () => {
  const forbidden = new Map([['/ConfigMap/n/a', 'You may not patch configmaps in the namespace n.']]);
  it.each<[string, Row['finding'], SyncOptions, PlanItem['operation']]>([
    ['an update', 'changed', MANUAL, 'blocked'],
    ['a creation', 'new', MANUAL, 'blocked'],
    ['a prune', 'extra', { ...MANUAL, prune: true }, 'blocked'],
    ['a prune that is not asked for', 'extra', MANUAL, 'prune'],
    ['nothing', 'same', MANUAL, 'unchanged'],
  ])('%s', (_what, finding, options, operation) => {
    const item = single(row(finding), options, { forbidden });
    expect(item.operation).toBe(operation);
    expect(item.blocked).toEqual(operation === 'blocked' ? { reason: 'forbidden', message: 'You may not patch configmaps in the namespace n.' } : undefined);
  });
});

describe('fields of other managers', () => {
  const takes = (manager: string, operation: string, subresource?: string): TakeOver => ({ manager, operation, paths: ['.spec.replicas'], ...(subresource === undefined ? {} : { subresource }) });
  it.each<[string, TakeOver, SyncOptions, Row['finding'], boolean]>([
    ['another tool\'s apply, by a person', takes('terraform', 'Apply'), MANUAL, 'changed', false],
    ['another tool\'s apply, automatic', takes('terraform', 'Apply'), AUTOMATIC, 'changed', true],
    ['another tool\'s apply, automatic, only ownership', takes('terraform', 'Apply'), AUTOMATIC, 'adopt', true],
    ['another tool\'s update, automatic', takes('my-controller', 'Update'), AUTOMATIC, 'changed', false],
    ['kubectl\'s apply, automatic', takes('kubectl', 'Apply'), AUTOMATIC, 'changed', false],
    ['kubectl-edit, automatic', takes('kubectl-edit', 'Update'), AUTOMATIC, 'changed', false],
    ['the autoscaler, automatic', takes('kube-controller-manager', 'Update', 'scale'), AUTOMATIC, 'changed', true],
    ['the autoscaler, by a person', takes('kube-controller-manager', 'Update', 'scale'), MANUAL, 'changed', false],
    ['kubectl scale, automatic', takes('kubectl', 'Update', 'scale'), AUTOMATIC, 'changed', false],
    ['the controller manager elsewhere, automatic', takes('kube-controller-manager', 'Update', 'status'), AUTOMATIC, 'changed', false],
    ['an object that stays as it is', takes('terraform', 'Apply'), AUTOMATIC, 'same', false],
  ])('%s', (_what, other, options, finding, blocks) => {
    const item = single(row(finding, { takesOver: [other] }), options);
    expect(item.operation === 'blocked').toBe(blocks);
    if (blocks) expect(item.blocked).toMatchObject({ reason: 'conflict', message: expect.stringContaining(`${other.manager} also sets .spec.replicas`) });
    expect(item.takesOver).toEqual([other]);
  });
});

describe('what a person should know', () => {
  const workload = (kind: string, replicas?: number): KubeObject => ({ ...object(kind, 'w', undefined, 'apps/v1'), ...(replicas === undefined ? {} : { spec: { replicas } }) });
  const template = changed({ path: '.spec.template.spec.containers[name="a"].image', before: '1', after: '2' });
  it.each<[string, Row, string[]]>([
    ['a rollout', row('changed', { diff: template }, workload('Deployment', 3)), ['restarts 3 pods']],
    ['of one', row('changed', { diff: template }, workload('StatefulSet', 1)), ['restarts 1 pod']],
    ['of a daemon set', row('changed', { diff: template }, workload('DaemonSet')), ['restarts its pods']],
    ['no rollout', row('changed', { diff: changed({ path: '.spec.replicas', before: 1, after: 2 }) }, workload('Deployment', 1)), []],
    ['a job', row('changed', { diff: template }, workload('Job')), []],
    ['a structural diff', row('changed', { diff: { basis: 'merge', changes: [CHANGE] } }), ['this diff is structural: the server could not be asked for a dry run']],
    ['a field that stays', row('changed', { diff: { ...changed(CHANGE), kept: [{ path: '.spec.x', owners: [{ manager: 'a', operation: 'Update' }, { manager: 'b', operation: 'Apply' }] }] } }), ['.spec.x left Git but stays: a, b set it too']],
    ['its own notes first', row('changed', { notes: ['note'], diff: template }, workload('DaemonSet')), ['note', 'restarts its pods']],
  ])('%s', (_what, of, notes) => {
    expect(single(of).notes).toEqual(notes);
  });
});

describe('the plan\'s id', () => {
  const rows = [row('changed'), row('extra', {}, object('Service', 's')), row('same', {}, object('Secret', 't'))];
  const id = (more: Partial<PlanInput> = {}, of: readonly Row[] = rows, options = MANUAL) => build(of, options, more).id;
  const first = id();

  it.each<[string, string]>([
    ['another commit', id({ revision: 'r2' })],
    ['other warnings', id({ warnings: ['x'] })],
    ['rows in another order', id({}, rows.toReversed())],
    ['options in another order', id({}, rows, { automatic: false, adopt: false, prune: false })],
    ['another version of the live object', id({}, [row('changed', {}, { ...object(), metadata: { ...object().metadata, resourceVersion: '8' } }), ...rows.slice(1)])],
    ['keys of a value in another order', id({}, [row('changed', { diff: changed({ path: '.data.a', after: '2', before: '1' }) }), ...rows.slice(1)])],
    ['notes', id({}, [row('changed', { notes: ['x'] }), ...rows.slice(1)])],
    ['who set a field', id({}, [row('changed', { diff: changed({ ...CHANGE, setBy: [{ manager: 'm', operation: 'Update' }] }) }), ...rows.slice(1)])],
    ['its place in Git', id({}, [row('changed', { origin: { file: 'x', document: 1, line: 1 } }), ...rows.slice(1)])],
  ])('stays for %s', (_what, other) => {
    expect(other).toBe(first);
  });

  it.each<[string, string]>([
    ['another context', id({ context: 'other' })],
    ['another option', id({}, rows, { ...MANUAL, prune: true })],
    ['another value', id({}, [row('changed', { diff: changed({ ...CHANGE, after: '3' }) }), ...rows.slice(1)])],
    ['another value before', id({}, [row('changed', { diff: changed({ ...CHANGE, before: '0' }) }), ...rows.slice(1)])],
    ['text for a number', id({}, [row('changed', { diff: changed({ ...CHANGE, after: 2 }) }), ...rows.slice(1)])],
    ['another field', id({}, [row('changed', { diff: changed({ ...CHANGE, path: '.data.b' }) }), ...rows.slice(1)])],
    ['another object behind the name', id({}, [row('changed', {}, { ...object(), metadata: { ...object().metadata, uid: 'new' } }), ...rows.slice(1)])],
    ['another operation', id({}, [row('adopt', { diff: changed(CHANGE) }), ...rows.slice(1)])],
    ['a block', id({}, [row('changed', { blocked: { reason: 'invalid', message: 'x' } }), ...rows.slice(1)])],
    ['one object less', id({}, rows.slice(1))],
    ['another key', id({ key: new Uint8Array(32).fill(2) })],
  ])('changes for %s', (_what, other) => {
    expect(other).not.toBe(first);
  });

  it('is short, and is hexadecimal', () => {
    expect(first).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('Secrets', () => {
  const secret = (value: string): KubeObject => ({ ...object('Secret', 's'), data: { password: value } });
  const rows = (after: string) => [
    row('changed', { diff: { basis: 'server', changes: [{ path: '.data.password', before: 'b2xk', after }], live: secret('b2xk'), predicted: secret(after) }, desired: secret(after) }, secret('b2xk')),
    row('new', { diff: { basis: 'desired', changes: [{ path: '.', after: secret('ZnJlc2g=') }], predicted: secret('ZnJlc2g=') } }, object('Secret', 'new')),
    row('extra', { diff: { basis: 'removal', changes: [{ path: '.', before: secret('Z29uZQ==') }], live: secret('Z29uZQ==') } }, object('Secret', 'old')),
  ];

  it('have no value in the plan, and their change is still told apart by the id', () => {
    const plan = build(rows('bmV3'));
    const text = stringifyJson(plan);
    for (const value of ['b2xk', 'bmV3', 'ZnJlc2g=', 'Z29uZQ==']) expect(text).not.toContain(value);
    expect(plan.items.find((item) => item.operation === 'update')?.diff.changes).toEqual([{ path: '.data.password', before: mask('b2xk'), after: mask('bmV3') }]);
    expect(build(rows('b3RoZXI=')).id).not.toBe(plan.id);
    expect(build(rows('bmV3'), MANUAL, { mask: createMasker(new Uint8Array(32)) }).id).toBe(plan.id);
  });

  it('are only those of the core: a ConfigMap is shown', () => {
    expect(stringifyJson(build([row('changed')]))).toContain('"after":"2"');
  });
});
