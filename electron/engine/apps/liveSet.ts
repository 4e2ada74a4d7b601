import type { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';
import { ownershipOf } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster, InformerEvent, InformerLease } from '../cluster/index.ts';
import { ApiError } from '../cluster/index.ts';
import type { Scope } from './inventory.ts';
import { scopeText } from './inventory.ts';

/** A kind at one version in one namespace (empty for cluster kinds). */
export interface LiveScope {
  readonly resource: ApiResource;
  readonly namespace: string;
}

/** The part of the live cache that one application looks at. */
export interface LiveSet {
  /**
   * Watches exactly these scopes from now on and waits until each is complete. Returns those that may not be read,
   * with the reason. Throws where the cluster itself does not answer. `retry` asks again what failed before.
   */
  watch(scopes: readonly LiveScope[], retry: boolean): Promise<ReadonlyMap<string, DrydockError>>;
  /** Begins to watch these as well, without waiting. The next `watch` keeps those that it names. */
  prefetch(scopes: readonly LiveScope[]): void;
  /** Watches these as well and waits until each is complete. Throws where one may not be read, or the cluster does not answer. */
  include(scopes: readonly LiveScope[]): Promise<void>;
  /** Tells every change of a watched object, and failures, until the returned function is called. */
  subscribe(listener: (event: InformerEvent) => void): () => void;
  /** Lists everything anew, past the watches. */
  relist(): Promise<void>;
  find(resource: ApiResource, key: ResourceKey): KubeObject | undefined;
  /** The object of this key in any watched version of its kind. */
  current(key: ResourceKey): KubeObject | undefined;
  /** Everything in the watched scopes that carries the application's marks, each object once. */
  owned(application: { readonly name: string; readonly uid: string }): KubeObject[];
  observe(resource: ApiResource, object: KubeObject): void;
  /** Why a watch tells nothing now, its cluster being away; undefined where all work, or what fails may not be read. */
  trouble(): DrydockError | undefined;
  close(): void;
}

export function createLiveSet(cluster: Cluster): LiveSet {
  const listeners = new Set<(event: InformerEvent) => void>();
  const onEvent = (event: InformerEvent) => {
    for (const listener of listeners) listener(event);
  };
  const held = new Map<string, { readonly scope: LiveScope; readonly lease: InformerLease; readonly unsubscribe: () => void }>();
  const idOf = ({ resource, namespace }: LiveScope) => `${resource.group}/${resource.version}/${resource.resource}/${namespace}`;
  const namespaceOf = (resource: ApiResource, namespace: string) => (resource.namespaced ? namespace : '');

  function hold(scope: LiveScope): void {
    const id = idOf(scope);
    if (held.has(id)) return;
    const lease = cluster.lease(scope.resource, scope.namespace);
    held.set(id, { scope, lease, unsubscribe: lease.informer.subscribe(onEvent) });
  }

  return {
    prefetch(scopes) {
      for (const scope of scopes) hold(scope);
    },
    async include(scopes) {
      for (const scope of scopes) hold(scope);
      await Promise.all(scopes.map((scope) => held.get(idOf(scope))?.lease.informer.ready()));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async watch(scopes, retry) {
      const wanted = new Map(scopes.map((scope) => [idOf(scope), scope]));
      for (const scope of wanted.values()) hold(scope);
      for (const [id, entry] of held) {
        if (wanted.has(id)) continue;
        entry.unsubscribe();
        entry.lease.release();
        held.delete(id);
      }
      const unreadable = new Map<string, DrydockError>();
      await Promise.all(
        [...held.values()].map(async ({ scope, lease }) => {
          try {
            if (retry && lease.informer.error !== undefined) await lease.informer.relist();
            await lease.informer.ready();
            if (lease.informer.error !== undefined) throw lease.informer.error;
          } catch (error) {
            if (!(error instanceof ApiError) || (error.status !== 403 && error.status !== 404)) throw error;
            const { group, kind } = scope.resource;
            unreadable.set(scopeText({ group, kind, namespace: scope.namespace }), error);
          }
        }),
      );
      return unreadable;
    },
    async relist() {
      await Promise.all([...held.values()].map(({ lease }) => lease.informer.relist()));
    },
    find(resource, key) {
      const namespace = namespaceOf(resource, key.namespace);
      return held.get(idOf({ resource, namespace }))?.lease.informer.objects.get(`${namespace}/${key.name}`);
    },
    current(key) {
      for (const { scope, lease } of held.values()) {
        const { resource } = scope;
        const namespace = namespaceOf(resource, key.namespace);
        if (resource.group !== key.group || resource.kind !== key.kind || scope.namespace !== namespace) continue;
        const object = lease.informer.objects.get(`${namespace}/${key.name}`);
        if (object !== undefined) return object;
      }
      return undefined;
    },
    owned(application) {
      const found = new Map<string, KubeObject>();
      for (const { lease } of held.values()) {
        for (const object of lease.informer.objects.values()) {
          if (ownershipOf(object, application).kind !== 'ours') continue;
          // The same object can be watched at two versions while its manifests move from one to the other.
          found.set(object.metadata.uid ?? `${groupOf(object.apiVersion)}/${object.kind}/${object.metadata.name}`, object);
        }
      }
      return [...found.values()];
    },
    observe(resource, object) {
      cluster.existing(resource, namespaceOf(resource, object.metadata.namespace ?? ''))?.observe(object);
    },
    trouble() {
      const failures = [...held.values()].flatMap(({ lease }) => lease.informer.error ?? []);
      return failures.find((error) => !(error instanceof ApiError));
    },
    close() {
      for (const { lease, unsubscribe } of held.values()) {
        unsubscribe();
        lease.release();
      }
      held.clear();
    },
  };
}

/** The scopes to watch for objects and for what an application recorded, each kind at the version its manifests use. */
export function liveScopes(
  desired: readonly { readonly key: ResourceKey; readonly resource: ApiResource | undefined }[],
  recorded: readonly Scope[],
  preferred: (group: string, kind: string) => ApiResource | undefined,
): LiveScope[] {
  const scopes = new Map<string, LiveScope>();
  const covered = new Set<string>();
  for (const { key, resource } of desired) {
    if (resource === undefined) continue;
    const namespace = resource.namespaced ? key.namespace : '';
    covered.add(scopeText({ group: resource.group, kind: resource.kind, namespace }));
    scopes.set(`${resource.group}/${resource.version}/${resource.resource}/${namespace}`, { resource, namespace });
  }
  for (const scope of recorded) {
    if (covered.has(scopeText(scope))) continue;
    const resource = preferred(scope.group, scope.kind);
    if (resource !== undefined) scopes.set(`${resource.group}/${resource.version}/${resource.resource}/${scope.namespace}`, { resource, namespace: scope.namespace });
  }
  return [...scopes.values()];
}
