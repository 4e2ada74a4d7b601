/** The story of a new user on the sandbox instead of a cluster: the engine from creation to deletion of an application. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Cluster } from '../../electron/engine/cluster/index.ts';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { isJsonObject } from '../../shared/model/json.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { applicationYaml, MANUAL, PRUNING } from '../helpers/workspace.ts';
import { deployment, service } from '../story/mynginx.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/story/deployments/mynginx';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata:\n  key: value\n';

let git: GitSandbox;
let repository: TestRepository;
let sandbox: Sandbox;
let engine: Engine;
let cluster: Cluster;

beforeAll(async () => {
  git = await createGitSandbox();
  repository = await createRepository(git, 'story');
  sandbox = await startSandbox({ folder: git.path('sandbox') });
  engine = createEngine({ home: git.path('drydock'), env: { ...git.environment, KUBECONFIG: sandbox.kubeconfig } });
  cluster = openCluster(sandbox.context, loadKubeconfig({ KUBECONFIG: sandbox.kubeconfig }).clientConfig(sandbox.context), git.path('cache'), async () => undefined);
  await cluster.client.request({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'story' } }, action: 'create the namespace' });
  await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 1 })}---\n${service}` }, 'mynginx');
  const source = { repoURL: repository.remote, path: '.' };
  await engine.create(applicationYaml({ source, destination: { name: sandbox.context, namespace: 'story' } }), 'test');
});

afterAll(async () => {
  await Promise.all([engine.close(), cluster.close()]);
  await sandbox.close();
  await git.remove();
});

const read = (path: string): Promise<JsonValue> => cluster.client.request({ path, action: `read ${path}` });

async function replicas(): Promise<JsonValue | undefined> {
  const live = await read(DEPLOYMENT);
  return isJsonObject(live) && isJsonObject(live['spec']) ? live['spec']['replicas'] : undefined;
}

async function sync(options: typeof MANUAL | typeof PRUNING = MANUAL): Promise<string> {
  return (await engine.sync(await engine.plan('app', options))).phase;
}

async function until(holds: (view: Awaited<ReturnType<Engine['view']>>) => boolean): Promise<void> {
  const stop = new AbortController();
  await engine.follow('app', (view) => void (holds(view) && stop.abort()), AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]));
  expect(stop.signal.aborted).toBe(true);
}

it('plans two creations, syncs, and is Healthy when the pods are ready', async () => {
  const plan = await engine.plan('app', MANUAL);
  expect(plan.items.map((task) => task.operation)).toEqual(['create', 'create']);
  expect((await engine.sync(plan)).phase).toBe('Succeeded');
  await until(({ status }) => status.health.status === 'Healthy' && status.sync.status === 'Synced');
  expect((await engine.plan('app', MANUAL)).items.filter((task) => task.operation !== 'unchanged')).toEqual([]);
  const kinds = (await engine.tree('app')).nodes.map((node) => node.key.kind);
  for (const kind of ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice']) expect(kinds).toContain(kind);
});

it('corrects a drift by scaling, and says who caused it', async () => {
  const scale: JsonObject = { spec: { replicas: 5 } };
  await cluster.client.request({ method: 'PATCH', path: `${DEPLOYMENT}/scale`, query: { fieldManager: 'kubectl' }, body: scale, contentType: 'application/merge-patch+json', action: 'scale' });
  const plan = await engine.plan('app', MANUAL);
  expect(JSON.stringify(plan)).toContain('kubectl');
  expect(plan.items.filter((task) => task.operation === 'update')).toHaveLength(1);
  expect((await engine.sync(plan)).phase).toBe('Succeeded');
  expect(await replicas()).toBe(1);
});

it('follows Git, prunes only when asked, and rolls back', async () => {
  await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 2 })}---\n${service}`, 'extra.yaml': CONFIG_MAP }, 'two, and more');
  expect(await sync()).toBe('Succeeded');
  expect(await replicas()).toBe(2);
  await commitFiles(repository, { 'extra.yaml': null }, 'less');
  expect(await sync()).toBe('Succeeded');
  await read('/api/v1/namespaces/story/configmaps/extra');
  expect(await sync(PRUNING)).toBe('Succeeded');
  await expect(read('/api/v1/namespaces/story/configmaps/extra')).rejects.toThrow('not found');
  const first = Math.min(...(await engine.history('app')).map((entry) => entry.id));
  const back = await engine.rollbackPlan('app', first, PRUNING);
  expect((await engine.rollback(back, first)).phase).toBe('Succeeded');
  expect(await replicas()).toBe(1);
});

it('deletes the application with its resources', async () => {
  const results = await engine.remove('app', { cascade: true });
  expect(results.filter((result) => result.status === 'Failed')).toEqual([]);
  await expect.poll(() => read(DEPLOYMENT).then(() => 'there', () => 'gone'), { timeout: 10_000 }).toBe('gone');
});
