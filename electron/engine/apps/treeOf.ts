import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Tree } from '../../../shared/model/tree.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError } from '../cluster/index.ts';
import { assessHealth } from '../health/index.ts';
import { buildTree } from '../tree/index.ts';
import type { Evaluation } from './evaluate.ts';

/** What the built-in kinds own, as `group/Kind`; each step is followed on (DESIGN "The live cache"). */
const OWNED: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['apps/ReplicaSet'],
  'apps/ReplicaSet': ['/Pod'],
  'apps/StatefulSet': ['/Pod', '/PersistentVolumeClaim', 'apps/ControllerRevision'],
  'apps/DaemonSet': ['/Pod', 'apps/ControllerRevision'],
  'batch/CronJob': ['batch/Job'],
  'batch/Job': ['/Pod'],
  '/ReplicationController': ['/Pod'],
  '/Service': ['discovery.k8s.io/EndpointSlice'],
};

/**
 * The tree of a compared application. The kinds that its objects can own are read from the cluster for this; a kind
 * that may not be listed is left out. Throws where the cluster does not answer.
 */
export async function applicationTree(cluster: Cluster, evaluation: Evaluation): Promise<Tree> {
  const rows = evaluation.rows;
  const discovery = await cluster.discovery();
  const leases = [...ownedScopes(rows.map((row) => `${row.key.group}/${row.key.kind}|${row.key.namespace}`))].flatMap((scope) => {
    const [kind = '', namespace = ''] = scope.split('|');
    const [group = '', name = ''] = kind.split('/');
    const resource = discovery.preferred(group, name);
    return resource === undefined ? [] : [cluster.lease(resource, namespace)];
  });
  try {
    const objects = new Map<string, KubeObject>();
    await Promise.all(
      leases.map(async ({ informer }) => {
        try {
          await informer.ready();
        } catch (error) {
          if (!(error instanceof ApiError) || error.status !== 403) throw error;
        }
        for (const object of informer.objects.values()) objects.set(keyText(keyOf(object)), object);
      }),
    );
    const roots = rows.map((row) => ({ key: row.key, apiVersion: row.apiVersion, live: row.live }));
    for (const root of roots) objects.delete(keyText(root.key));
    return buildTree({ roots, objects: [...objects.values()], health: assessHealth });
  } finally {
    for (const lease of leases) lease.release();
  }
}

function ownedScopes(roots: readonly string[]): ReadonlySet<string> {
  const scopes = new Set<string>();
  const pending = [...roots];
  for (let scope = pending.pop(); scope !== undefined; scope = pending.pop()) {
    const [kind = '', namespace = ''] = scope.split('|');
    for (const owned of OWNED[kind] ?? []) {
      const next = `${owned}|${namespace}`;
      if (scopes.has(next)) continue;
      scopes.add(next);
      pending.push(next);
    }
  }
  return scopes;
}
