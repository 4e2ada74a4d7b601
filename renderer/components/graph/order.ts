import type { GraphNode } from './model.ts';

/** What runs comes first, then what leads to it, then what it reads, then who may; other kinds follow by name. */
const KINDS: readonly string[] = [
  'Application', 'Namespace',
  'Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'CronJob', 'Job', 'ReplicaSet', 'ReplicationController', 'Pod',
  'HorizontalPodAutoscaler', 'PodDisruptionBudget',
  'Service', 'Endpoints', 'EndpointSlice', 'Ingress', 'Gateway', 'HTTPRoute', 'NetworkPolicy',
  'ConfigMap', 'Secret', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass',
  'ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding',
  'CustomResourceDefinition',
];
const RANKS = new Map(KINDS.map((kind, index) => [kind, index]));
const names = new Intl.Collator('en', { numeric: true });

/** The order of kinds among siblings, the same whatever states they have, so that nothing moves when states change. */
export function compareKinds(a: string, b: string): number {
  const byRank = (RANKS.get(a) ?? KINDS.length) - (RANKS.get(b) ?? KINDS.length);
  return byRank !== 0 ? byRank : names.compare(a, b);
}

/** The order of siblings: what is the application's first, then kind, name ("pod-2" before "pod-10"), namespace, group, and at last the id. */
export function compareNodes(a: GraphNode, b: GraphNode): number {
  return (
    Number(a.foreign ?? false) - Number(b.foreign ?? false) ||
    compareKinds(a.key.kind, b.key.kind) ||
    names.compare(a.key.name, b.key.name) ||
    names.compare(a.key.namespace, b.key.namespace) ||
    names.compare(a.key.group, b.key.group) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}
