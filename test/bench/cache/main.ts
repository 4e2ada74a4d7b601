/**
 * `npm run bench:cache`: what it costs to keep an application of 50 pods current in a cluster of 10,000, at rest and under
 * 200 changes a second, beside a plain full watch of the same kinds. Twice: the others' pods elsewhere, and in the
 * application's own namespace. Nothing here fails for being slow.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { KubeClient } from '../../../electron/engine/cluster/index.ts';
import { loadKubeconfig, mapConcurrent, openCluster } from '../../../electron/engine/cluster/index.ts';
import { createEngine } from '../../../electron/engine/index.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import { startCluster } from '../../cluster/index.ts';
import type { Ask, Subject, Told } from './messages.ts';

const run = promisify(execFile);
const OWN_PODS = 50;
const OTHER_PODS = Number(process.env['DRYDOCK_BENCH_PODS'] ?? 9_950);
const CHANGES_PER_SECOND = 200;
const SECONDS = 10;
const OPTIONS = { prune: false, adopt: false, automatic: false };

const container = { name: 'c', image: 'registry.example.com/team/service:1.2.3', env: Array.from({ length: 8 }, (_, index) => ({ name: `SETTING_${index}`, value: `value-${index}` })), resources: { requests: { cpu: '10m', memory: '16Mi' } } };
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: OWN_PODS, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container] } } },
};

async function namespace(client: KubeClient, name: string): Promise<void> {
  await client.request({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, action: 'create the namespace' });
  for (;;) {
    const accounts = await client.request({ path: `/api/v1/namespaces/${name}/serviceaccounts`, action: 'wait for the account' });
    if (isJsonObject(accounts) && isJsonArray(accounts['items']) && accounts['items'].length > 0) return;
  }
}

/** Other people's pods: bound to a node, so that they run. */
async function others(client: KubeClient, where: string, count: number, nodes: number): Promise<void> {
  const labels = { app: 'other', 'pod-template-hash': '5d4f8c7b6' };
  await mapConcurrent(Array.from({ length: count }, (_, index) => index), 32, async (index) => {
    await client.request({ method: 'POST', path: `/api/v1/namespaces/${where}/pods`, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: `other-${index}`, labels }, spec: { nodeName: `node-${(index % nodes) + 1}`, containers: [container] } }, action: 'create a pod' });
  });
}

async function running(client: KubeClient, count: number): Promise<void> {
  for (let found = 0; found < count; ) {
    await delay(1_000);
    let next: string | undefined;
    found = 0;
    do {
      const page = await client.request({ path: '/api/v1/pods', query: { limit: 1_000, continue: next, fieldSelector: 'status.phase=Running' }, accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', action: 'count pods' });
      const { items, metadata } = isJsonObject(page) ? page : {};
      found += isJsonArray(items) ? items.length : 0;
      const token = isJsonObject(metadata) ? metadata['continue'] : undefined;
      next = typeof token === 'string' && token !== '' ? token : undefined;
    } while (next !== undefined);
  }
}

/** Changes other people's pods, evenly, until `signal` ends it; returns how many were done by then. */
async function changes(client: KubeClient, where: string, signal: AbortSignal): Promise<number> {
  let sent = 0;
  let done = 0;
  const began = performance.now();
  const pending = new Set<Promise<unknown>>();
  while (!signal.aborted) {
    for (const due = ((performance.now() - began) / 1_000) * CHANGES_PER_SECOND; sent < due; sent++) {
      const body = { metadata: { annotations: { 'bench.drydock.dev/count': `${began}-${sent}` } } };
      const change = client.request({ method: 'PATCH', path: `/api/v1/namespaces/${where}/pods/other-${sent % OTHER_PODS}`, body, contentType: 'application/merge-patch+json', action: 'change a pod' });
      pending.add(change);
      void change.finally(() => {
        pending.delete(change);
        if (!signal.aborted) done++;
      });
    }
    await delay(20);
  }
  await Promise.all(pending);
  return done;
}

async function measure(subject: Subject, client: KubeClient, where: string, what: string): Promise<void> {
  const child = fork(join(import.meta.dirname, 'subject.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const answer = async <T extends Told['type']>(type: T): Promise<Extract<Told, { type: T }>> => {
    const [told] = (await Promise.race([once(child, 'message'), ended.then(() => Promise.reject(new Error(`${what}: the measured process ended`)))])) as [Told];
    if (told.type !== type) throw new Error(`${what}: ${told.type} instead of ${type}`);
    return told as Extract<Told, { type: T }>;
  };
  const ask = (message: Ask | Subject) => child.send(message);
  const measured = async () => {
    const told = answer('measured');
    ask({ type: 'measure' });
    return told;
  };
  const ready = answer('ready');
  ask(subject);
  const { ms } = await ready;
  const start = await measured();
  await delay(SECONDS * 1_000);
  const rest = await measured();
  const stop = new AbortController();
  const changing = changes(client, where, stop.signal);
  await delay(SECONDS * 1_000);
  stop.abort();
  const busy = await measured();
  const done = await changing;
  ask({ type: 'stop' });
  await ended;
  const percent = (cpuMs: number) => `${(cpuMs / SECONDS / 10).toFixed(1)} %`;
  console.log(
    `${what.padEnd(34)} first ${ms.toFixed(0).padStart(5)} ms (held ${start.heldMs.toFixed(0)} ms)   rest ${rest.rssMb.toFixed(0).padStart(4)} MB, heap ${rest.heapMb.toFixed(0).padStart(4)} MB, CPU ${percent(rest.cpuMs)}   ` +
      `${(done / SECONDS).toFixed(0)} changes/s: ${busy.rssMb.toFixed(0).padStart(4)} MB, CPU ${percent(busy.cpuMs)}, held ${busy.heldMs.toFixed(0)} ms, told ${busy.events} times`,
  );
}

async function bench(folder: string): Promise<void> {
  const nodes = Math.max(2, Math.ceil((OTHER_PODS + OWN_PODS) / 1_500));
  const cluster = await startCluster({ nodes, log: (text) => console.error(text) });
  const writer = openCluster(cluster.context, loadKubeconfig({ KUBECONFIG: cluster.kubeconfig }).clientConfig(cluster.context), join(folder, 'cache'), async () => undefined);
  const { client } = writer;
  const env = { ...process.env, KUBECONFIG: cluster.kubeconfig, HOME: folder, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'bench', GIT_AUTHOR_EMAIL: 'b@example.com', GIT_COMMITTER_NAME: 'bench', GIT_COMMITTER_EMAIL: 'b@example.com' };
  try {
    const repository = join(folder, 'repository');
    await mkdir(repository);
    await writeFile(join(repository, 'app.yaml'), stringify(deployment));
    for (const args of [['init', '-q', '-b', 'main'], ['add', '-A'], ['commit', '-q', '-m', 'start']]) await run('git', args, { cwd: repository, env });
    for (const where of ['elsewhere', 'beside']) {
      const own = `bench-${where}`;
      const crowd = where === 'beside' ? own : 'crowd';
      for (const name of new Set([own, crowd])) await namespace(client, name);
      const home = join(folder, where);
      const engine = createEngine({ home, env });
      await engine.create(
        stringify({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: 'bench' },
          spec: { project: 'default', source: { repoURL: repository, path: '.' }, destination: { name: cluster.context, namespace: own } },
        }),
        'bench',
      );
      await engine.sync(await engine.plan('bench', OPTIONS));
      await engine.close();
      await others(client, crowd, OTHER_PODS, nodes);
      await running(client, OTHER_PODS + OWN_PODS);
      console.log(`${OTHER_PODS} other pods ${where === 'beside' ? 'in the same namespace' : 'in another namespace'}, ${OWN_PODS} of the application`);
      const subject = { kubeconfig: cluster.kubeconfig, context: cluster.context, home };
      await measure({ ...subject, kind: 'compared' }, client, crowd, 'Drydock, compared');
      await measure({ ...subject, kind: 'tree' }, client, crowd, 'Drydock, with its tree open');
      await measure({ ...subject, kind: 'plain' }, client, crowd, 'plain full watch');
      await client.request({ method: 'DELETE', path: `/api/v1/namespaces/${crowd}/pods`, query: { gracePeriodSeconds: 0 }, timeoutMs: 120_000, action: 'delete the pods' });
      if (crowd !== own) await client.request({ method: 'DELETE', path: `/apis/apps/v1/namespaces/${own}/deployments`, action: 'delete the application' });
    }
  } finally {
    await writer.close();
    await cluster.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-cache-'));
try {
  await bench(folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}
