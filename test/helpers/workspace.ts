import { stringify } from 'yaml';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { KubeClient } from '../../electron/engine/cluster/index.ts';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { GitSandbox, TestRepository } from './git.ts';
import { createGitSandbox, createRepository } from './git.ts';
import type { UnderTest } from './onBoth.ts';

/** One application with everything around it: repository, namespace, home, engine. */
export interface Workspace {
  readonly sandbox: GitSandbox;
  readonly repository: TestRepository;
  readonly namespace: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly engine: Engine;
  /** A client of its own, past the engine: what "somebody else" does. */
  readonly client: KubeClient;
  /** A further engine on the same home; closed with the workspace. */
  secondEngine(): Engine;
  close(): Promise<void>;
}

export const MANUAL = { prune: false, adopt: false, automatic: false } as const;
export const PRUNING = { prune: true, adopt: false, automatic: false } as const;

/** How a workspace's engine reaches its cluster. */
type Way = Pick<UnderTest, 'kubeconfig' | 'context'>;

/**
 * Makes a workspace on a cluster, with one application `app` over path `.` of a new repository. `way` is how the engine
 * reaches the cluster, if not as everybody else.
 */
export async function createWorkspace(name: string, under: Way & Pick<UnderTest, 'newNamespace'>, way: Way = under): Promise<Workspace> {
  const sandbox = await createGitSandbox();
  const repository = await createRepository(sandbox, name);
  const namespace = await under.newNamespace(name);
  const home = sandbox.path('drydock');
  const env = { ...sandbox.environment, KUBECONFIG: way.kubeconfig };
  const engine = createEngine({ home, env });
  const others: Engine[] = [];
  const cluster = openCluster(under.context, loadKubeconfig({ KUBECONFIG: under.kubeconfig }).clientConfig(under.context), sandbox.path('cache'), async () => undefined);
  await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: way.context, namespace } }), 'test');
  return {
    sandbox,
    repository,
    namespace,
    home,
    env,
    engine,
    client: cluster.client,
    secondEngine() {
      const other = createEngine({ home, env });
      others.push(other);
      return other;
    },
    async close() {
      await Promise.all([engine.close(), ...others.map((other) => other.close()), cluster.close()]);
      await sandbox.remove();
    },
  };
}

export function applicationYaml(spec: Readonly<Record<string, unknown>>, name = 'app'): string {
  return stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name }, spec: { project: 'default', ...spec } });
}
