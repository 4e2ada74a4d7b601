/**
 * `npm run bench`: the tree and the network of ten thousand objects; then Drydock beside kubectl on the same thousand
 * objects and the same server, printed as ratios. Nothing here fails for being slow; the goals stand beside the numbers.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import { startCluster } from '../cluster/index.ts';
import type { TestCluster } from '../cluster/index.ts';
import { thousandObjects } from './manifests.ts';
import { benchTrees } from './trees.ts';

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const OPTIONS = { prune: false, adopt: false, automatic: false };
const BUFFER = 512 * 1024 * 1024;

interface Place {
  readonly cluster: TestCluster;
  readonly folder: string;
  readonly repository: string;
  readonly env: NodeJS.ProcessEnv;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The middle one of three runs. */
async function median(work: () => Promise<number>): Promise<number> {
  const times = [await work(), await work(), await work()].sort((a, b) => a - b);
  return times[1] ?? 0;
}

async function commit(place: Place, changed: number): Promise<void> {
  for (const [name, text] of Object.entries(thousandObjects(changed))) await writeFile(join(place.repository, name), text);
  await run('git', ['add', '-A'], { cwd: place.repository, env: place.env });
  await run('git', ['commit', '-q', '--allow-empty', '-m', `${changed} changed`], { cwd: place.repository, env: place.env });
}

async function kubectl(place: Place, args: readonly string[]): Promise<void> {
  try {
    await run(place.cluster.kubectl, [...args], { env: { ...process.env, KUBECONFIG: place.cluster.kubeconfig }, maxBuffer: BUFFER });
  } catch (error) {
    // kubectl diff says "differences found" by exit code 1.
    if (args[0] === 'diff' && typeof error === 'object' && error !== null && 'code' in error && error.code === 1) return;
    throw error;
  }
}

function line(what: string, drydock: number, peer: number, goal: number | undefined): void {
  const ratio = peer / drydock;
  const wanted = goal === undefined ? '' : `  (goal ${goal}x${ratio >= goal ? '' : ', not reached'})`;
  console.log(`${what.padEnd(44)} ${drydock.toFixed(0).padStart(6)} ms   kubectl ${peer.toFixed(0).padStart(6)} ms   ${ratio.toFixed(1)}x faster${wanted}`);
}

/** A plan by an engine that knows nothing yet but what is on disk. */
async function coldPlan(place: Place, home: string): Promise<number> {
  const engine = createEngine({ home, env: place.env });
  try {
    return await timed(() => engine.plan('bench', OPTIONS, 'fetch'));
  } finally {
    await engine.close();
  }
}

async function sync(engine: Engine): Promise<number> {
  const plan = await engine.plan('bench', OPTIONS, 'fetch');
  return timed(async () => {
    const operation = await engine.sync(plan);
    if (operation.phase !== 'Succeeded') throw new Error(operation.message);
  });
}

/** One object of the thousand is changed in the cluster, and changed back, while the engine follows it. */
async function oneChange({ cluster, env, folder }: Place, engine: Engine): Promise<void> {
  const writer = openCluster(cluster.context, loadKubeconfig(env).clientConfig(cluster.context), join(folder, 'cache'), async () => undefined);
  const ended = new AbortController();
  const listeners = new Set<(status: string) => void>();
  const following = engine.follow('bench', (view) => listeners.forEach((listener) => listener(view.status.sync.status)), ended.signal);
  const told = (status: string) =>
    new Promise<number>((resolve) => {
      const listener = (now: string) => {
        if (now !== status) return;
        listeners.delete(listener);
        resolve(performance.now());
      };
      listeners.add(listener);
    });
  await told('Synced');
  const samples: { readonly what: string; readonly ms: number; readonly requests: number }[] = [];
  for (let round = 0; round < 5; round++) {
    for (const [what, value, status] of [['one object drifts', `drift ${round}`, 'OutOfSync'], ['it is as Git says again', 'original', 'Synced']] as const) {
      const published = told(status);
      const before = engine.requestCount(cluster.context);
      await writer.client.request({ method: 'PATCH', path: '/api/v1/namespaces/bench-drydock/configmaps/bench-0', query: { fieldManager: 'somebody' }, body: { data: { value } }, contentType: 'application/merge-patch+json', action: 'change it' });
      // The server tells watchers of a write when it answers whoever wrote.
      const written = performance.now();
      samples.push({ what, ms: (await published) - written, requests: engine.requestCount(cluster.context) - before });
    }
  }
  ended.abort();
  await Promise.all([following, writer.close()]);
  for (const what of new Set(samples.map((sample) => sample.what))) {
    const of = samples.filter((sample) => sample.what === what);
    const ms = of.map((sample) => sample.ms).toSorted((a, b) => a - b)[2] ?? 0;
    console.log(`${what.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms   until its status is told; requests made: ${Math.max(...of.map(({ requests }) => requests))} (goal at most 1)`);
  }
}

async function bench(place: Place): Promise<void> {
  const { cluster } = place;
  for (const namespace of ['bench-drydock', 'bench-kubectl']) await kubectl(place, ['create', 'namespace', namespace]);
  const home = join(place.folder, 'home');
  const engine = createEngine({ home, env: place.env });
  await commit(place, 0);
  await engine.create(
    stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'bench' },
      spec: { project: 'default', source: { repoURL: place.repository, path: '.' }, destination: { name: cluster.context, namespace: 'bench-drydock' } },
    }),
    'bench',
  );
  const apply = () => timed(() => kubectl(place, ['apply', '--server-side', '-n', 'bench-kubectl', '-f', place.repository]));
  const diff = () => timed(() => kubectl(place, ['diff', '--server-side', '-n', 'bench-kubectl', '-f', place.repository]));

  console.log(`Kubernetes ${cluster.version}, 1,000 objects of five kinds`);
  const createPlan = await engine.plan('bench', OPTIONS, 'fetch');
  const created = await timed(() => engine.sync(createPlan));
  line('sync, all new', created, await apply(), 2);

  line('cold plan, none changed', await median(() => coldPlan(place, home)), await median(diff), undefined);
  await engine.plan('bench', OPTIONS, 'fetch');
  const before = engine.requestCount(cluster.context);
  const quiet = await timed(() => engine.plan('bench', OPTIONS, 'fetch'));
  console.log(`${'quiet plan'.padEnd(44)} ${quiet.toFixed(0).padStart(6)} ms   requests made: ${engine.requestCount(cluster.context) - before} (goal 0)`);

  const reconcile = await median(() => timed(() => engine.view('bench', 'known')));
  console.log(`${'reconcile, none changed'.padEnd(44)} ${reconcile.toFixed(0).padStart(6)} ms`);
  await oneChange(place, engine);

  await commit(place, 10);
  line('cold plan, 10 changed', await median(() => coldPlan(place, home)), await median(diff), 20);
  line('sync, 10 changed', await sync(engine), await apply(), 2);
  await commit(place, 1000);
  line('cold plan, all changed', await median(() => coldPlan(place, home)), await median(diff), 5);
  line('sync, all changed', await sync(engine), await apply(), 2);
  await engine.close();

  const cli = join(root, 'dist', 'cli.mjs');
  const start = await median(() => timed(async () => run(process.execPath, [cli, 'context', 'list'], { env: { ...place.env, DRYDOCK_HOME: home } })));
  const script = `process.argv.splice(1, 1); await import(${JSON.stringify(cli)}); console.error('rss', process.resourceUsage().maxRSS)`;
  const memory = spawnSync(process.execPath, ['--input-type=module', '-e', script, 'x', 'context', 'list'], { env: { ...place.env, DRYDOCK_HOME: home }, encoding: 'utf8' });
  const peak = Number(/rss (\d+)/.exec(memory.stderr)?.[1] ?? 0) / 1024;
  console.log(`${'terminal command (context list)'.padEnd(44)} ${start.toFixed(0).padStart(6)} ms   peak memory ${peak.toFixed(0)} MB`);
}

async function main(): Promise<void> {
  benchTrees();
  const cluster = await startCluster({ log: (text) => console.error(text) });
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
  try {
    const repository = join(folder, 'repository');
    await mkdir(repository, { recursive: true });
    const env = { ...process.env, KUBECONFIG: cluster.kubeconfig, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'bench', GIT_AUTHOR_EMAIL: 'b@example.com', GIT_COMMITTER_NAME: 'bench', GIT_COMMITTER_EMAIL: 'b@example.com' };
    await run('git', ['init', '-q', '-b', 'main'], { cwd: repository, env });
    await bench({ cluster, folder, repository, env });
  } finally {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
