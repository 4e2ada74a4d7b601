/** The same cases on the sandbox and on the real control plane: where they differ the sandbox is wrong. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { KubeClient } from '../../electron/engine/cluster/index.ts';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import { describeCluster, useCluster } from '../cluster/use.ts';
import type { TestRepository } from './git.ts';
import { createGitSandbox, createRepository } from './git.ts';
import { applicationYaml } from './workspace.ts';

/** An application `app` over path `.` of a repository, on a namespace of its own. */
export interface Bench {
  readonly kind: 'sandbox' | 'control plane';
  readonly repository: TestRepository;
  readonly namespace: string;
  readonly context: string;
  readonly home: string;
  readonly engine: Engine;
  /** A client of its own, past the engine: what somebody else does. */
  readonly client: KubeClient;
}

/** How a bench is made. */
export interface BenchOptions {
  /** Laid over the application's spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
  /** The destination's namespace is left to the test. */
  readonly withoutNamespace?: boolean;
}

/** Declares one suite twice. A test file must import test/cluster/use.ts itself and hand its `describeCluster` in. */
export function describeBoth(name: string, onControlPlane: typeof describeCluster, options: BenchOptions, suite: (bench: () => Bench, kind: Bench['kind']) => void): void {
  describe(`${name} on the sandbox`, () => withBench('sandbox', name, options, suite));
  onControlPlane(`${name} on the control plane`, () => withBench('control plane', name, options, suite));
}

function withBench(kind: Bench['kind'], name: string, options: BenchOptions, suite: (bench: () => Bench, kind: Bench['kind']) => void): void {
  let opened: { readonly bench: Bench; close(): Promise<void> } | undefined;
  beforeAll(async () => {
    opened = await open(kind, name, options);
  });
  afterAll(() => opened?.close());
  suite(() => {
    if (opened === undefined) throw new Error('The bench is there only inside tests.');
    return opened.bench;
  }, kind);
}

async function open(kind: Bench['kind'], name: string, { spec = {}, withoutNamespace = false }: BenchOptions): Promise<{ readonly bench: Bench; close(): Promise<void> }> {
  const git = await createGitSandbox();
  const repository = await createRepository(git, name);
  const sandbox = kind === 'sandbox' ? await startSandbox({ folder: git.path('sandbox') }) : undefined;
  const { kubeconfig, context } = sandbox ?? useCluster();
  const home = git.path('drydock');
  const engine = createEngine({ home, env: { ...git.environment, KUBECONFIG: kubeconfig } });
  const cluster = openCluster(context, loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context), git.path('cache'), async () => undefined);
  const namespace = `${name}-${randomBytes(4).toString('hex')}`;
  if (!withoutNamespace) await createNamespace(cluster.client, namespace);
  await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: context, namespace }, ...spec }), 'test');
  return {
    bench: { kind, repository, namespace, context, home, engine, client: cluster.client },
    async close() {
      await Promise.all([engine.close(), cluster.close()]);
      await sandbox?.close();
      await git.remove();
    },
  };
}

async function createNamespace(client: KubeClient, name: string): Promise<void> {
  await client.request({ method: 'POST', path: '/api/v1/namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, action: 'create the namespace' });
  // Pods are refused until the namespace has its account.
  await vi.waitFor(() => client.request({ path: `/api/v1/namespaces/${name}/serviceaccounts/default`, action: 'read the account' }), { timeout: 30_000 });
}

/** Follows until what is told holds, and resolves to it. Fails with the last thing told after 30 seconds. */
export async function untilTold<T>(follow: (tell: (value: T) => void, signal: AbortSignal) => Promise<void>, holds: (value: T) => boolean): Promise<T> {
  const stop = new AbortController();
  let last: T | undefined;
  let found: { readonly value: T } | undefined;
  await follow(
    (value) => {
      last = value;
      if (found !== undefined || !holds(value)) return;
      found = { value };
      stop.abort();
    },
    AbortSignal.any([stop.signal, AbortSignal.timeout(30_000)]),
  );
  if (found === undefined) throw new Error(`What was waited for was never told. Last: ${JSON.stringify(last, undefined, 1)?.slice(0, 4_000)}`);
  return found.value;
}
