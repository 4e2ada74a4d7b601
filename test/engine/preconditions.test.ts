/** What moves between a plan and its writes: the same change is sent again, another one stops; nothing is re-created or deleted unseen. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createEngine } from '../../electron/engine/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import type { Operation } from '../../shared/model/operation.ts';
import { describeCluster } from '../cluster/use.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const configMap = (value: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: value } });

describeOnBoth('preconditions', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let engine: Engine;
  const kubectl = (...args: string[]) => cluster().kubectl([...args, '-n', workspace.namespace]);

  beforeAll(async () => {
    const { kubeconfig, context } = cluster();
    workspace = await createWorkspace('preconditions', cluster());
    proxy = await startFaultProxy(kubeconfig, context, workspace.sandbox.path('proxied'));
    engine = createEngine({ home: workspace.sandbox.path('proxied-home'), env: { ...workspace.env, KUBECONFIG: proxy.kubeconfig } });
    await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'faulty', namespace: workspace.namespace } }), 'test');
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await engine.close();
    await proxy.close();
    await workspace.close();
  });

  /** Syncs a change of the object's only field, or its removal, with `meddle` done just before the write reaches the server. */
  async function syncDisturbed(file: string | null, meddle: () => Promise<unknown>): Promise<{ readonly operation: Operation; readonly writes: readonly string[] }> {
    await kubectl('delete', 'cm', 'x', '--ignore-not-found');
    await commitFiles(workspace.repository, { 'x.yaml': configMap('first'), 'note.txt': '' }, 'first');
    expect((await engine.sync(await engine.plan('app', MANUAL, 'hard'))).phase).toBe('Succeeded');
    await commitFiles(workspace.repository, { 'x.yaml': file }, 'second');
    const plan = await engine.plan('app', PRUNING);
    const method = file === null ? 'DELETE' : 'PATCH';
    let meddled: Promise<void> | undefined;
    const from = proxy.requests.length;
    proxy.fault = (how, url) => {
      if (how !== method || !url.includes('/configmaps/x') || url.includes('dryRun') || meddled !== undefined) return undefined;
      meddled = meddle().then(() => undefined);
      return { hold: meddled };
    };
    const operation = await engine.sync(plan);
    await meddled;
    expect(meddled, 'nobody meddled').toBeDefined();
    return { operation, writes: proxy.requests.slice(from).filter((request) => request.startsWith(method) && !request.includes('dryRun')) };
  }

  const value = () => kubectl('get', 'cm', 'x', '-o', 'jsonpath={.data.a}{.metadata.labels.touched}', '--ignore-not-found');

  it('a harmless change: the same change is sent again', async () => {
    const { operation, writes } = await syncDisturbed(configMap('second'), () => kubectl('label', 'cm', 'x', 'touched=yes'));
    expect([operation.phase, await value()]).toEqual(['Succeeded', 'secondyes']);
    expect(writes).toHaveLength(2);
  });

  it('another value in the very field: stopped, and left as it is', async () => {
    const { operation, writes } = await syncDisturbed(configMap('second'), () => kubectl('patch', 'cm', 'x', '--type=merge', '-p', '{"data":{"a":"by hand"}}'));
    expect(operation).toMatchObject({ phase: 'Failed', results: [{ status: 'SyncFailed', message: expect.stringContaining('changed since the plan was made') }] });
    expect(await value()).toBe('by hand');
    expect(writes).toHaveLength(1);
  });

  it('the value that Git wants, set by somebody else: stopped, since only who owns it is left to do', async () => {
    const { operation } = await syncDisturbed(configMap('second'), () => kubectl('patch', 'cm', 'x', '--type=merge', '-p', '{"data":{"a":"second"}}'));
    expect(operation.results.map(({ status, message }) => [status, message])).toEqual([['SyncFailed', expect.stringContaining('changed since the plan was made')]]);
    expect(await value()).toBe('second');
  });

  it('deleted meanwhile: not created again', async () => {
    const { operation } = await syncDisturbed(configMap('second'), () => kubectl('delete', 'cm', 'x'));
    expect(operation).toMatchObject({ phase: 'Failed', results: [{ status: 'SyncFailed', message: expect.stringContaining('changed since the plan was made') }] });
    expect(await value()).toBe('');
  });

  it('what is pruned got a new version and nothing else: it goes', async () => {
    const again = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { a: 'first' } };
    const { operation, writes } = await syncDisturbed(null, () => cluster().kubectl(['apply', '--server-side', '--field-manager=somebody', '-n', workspace.namespace, '-f', '-'], { input: stringify(again) }));
    expect([operation.phase, await value(), writes.length]).toEqual(['Succeeded', '', 2]);
  });

  it('what is pruned was changed: it stays, and is looked at again', async () => {
    const { operation, writes } = await syncDisturbed(null, () => kubectl('label', 'cm', 'x', 'touched=yes'));
    expect(operation).toMatchObject({ phase: 'Failed', results: [{ status: 'SyncFailed', message: expect.stringContaining('changed since the plan was made') }] });
    expect([await value(), writes.length]).toEqual(['firstyes', 1]);
  });

  it('not pruned when another application took it over meanwhile', async () => {
    const { operation } = await syncDisturbed(null, () => kubectl('label', 'cm', 'x', 'drydock.dev/application=another', '--overwrite'));
    expect(operation).toMatchObject({ phase: 'Failed', results: [{ status: 'SyncFailed' }] });
    expect(await value()).toBe('first');
  });

  it('a server that is throttling is asked again after the time that it says', async () => {
    await kubectl('delete', 'cm', 'x', '--ignore-not-found');
    await commitFiles(workspace.repository, { 'x.yaml': configMap('throttled') }, 'throttled');
    const plan = await engine.plan('app', MANUAL, 'hard');
    let refused = 0;
    proxy.fault = (how, url) => (how === 'PATCH' && url.includes('/configmaps/x') && !url.includes('dryRun') && refused++ === 0 ? { status: 429, reason: 'TooManyRequests', message: 'too many requests', headers: { 'retry-after': '1' } } : undefined);
    const operation = await engine.sync(plan);
    expect([operation.phase, await value(), refused]).toEqual(['Succeeded', 'throttled', 2]);
  });
});
