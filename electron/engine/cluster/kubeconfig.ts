import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import type { ContextInfo } from '../../../shared/model/context.ts';
import { DrydockError } from '../../../shared/model/errors.ts';

/** The merged kubeconfig. Reading it contacts no cluster and runs no credential plugin. */
export interface Kubeconfig {
  /** The files that were looked at, in kubectl's order. */
  readonly files: readonly string[];
  readonly contexts: readonly ContextInfo[];
  readonly currentContext: string | undefined;
  /** Files that could not be read, each as a sentence; the others still count. */
  readonly problems: readonly string[];
  /** client-node's view of one context, for its credentials. Throws `not-found` or `kubeconfig-invalid`. */
  clientConfig(context: string): KubeConfig;
}

/** The environment that kubeconfig reading depends on. */
export type KubeconfigEnvironment = { readonly [name: string]: string | undefined };

/**
 * The files that kubectl would merge: `KUBECONFIG` split at the path delimiter, else `~/.kube/config`
 * (client-go tools/clientcmd/loader.go).
 */
export function kubeconfigFiles(env: KubeconfigEnvironment): string[] {
  const listed = env['KUBECONFIG'];
  if (listed !== undefined && listed !== '') return [...new Set(listed.split(delimiter).filter((file) => file !== ''))];
  return [join(env['HOME'] ?? homedir(), '.kube', 'config')];
}

/**
 * Reads and merges kubeconfig files as kubectl does: the first file that names a context, cluster, user or the
 * current context wins, and files that do not exist are passed over (client-go tools/clientcmd/loader.go, Load).
 * A broken file is a problem, not a failure: the contexts of the others stay usable. `extra` files come last.
 */
export function loadKubeconfig(env: KubeconfigEnvironment, extra: readonly string[] = []): Kubeconfig {
  const files = [...kubeconfigFiles(env), ...extra];
  const merged = { clusters: new Map<string, Cluster>(), users: new Map<string, User>(), contexts: new Map<string, Context>() };
  const problems: string[] = [];
  let currentContext: string | undefined;
  for (const file of files) {
    const config = readOne(file, problems);
    if (config === undefined) continue;
    for (const cluster of config.getClusters()) if (!merged.clusters.has(cluster.name)) merged.clusters.set(cluster.name, cluster);
    for (const user of config.getUsers()) if (!merged.users.has(user.name)) merged.users.set(user.name, user);
    for (const context of config.getContexts()) if (!merged.contexts.has(context.name)) merged.contexts.set(context.name, context);
    currentContext ??= config.getCurrentContext() || undefined;
  }
  const contexts = [...merged.contexts.values()].map((context) => describe(context, merged.clusters, merged.users, currentContext));
  return {
    files,
    contexts,
    currentContext,
    problems,
    clientConfig(name) {
      const context = merged.contexts.get(name);
      if (context === undefined) {
        const known = contexts.map((item) => item.name);
        throw new DrydockError('not-found', `There is no context "${name}" in the kubeconfig (${files.join(', ')}).`, {
          hint: known.length === 0 ? 'The kubeconfig has no contexts.' : `Known contexts: ${known.slice(0, 12).join(', ')}.`,
        });
      }
      const problem = contexts.find((item) => item.name === name)?.problem;
      if (problem !== undefined) throw new DrydockError('kubeconfig-invalid', problem);
      const config = new KubeConfig();
      config.loadFromOptions({
        // client-node refuses plain HTTP unless TLS is skipped; kubectl takes it (`kubectl proxy`, test servers).
        clusters: [...merged.clusters.values()].map((cluster) => (cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster)),
        users: [...merged.users.values()],
        contexts: [context],
        currentContext: name,
      });
      return config;
    },
  };
}

type Cluster = ReturnType<KubeConfig['getClusters']>[number];
type User = ReturnType<KubeConfig['getUsers']>[number];
type Context = ReturnType<KubeConfig['getContexts']>[number];

function readOne(file: string, problems: string[]): KubeConfig | undefined {
  try {
    if (!statSync(file).isFile()) {
      problems.push(`The kubeconfig ${file} is not a file.`);
      return undefined;
    }
    // An empty file is what some tools leave behind; kubectl reads it as "nothing".
    if (readFileSync(file, 'utf8').trim() === '') return undefined;
    const config = new KubeConfig();
    config.loadFromFile(file);
    return config;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    problems.push(`The kubeconfig ${file} could not be read: ${reason}`);
    return undefined;
  }
}

function describe(
  context: Context,
  clusters: ReadonlyMap<string, Cluster>,
  users: ReadonlyMap<string, User>,
  currentContext: string | undefined,
): ContextInfo {
  const cluster = clusters.get(context.cluster);
  let problem: string | undefined;
  if (cluster === undefined) problem = `The context "${context.name}" names the cluster "${context.cluster}", which is in no kubeconfig.`;
  else if (!/^https?:\/\//i.test(cluster.server) || !URL.canParse(cluster.server)) problem = `The cluster "${cluster.name}" of the context "${context.name}" has no valid server URL: ${cluster.server}`;
  else if (context.user !== '' && context.user !== undefined && !users.has(context.user)) {
    problem = `The context "${context.name}" names the user "${context.user}", which is in no kubeconfig.`;
  }
  const info = {
    name: context.name,
    server: cluster?.server ?? '',
    user: context.user ?? '',
    namespace: context.namespace ?? 'default',
    current: context.name === currentContext,
  };
  return problem === undefined ? info : { ...info, problem };
}
