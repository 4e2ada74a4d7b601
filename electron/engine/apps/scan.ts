import { groupOf } from '../../../shared/model/kube.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { APPLICATION_LABEL, ownershipOf } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { ApiError, listPages, mapConcurrent } from '../cluster/index.ts';
import type { Scope } from './inventory.ts';

/** What looking through a whole cluster for an application's objects found. */
export interface Scan {
  readonly objects: readonly { readonly resource: ApiResource; readonly object: KubeObject }[];
  readonly scopes: readonly Scope[];
  /** Kinds that could not be listed, each as a sentence. Nothing may be pruned by this scan then. */
  readonly unreadable: readonly string[];
}

/** Kinds that are only views of others, or come and go by the thousand and are never applied. */
export const SKIPPED_KINDS: ReadonlySet<string> = new Set(['/Event', 'events.k8s.io/Event', '/ComponentStatus', 'metrics.k8s.io/PodMetrics', 'metrics.k8s.io/NodeMetrics']);
const CONCURRENT_LISTS = 16;

/** Lists the metadata of every listable kind by the application's label (DESIGN "Prune": first contact, hard refresh, deletion). */
export async function scanCluster(cluster: Cluster, application: { readonly name: string; readonly uid: string }, signal?: AbortSignal): Promise<Scan> {
  const discovery = await cluster.discovery();
  const kinds = discovery.all.filter((resource) => resource.verbs.includes('list') && resource.verbs.includes('delete') && !SKIPPED_KINDS.has(`${resource.group}/${resource.kind}`));
  const unreadable = discovery.stale.map((group) => `the API group ${group} does not answer`);
  const found = await mapConcurrent(kinds, CONCURRENT_LISTS, async (resource) => {
    try {
      const { items } = await listPages(cluster.client, resource, '', 'metadata', { labelSelector: `${APPLICATION_LABEL}=${application.uid}`, signal });
      return items.filter((object) => ownershipOf(object, application).kind === 'ours').map((object) => ({ resource, object }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404 || error.status === 405) return [];
      unreadable.push(`${resource.kind} could not be listed: ${error.serverMessage}`);
      return [];
    }
  });
  const objects = found.flat();
  const scopes = objects.map(({ object }) => ({ group: groupOf(object.apiVersion), kind: object.kind, namespace: object.metadata.namespace ?? '' }));
  return { objects, scopes, unreadable };
}
