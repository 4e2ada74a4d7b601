import { mapAt } from '../../../shared/model/fields.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Cluster, Discovery } from '../cluster/index.ts';
import { ApiError, countObjects, mapConcurrent } from '../cluster/index.ts';
import { labelsText, selectorText } from './selectorText.ts';

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
/** Of these there can be thousands that are somebody else's, and they carry their owner's selector. */
const NARROWED = new Set(['apps/ReplicaSet', '/Pod']);
/** From so many pods on, a namespace is watched by the labels of what is looked at: as many whole pods are some 10 MB. */
const CROWD = 1_000;
/** Past so many of them one watch of everything costs server and client less than a watch for each selector. */
const MOST_SELECTORS = 32;

/** An object that may own others; `object` is what is known of it, its manifest where it is not in the cluster yet. */
export interface Owner {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly object: KubeObject | undefined;
}

/** Where owned objects are: a kind in a namespace, and in a crowded one the labels of those that can be ours. */
export interface Place {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly labelSelector?: string;
}

/** Where everything is that these own, by the table of built-in kinds. Pure. */
export function ownedPlaces(owners: readonly Owner[], isCrowded: (namespace: string) => boolean): readonly Place[] {
  const found = new Map<string, { readonly group: string; readonly kind: string; readonly namespace: string; readonly selectors: Set<string | undefined> }>();
  for (const owner of owners) {
    const { namespace } = owner;
    const narrow = isCrowded(namespace) ? selectorOf(owner) : undefined;
    const pending = [`${owner.group}/${owner.kind}`];
    for (let kind = pending.pop(); kind !== undefined; kind = pending.pop()) {
      for (const owned of OWNED[kind] ?? []) {
        const selector = NARROWED.has(owned) ? narrow : undefined;
        const id = `${owned}|${namespace}`;
        const [group = '', name = ''] = owned.split('/');
        const place = found.get(id) ?? { group, kind: name, namespace, selectors: new Set() };
        found.set(id, place);
        place.selectors.add(selector);
        pending.push(owned);
      }
    }
  }
  return [...found.values()].flatMap(({ selectors, ...place }) => narrowed(place, selectors));
}

/** A place by each of these selectors; whole where one of them is undefined, or where they are too many to be worth it. */
export function narrowed(place: Omit<Place, 'labelSelector'>, selectors: ReadonlySet<string | undefined>): readonly Place[] {
  if (selectors.has(undefined) || selectors.size > MOST_SELECTORS) return [place];
  return [...selectors].map((labelSelector) => ({ ...place, ...(labelSelector === undefined ? {} : { labelSelector }) }));
}

/** True for an owner whose pods could be looked for by labels. */
export function ownsPods({ group, kind }: Pick<Owner, 'group' | 'kind'>): boolean {
  return ownedPlaces([{ group, kind, namespace: '', object: undefined }], () => false).some((place) => place.kind === 'Pod');
}

/** Those of the namespaces that have a crowd of pods. Where pods may not be listed there is none. Throws where the cluster does not answer. */
export async function crowdedNamespaces(cluster: Cluster, { preferred }: Discovery, namespaces: readonly string[]): Promise<ReadonlySet<string>> {
  const pods = preferred('', 'Pod');
  const counts = await mapConcurrent(namespaces, 16, async (namespace) => {
    try {
      return pods === undefined ? 0 : await countObjects(cluster.client, pods, namespace);
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) return 0;
      throw error;
    }
  });
  return new Set(namespaces.filter((_namespace, index) => (counts[index] ?? 0) >= CROWD));
}

/** The selector of what a workload's controller makes, as the API takes it; undefined where none is known. */
function selectorOf({ group, kind, object }: Owner): string | undefined {
  if (object === undefined) return undefined;
  // A Job's own selector is made by its controller; the name's label is there from the start.
  if (group === 'batch' && kind === 'Job') return object.metadata.name === undefined ? undefined : `job-name=${object.metadata.name}`;
  const selector = mapAt(mapAt(object, 'spec'), 'selector');
  const text = kind === 'ReplicationController' ? labelsText(selector) : selectorText(selector);
  return text === '' ? undefined : text;
}
