import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { ContextInfo } from '../../../shared/model/context.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { ClientConfig } from './clientConfig.ts';
import { clientConfigOf } from './clientConfig.ts';
import type { ClusterEntry, ContextEntry, KubeconfigFile, UserEntry } from './kubeconfigFile.ts';
import { parseKubeconfig } from './kubeconfigFile.ts';

/** The merged kubeconfig. Reading it contacts no cluster and runs no credential plugin. */
export interface Kubeconfig {
  /** The files that were looked at, in kubectl's order. */
  readonly files: readonly string[];
  readonly contexts: readonly ContextInfo[];
  readonly currentContext: string | undefined;
  /** Files that could not be read, each as a sentence; the others still count. */
  readonly problems: readonly string[];
  /** What one context is reached with. Throws `not-found` or `kubeconfig-invalid`. */
  clientConfig(context: string): ClientConfig;
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
  const clusters = new Map<string, ClusterEntry>();
  const users = new Map<string, UserEntry>();
  const entries = new Map<string, ContextEntry>();
  const problems: string[] = [];
  let currentContext: string | undefined;
  for (const file of files) {
    const config = readOne(file, problems);
    if (config === undefined) continue;
    problems.push(...config.problems);
    addMissing(clusters, config.clusters);
    addMissing(users, config.users);
    addMissing(entries, config.contexts);
    currentContext ??= config.currentContext;
  }
  const usable = new Map<string, ClientConfig | string>();
  const contexts = [...entries].map(([name, context]) => {
    const cluster = clusters.get(context.cluster ?? '');
    const config = clientConfigOf({ name, context, cluster, user: context.user === undefined ? undefined : users.get(context.user) });
    usable.set(name, config);
    return contextInfo({ name, context, config, server: cluster?.server ?? '', current: name === currentContext });
  });
  return {
    files,
    contexts,
    currentContext,
    problems,
    clientConfig(name) {
      const config = usable.get(name);
      if (config === undefined) {
        throw new DrydockError('not-found', `There is no context "${name}" in the kubeconfig (${files.join(', ')}).`, {
          hint: contexts.length === 0 ? 'The kubeconfig has no contexts.' : `Known contexts: ${contexts.slice(0, 12).map((item) => item.name).join(', ')}.`,
        });
      }
      if (typeof config === 'string') throw new DrydockError('kubeconfig-invalid', config, { hint: 'Correct the kubeconfig; Drydock reads it again by itself.' });
      return config;
    },
  };
}

function addMissing<Value>(to: Map<string, Value>, from: ReadonlyMap<string, Value>): void {
  for (const [name, value] of from) if (!to.has(name)) to.set(name, value);
}

function readOne(file: string, problems: string[]): KubeconfigFile | undefined {
  try {
    if (!statSync(file).isFile()) {
      problems.push(`The kubeconfig ${file} is not a file.`);
      return undefined;
    }
    return parseKubeconfig(readFileSync(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    problems.push(`The kubeconfig ${file} could not be read: ${reason}`);
    return undefined;
  }
}

interface ContextFacts {
  readonly name: string;
  readonly context: ContextEntry;
  readonly config: ClientConfig | string;
  /** As the file has it. */
  readonly server: string;
  readonly current: boolean;
}

function contextInfo({ name, context, config, server, current }: ContextFacts): ContextInfo {
  const info = { name, server, user: context.user ?? '', namespace: context.namespace ?? 'default', current };
  if (typeof config === 'string') return { ...info, problem: config };
  const insecure = config.server.startsWith('http:') ? 'plain-http' : config.cluster['insecure-skip-tls-verify'] ? 'not-verified' : undefined;
  return { ...info, server: config.server, ...(insecure === undefined ? {} : { insecure }) };
}
