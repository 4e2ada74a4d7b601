import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { Orphans } from '../../../shared/model/orphans.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError, listPages, mapConcurrent } from '../cluster/index.ts';
import { findOrphans } from '../projects/index.ts';
import type { Evaluation } from './evaluate.ts';
import type { Governance } from './governance.ts';
import { SKIPPED_KINDS } from './scan.ts';

/** Whose orphans are looked for. */
export interface OrphanSearch {
  readonly cluster: Cluster;
  readonly application: { readonly name: string; readonly uid: string };
  readonly governance: Governance;
  readonly evaluation: Evaluation;
  readonly signal?: AbortSignal | undefined;
}

const CONCURRENT_LISTS = 16;

/**
 * What is in an application's namespaces (that of its destination, and those that are its own objects) and nobody tracks: by one
 * metadata list of each kind there, past all watches. Throws where the cluster does not answer; a kind that may not be listed is told.
 */
export async function listOrphans({ cluster, application, governance, evaluation, signal }: OrphanSearch): Promise<Orphans> {
  const { project, destinations } = governance;
  // The context that is looked at.
  const destination = destinations.at(-1) ?? destinations[0];
  const own = evaluation.rows.flatMap(({ key }) => (key.kind === 'Namespace' && key.group === '' ? [key.name] : []));
  const namespaces = [...new Set([destination.namespace, ...own])].toSorted();
  const discovery = await cluster.discovery();
  const kinds = discovery.all.filter(({ group, kind, namespaced, verbs }) => namespaced && verbs.includes('list') && !SKIPPED_KINDS.has(`${group}/${kind}`));
  const unreadable = discovery.stale.map((group) => `the API group ${group} does not answer`);
  const places = namespaces.flatMap((namespace) => kinds.map((resource) => ({ resource, namespace })));
  const listed = await mapConcurrent(places, CONCURRENT_LISTS, async ({ resource, namespace }): Promise<readonly KubeObject[]> => {
    try {
      return (await listPages(cluster.client, resource, namespace, 'metadata', { signal })).items;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404 || error.status === 405) return [];
      if (error.status !== 403) throw error;
      unreadable.push(`${resource.kind} in ${namespace} could not be listed: ${error.serverMessage}`);
      return [];
    }
  });
  // What Git names is the application's though its marks are not there yet: a plan says whether it is adopted.
  const named = new Set(evaluation.rows.map(({ key }) => keyText(key)));
  const orphans = findOrphans({ objects: onceEach(listed.flat()), application, project, destination, isOwn: (object) => named.has(keyText(keyOf(object))) });
  return { namespaces, orphans, unreadable };
}

/** An object that is served by two groups (Ingress once was) is one. */
function onceEach(objects: readonly KubeObject[]): readonly KubeObject[] {
  return [...new Map(objects.map((object) => [object.metadata.uid ?? keyText(keyOf(object)), object])).values()];
}
