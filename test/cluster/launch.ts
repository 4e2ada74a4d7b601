import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from './api.ts';
import type { Binaries } from './binaries.ts';
import type { ComponentName } from './build.ts';
import {
  apiServerFlags,
  controllerManagerFlags,
  etcdFlags,
  FILES,
  kwokFlags,
  schedulerFlags,
  type Layout,
} from './flags.ts';
import { startGuard, type Guard } from './guard.ts';
import { nodeObjects } from './nodes.ts';
import { freePorts } from './ports.ts';
import { prepareFiles } from './prepare.ts';
import { logTail, startComponent, type Component } from './process.ts';
import { answers, created, nodesReady, until } from './readiness.ts';
import type { ApiServerControl, TestCluster } from './types.ts';
import { storageClass } from './volumes.ts';

/**
 * Starts one control plane and waits until it is of use. Throws, with nothing left behind, if it cannot be had. `log` is
 * told if a component ends by itself later.
 */
export async function launch(
  binaries: Binaries,
  nodes: number,
  log: (line: string) => void,
): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-cluster-'));
  const components: Component[] = [];
  let ready = false;
  let guard: Guard | undefined;
  let api: ApiClient | undefined;
  const remove = async (): Promise<void> => {
    api?.close();
    await Promise.all(components.map((component) => component.kill()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    guard?.stop();
  };
  try {
    const [apiServerPort = 0, kwokPort = 0] = await freePorts(2);
    const layout: Layout = { folder, apiServerPort, kwokPort };
    const prepared = await prepareFiles(layout);
    api = createApiClient(prepared.server, prepared.admin);
    if (!binaries.lifeline) guard = startGuard(folder);
    const start = async (name: ComponentName, args: readonly string[]): Promise<Component> => {
      const file = binaries.paths[name];
      const env = { ...memoryEnvironment(name), ...(binaries.lifeline ? lifelineEnvironment(name, folder) : {}) };
      const component = await startComponent({ file, args, folder, env });
      components.push(component);
      guard?.watch(component.pid);
      void component.exited.then((how) => {
        if (ready && !component.ending()) log(`${name} of the test cluster ended (${how}):\n${logTail(component.logFile)}`);
        components.splice(components.indexOf(component), 1);
        guard?.forget(component.pid);
      });
      return component;
    };
    const { apiServer, version } = await bringUp(layout, start, api, nodes);
    ready = true;
    let stopping: Promise<void> | undefined;
    return {
      kubeconfig: join(folder, FILES.kubeconfig),
      context: prepared.context,
      server: prepared.server,
      kubectl: binaries.paths.kubectl,
      version,
      apiServer: apiServerControl(layout, start, api, apiServer),
      stop: () => (stopping ??= remove()),
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

type Start = (name: ComponentName, args: readonly string[]) => Promise<Component>;

/**
 * In this order because each would only retry, with growing pauses, while the one before it is not there.
 */
async function bringUp(
  layout: Layout,
  start: Start,
  api: ApiClient,
  nodes: number,
): Promise<{ readonly apiServer: Component; readonly version: string }> {
  const etcd = await start('etcd', etcdFlags(layout));
  await until('etcd has its socket', [etcd], async () => existsSync(join(layout.folder, FILES.etcdSocket)));
  const apiServer = await start('kube-apiserver', apiServerFlags(layout));
  const all = [etcd, apiServer];
  await until('the API server is ready', all, () => answers(api, '/readyz'));
  all.push(
    ...(await Promise.all([
      start('kube-controller-manager', controllerManagerFlags(layout)),
      start('kube-scheduler', schedulerFlags(layout)),
      start('kwok', kwokFlags(layout)),
    ])),
  );
  for (const node of nodeObjects(nodes)) {
    await until(`${node.metadata.name} is created`, all, () => created(api, '/api/v1/nodes', node));
  }
  await until('the storage class is created', all, () => created(api, '/apis/storage.k8s.io/v1/storageclasses', storageClass()));
  await until('the default service account exists', all, () =>
    answers(api, '/api/v1/namespaces/default/serviceaccounts/default'),
  );
  await until('the nodes are ready', all, () => nodesReady(api, nodes));
  const version = JSON.parse((await api.send('GET', '/version')).body) as { readonly gitVersion: string };
  return { apiServer, version: version.gitVersion };
}

/** All but the API server, whose speed matters, collect their garbage earlier: about 70 MB less in all. */
function memoryEnvironment(name: ComponentName): Record<string, string> {
  return name === 'kube-apiserver' ? {} : { GOGC: '50' };
}

/** etcd is the one that clears up when the lifeline breaks; see wrapper/lifeline.go. */
function lifelineEnvironment(name: ComponentName, folder: string): Record<string, string> {
  const lifeline = { DRYDOCK_CLUSTER_LIFELINE: '1' };
  return name === 'etcd' ? { ...lifeline, DRYDOCK_CLUSTER_REMOVE: folder } : lifeline;
}

function apiServerControl(layout: Layout, start: Start, api: ApiClient, first: Component): ApiServerControl {
  let current = first;
  return {
    stop: () => current.kill(),
    start: async () => {
      await current.kill();
      current = await start('kube-apiserver', apiServerFlags(layout));
      await until('the API server is ready again', [current], () => answers(api, '/readyz'));
    },
    pause: () => current.signal('SIGSTOP'),
    resume: () => current.signal('SIGCONT'),
  };
}
