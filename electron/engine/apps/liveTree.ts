import type { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf, keyText } from '../../../shared/model/kube.ts';
import type { Tree } from '../../../shared/model/tree.ts';
import type { ApiResource, Cluster, InformerLease } from '../cluster/index.ts';
import { ApiError } from '../cluster/index.ts';
import { assessHealth } from '../health/index.ts';
import { buildTree } from '../tree/index.ts';
import type { Evaluation } from './evaluate.ts';

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
/** Events of cluster kinds are kept here (client-go tools/record, makeEvent). */
const EVENTS_OF_CLUSTER_KINDS = 'default';

/** A tree with the live object of each node, by the node's id. */
export interface BuiltTree {
  readonly tree: Tree;
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** Kubernetes' Events in the tree's namespaces, as they came; empty unless asked for. */
  readonly events: readonly KubeObject[];
  /** Why events may be missing. */
  readonly eventsProblem: DrydockError | undefined;
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
  readonly events: boolean;
}

interface Held extends Scope {
  readonly lease: InformerLease;
  readonly unsubscribe: () => void;
}

/** `onChange` is told of every change of a watched object and of failures; `events` watches Events as well. */
export function createLiveTree(onChange: () => void, events = false): LiveTree {
  const held = new Map<string, Held>();
  let from: Cluster | undefined;
  let roots: readonly Root[] = [];

  function holdExactly(cluster: Cluster, wanted: ReadonlyMap<string, Scope>): void {
    const before = [...held].filter(([id]) => from !== cluster || !wanted.has(id));
    for (const [id] of before) held.delete(id);
    for (const [id, scope] of wanted) {
      if (held.has(id)) continue;
      const lease = cluster.lease(scope.resource, scope.namespace);
      held.set(id, { ...scope, lease, unsubscribe: lease.informer.subscribe(onChange) });
    }
    release(before.map(([, entry]) => entry));
    from = cluster;
  }

  return {
    async use(cluster, evaluation) {
      const discovery = await cluster.discovery();
      const wanted = new Map<string, Scope>();
      const want = (resource: ApiResource, namespace: string, ofEvents = false): string => {
        const inside = resource.namespaced ? namespace : '';
        const id = `${resource.group}/${resource.version}/${resource.resource}/${inside}`;
        if (!wanted.has(id)) wanted.set(id, { resource, namespace: inside, events: ofEvents });
        return id;
      };
      roots = evaluation.rows.map((row): Root => {
        const resource = evaluation.desired.get(keyText(row.key))?.resource ?? discovery.preferred(row.key.group, row.key.kind);
        return { key: row.key, apiVersion: row.apiVersion, scope: resource === undefined ? undefined : want(resource, row.key.namespace), compared: row.live, extra: row.finding === 'extra' };
      });
      for (const { group, kind, namespace } of ownedScopes(roots)) {
        const resource = discovery.preferred(group, kind);
        if (resource !== undefined) want(resource, namespace);
      }
      const eventKind = events ? discovery.preferred('', 'Event') : undefined;
      if (eventKind !== undefined) for (const { key } of roots) want(eventKind, key.namespace || EVENTS_OF_CLUSTER_KINDS, true);
      holdExactly(cluster, wanted);
      await Promise.all([...held.values()].map(({ lease }) => readyOrForbidden(lease)));
    },
    build() {
      const candidates = new Map<string, KubeObject>();
      const told: KubeObject[] = [];
      let problem: DrydockError | undefined;
      let eventsProblem: DrydockError | undefined;
      for (const { lease, events: ofEvents } of held.values()) {
        const { informer } = lease;
        if (ofEvents) {
          eventsProblem ??= informer.error;
          for (const event of informer.objects.values()) told.push(event);
        } else {
          problem ??= informer.error;
          for (const object of informer.objects.values()) candidates.set(keyText(keyOf(object)), object);
        }
      }
      const found = roots.flatMap(({ key, apiVersion, scope, compared, extra }) => {
        const informer = scope === undefined ? undefined : held.get(scope)?.lease.informer;
        const object = informer?.synced === true ? informer.objects.get(`${key.namespace}/${key.name}`) : compared;
        // What Git no longer has and is gone from the cluster is nothing any more.
        return extra && object === undefined ? [] : [{ key, apiVersion, live: object }];
      });
      for (const { key } of found) candidates.delete(keyText(key));
      const owned = [...candidates.values()];
      const tree = buildTree({ roots: found, objects: owned, health: assessHealth });
      const ids = new Set(tree.nodes.map((node) => node.id));
      const objects = new Map<string, KubeObject>();
      for (const object of [...owned, ...found.flatMap(({ live }) => (live === undefined ? [] : [live]))]) {
        const id = object.metadata.uid ?? keyText(keyOf(object));
        if (ids.has(id)) objects.set(id, object);
      }
      return { tree, objects, events: told, eventsProblem, problem };
    },
    close() {
      release([...held.values()]);
      held.clear();
    },
  };
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

function ownedScopes(roots: readonly Root[]): readonly { readonly group: string; readonly kind: string; readonly namespace: string }[] {
  const scopes = new Map<string, { readonly group: string; readonly kind: string; readonly namespace: string }>();
  const pending = roots.map(({ key }) => ({ group: key.group, kind: key.kind, namespace: key.namespace }));
  for (let scope = pending.pop(); scope !== undefined; scope = pending.pop()) {
    for (const owned of OWNED[`${scope.group}/${scope.kind}`] ?? []) {
      const [group = '', kind = ''] = owned.split('/');
      const next = { group, kind, namespace: scope.namespace };
      const id = `${owned}|${scope.namespace}`;
      if (scopes.has(id)) continue;
      scopes.set(id, next);
      pending.push(next);
    }
  }
  return [...scopes.values()];
}
