/**
 * A real Kubernetes for tests, without Docker: etcd, kube-apiserver, kube-controller-manager and kube-scheduler as they
 * are, and nodes that kwok plays. Everything but running containers is real: admission, server-side apply, garbage
 * collection, rollouts, endpoints, RBAC, watches.
 *
 *   binaries   from KUBEBUILDER_ASSETS, from the cache, or built from the Go module in wrapper/ (binaries.ts, build.ts,
 *              cache.ts, sources.ts)
 *   launch     a temporary folder with a throw-away authority, loopback ports of its own, the components one after the
 *              other, until pods can be scheduled (launch.ts, prepare.ts, certificates.ts, flags.ts, readiness.ts)
 *   kwok       what becomes of nodes, pods and volumes, and how a test asks for pods that fail (kwok.ts, stage.ts,
 *              nodes.ts, pods.ts, volumes.ts)
 *   the end    the components hang on a pipe that the launching process holds: it may end in any way, and nothing of
 *              the cluster outlives it (process.ts, wrapper/lifeline.go, guard.ts)
 *   tests      globalSetup.ts starts one cluster for a run of vitest, use.ts is what tests import; main.ts is
 *              `npm run cluster`
 *
 * Environment: DRYDOCK_TEST_CONTEXT uses a context of the tester's own instead (existing.ts); DRYDOCK_REQUIRE_CLUSTER=1
 * or CI make a run without a control plane fail where it would skip.
 */
import { resolveBinaries } from './binaries.ts';
import { existingCluster } from './existing.ts';
import { launch } from './launch.ts';
import { ComponentEnded } from './readiness.ts';
import type { StartOptions, TestCluster } from './types.ts';

export { resolveBinaries } from './binaries.ts';
export type { StartOptions, TestCluster } from './types.ts';

const PORT_ATTEMPTS = 3;

/**
 * Starts a cluster, or takes the one that DRYDOCK_TEST_CONTEXT names, and resolves when pods can be created in its
 * `default` namespace and will be scheduled. Several can run at once. Throws a `DrydockError` that says why if there is
 * none to be had; nothing is left running then.
 */
export async function startCluster(options: StartOptions = {}): Promise<TestCluster> {
  const log = options.log ?? (() => undefined);
  const existing = await existingCluster(log);
  if (existing !== undefined) return existing;
  const binaries = await resolveBinaries(log);
  for (let attempt = 1; ; attempt++) {
    const start = performance.now();
    try {
      const cluster = await launch(binaries, options.nodes ?? 2, log);
      const seconds = ((performance.now() - start) / 1000).toFixed(1);
      log(`Kubernetes ${cluster.version} is ready at ${cluster.server} after ${seconds} s.`);
      return cluster;
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !(error instanceof ComponentEnded) || !error.portTaken) throw error;
      log('Another program took a port of the test cluster; starting it again with others.');
    }
  }
}
