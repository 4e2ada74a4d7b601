/**
 * The process that is measured: an engine with its application compared, the same with its tree followed, or a plain full
 * watch of the same kinds in the whole cluster.
 */
import { setFlagsFromString } from 'node:v8';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runInNewContext } from 'node:vm';
import type { ApiResource } from '../../../electron/engine/cluster/index.ts';
import { loadKubeconfig, openCluster } from '../../../electron/engine/cluster/index.ts';
import { createEngine } from '../../../electron/engine/index.ts';
import type { Ask, Subject, Told } from './messages.ts';

/** What the application has, and what that owns. */
const KINDS: readonly ApiResource[] = [
  { group: '', version: 'v1', kind: 'Pod', resource: 'pods', namespaced: true, verbs: [] },
  { group: 'apps', version: 'v1', kind: 'ReplicaSet', resource: 'replicasets', namespaced: true, verbs: [] },
  { group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments', namespaced: true, verbs: [] },
];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const tell = (message: Told): void => void process.send?.(message);
const megabytes = (bytes: number): number => bytes / 1024 / 1024;

async function watch({ kind, kubeconfig, context, home }: Subject, onEvent: () => void): Promise<() => Promise<void>> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  if (kind === 'plain') {
    const cluster = openCluster(context, loadKubeconfig(env).clientConfig(context), home, async () => undefined);
    const informers = KINDS.map((resource) => cluster.lease(resource, '').informer);
    await Promise.all(informers.map((informer) => informer.ready()));
    for (const informer of informers) informer.subscribe(onEvent);
    return () => cluster.close();
  }
  const engine = createEngine({ home, env });
  const stop = new AbortController();
  const following: Promise<void>[] = [];
  const seen = new Promise<void>((resolve, reject) => {
    const first = (): void => {
      onEvent();
      resolve();
    };
    if (kind === 'compared') following.push(engine.follow('bench', first, stop.signal));
    else following.push(engine.followTree('bench', first, stop.signal));
    following[0]?.catch(reject);
  });
  await seen;
  return async () => {
    stop.abort();
    await Promise.all(following);
    await engine.close();
  };
}

process.once('message', (subject: Subject) => {
  const began = performance.now();
  let events = 0;
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  let cpu = process.cpuUsage();
  void watch(subject, () => events++).then((close) => {
    tell({ type: 'ready', ms: performance.now() - began });
    process.on('message', (ask: Ask) => {
      if (ask.type === 'stop') return void close().then(() => process.disconnect());
      const { user, system } = process.cpuUsage(cpu);
      const heldMs = loop.max / 1e6;
      collect();
      const { rss, heapUsed } = process.memoryUsage();
      tell({ type: 'measured', rssMb: megabytes(rss), heapMb: megabytes(heapUsed), cpuMs: (user + system) / 1_000, heldMs, events });
      cpu = process.cpuUsage();
      events = 0;
      // The collection itself held the loop up, which is told one tick later.
      setTimeout(() => loop.reset(), 50);
    });
  });
});
