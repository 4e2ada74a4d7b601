import type { KubeObject } from '../../../shared/model/kube.ts';
import type { ApiResource, Cluster, Discovery } from '../cluster/index.ts';
import { ApiError, listPages, mapConcurrent } from '../cluster/index.ts';
import { SKIPPED_KINDS } from './scan.ts';

const CONCURRENT_LISTS = 16;
/** How long an answer about the whole cluster serves everybody who looks at the same objects: a tree, its details, its logs. */
const KEPT_MS = 60_000;

/** Kinds in one namespace; in the cluster's scope where it is empty. */
export interface OwnedKind {
  readonly resource: ApiResource;
  readonly namespace: string;
}

/**
 * The kinds of everything that these objects own, and what that owns, in their namespaces: by one metadata list of each
 * kind there, since nobody can know what a custom resource makes (DESIGN "The live cache"). What may not be listed is left out.
 * Throws where the cluster does not answer.
 */
export async function ownedKinds(cluster: Cluster, discovery: Discovery, owners: readonly KubeObject[]): Promise<readonly OwnedKind[]> {
  const namespaces = [...new Set(owners.flatMap(({ metadata }) => metadata.namespace ?? []))];
  const kinds = watchedKinds(discovery).filter((resource) => resource.namespaced);
  return ownedIn(cluster, namespaces.flatMap((namespace) => kinds.map((resource): OwnedKind => ({ resource, namespace }))), owners);
}

const everywhere = new WeakMap<Cluster, { readonly of: string; readonly at: number; readonly found: Promise<readonly OwnedKind[]> }>();

/**
 * The same for objects of the cluster's scope, which may own things anywhere: by one metadata list of each kind in the
 * whole cluster. That is asked for once, and the answer kept for a minute.
 */
export function ownedKindsAnywhere(cluster: Cluster, discovery: Discovery, owners: readonly KubeObject[]): Promise<readonly OwnedKind[]> {
  const of = owners.map(({ metadata }) => metadata.uid).join(' ');
  const known = everywhere.get(cluster);
  if (known?.of === of && performance.now() - known.at < KEPT_MS) return known.found;
  const found = ownedIn(cluster, watchedKinds(discovery).map((resource) => ({ resource, namespace: '' })), owners);
  everywhere.set(cluster, { of, at: performance.now(), found });
  found.catch(() => everywhere.delete(cluster));
  return found;
}

function watchedKinds({ all }: Discovery): readonly ApiResource[] {
  return all.filter(({ group, kind, verbs }) => verbs.includes('list') && verbs.includes('watch') && !SKIPPED_KINDS.has(`${group}/${kind}`));
}

async function ownedIn(cluster: Cluster, places: readonly OwnedKind[], owners: readonly KubeObject[]): Promise<readonly OwnedKind[]> {
  const listed = await mapConcurrent(places, CONCURRENT_LISTS, async ({ resource, namespace }) => {
    try {
      const { items } = await listPages(cluster.client, resource, namespace, 'metadata');
      return items.map((object) => ({ resource, object }));
    } catch (error) {
      if (error instanceof ApiError && [403, 404, 405].includes(error.status)) return [];
      throw error;
    }
  });
  const ownedBy = new Map<string, { readonly resource: ApiResource; readonly object: KubeObject }[]>();
  for (const found of listed.flat()) {
    for (const { uid } of found.object.metadata.ownerReferences ?? []) {
      const list = ownedBy.get(uid);
      if (list === undefined) ownedBy.set(uid, [found]);
      else list.push(found);
    }
  }
  const result = new Map<string, OwnedKind>();
  const seen = new Set<string>();
  const pending = owners.flatMap(({ metadata }) => metadata.uid ?? []);
  for (let owner = pending.pop(); owner !== undefined; owner = pending.pop()) {
    if (seen.has(owner)) continue;
    seen.add(owner);
    for (const { resource, object } of ownedBy.get(owner) ?? []) {
      const { namespace = '', uid } = object.metadata;
      result.set(`${resource.group}/${resource.kind}/${namespace}`, { resource, namespace });
      if (uid !== undefined) pending.push(uid);
    }
  }
  return [...result.values()];
}
