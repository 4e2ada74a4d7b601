/**
 * The tree: what an application's objects own, and what those own.
 *
 * Parents come from owner references (by uid); where Kubernetes sets none they are inferred: an EndpointSlice or
 * Endpoints belongs to its Service, a claim made from a StatefulSet's template to that StatefulSet, a token to its
 * ServiceAccount. Pure and iterative: ten thousand nodes and cycles of owners are no problem.
 *
 * `network.ts` says what routes to what among the same objects, by what `routes.ts` reads out of each; `info.ts` has the
 * short facts of a node, `pods.ts` where a pod runs and what it asks for.
 */
import type { Health } from '../../../shared/model/health.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { SyncPhase } from '../../../shared/model/steps.ts';
import type { Tree, TreeNode } from '../../../shared/model/tree.ts';
import { infoOf } from './info.ts';
import { podFacts } from './pods.ts';

export { hasInfo } from './info.ts';
export { buildNetwork } from './network.ts';
export { isNetworkKind, routesOf } from './routes.ts';

/** One of the application's own objects. */
export interface TreeRoot {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  /** Undefined for what is not in the cluster. */
  readonly live: KubeObject | undefined;
  /** The phases in which syncs run it, for a hook. */
  readonly hook?: readonly SyncPhase[];
}

export interface TreeInput {
  readonly roots: readonly TreeRoot[];
  /** Everything that may be owned, in any order; what belongs to no root is left out. */
  readonly objects: readonly KubeObject[];
  health(object: KubeObject): Health | undefined;
}

/** Builds the tree, breadth first: a node comes after its parents, siblings by kind and name. */
export function buildTree({ roots, objects, health }: TreeInput): Tree {
  const parentsOf = parentsByUid([...objects, ...roots.flatMap((root) => (root.live === undefined ? [] : [root.live]))]);
  const childrenOf = new Map<string, KubeObject[]>();
  for (const object of objects) {
    for (const parent of parentsOf.get(uidOf(object)) ?? []) append(childrenOf, parent, object);
  }
  const nodes: TreeNode[] = [];
  const placed = new Set<string>();
  let level: KubeObject[] = [];
  const rootIds = new Set(roots.map((root) => (root.live === undefined ? keyText(root.key) : uidOf(root.live))));
  for (const root of roots) {
    const id = root.live === undefined ? keyText(root.key) : uidOf(root.live);
    if (placed.has(id)) continue;
    placed.add(id);
    // A root that another root owns still hangs below it.
    const parents = (root.live === undefined ? [] : parentsOf.get(id) ?? []).filter((parent) => rootIds.has(parent) && parent !== id);
    nodes.push({ ...nodeOf(id, root.key, root.apiVersion, root.live, parents, 0, health), ...(root.hook === undefined ? {} : { hook: root.hook }) });
    if (root.live !== undefined) level.push(root.live);
  }
  for (let depth = 1; level.length > 0; depth++) {
    const next: KubeObject[] = [];
    for (const parent of level) {
      for (const child of (childrenOf.get(uidOf(parent)) ?? []).sort(byKindAndName)) {
        const id = uidOf(child);
        if (placed.has(id)) continue;
        placed.add(id);
        nodes.push(nodeOf(id, keyOf(child), child.apiVersion, child, parentsOf.get(id) ?? [], depth, health));
        next.push(child);
      }
    }
    level = next;
  }
  const isPlaced = (id: string): boolean => placed.has(id);
  return { nodes: nodes.map((node) => (node.parents.every(isPlaced) ? node : { ...node, parents: node.parents.filter(isPlaced) })) };
}

function nodeOf(
  id: string,
  key: ResourceKey,
  apiVersion: string,
  live: KubeObject | undefined,
  parents: readonly string[],
  depth: number,
  assess: TreeInput['health'],
): TreeNode {
  const health: Health | undefined = live === undefined ? { status: 'Missing' } : assess(live);
  const createdAt = live?.metadata.creationTimestamp;
  const info = live === undefined ? [] : infoOf(live);
  return {
    id,
    key,
    apiVersion,
    parents,
    depth,
    ...(health === undefined ? {} : { health }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(live?.metadata.deletionTimestamp === undefined ? {} : { deleting: true }),
    ...(info.length === 0 ? {} : { info }),
    ...(live === undefined || key.kind !== 'Pod' || key.group !== '' ? {} : { pod: podFacts(live) }),
  };
}

/** The uids of each object's parents: owner references, else what can be inferred. */
function parentsByUid(objects: readonly KubeObject[]): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map<string, KubeObject>();
  const statefulSets = new Map<string, KubeObject[]>();
  for (const object of objects) {
    // Whom others name as what they belong to.
    if (object.kind === 'Service' || object.kind === 'ServiceAccount') byKey.set(keyText(keyOf(object)), object);
    if (object.kind === 'StatefulSet') append(statefulSets, object.metadata.namespace ?? '', object);
  }
  const result = new Map<string, readonly string[]>();
  for (const object of objects) {
    const owners = (object.metadata.ownerReferences ?? []).map((owner) => owner.uid);
    result.set(uidOf(object), owners.length > 0 ? owners : inferred(object, byKey, statefulSets));
  }
  return result;
}

function inferred(object: KubeObject, byKey: ReadonlyMap<string, KubeObject>, statefulSets: ReadonlyMap<string, readonly KubeObject[]>): readonly string[] {
  const { namespace = '', name = '', labels, annotations } = object.metadata;
  const service = (of: string | undefined) => {
    const found = of === undefined ? undefined : byKey.get(keyText({ group: '', kind: 'Service', namespace, name: of }));
    return found === undefined ? [] : [uidOf(found)];
  };
  if (object.kind === 'Endpoints') return service(name);
  if (object.kind === 'EndpointSlice') return service(labels?.['kubernetes.io/service-name']);
  if (object.kind === 'Secret' && object['type'] === 'kubernetes.io/service-account-token') {
    const account = byKey.get(keyText({ group: '', kind: 'ServiceAccount', namespace, name: annotations?.['kubernetes.io/service-account.name'] ?? '' }));
    return account === undefined ? [] : [uidOf(account)];
  }
  if (object.kind !== 'PersistentVolumeClaim') return [];
  const owner = (statefulSets.get(namespace) ?? []).find((set) => claimPrefixes(set).some((prefix) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))));
  return owner === undefined ? [] : [uidOf(owner)];
}

/** A StatefulSet's claims are called `<template>-<set>-<ordinal>` (kubernetes.io/docs/concepts/workloads/controllers/statefulset). */
function claimPrefixes(set: KubeObject): string[] {
  const spec = set['spec'];
  const templates = isJsonObject(spec) && isJsonArray(spec['volumeClaimTemplates']) ? spec['volumeClaimTemplates'] : [];
  return templates.flatMap((template) => {
    const metadata = isJsonObject(template) ? template['metadata'] : undefined;
    return isJsonObject(metadata) && typeof metadata['name'] === 'string' ? [`${metadata['name']}-${set.metadata.name ?? ''}-`] : [];
  });
}

function uidOf(object: KubeObject): string {
  return object.metadata.uid ?? keyText(keyOf(object));
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

function byKindAndName(a: KubeObject, b: KubeObject): number {
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
