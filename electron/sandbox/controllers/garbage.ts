import { resourceOf } from '../model/kinds.ts';
import type { Kind } from '../model/kinds.ts';
import type { Dict } from '../model/values.ts';
import { copy, isDeleting, items, metadataOf, nameOf, namespaceOf, text, texts, uidOf } from '../model/values.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Change } from '../store/store.ts';
import { updateWith } from '../write/writes.ts';
import type { World } from '../write/writes.ts';
import { ControllerClient } from './client.ts';
import type { WorkQueue } from './queue.ts';

interface Known {
  readonly resource: string;
  readonly key: string;
}

/**
 * The garbage collector (pkg/controller/garbagecollector): what only dead owners own is deleted; `foregroundDeletion`
 * waits for dependents that block, `orphan` lets go of them.
 */
export class GarbageCollector {
  readonly #world: World;
  readonly #client: ControllerClient;
  readonly #live = new Map<string, Known>();
  readonly #dependents = new Map<string, Set<string>>();

  constructor(world: World, client: ControllerClient) {
    this.#world = world;
    this.#client = client;
    for (const resource of world.store.resources()) for (const [key, object] of world.store.entries(resource)) this.#add(resource, key, object);
  }

  /** Takes note of a change, and asks for what follows from it. */
  observe({ resource, key, object, previous }: Change, queue: WorkQueue): void {
    if (previous !== undefined) this.#remove(previous);
    if (object !== undefined) {
      this.#add(resource, key, object);
      if (items(metadataOf(object)['ownerReferences']).length > 0) queue.add(`gc ${uidOf(object)}`);
      if (isDeleting(object)) queue.add(`gc ${uidOf(object)}`);
    }
    const gone = previous !== undefined && (object === undefined || uidOf(object) !== uidOf(previous));
    if (gone) for (const dependent of this.#dependents.get(uidOf(previous)) ?? []) queue.add(`gc ${dependent}`);
    // An owner that waits for this one.
    for (const owner of items(metadataOf(previous ?? object ?? {})['ownerReferences'])) queue.add(`gc ${text(owner['uid'])}`);
  }

  sync(uid: string): void {
    const found = this.#object(uid);
    if (found === undefined) return;
    const { kind, object } = found;
    const finalizers = texts(metadataOf(object)['finalizers']);
    if (isDeleting(object) && finalizers.includes('orphan')) this.#orphan(kind, object);
    else if (isDeleting(object) && finalizers.includes('foregroundDeletion')) this.#foreground(kind, object);
    else if (!isDeleting(object)) this.#collect(kind, object);
  }

  #collect(kind: Kind, object: Dict): void {
    const owners = items(metadataOf(object)['ownerReferences']);
    if (owners.length === 0) return;
    const alive = owners.filter((owner) => this.#live.has(text(owner['uid'])));
    if (alive.length === 0) this.#client.deleteAt(kind, object, { propagationPolicy: 'Background' });
    else if (alive.length < owners.length) this.#change(kind, object, (metadata) => void (metadata['ownerReferences'] = alive));
    else if (alive.every((owner) => this.#isForeground(text(owner['uid'])) && owner['blockOwnerDeletion'] === true)) this.#client.deleteAt(kind, object, { propagationPolicy: 'Foreground' });
  }

  #isForeground(uid: string): boolean {
    const owner = this.#object(uid)?.object;
    return owner !== undefined && isDeleting(owner) && texts(metadataOf(owner)['finalizers']).includes('foregroundDeletion');
  }

  #foreground(kind: Kind, owner: Dict): void {
    let waits = false;
    for (const uid of this.#dependents.get(uidOf(owner)) ?? []) {
      const dependent = this.#object(uid);
      if (dependent === undefined) continue;
      const blocks = items(metadataOf(dependent.object)['ownerReferences']).some((each) => each['uid'] === uidOf(owner) && each['blockOwnerDeletion'] === true);
      waits ||= blocks;
      if (!isDeleting(dependent.object)) this.#client.deleteAt(dependent.kind, dependent.object, { propagationPolicy: blocks ? 'Foreground' : 'Background' });
    }
    if (!waits || (this.#dependents.get(uidOf(owner))?.size ?? 0) === 0) this.#dropFinalizer(kind, owner, 'foregroundDeletion');
  }

  #orphan(kind: Kind, owner: Dict): void {
    for (const uid of this.#dependents.get(uidOf(owner)) ?? []) {
      const dependent = this.#object(uid);
      if (dependent === undefined) continue;
      const rest = items(metadataOf(dependent.object)['ownerReferences']).filter((each) => each['uid'] !== uidOf(owner));
      this.#change(dependent.kind, dependent.object, (metadata) => {
        if (rest.length > 0) metadata['ownerReferences'] = rest;
        else delete metadata['ownerReferences'];
      });
    }
    this.#dropFinalizer(kind, owner, 'orphan');
  }

  #dropFinalizer(kind: Kind, object: Dict, finalizer: string): void {
    this.#change(kind, object, (metadata) => void (metadata['finalizers'] = texts(metadata['finalizers']).filter((each) => each !== finalizer)));
  }

  #change(kind: Kind, object: Dict, change: (metadata: Dict) => void): void {
    updateWith(this.#world, { kind, namespace: namespaceOf(object), name: nameOf(object) }, (live) => {
      const next = copy(live as JsonObject);
      change(metadataOf(next));
      return next;
    }, { manager: 'kube-controller-manager', validation: 'Ignore' });
  }

  #object(uid: string): { readonly kind: Kind; readonly object: Dict } | undefined {
    const known = this.#live.get(uid);
    const object = known === undefined ? undefined : this.#world.store.get(known.resource, known.key);
    const kind = known === undefined ? undefined : this.#world.registry.kinds().find((each) => resourceOf(each) === known.resource);
    return object === undefined || kind === undefined ? undefined : { kind, object };
  }

  #add(resource: string, key: string, object: Dict): void {
    this.#live.set(uidOf(object), { resource, key });
    for (const owner of items(metadataOf(object)['ownerReferences'])) {
      const uid = text(owner['uid']);
      const set = this.#dependents.get(uid) ?? new Set<string>();
      this.#dependents.set(uid, set.add(uidOf(object)));
    }
  }

  #remove(object: Dict): void {
    this.#live.delete(uidOf(object));
    for (const owner of items(metadataOf(object)['ownerReferences'])) {
      const set = this.#dependents.get(text(owner['uid']));
      set?.delete(uidOf(object));
      if (set?.size === 0) this.#dependents.delete(text(owner['uid']));
    }
  }
}
