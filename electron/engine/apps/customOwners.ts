import type { KubeObject } from '../../../shared/model/kube.ts';
import type { ApiResource, Cluster, Discovery } from '../cluster/index.ts';
import { ApiError, listPages, mapConcurrent } from '../cluster/index.ts';
import { SKIPPED_KINDS } from './scan.ts';

const CONCURRENT_LISTS = 16;

/** Kinds in one namespace. */
export interface OwnedKind {
  readonly resource: ApiResource;
  readonly namespace: string;
}

/**
 * The kinds of everything that these objects own, and what that owns, in their namespaces: by one metadata list of each
 * kind there, since nobody can know what a custom resource makes (DESIGN "The live cache"). What may not be listed is left out.
 * Throws where the cluster does not answer.
 */
export async function ownedKinds(cluster: Cluster, discovery: Discovery, owners: readonly KubeObject[], signal?: AbortSignal): Promise<readonly OwnedKind[]> {
  const namespaces = [...new Set(owners.flatMap(({ metadata }) => metadata.namespace ?? []))];
  const kinds = discovery.all.filter((resource) => resource.namespaced && resource.verbs.includes('list') && resource.verbs.includes('watch') && !SKIPPED_KINDS.has(`${resource.group}/${resource.kind}`));
  const scopes = namespaces.flatMap((namespace) => kinds.map((resource): OwnedKind => ({ resource, namespace })));
  const listed = await mapConcurrent(scopes, CONCURRENT_LISTS, async (scope) => {
    try {
      const { items } = await listPages(cluster.client, scope.resource, scope.namespace, 'metadata', { signal });
      return items.map((object) => ({ scope, object }));
    } catch (error) {
      if (error instanceof ApiError && [403, 404, 405].includes(error.status)) return [];
      throw error;
    }
  });
  const ownedBy = new Map<string, { readonly scope: OwnedKind; readonly object: KubeObject }[]>();
  for (const found of listed.flat()) {
    for (const { uid } of found.object.metadata.ownerReferences ?? []) ownedBy.set(uid, [...(ownedBy.get(uid) ?? []), found]);
  }
  const result = new Set<OwnedKind>();
  const seen = new Set<string>();
  const pending = owners.flatMap(({ metadata }) => metadata.uid ?? []);
  for (let owner = pending.pop(); owner !== undefined; owner = pending.pop()) {
    if (seen.has(owner)) continue;
    seen.add(owner);
    for (const { scope, object } of ownedBy.get(owner) ?? []) {
      result.add(scope);
      if (object.metadata.uid !== undefined) pending.push(object.metadata.uid);
    }
  }
  return [...result];
}
