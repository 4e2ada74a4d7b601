import type { DrydockError } from '../../../shared/model/errors.ts';
import { isChildKey } from '../../../shared/model/children.ts';
import { isCustomGroup } from '../../../shared/model/groups.ts';
import type { Health } from '../../../shared/model/health.ts';
import type { GroupKind, KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { Network } from '../../../shared/model/network.ts';
import { hookOf } from '../../../shared/model/steps.ts';
import { ownershipOf } from '../../../shared/model/tracking.ts';
import type { Tree } from '../../../shared/model/tree.ts';
import type { ApiResource, Cluster, Discovery, InformerLease, ObjectView } from '../cluster/index.ts';
import { ApiError } from '../cluster/index.ts';
import type { TreeRoot } from '../tree/index.ts';
import { buildNetwork, buildTree, hasInfo, isNetworkKind } from '../tree/index.ts';
import type { ClusterHealth } from './clusterHealth.ts';
import type { OwnedKind } from './customOwners.ts';
import { ownedKinds, ownedKindsAnywhere } from './customOwners.ts';
import { liveScopes } from './liveSet.ts';
import { networkPlaces } from './networkPlaces.ts';
import type { Owner, Place } from './ownedPlaces.ts';
import { crowdedNamespaces, ownedPlaces, ownsPods } from './ownedPlaces.ts';
import type { Evaluation } from './evaluate.ts';

/** Events of cluster kinds are kept here (client-go tools/record, makeEvent). */
const EVENTS_OF_CLUSTER_KINDS = 'default';

/** A tree with the live object of each node, by the node's id. */
export interface BuiltTree {
  readonly tree: Tree;
  /** What routes to what; undefined unless asked for. */
  readonly network: Network | undefined;
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** What `lookAt` has read: its id in `objects` if the cluster has it and it is no node. Undefined before that. */
  readonly beside: { readonly id: string | undefined } | undefined;
  /** The nodes of whose objects only the metadata is known. */
  readonly partial: ReadonlySet<string>;
  /** Kubernetes' Events in the tree's namespaces, as they came; empty unless asked for. */
  readonly events: readonly KubeObject[];
  /** Why events may be missing. */
  readonly eventsProblem: DrydockError | undefined;
  /** Judges one of the objects. */
  assess(object: KubeObject): Health | undefined;
  /** Why the rest may be out of date or missing. */
  readonly problem: DrydockError | undefined;
}

/** The objects of an application and what they own, held current by watches until `close`. */
export interface LiveTree {
  /**
   * Takes the objects of a comparison as roots and waits until what they own is read. What may not be listed is left
   * out. Throws where the cluster does not answer and nothing was read of a kind yet.
   */
  use(cluster: Cluster, evaluation: Evaluation): Promise<void>;
  /** Looks again for what custom resources own and where routes lead, if they changed since; `onChange` is told when a look is due. */
  look(): Promise<void>;
  /** Watches one object besides, of the application or not, by the metadata of its kind in its namespace. `onChange` is told when it is read. */
  lookAt(key: ResourceKey): Promise<void>;
  /** The tree as the watches have it now: a root that a running sync just wrote is in it before the next comparison. */
  build(): BuiltTree;
  close(): void;
}

interface Root {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  /** The scope that holds it; undefined where its kind is not known. */
  readonly scope: string | undefined;
  /** As it was compared; stands in where its kind may not be watched. */
  readonly compared: KubeObject | undefined;
  readonly extra: boolean;
}

interface Scope {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly view: ObjectView;
  readonly labelSelector: string | undefined;
  readonly events: boolean;
}

/** What a live tree is made for. */
export interface LiveTreeOptions {
  readonly application: { readonly name: string; readonly uid: string };
  readonly healthOf: (cluster: Cluster) => ClusterHealth;
  /** Watches Events as well. */
  readonly events?: boolean;
  /** Watches what the application's objects route to and hang on as well, and tells the network. */
  readonly network?: boolean;
}

/** From a route to its Gateway and Services, from there to pods; what is found is looked along once more. */
const NETWORK_STEPS = 4;
/** An operator makes many things one after the other; one look serves all that come within this time. */
const LOOK_MS = 5_000;

const NOWHERE = { of: '[]', places: [] };

interface Built extends BuiltTree {
  /** Everything that is watched, where a network is told. */
  readonly known: readonly KubeObject[];
}

interface Held extends Scope {
  readonly lease: InformerLease;
  readonly unsubscribe: () => void;
}

/** `onChange` is told of every change of a watched object and of failures. */
export function createLiveTree(onChange: () => void, { application, healthOf, events = false, network = false }: LiveTreeOptions): LiveTree {
  const held = new Map<string, Held>();
  let from: Cluster | undefined;
  let judge: { readonly health: ClusterHealth; readonly unsubscribe: () => void } | undefined;
  let roots: readonly Root[] = [];
  /** What follows from the roots alone. */
  let fixed = new Map<string, Scope>();
  /** What custom resources were found to own, when, and for which versions of them. */
  let looked: { readonly of: string; readonly at: number; readonly found: readonly OwnedKind[] } | undefined;
  /** The same for those of the cluster's scope. */
  let lookedAnywhere: { readonly of: string; readonly found: readonly OwnedKind[] } | undefined;
  /** Where the network leads besides, as far as it was followed. */
  let along: { readonly of: string; readonly places: readonly Place[] } = NOWHERE;
  let kinds: Discovery | undefined;
  let besides: { readonly key: ResourceKey; readonly read: boolean } | undefined;
  let due: NodeJS.Timeout | undefined;
  /** Namespaces with more pods than are looked at one by one; asked once. */
  let crowded = new Map<string, boolean>();

  function judgeOf(cluster: Cluster): ClusterHealth {
    const health = healthOf(cluster);
    if (judge?.health !== health) {
      judge?.unsubscribe();
      judge = { health, unsubscribe: health.subscribe(onChange) };
    }
    return health;
  }

  /** Whole objects only where their health or facts are shown. */
  function viewFor(cluster: Cluster, { group, kind }: ApiResource): ObjectView {
    return judgeOf(cluster).hasRule(group, kind) || hasInfo(group, kind) || (network && isNetworkKind(group, kind)) ? 'full' : 'metadata';
  }

  function holdExactly(cluster: Cluster, wanted: ReadonlyMap<string, Scope>): void {
    const before = [...held].filter(([id]) => from !== cluster || !wanted.has(id));
    for (const [id] of before) held.delete(id);
    for (const [id, scope] of wanted) {
      if (held.has(id)) continue;
      const lease = cluster.lease(scope.resource, scope.namespace, scope);
      held.set(id, { ...scope, lease, unsubscribe: lease.informer.subscribe(onChange) });
    }
    release(before.map(([, entry]) => entry));
    from = cluster;
  }

  function want(wanted: Map<string, Scope>, resource: ApiResource, namespace: string, { view = 'full', labelSelector, events: ofEvents = false }: Partial<Omit<Scope, 'resource' | 'namespace'>> = {}): string {
    const inside = resource.namespaced ? namespace : '';
    const place = `${resource.group}/${resource.version}/${resource.resource}/${inside}`;
    // Who has all of them needs no part of them, and who has them whole no metadata.
    const id = [`${place}/full/`, `${place}/full/${labelSelector ?? ''}`].find((each) => wanted.has(each)) ?? `${place}/${view}/${labelSelector ?? ''}`;
    if (!wanted.has(id)) wanted.set(id, { resource, namespace: inside, view, labelSelector, events: ofEvents });
    return id;
  }

  function wantPlaces(wanted: Map<string, Scope>, cluster: Cluster, { preferred }: Discovery, places: readonly Place[]): void {
    for (const { group, kind, namespace, labelSelector } of places) {
      const resource = preferred(group, kind);
      if (resource !== undefined) want(wanted, resource, namespace, { view: viewFor(cluster, resource), labelSelector });
    }
  }

  function wantEvents(wanted: Map<string, Scope>, { preferred }: Discovery, namespace: string): void {
    const eventKind = events ? preferred('', 'Event') : undefined;
    if (eventKind !== undefined) want(wanted, eventKind, namespace || EVENTS_OF_CLUSTER_KINDS, { events: true });
  }

  async function findCrowds(cluster: Cluster, discovery: Discovery, namespaces: readonly string[]): Promise<void> {
    const open = [...new Set(namespaces)].filter((namespace) => !crowded.has(namespace));
    const found = await crowdedNamespaces(cluster, discovery, open);
    for (const namespace of open) crowded.set(namespace, found.has(namespace));
  }

  /** The custom resources among the roots as they are now. */
  function customRoots(): KubeObject[] {
    return roots.flatMap(({ key, scope, compared }) => {
      if (!isCustomGroup(key.group) || scope === undefined) return [];
      return held.get(scope)?.lease.informer.objects.get(`${key.namespace}/${key.name}`) ?? compared ?? [];
    });
  }

  async function watchAll(cluster: Cluster, discovery: Discovery): Promise<void> {
    const wanted = new Map(fixed);
    const found = [...(looked?.found ?? []), ...(lookedAnywhere?.found ?? [])];
    for (const { resource, namespace } of found) want(wanted, resource, namespace, { view: viewFor(cluster, resource) });
    // A Deployment that was found will have pods, whether it has one now or not.
    wantPlaces(wanted, cluster, discovery, ownedPlaces(found.map(({ resource, namespace }) => ({ group: resource.group, kind: resource.kind, namespace, object: undefined })), () => false));
    wantPlaces(wanted, cluster, discovery, along.places);
    if (besides !== undefined) {
      const { group, kind, namespace } = besides.key;
      const resource = discovery.preferred(group, kind);
      if (resource !== undefined) want(wanted, resource, namespace, { view: 'metadata' });
      wantEvents(wanted, discovery, namespace);
    }
    holdExactly(cluster, wanted);
    await Promise.all([...held.values()].map(({ lease }) => readyOrForbidden(lease)));
  }

  async function lookOwned(cluster: Cluster, owners: readonly KubeObject[]): Promise<void> {
    const of = owners.map(({ metadata }) => `${metadata.uid ?? ''}@${metadata.resourceVersion ?? ''}`).join(' ');
    if (of === (looked?.of ?? '')) return;
    const wait = looked === undefined ? 0 : looked.at + LOOK_MS - performance.now();
    if (wait > 0) {
      due ??= setTimeout(() => {
        due = undefined;
        onChange();
      }, wait);
      return;
    }
    const at = performance.now();
    // Where the cluster does not answer, what was found before is kept, and the next look is due as after a success.
    looked = { of: '', at, found: looked?.found ?? [] };
    const discovery = await cluster.discovery();
    looked = { of, at, found: await ownedKinds(cluster, discovery, owners) };
    if (from === cluster) await watchAll(cluster, discovery);
  }

  /** Once for the same owners: it takes lists of the whole cluster. */
  async function lookAnywhere(cluster: Cluster, owners: readonly KubeObject[]): Promise<void> {
    const of = owners.map(({ metadata }) => metadata.uid ?? '').join(' ');
    if (of === (lookedAnywhere?.of ?? '')) return;
    const discovery = await cluster.discovery();
    lookedAnywhere = { of, found: await ownedKindsAnywhere(cluster, discovery, owners) };
    if (from === cluster) await watchAll(cluster, discovery);
  }

  /** Watches where the network leads, step by step, until it leads nowhere else. */
  async function lookAlong(cluster: Cluster): Promise<void> {
    const discovery = await cluster.discovery();
    for (let step = 0; step < NETWORK_STEPS; step++) {
      const built = build();
      const reached = new Set(built.network?.nodes.map(({ id }) => id));
      const objects = built.known.filter((object) => reached.has(idOf(object)));
      await findCrowds(cluster, discovery, objects.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.namespace ?? ''));
      const places = networkPlaces(objects, (namespace) => crowded.get(namespace) === true);
      const of = JSON.stringify(places);
      if (of === along.of || from !== cluster) return;
      along = { of, places };
      await watchAll(cluster, discovery);
    }
  }

  async function look(): Promise<void> {
    const cluster = from;
    if (cluster === undefined) return;
    const owners = customRoots();
    await lookOwned(cluster, owners.filter(({ metadata }) => metadata.namespace !== undefined));
    await lookAnywhere(cluster, owners.filter(({ metadata }) => metadata.namespace === undefined));
    if (network && from === cluster) await lookAlong(cluster);
  }

  /** Whether all objects of a kind and namespace are held, or all that matter: in a crowd pods are watched by their labels. */
  function isKnown({ group, kind }: GroupKind, namespace: string): boolean {
    const resource = kinds?.preferred(group, kind);
    // What the server does not serve is not there, unless the server behind its group is only away.
    if (resource === undefined) return kinds !== undefined && !kinds.stale.some((stale) => stale.startsWith(`${group}/`));
    const inside = resource.namespaced ? namespace : '';
    return [...held.values()].some((each) => each.resource.group === group && each.resource.kind === kind && each.namespace === inside && each.lease.informer.synced);
  }

  function build(): Built {
    const candidates = new Map<string, KubeObject>();
    const slim = new Set<KubeObject>();
    const told: KubeObject[] = [];
    let problem: DrydockError | undefined;
    let eventsProblem: DrydockError | undefined;
    for (const { lease, view, events: ofEvents } of held.values()) {
      const { informer } = lease;
      if (ofEvents) {
        eventsProblem ??= informer.error;
        for (const event of informer.objects.values()) told.push(event);
      } else {
        problem ??= informer.error;
        for (const object of informer.objects.values()) {
          candidates.set(keyText(keyOf(object)), object);
          if (view === 'metadata') slim.add(object);
        }
      }
    }
    const found: TreeRoot[] = roots.flatMap(({ key, apiVersion, scope, compared, extra }) => {
      const informer = scope === undefined ? undefined : held.get(scope)?.lease.informer;
      const object = informer?.synced === true ? informer.objects.get(`${key.namespace}/${key.name}`) : compared;
      // What Git no longer has and is gone from the cluster is nothing any more.
      return extra && object === undefined ? [] : [{ key, apiVersion, live: object }];
    });
    for (const { key } of found) candidates.delete(keyText(key));
    for (const [text, object] of candidates) {
      const hook = hookOf(object);
      if (hook === undefined || ownershipOf(object, application).kind !== 'ours') continue;
      found.push({ key: keyOf(object), apiVersion: object.apiVersion, live: object, hook: hook.phases });
      candidates.delete(text);
    }
    const owned = [...candidates.values()];
    const assess: BuiltTree['assess'] = (object) => judge?.health.assess(object);
    const tree = buildTree({ roots: found, objects: owned, health: assess });
    const ids = new Set(tree.nodes.map((node) => node.id));
    const objects = new Map<string, KubeObject>();
    const partial = new Set<string>();
    for (const object of [...owned, ...found.flatMap(({ live }) => (live === undefined ? [] : [live]))]) {
      const id = idOf(object);
      if (!ids.has(id)) continue;
      objects.set(id, object);
      if (slim.has(object)) partial.add(id);
    }
    const lookedAt = besides === undefined ? undefined : candidates.get(keyText(besides.key));
    const outside = lookedAt === undefined || ids.has(idOf(lookedAt)) ? undefined : lookedAt;
    if (outside !== undefined) {
      objects.set(idOf(outside), outside);
      if (slim.has(outside)) partial.add(idOf(outside));
    }
    const beside = besides?.read === true ? { id: outside === undefined ? undefined : idOf(outside) } : undefined;
    const built = { tree, objects, beside, partial, assess, events: told, eventsProblem, problem };
    if (!network) return { ...built, network: undefined, known: [] };
    const own = tree.nodes.map(({ id, key }) => ({ key, live: objects.get(id) }));
    const others = owned.filter((object) => !objects.has(idOf(object)));
    return { ...built, network: buildNetwork({ own, others, isKnown, health: assess }), known: [...others, ...objects.values()] };
  }

  return {
    async use(cluster, evaluation) {
      const discovery = await cluster.discovery();
      kinds = discovery;
      const wanted = new Map<string, Scope>();
      roots = evaluation.rows.map((row): Root => {
        const resource = isChildKey(row.key) ? undefined : evaluation.desired.get(keyText(row.key))?.resource ?? discovery.preferred(row.key.group, row.key.kind);
        return { key: row.key, apiVersion: row.apiVersion, scope: resource === undefined ? undefined : want(wanted, resource, row.key.namespace), compared: row.live, extra: row.finding === 'extra' };
      });
      if (from !== cluster) {
        looked = undefined;
        lookedAnywhere = undefined;
        along = NOWHERE;
        crowded = new Map();
      }
      // Hooks are where the application's objects are; all of that is watched for comparing as well.
      for (const { resource, namespace } of liveScopes([...evaluation.desired.values()], evaluation.scopes, discovery.preferred)) want(wanted, resource, namespace);
      const hooks = [...evaluation.desired.values()].filter(({ hook }) => hook !== undefined);
      const owners = [...evaluation.rows.map(({ key, live, desired }): Owner => ({ group: key.group, kind: key.kind, namespace: key.namespace, object: live ?? desired })), ...hooks.map(({ key, object }): Owner => ({ ...key, object }))];
      await findCrowds(cluster, discovery, owners.filter(ownsPods).map(({ namespace }) => namespace));
      wantPlaces(wanted, cluster, discovery, ownedPlaces(owners, (namespace) => crowded.get(namespace) === true));
      for (const { key } of roots) wantEvents(wanted, discovery, key.namespace);
      fixed = wanted;
      judgeOf(cluster);
      await watchAll(cluster, discovery);
      await look();
    },
    look,
    async lookAt(key) {
      besides = { key, read: false };
      if (from === undefined) return;
      await watchAll(from, await from.discovery());
      besides = { key, read: true };
      onChange();
    },
    build,
    close() {
      clearTimeout(due);
      judge?.unsubscribe();
      judge = undefined;
      from = undefined;
      release([...held.values()]);
      held.clear();
    },
  };
}

/** As nodes are called. */
function idOf(object: KubeObject): string {
  return object.metadata.uid ?? keyText(keyOf(object));
}

function release(entries: readonly Held[]): void {
  for (const { lease, unsubscribe } of entries) {
    unsubscribe();
    lease.release();
  }
}

async function readyOrForbidden({ informer }: InformerLease): Promise<void> {
  try {
    await informer.ready();
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 403 && error.status !== 404)) throw error;
  }
}
