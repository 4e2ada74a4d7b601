/** Waves and phases: what comes when, what is waited for, what is said meanwhile, and what a failure or a stop leaves. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Operation, SyncProgress } from '../../shared/model/operation.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import type { UnderTest } from '../helpers/onBoth.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

type Marks = Readonly<Record<string, string>>;
const argo = (marks: Marks): Marks => Object.fromEntries(Object.entries(marks).map(([name, value]) => [`argocd.argoproj.io/${name}`, value]));

const configMap = (name: string, marks: Marks = {}, value = '1'): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations: argo(marks) }, data: { value } });

/** How pods of a test come: ready, ready late, or never, by an image on the sandbox and by an annotation on the control plane. */
type Coming = 'ready' | 'late' | 'never';
function deployment(kind: UnderTest['kind'], name: string, coming: Coming, marks: Marks = {}): JsonObject {
  const image = kind === 'sandbox' ? { ready: 'nginx', late: 'nginx-slow', never: 'nonexistent' }[coming] : 'nginx';
  const annotations = kind === 'control plane' && coming !== 'ready' ? { 'test.drydock.dev/pod': coming === 'late' ? 'pending' : 'no-image' } : {};
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, annotations: argo(marks) },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name }, annotations }, spec: { containers: [{ name: 'c', image }] } } },
  };
}

/** A Job whose pod succeeds, fails, or never ends. */
function job(kind: UnderTest['kind'], name: string, ends: 'well' | 'badly' | 'never', marks: Marks, generated = false): JsonObject {
  const image = kind === 'sandbox' ? { well: 'busybox', badly: 'crash', never: 'nonexistent' }[ends] : 'busybox';
  const annotations = kind === 'control plane' && ends !== 'well' ? { 'test.drydock.dev/pod': ends === 'badly' ? 'fail' : 'endless' } : {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...(generated ? { generateName: `${name}-` } : { name }), annotations: argo(marks) },
    spec: { backoffLimit: 0, template: { metadata: { annotations }, spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image }] } } },
  };
}

const newGroup = () => `waves-${randomBytes(3).toString('hex')}.example.com`;
const definition = (group: string, marks: Marks = {}): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `gauges.${group}`, annotations: argo(marks) },
  spec: { group, scope: 'Namespaced', names: { plural: 'gauges', singular: 'gauge', kind: 'Gauge', listKind: 'GaugeList' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } } } }] },
});
const gauge = (group: string, name: string, size: number | string, marks: Marks = {}): JsonObject => ({ apiVersion: `${group}/v1`, kind: 'Gauge', metadata: { name, annotations: argo(marks) }, spec: { size } });

const lines = (plan: Plan) => plan.items.map(({ key, phase = 'Sync', wave = 0, operation }) => `${phase} ${wave} ${operation} ${key.kind} ${key.name}`);
const expectDone = ({ phase, message }: Operation) => expect(phase, message).toBe('Succeeded');

/** A workspace with what the tests do in it. */
function toolsOf(workspace: Workspace, cluster: UnderTest) {
  let apps = 0;
  const kubectl = (...args: string[]) => cluster.kubectl(['-n', workspace.namespace, ...args]);
  const names = async (kinds: string) => (await kubectl('get', kinds, '-o', 'name')).trim().split('\n').filter((line) => line !== '' && !line.includes('kube-root-ca'));

  /** An application of its own over a folder of its own. */
  async function application(objects: readonly JsonObject[], spec: JsonObject = {}): Promise<string> {
    const name = `app${apps++}`;
    await write(name, objects);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster.context, namespace: workspace.namespace }, ...spec }, name), 'test');
    return name;
  }

  const write = (name: string, objects: readonly JsonObject[]) => commitFiles(workspace.repository, { [`${name}/all.yaml`]: objects.length === 0 ? null : objects.map((object) => stringify(object)).join('---\n'), [`${name}/note.txt`]: '' }, name);

  /** Syncs, and gathers what is told meanwhile. `meanwhile` is called at each telling. */
  async function sync(name: string, options: Parameters<Workspace['engine']['plan']>[1] = MANUAL, meanwhile: (progress: SyncProgress) => void = () => undefined, signal?: AbortSignal) {
    const told: SyncProgress[] = [];
    const order: string[] = [];
    const healths: string[] = [];
    const unsubscribe = workspace.engine.subscribe((event) => {
      const progress = event.type === 'view' && event.view.metadata.name === name ? event.view.status.operationState?.progress : undefined;
      if (progress === undefined) return;
      told.push(progress);
      if (event.type === 'view') healths.push(event.view.status.health.status);
      meanwhile(progress);
    });
    try {
      const operation = await workspace.engine.sync(await workspace.engine.plan(name, options), {
        onEvent: (event) => event.kind === 'result' && order.push(`${event.result.key.kind} ${event.result.key.name}: ${event.result.status} ${event.result.message}`),
        ...(signal === undefined ? {} : { signal }),
      });
      return { operation, told, order, healths };
    } finally {
      unsubscribe();
    }
  }
  return { workspace, kind: cluster.kind, kubectl, names, application, write, sync };
}

describeOnBoth('a sync in phases and waves', describeCluster, (cluster) => {
  /** Most of these tests wait, so that several run at once, each in a workspace of its own. */
  const test = it.extend<{ readonly tools: ReturnType<typeof toolsOf> }>({
    // oxlint-disable-next-line no-empty-pattern -- vitest reads from this pattern which fixtures it needs
    tools: async ({}, use) => {
      const workspace = await createWorkspace('waves', cluster());
      try {
        await use(toolsOf(workspace, cluster()));
      } finally {
        await workspace.close();
      }
    },
  });

  test.concurrent('the next wave begins when the one before is healthy, and it is said what is waited for', async ({ tools: { workspace, kind, kubectl, application, sync } }) => {
    const name = await application([configMap('last', { 'sync-wave': '2' }), deployment(kind, 'web', 'late', { 'sync-wave': '1' }), configMap('first', { 'sync-wave': '-1' })]);
    expect(lines(await workspace.engine.plan(name, MANUAL))).toEqual(['Sync -1 create ConfigMap first', 'Sync 1 create Deployment web', 'Sync 2 create ConfigMap last']);
    let early: string | undefined;
    const { operation, told } = await sync(name, MANUAL, (progress) => {
      if (progress.waitingFor.length === 0 || early !== undefined) return;
      early = '';
      // Its pods are held until it was seen that the sync waits for them.
      void (async () => {
        early = await kubectl('get', 'cm', 'last', '--ignore-not-found', '-o', 'name');
        if (kind === 'control plane') {
          await kubectl('wait', 'pod', '-l', 'app=web', '--for=create', '--timeout=30s');
          const pod = (await kubectl('get', 'pod', '-l', 'app=web', '-o', 'name')).trim();
          await kubectl('patch', pod, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }));
        }
      })();
    });
    expectDone(operation);
    expect(early).toBe('');
    expect(told.flatMap((progress) => progress.waitingFor.map(({ key, message }) => `${progress.phase} ${progress.wave} ${key.kind} ${key.name}: ${message}`)).join('\n')).toMatch(/^Sync 1 Deployment web: Waiting for rollout to finish: .*/);
    const created = new Map((JSON.parse(await kubectl('get', 'cm,deploy', '-o', 'json')) as { items: { metadata: { name: string; creationTimestamp: string } }[] }).items.map((item) => [item.metadata.name, Date.parse(item.metadata.creationTimestamp)]));
    expect(created.get('first')).toBeLessThan(created.get('web') ?? 0);
    expect(created.get('web')).toBeLessThan(created.get('last') ?? 0);
    expect((await workspace.engine.view(name, 'known')).status.operationState?.progress).toBeUndefined();
    expect(lines(await workspace.engine.plan(name, MANUAL)).every((line) => line.includes('unchanged'))).toBe(true);
  });

  test.concurrent('hooks run before, during and after, are outside of the sync status, and run again at the next sync', async ({ tools: { workspace, kind, kubectl, names, application, write, sync } }) => {
    const name = await application([
      job(kind, 'after', 'well', { hook: 'PostSync', 'hook-delete-policy': 'HookSucceeded' }),
      configMap('during', { hook: 'Sync' }),
      job(kind, 'before', 'well', { hook: 'PreSync' }),
      job(kind, 'named', 'well', { hook: 'PreSync' }, true),
      configMap('object'),
      configMap('skipped', { hook: 'Skip' }),
      job(kind, 'failure', 'well', { hook: 'SyncFail' }),
    ]);
    const plan = await workspace.engine.plan(name, MANUAL);
    expect(lines(plan)).toEqual(['PreSync 0 hook Job before', 'PreSync 0 hook Job named-?', 'Sync 0 hook ConfigMap during', 'Sync 0 create ConfigMap object', 'PostSync 0 hook Job after', 'SyncFail 0 hook Job failure']);
    expect(plan.warnings).toEqual([]);
    const { operation, order } = await sync(name);
    expectDone(operation);
    expect(operation.message).toBe('1 object synced, 4 hooks run');
    expect(order.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual(expect.arrayContaining(['Job before: Running', 'Job before: Synced', 'ConfigMap object: Synced', 'Job after: Synced']));
    expect(order.findIndex((line) => line.startsWith('Job before: Synced'))).toBeLessThan(order.findIndex((line) => line.startsWith('ConfigMap object')));
    expect(order.findIndex((line) => line.startsWith('ConfigMap object'))).toBeLessThan(order.findIndex((line) => line.startsWith('Job after')));
    const stamp = `${plan.revision.slice(0, 7)}-presync-${Math.floor(Date.parse(operation.startedAt) / 1_000)}`;
    expect(await names('job')).toEqual(['job.batch/before', `job.batch/named-${stamp}`]);
    expect(await names('cm')).not.toContain('configmap/skipped');
    const { status } = await workspace.engine.view(name, 'hard');
    expect([status.sync.status, status.resources.map((resource) => resource.name)]).toEqual(['Synced', ['object']]);
    // Nothing else is to do, and the hooks are made anew.
    const uid = await kubectl('get', 'job', 'before', '-o', 'jsonpath={.metadata.uid}');
    expectDone((await sync(name)).operation);
    expect(await kubectl('get', 'job', 'before', '-o', 'jsonpath={.metadata.uid}')).not.toBe(uid);
    // What they left is neither pruned nor counted when they leave Git, and goes with the application.
    await write(name, [configMap('object')]);
    expect(lines(await workspace.engine.plan(name, PRUNING))).toEqual(['Sync 0 unchanged ConfigMap object']);
    await workspace.engine.remove(name, { cascade: true });
    expect(await names('job')).toEqual([]);
  });

  test.concurrent('a hook that is held while it is deleted: the sync waits for it, and so does the next that begins it', async ({ tools: { kubectl, application, sync } }) => {
    const hook = configMap('held', { hook: 'PreSync', 'hook-delete-policy': 'HookSucceeded' });
    const name = await application([{ ...hook, metadata: { ...(hook.metadata as JsonObject), finalizers: ['example.com/hold'] } }, configMap('object')]);
    const uid = () => kubectl('get', 'cm', 'held', '--ignore-not-found', '-o', 'jsonpath={.metadata.uid}');
    const release = () => kubectl('patch', 'cm', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
    const stop = new AbortController();
    const stopped = await sync(name, MANUAL, ({ waitingFor }) => waitingFor.some(({ message }) => message === 'being deleted') && stop.abort(), stop.signal);
    expect(stopped.operation.results.map(({ status, message }) => [status, message])).toEqual([['Synced', expect.stringMatching(/^succeeded; is being deleted since .*: held by example\.com\/hold$/)]]);
    // Without BeforeHookCreation too: an apply to what is going would find it succeeded, and nothing had run.
    const before = await uid();
    const seen: string[] = [];
    const { operation } = await sync(name, MANUAL, ({ waitingFor }) => {
      const now = waitingFor[0]?.message ?? 'begins';
      if (seen.includes(now)) return;
      seen.push(now);
      void release();
    });
    expectDone(operation);
    expect([before, await uid(), seen]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), '', ['begins', 'being deleted']]);
    expect(operation.results.map(({ key, message }) => [key.name, message])).toEqual([['held', 'succeeded; deleted'], ['object', 'created']]);
  });

  test.concurrent('a PreSync hook that fails: nothing of Sync is written, SyncFail runs, and delete policies hold', async ({ tools: { workspace, kind, names, application, sync } }) => {
    const name = await application([
      job(kind, 'broken', 'badly', { hook: 'PreSync' }),
      job(kind, 'gone', 'badly', { hook: 'PreSync', 'hook-delete-policy': 'HookFailed' }),
      configMap('never'),
      job(kind, 'later', 'well', { hook: 'PostSync' }),
      job(kind, 'cleanup', 'well', { hook: 'SyncFail' }),
    ]);
    const { operation } = await sync(name);
    expect(operation.phase).toBe('Failed');
    expect(operation.message).toMatch(/^Job \S+: Degraded: .* \(and 1 more\); 2 not begun$/);
    expect(operation.results.map(({ key, status, phase }) => `${phase ?? 'Sync'} ${key.name} ${status}`).toSorted()).toEqual(['PreSync broken SyncFailed', 'PreSync gone SyncFailed', 'SyncFail cleanup Synced']);
    expect(operation.results.find(({ key }) => key.name === 'gone')?.message).toMatch(/; deleted$/);
    expect((await names('job,cm')).filter((each) => /broken|never|later|cleanup/.test(each))).toEqual(['job.batch/broken', 'job.batch/cleanup']);
    expect(await workspace.engine.history(name)).toEqual([]);
  });

  test.concurrent('an apply that fails ends the phase after its wave, and SyncFail runs', async ({ tools: { kind, names, application, sync } }) => {
    const group = newGroup();
    // The custom resources come with their definition, so that no dry run can tell before that one is refused.
    const name = await application([definition(group), gauge(group, 'bad', 'seven'), gauge(group, 'good', 7), configMap('fail-next', { 'sync-wave': '1' }), job(kind, 'fail-hook', 'well', { hook: 'SyncFail' })]);
    const { operation } = await sync(name);
    expect(operation.phase).toBe('Failed');
    expect(operation.message).toMatch(/^Gauge\.\S+ \S+\/bad: .*; 1 not begun$/);
    expect(operation.results.map(({ key, status }) => `${key.kind} ${key.name.split('.')[0]} ${status}`).toSorted()).toEqual(['CustomResourceDefinition gauges Synced', 'Gauge bad SyncFailed', 'Gauge good Synced', 'Job fail-hook Synced']);
    expect((await names('job,cm')).filter((each) => each.includes('fail-'))).toEqual(['job.batch/fail-hook']);
  });

  test.concurrent('of pods that do not come up it is said why, to whoever looks while it waits', async ({ tools: { workspace, kind, application, write, sync } }) => {
    const name = await application([deployment(kind, 'stuck', 'never'), configMap('after-stuck', { 'sync-wave': '1' })]);
    const stop = new AbortController();
    let meanwhile: Promise<ApplicationView> | undefined;
    const look = async () => {
      await write(name, [configMap('after-stuck')]);
      const view = await workspace.engine.view(name, 'fetch');
      stop.abort();
      return view;
    };
    const { operation, told, healths } = await sync(name, MANUAL, ({ waitingFor }) => /cannot pull/.test(waitingFor[0]?.message ?? '') && (meanwhile ??= look()), stop.signal);
    expect(operation.stopped).toBe(true);
    // Whoever looks meanwhile does not wait for it, and what Git got meanwhile is looked at when it is over.
    expect((await meanwhile)?.status.operationState?.phase).toBe('Running');
    expect((await workspace.engine.view(name, 'known')).status.sync.revision).not.toBe(operation.revision);
    expect(healths.at(-1)).toBe('Progressing');
    expect(told.at(-1)?.waitingFor[0]?.message).toMatch(/^Waiting for rollout to finish: .*; Pod stuck-\S+ cannot pull \S+: Back-off pulling image/);
  });

  test.concurrent('a stop while a hook runs: the hook goes, SyncFail does not run, and the record says so', async ({ tools: { kind, kubectl, names, application, sync } }) => {
    const name = await application([job(kind, 'endless', 'never', { hook: 'PreSync' }), configMap('not-reached'), job(kind, 'not-run', 'well', { hook: 'SyncFail' })]);
    const stop = new AbortController();
    const { operation } = await sync(name, MANUAL, ({ waitingFor }) => waitingFor.length > 0 && stop.abort(), stop.signal);
    expect([operation.phase, operation.message]).toEqual(['Failed', 'Stopped by the user: 1 of 2 done.']);
    expect(operation.results.map(({ key, status, message }) => [key.name, status, message])).toEqual([['endless', 'SyncFailed', expect.stringMatching(/^was stopped while it ran; (deleted$|is being deleted since )/)]]);
    await kubectl('wait', 'job/endless', '--for=delete', '--timeout=30s');
    expect((await names('job,cm')).filter((each) => /not-/.test(each))).toEqual([]);
  });

  test.concurrent('a stop while a deletion is waited for: what holds it is on record', async ({ tools: { kubectl, application, write, sync } }) => {
    const name = await application([{ ...configMap('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } }]);
    expectDone((await sync(name)).operation);
    await write(name, []);
    const stop = new AbortController();
    const { operation } = await sync(name, PRUNING, ({ waitingFor }) => waitingFor.length > 0 && stop.abort(), stop.signal);
    expect([operation.stopped, operation.message]).toEqual([true, 'Stopped by the user: 1 of 1 done.']);
    expect(operation.results.map(({ status, message }) => [status, message])).toEqual([['SyncFailed', expect.stringMatching(/^is being deleted since .*: held by example\.com\/hold$/)]]);
    await kubectl('patch', 'cm', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
  });

  test.concurrent('a sync of auto-sync that waits can be stopped, and does not begin again at that revision', async ({ tools: { workspace, kind, kubectl, application } }) => {
    const name = await application([deployment(kind, 'auto', 'never'), configMap('after-auto', { 'sync-wave': '1' })], { syncPolicy: { automated: {} } });
    const begun: string[] = [];
    const ended = Promise.withResolvers<Operation>();
    let compared = () => undefined as void;
    const unsubscribe = workspace.engine.subscribe((event) => {
      if (event.type === 'view' && event.view.metadata.name === name && (event.view.status.operationState?.progress?.waitingFor.length ?? 0) > 0) workspace.engine.terminate(name);
    });
    const run = await workspace.engine.run((event) => {
      if (event.type === 'syncing' && event.application === name) begun.push(event.why);
      if (event.type === 'synced' && event.operation.application === name) ended.resolve(event.operation);
      if (event.type === 'compared' && event.view.metadata.name === name) compared();
    });
    try {
      expect(await ended.promise).toMatchObject({ stopped: true, initiatedBy: { automated: true } });
      const again = Promise.withResolvers<void>();
      compared = () => again.resolve();
      await kubectl('annotate', 'deploy', 'auto', 'touched=yes');
      await again.promise;
      expect(() => workspace.engine.terminate(name)).toThrow(expect.objectContaining({ code: 'not-found' }));
    } finally {
      unsubscribe();
      await run.stop();
    }
    expect(begun).toHaveLength(1);
  });

  test.concurrent('a definition and its custom resource in waves, and both pruned backwards', async ({ tools: { application, write, sync } }) => {
    const group = newGroup();
    const first = definition(group, { 'sync-wave': '-5' });
    const late = (size: number | string) => gauge(group, 'x', size, { 'sync-wave': '5' });
    const name = await application([late('seven'), first]);
    // What could not be checked at first is checked before its wave.
    const refused = (await sync(name)).operation;
    expect(refused.phase).toBe('Failed');
    expect(refused.message).toMatch(/^since the plan was made, things changed: Gauge\.\S+ \S+: planned create, now blocked \(.*; 1 not begun$/);
    await write(name, [late(7), first]);
    const { operation, order } = await sync(name);
    expectDone(operation);
    expect(order).toEqual(['Gauge x: Synced created']);
    await write(name, []);
    const pruned = await sync(name, PRUNING);
    expectDone(pruned.operation);
    expect(pruned.order).toEqual(['Gauge x: Pruned pruned', `CustomResourceDefinition gauges.${group}: Pruned pruned`]);
  });

  test.concurrent('deletions run through the waves backwards', async ({ tools: { workspace, application, write, sync } }) => {
    const name = await application([configMap('p0'), configMap('p1', { 'sync-wave': '1' }), configMap('p3', { 'sync-wave': '3' })]);
    expectDone((await sync(name)).operation);
    await write(name, [configMap('new', { 'sync-wave': '1' })]);
    expect(lines(await workspace.engine.plan(name, PRUNING))).toEqual(['Sync 0 prune ConfigMap p3', 'Sync 1 prune ConfigMap p1', 'Sync 1 create ConfigMap new', 'Sync 3 prune ConfigMap p0']);
    const { operation, order } = await sync(name, PRUNING);
    expectDone(operation);
    expect(order).toEqual(['ConfigMap p3: Pruned pruned', 'ConfigMap new: Synced created', 'ConfigMap p1: Pruned pruned', 'ConfigMap p0: Pruned pruned']);
  });

  test.concurrent('what changes before its wave begins stops the sync there, and what is done stays on record', async ({ tools: { kind, kubectl, application, write, sync } }) => {
    const objects = (value: string) => [deployment(kind, 'gate', 'ready'), configMap('moving', { 'sync-wave': '1' }, value)];
    const name = await application(objects('1'));
    expectDone((await sync(name)).operation);
    await write(name, [{ ...deployment(kind, 'gate', 'ready'), metadata: { name: 'gate', labels: { v: '2' } } }, ...objects('2').slice(1)]);
    let moved: Promise<unknown> | undefined;
    const { operation } = await sync(name, MANUAL, () => (moved ??= kubectl('patch', 'cm', 'moving', '--type=merge', '-p', '{"data":{"other":"x","value":"3"}}')));
    await moved;
    expect(operation.phase).toBe('Failed');
    expect(operation.message).toMatch(/^since the plan was made, things changed: ConfigMap \S+\/moving: planned update, now update with another change; 1 not begun$/);
    expect(operation.results.map(({ key, status }) => [key.name, status])).toEqual([['gate', 'Synced']]);
  });
});
