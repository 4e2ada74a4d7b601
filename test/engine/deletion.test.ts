/** What a prune and the deletion of an application leave, by each propagation policy; and what is said of what does not go. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createEngine } from '../../electron/engine/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import type { Propagation } from '../../shared/model/plan.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const deployment = (name: string) =>
  stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: 'c', image: 'nginx' }] } } },
  });
const held = (name: string, namespace?: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, finalizers: ['example.com/hold'], ...(namespace === undefined ? {} : { namespace }) }, data: { a: 'b' } });
const HELD = /^is being deleted since \S+: held by example\.com\/hold$/;
/** How long what hangs is waited for in these tests. */
const PATIENCE_MS = 1_500;

describeOnBoth('deletion', describeCluster, (cluster) => {
  let workspace: Workspace;
  let engine: Engine;
  let apps = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('deletion', cluster());
    engine = createEngine({ home: workspace.home, env: workspace.env, deletionWaitMs: PATIENCE_MS });
  });
  afterAll(async () => {
    await engine.close();
    await workspace.close();
  });

  /** An application of its own over a folder of its own, with one file, synced. */
  async function synced(file: string, syncOptions: readonly string[] = [], on: Engine = engine): Promise<string> {
    const name = `app${apps++}`;
    await commitFiles(workspace.repository, { [`${name}/x.yaml`]: file, [`${name}/note.txt`]: '' }, name);
    await on.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace }, syncPolicy: { syncOptions } }, name), 'test');
    const operation = await on.sync(await on.plan(name, MANUAL));
    expect(operation.phase, operation.message).toBe('Succeeded');
    return name;
  }

  const find = (kind: string, app: string) => cluster().kubectl(['get', kind, '-n', workspace.namespace, '-l', `app=${app}`, '-o', 'name']);
  const waitGone = (kind: string, app: string) => cluster().kubectl(['wait', kind, '-n', workspace.namespace, '-l', `app=${app}`, '--for=delete', '--timeout=60s']);
  const leaves = () => cluster().kubectl(['wait', 'pod', '-n', workspace.namespace, '-l', 'app', '--for=condition=Ready', '--timeout=60s']);

  async function expectLeft(policy: Propagation, name: string): Promise<void> {
    expect(await cluster().kubectl(['get', 'deploy', name, '-n', workspace.namespace, '-o', 'name', '--ignore-not-found'])).toBe('');
    if (policy === 'foreground') expect(await find('rs,pod', name)).toBe('');
    if (policy === 'background') await waitGone('rs,pod', name);
    if (policy === 'orphan') {
      expect(await find('rs', name)).toMatch(/^replicaset/);
      expect(await cluster().kubectl(['get', 'rs', '-n', workspace.namespace, '-l', `app=${name}`, '-o', 'jsonpath={.items[*].metadata.ownerReferences}'])).toBe('');
      expect(await find('pod', name)).toMatch(/^pod/);
      await cluster().kubectl(['delete', 'rs', '-n', workspace.namespace, '-l', `app=${name}`]);
    }
  }

  it.each<[Propagation, readonly string[], RegExp | undefined]>([
    ['foreground', [], undefined],
    ['background', ['PrunePropagationPolicy=background'], /what it owns afterwards/],
    ['orphan', ['PrunePropagationPolicy=orphan'], /goes alone: what it owns stays/],
  ])('pruned: %s', async (policy, options, note) => {
    const patient = workspace.engine;
    const app = `${policy}-pruned`;
    const name = await synced(deployment(app), options, patient);
    await leaves();
    await commitFiles(workspace.repository, { [`${name}/x.yaml`]: null }, 'gone');
    const plan = await patient.plan(name, PRUNING);
    expect(plan.warnings).toEqual([]);
    expect(plan.items.map((item) => [item.operation, item.notes])).toEqual([['prune', note === undefined ? [] : [expect.stringMatching(note)]]]);
    const operation = await patient.sync(plan);
    expect([operation.phase, operation.results.map((result) => result.message)]).toEqual(['Succeeded', ['pruned']]);
    await expectLeft(policy, app);
  });

  it.each<Propagation>(['foreground', 'background', 'orphan'])('deleted with its application: %s', async (policy) => {
    const patient = workspace.engine;
    const app = `${policy}-removed`;
    const name = await synced(deployment(app), [], patient);
    await leaves();
    const results = await patient.remove(name, { cascade: true, propagation: policy });
    expect(results.map(({ status, message }) => [status, message])).toEqual([['Deleted', 'deleted']]);
    await expectLeft(policy, app);
  });

  it('what a finalizer holds is no success: said so, with what holds it, and shown so until it goes', async () => {
    const name = await synced(held('kept'));
    await commitFiles(workspace.repository, { [`${name}/x.yaml`]: null }, 'gone');
    const operation = await engine.sync(await engine.plan(name, PRUNING));
    expect(operation.phase).toBe('Failed');
    expect(operation.results.map(({ status, message }) => [status, message])).toEqual([['SyncFailed', expect.stringMatching(HELD)]]);
    expect(operation.message).toContain('held by example.com/hold');
    expect(await engine.history(name)).toHaveLength(1);

    const next = await engine.plan(name, PRUNING);
    expect(next.items.map((item) => [item.operation, item.skipped, item.notes])).toEqual([['prune', true, [expect.stringMatching(/^stays for now: it is being deleted since .*: held by example\.com\/hold$/)]]]);
    const { status } = await engine.view(name, 'known');
    expect(status.resources.map((resource) => resource.message)).toEqual([expect.stringMatching(HELD)]);

    await commitFiles(workspace.repository, { [`${name}/x.yaml`]: held('kept') }, 'back');
    expect((await engine.plan(name, MANUAL)).items.map((item) => item.blocked)).toEqual([{ reason: 'deleting', message: expect.stringMatching(/It is being deleted since .*: held by example\.com\/hold/) }]);
    await cluster().kubectl(['patch', 'cm', 'kept', '-n', workspace.namespace, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
    const again = await engine.sync(await engine.plan(name, MANUAL, 'hard'));
    expect(again.phase, again.message).toBe('Succeeded');
  });

  it('an application whose objects are held stays, and says why', async () => {
    const name = await synced(held('removed'));
    const results = await engine.remove(name, { cascade: true });
    expect(results.map(({ status, message }) => [status, message])).toEqual([['Failed', expect.stringMatching(HELD)]]);
    expect((await engine.list()).applications.map((application) => application.name)).toContain(name);
    await cluster().kubectl(['patch', 'cm', 'removed', '-n', workspace.namespace, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
    expect((await engine.remove(name, { cascade: true })).filter((result) => result.status === 'Failed')).toEqual([]);
  });

  it('a namespace that does not go says what is left in it, and nothing is created in it', async () => {
    const inside = `${workspace.namespace}-inside`;
    const namespace = stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: inside } });
    const name = await synced(`${namespace}---\n${held('inside', inside)}`);
    await commitFiles(workspace.repository, { [`${name}/x.yaml`]: null }, 'gone');
    const operation = await engine.sync(await engine.plan(name, PRUNING));
    expect(operation.phase).toBe('Failed');
    const said = new Map(operation.results.map((result) => [result.key.kind, result.message]));
    expect(said.get('ConfigMap')).toMatch(HELD);
    expect(said.get('Namespace')).toMatch(/^is being deleted since /);
    // A server begins to empty a namespace five seconds later (pkg/controller/namespace, namespaceDeletionGracePeriod).
    await cluster().kubectl(['wait', 'ns', inside, '--for=condition=NamespaceFinalizersRemaining', '--timeout=60s']);
    const next = await engine.plan(name, PRUNING, 'hard');
    expect(next.items.find((item) => item.key.kind === 'Namespace')?.notes.join()).toMatch(/is being deleted since .*configmaps\. has 1 resource instances.*example\.com\/hold in 1 resource instances/);

    await commitFiles(workspace.repository, { [`${name}/x.yaml`]: stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new', namespace: inside } }) }, 'more');
    const plan = await engine.plan(name, MANUAL);
    expect(plan.items.find((item) => item.key.name === 'new')?.blocked).toEqual({ reason: 'deleting', message: `The namespace ${inside} is being deleted, so nothing can be created in it.` });
    await cluster().kubectl(['patch', 'cm', 'inside', '-n', inside, '--type=merge', '-p', '{"metadata":{"finalizers":null}}']);
    await cluster().kubectl(['wait', 'ns', inside, '--for=delete', '--timeout=60s']);
  });
});
