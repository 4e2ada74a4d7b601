/** Two control planes behind one kubeconfig: contexts are switched, one cluster goes away, one name comes to mean another cluster. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { TestCluster } from '../cluster/index.ts';
import { startCluster } from '../cluster/index.ts';
import type { KubectlTarget } from '../cluster/kubectl.ts';
import { runKubectl } from '../cluster/kubectl.ts';
import { describeCluster, useCluster } from '../cluster/use.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { applicationYaml, MANUAL } from '../helpers/workspace.ts';

type Side = 'left' | 'right';

interface KubeconfigParts {
  readonly clusters: readonly { readonly name: string; readonly cluster: object }[];
  readonly users: readonly { readonly name: string; readonly user: object }[];
  readonly contexts: readonly { readonly name: string; readonly context: object }[];
}

/** A kubeconfig in which each context leads where it is said to. */
async function writeKubeconfig(file: string, sides: Readonly<Record<Side, KubectlTarget>>, current: Side): Promise<void> {
  const parts = await Promise.all(
    (['left', 'right'] as const).map(async (name) => {
      const view = JSON.parse(await runKubectl(sides[name], ['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json'])) as KubeconfigParts;
      return { clusters: view.clusters.map(({ cluster }) => ({ name, cluster })), users: view.users.map(({ user }) => ({ name, user })), contexts: [{ name, context: { cluster: name, user: name } }] };
    }),
  );
  const clusters = parts.flatMap((part) => part.clusters);
  const users = parts.flatMap((part) => part.users);
  const contexts = parts.flatMap((part) => part.contexts);
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters, users, contexts, 'current-context': current }));
}

/** Two clusters of the test's own are not to be had where the tester gave one. */
const own = process.env['DRYDOCK_TEST_CONTEXT'] === undefined ? describeCluster : (name: string, suite: () => void) => describe.skip(name, suite);
own('two clusters', () => {
  const namespace = `two-${randomBytes(4).toString('hex')}`;
  let folder: string;
  let git: GitSandbox;
  let repository: TestRepository;
  let second: TestCluster;
  let sides: Record<Side, KubectlTarget>;
  let kubeconfig: string;
  let engine: Engine;
  const configMaps = async (side: Side) => (await runKubectl(sides[side], ['get', 'configmaps', '-n', namespace, '-o', 'name'])).split('\n').filter((name) => name.includes('marker')).toSorted();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-two-'));
    second = await startCluster({ nodes: 1 });
    sides = { left: useCluster(), right: second };
    for (const side of [sides.left, sides.right]) await runKubectl(side, ['create', 'namespace', namespace]);
    kubeconfig = join(folder, 'config');
    await writeKubeconfig(kubeconfig, sides, 'left');
    git = await createGitSandbox();
    repository = await createRepository(git, 'two');
    await commitFiles(
      repository,
      Object.fromEntries((['left', 'right'] as const).map((side) => [`${side}/marker.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: marker-${side}\ndata:\n  turn: "1"\n`])),
      'markers',
    );
    engine = createEngine({ home: git.path('drydock'), env: { ...git.environment, KUBECONFIG: kubeconfig } });
    for (const side of ['left', 'right']) await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: side }, destination: { name: side, namespace } }, side), 'test');
  }, 120_000);
  afterAll(async () => {
    await engine.close();
    await second.stop();
    await git.remove();
    await rm(folder, { recursive: true, force: true });
  });

  it('each application writes to its own, whatever the current context is', async () => {
    await engine.sync(await engine.plan('left', MANUAL));
    await writeKubeconfig(kubeconfig, sides, 'right');
    await expect.poll(() => engine.contexts().contexts.find(({ current }) => current)?.name).toBe('right');
    await engine.sync(await engine.plan('right', MANUAL));
    expect(await configMaps('left')).toEqual(['configmap/marker-left']);
    expect(await configMaps('right')).toEqual(['configmap/marker-right']);
    expect((await engine.view('left', 'fetch')).status.sync.status).toBe('Synced');
  });

  it('one that goes away holds the other up in nothing, and is there again by itself', async () => {
    await second.apiServer?.stop();
    const [left, right] = await Promise.all([engine.view('left', 'hard'), engine.view('right', 'hard')]);
    expect(left.status.sync.status).toBe('Synced');
    expect(right.status.sync.status).toBe('Unknown');
    expect(right.status.conditions[0]).toMatchObject({ type: 'ComparisonError', message: expect.stringMatching(/right.*refused/) });
    await second.apiServer?.start();
    await expect.poll(async () => (await engine.view('right', 'fetch')).status.sync.status, { timeout: 30_000 }).toBe('Synced');
  });

  it('a name that comes to mean another cluster is followed, and nothing is written there until a person says so', async () => {
    await commitFiles(repository, { 'right/marker.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: marker-right\ndata:\n  turn: "2"\n' }, 'a second turn');
    await writeKubeconfig(kubeconfig, { left: sides.left, right: sides.left }, 'left');
    await expect.poll(async () => (await engine.plan('right', MANUAL)).items[0]?.operation, { timeout: 20_000 }).toBe('create');
    const plan = await engine.plan('right', MANUAL);
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'cluster-pin', message: expect.stringContaining('Nothing was written') });
    expect(await configMaps('left')).toEqual(['configmap/marker-left']);
    const operation = await engine.sync(plan, { confirmCluster: true });
    expect(operation.phase).toBe('Succeeded');
    expect(await configMaps('left')).toEqual(['configmap/marker-left', 'configmap/marker-right']);
    // What is on the cluster that went by this name before was not touched.
    expect(await configMaps('right')).toEqual(['configmap/marker-right']);
    expect(await runKubectl(sides.right, ['get', 'configmap', 'marker-right', '-n', namespace, '-o', 'jsonpath={.data.turn}'])).toBe('1');
  });
});
