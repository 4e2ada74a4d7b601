import { randomBytes } from 'node:crypto';
import { describe, inject } from 'vitest';
import { DrydockError } from '../../shared/model/errors.ts';
import type { ProvidedCluster } from './globalSetup.ts';
import { runKubectl, type KubectlOptions } from './kubectl.ts';

/**
 * The run's shared cluster, for tests. Each suite makes namespaces of its own and leaves them behind:
 *
 *   describeCluster('apply', () => {
 *     it('creates', async () => {
 *       const { kubeconfig, context } = useCluster();
 *       const namespace = await newNamespace('apply');
 *       ...
 *
 * A test file must import this module itself: globalSetup.ts starts no cluster otherwise.
 */

/** How to reach the shared cluster; see `TestCluster` for the fields. */
export type SharedCluster = Extract<ProvidedCluster, { readonly kubeconfig: string }>;

/** The shared cluster. Throws a `DrydockError` with the reason if there is none in this run. */
export function useCluster(): SharedCluster {
  const provided = injected();
  if ('unavailable' in provided) {
    throw new DrydockError('cluster-unreachable', `There is no cluster for tests: ${provided.unavailable}.`);
  }
  return provided;
}

/** A suite that needs the shared cluster: skipped, with the reason in its name, where there is none. */
export function describeCluster(name: string, suite: () => void): void {
  const provided = injected();
  if ('unavailable' in provided) describe.skip(`${name} (skipped: ${provided.unavailable})`, suite);
  else describe(name, suite);
}

/** Creates a namespace `<prefix>-<random>`, waits until pods can be created in it, and returns its name. */
export async function newNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(4).toString('hex')}`;
  await kubectl(['create', 'namespace', name]);
  await kubectl(['wait', '--for=create', 'serviceaccount/default', '-n', name, '--timeout=30s']);
  return name;
}

/** Runs kubectl on the shared cluster and resolves to its standard output. Throws with what it said if it fails. */
export function kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
  return runKubectl(useCluster(), args, options);
}

function injected(): ProvidedCluster {
  const provided: ProvidedCluster | undefined = inject('cluster');
  return provided ?? { unavailable: 'test/cluster/globalSetup.ts is not a globalSetup of this vitest configuration' };
}
