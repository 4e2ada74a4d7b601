import type { ApplicationSpec } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { ApiError, getObject } from '../cluster/index.ts';
import { diffResource } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { Comparer } from './compareOne.ts';
import type { LiveSet } from './liveSet.ts';
import type { DesiredObject } from './pair.ts';

/** The destination's namespace, as an application with `CreateNamespace=true` wants it. */
export interface WantedNamespace {
  readonly object: KubeObject;
  /** Its labels and annotations are set where it is there already, too. */
  readonly managed: boolean;
}

/**
 * The namespace that a sync creates by `CreateNamespace=true`, with the labels and annotations of
 * `managedNamespaceMetadata`. It carries none of Drydock's marks, so that nothing ever prunes it. Undefined where the
 * option is off or the destination names no namespace (argo-cd controller/sync.go, controller/sync_namespace.go).
 */
export function wantedNamespace(spec: ApplicationSpec): WantedNamespace | undefined {
  const { namespace } = spec.destination;
  if (namespace === undefined || namespace === '' || !syncPolicyOf(spec).options.has('CreateNamespace=true')) return undefined;
  const managed = spec.syncPolicy?.managedNamespaceMetadata;
  const { labels, annotations } = managed ?? {};
  const metadata = { name: namespace, ...(labels === undefined || labels === null ? {} : { labels }), ...(annotations === undefined || annotations === null ? {} : { annotations }) };
  return { object: { apiVersion: 'v1', kind: 'Namespace', metadata }, managed: managed !== undefined && managed !== null };
}

/** The row of the namespace, where there is anything to do, and the objects that wait for it. */
export interface NamespacePlan {
  readonly row: Row | undefined;
  readonly desired: readonly DesiredObject[];
  /** The namespace as it is compared; undefined where it is not. */
  readonly namespace?: DesiredObject;
}

/**
 * What is to be done to the namespace, unless a manifest brings it: it is created where it is not in the cluster (argo-cd
 * gitops-engine pkg/sync/sync_context.go, autoCreateNamespace), and where its metadata is managed these fields alone are
 * applied to one that is there (argo-cd controller/sync_namespace.go). An application without any manifest does neither.
 * The server is asked only where the metadata is managed, or no object of the application is seen in the namespace.
 */
export async function planNamespace(cluster: Cluster, live: LiveSet, comparer: Comparer, wanted: WantedNamespace | undefined, desired: readonly DesiredObject[], signal?: AbortSignal): Promise<NamespacePlan> {
  const none: NamespacePlan = { row: undefined, desired };
  const name = wanted?.object.metadata.name;
  if (wanted === undefined || name === undefined || desired.length === 0) return none;
  if (desired.some(({ key }) => key.group === '' && key.kind === 'Namespace' && key.name === name)) return none;
  const within = desired.filter(({ key }) => key.namespace === name);
  if (!wanted.managed && within.some(({ key, resource }) => resource !== undefined && live.find(resource, key) !== undefined)) return none;
  const resource = (await cluster.discovery()).find('v1', 'Namespace');
  const found = resource === undefined ? 'unreadable' : await readNamespace(cluster, resource, name, signal);
  if (found === 'unreadable') return none;
  if (found !== undefined) return wanted.managed ? managedPlan(comparer, resource, wanted.object, found, desired, signal) : none;
  const row: Row = {
    key: keyOf(wanted.object),
    apiVersion: wanted.object.apiVersion,
    finding: 'new',
    desired: wanted.object,
    ownership: { kind: 'none' },
    diff: diffResource({ desired: wanted.object, live: undefined }),
    takesOver: [],
    notes: ['comes from CreateNamespace=true: it is not tracked, so it is never pruned'],
  };
  return { row, desired: desired.map((object) => (object.key.namespace === name && object.awaits === undefined ? { ...object, awaits: `the namespace ${name}` } : object)) };
}

async function managedPlan(comparer: Comparer, resource: ApiResource | undefined, object: KubeObject, live: KubeObject, desired: readonly DesiredObject[], signal: AbortSignal | undefined): Promise<NamespacePlan> {
  const namespace: DesiredObject = { key: keyOf(object), object, origin: undefined, resource, awaits: undefined, blocked: undefined, generated: false, hook: undefined };
  const row = await comparer.compare(namespace, live, false, signal);
  if (row.finding === 'same') return { row: undefined, desired, namespace };
  return { row: { ...row, notes: ['labels and annotations of managedNamespaceMetadata: nothing else of the namespace is touched, and it is never pruned', ...row.notes] }, desired, namespace };
}

/** It may be that it is not there; where it may not be read the dry runs of its objects tell. */
async function readNamespace(cluster: Cluster, resource: ApiResource, name: string, signal: AbortSignal | undefined): Promise<KubeObject | undefined | 'unreadable'> {
  try {
    return await getObject(cluster.client, resource, '', name, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return 'unreadable';
    throw error;
  }
}
