import type { ApplicationSpec } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError, getObject } from '../cluster/index.ts';
import { diffResource } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { LiveSet } from './liveSet.ts';
import type { DesiredObject } from './pair.ts';

/**
 * The namespace that a sync creates by `CreateNamespace=true`, with the labels and annotations of
 * `managedNamespaceMetadata`. It carries none of Drydock's marks, so that nothing ever prunes it. Undefined where the
 * option is off or the destination names no namespace (argo-cd controller/sync.go, sync_namespace.go).
 */
export function namespaceToCreate(spec: ApplicationSpec): KubeObject | undefined {
  const { namespace } = spec.destination;
  if (namespace === undefined || namespace === '' || !syncPolicyOf(spec).options.has('CreateNamespace=true')) return undefined;
  const { labels, annotations } = spec.syncPolicy?.managedNamespaceMetadata ?? {};
  const metadata = { name: namespace, ...(labels === undefined || labels === null ? {} : { labels }), ...(annotations === undefined || annotations === null ? {} : { annotations }) };
  return { apiVersion: 'v1', kind: 'Namespace', metadata };
}

/** The row that creates it, and the objects that wait for it. */
export interface NamespacePlan {
  readonly row: Row | undefined;
  readonly desired: readonly DesiredObject[];
}

/**
 * Whether the namespace has to be created: it is not in the cluster, and no manifest brings it (argo-cd gitops-engine
 * pkg/sync/sync_context.go, autoCreateNamespace). An application without any manifest creates none. The server is
 * asked only where no object of the application is seen in it.
 */
export async function planNamespace(cluster: Cluster, live: LiveSet, namespace: KubeObject | undefined, desired: readonly DesiredObject[], signal?: AbortSignal): Promise<NamespacePlan> {
  const none: NamespacePlan = { row: undefined, desired };
  const name = namespace?.metadata.name;
  if (namespace === undefined || name === undefined || desired.length === 0) return none;
  if (desired.some(({ key }) => key.group === '' && key.kind === 'Namespace' && key.name === name)) return none;
  const within = desired.filter(({ key }) => key.namespace === name);
  if (within.some(({ key, resource }) => resource !== undefined && live.find(resource, key) !== undefined)) return none;
  if ((await namespaceExists(cluster, name, signal)) !== false) return none;
  const row: Row = {
    key: keyOf(namespace),
    apiVersion: namespace.apiVersion,
    finding: 'new',
    desired: namespace,
    ownership: { kind: 'none' },
    diff: diffResource({ desired: namespace, live: undefined }),
    takesOver: [],
    notes: ['comes from CreateNamespace=true: it is not tracked, so it is never pruned'],
  };
  return { row, desired: desired.map((object) => (object.key.namespace === name && object.awaits === undefined ? { ...object, awaits: `the namespace ${name}` } : object)) };
}

/** Undefined where it may not be read: the dry runs of its objects tell then. */
async function namespaceExists(cluster: Cluster, name: string, signal?: AbortSignal): Promise<boolean | undefined> {
  const resource = (await cluster.discovery()).find('v1', 'Namespace');
  if (resource === undefined) return undefined;
  try {
    return (await getObject(cluster.client, resource, '', name, signal)) !== undefined;
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return undefined;
    throw error;
  }
}
