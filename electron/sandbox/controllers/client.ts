import type { Kind } from '../model/kinds.ts';
import { groupVersion, resourceOf } from '../model/kinds.ts';
import { StatusError } from '../model/status.ts';
import type { Dict, Value } from '../model/values.ts';
import { copy, items, metadataOf, nameOf, namespaceOf, same, text, timestamp, uidOf } from '../model/values.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { keyIn } from '../store/store.ts';
import { deleteObject } from '../write/delete.ts';
import { createObject, updateWith } from '../write/writes.ts';
import type { World } from '../write/writes.ts';

/** How many events are remembered, to count repetitions up instead of telling them again. */
const MAX_EVENTS = 5_000;
/** The field manager of Kubernetes' own controllers. */
const MANAGER = 'kube-controller-manager';

/** How controllers read and write: the same writes as everybody's, under one manager's name. */
export class ControllerClient {
  readonly world: World;
  readonly #manager: string;
  /** Names of the events that were told, by what they say. */
  readonly #events = new Map<string, string>();

  constructor(world: World, manager = MANAGER) {
    this.world = world;
    this.#manager = manager;
  }

  kind(name: string): Kind {
    return this.world.registry.builtin(name);
  }

  get(kindName: string, namespace: string, name: string): Dict | undefined {
    return this.world.store.get(resourceOf(this.kind(kindName)), keyIn(namespace, name));
  }

  /** Everything of a kind in a namespace; of all namespaces where it is undefined. By name. */
  list(kindName: string, namespace?: string): Dict[] {
    const found = [...this.world.store.all(resourceOf(this.kind(kindName)))].filter((object) => namespace === undefined || namespaceOf(object) === namespace);
    return found.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  /** What an object controls. */
  owned(kindName: string, owner: Dict): Dict[] {
    const found = [...this.world.store.all(resourceOf(this.kind(kindName)))].filter((object) => controllerUid(object) === uidOf(owner));
    return found.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  /** Creates; undefined if it is there already or its namespace goes. */
  create(kindName: string, namespace: string, body: Dict): Dict | undefined {
    const kind = this.kind(kindName);
    try {
      return createObject(this.world, { kind, namespace }, { ...body, apiVersion: groupVersion(kind), kind: kindName }, { manager: this.#manager, validation: 'Ignore' });
    } catch (error) {
      if (error instanceof StatusError && [403, 404, 409].includes(error.code)) return undefined;
      throw error;
    }
  }

  /** Changes a copy of the object; nothing if it is gone. */
  update(kindName: string, object: Dict, change: (copy: Dict) => void, subresource?: 'status'): void {
    const kind = this.kind(kindName);
    const place = { kind, namespace: namespaceOf(object), name: nameOf(object) };
    if (this.world.store.get(resourceOf(kind), keyIn(place.namespace, place.name)) === undefined) return;
    updateWith(this.world, place, (live) => {
      const next = copy(live as JsonObject);
      change(next);
      return next;
    }, { manager: this.#manager, validation: 'Ignore', subresource });
  }

  /** Writes the status if it differs. */
  status(kindName: string, object: Dict, status: Dict): void {
    const live = this.get(kindName, namespaceOf(object), nameOf(object));
    if (live === undefined || same(live['status'], status)) return;
    this.update(kindName, object, (next) => void (next['status'] = status), 'status');
  }

  delete(kindName: string, object: Dict, options: Dict = { propagationPolicy: 'Background' }): void {
    this.deleteAt(this.kind(kindName), object, options);
  }

  deleteAt(kind: Kind, object: Dict, options: Dict): void {
    try {
      deleteObject(this.world, { kind, namespace: namespaceOf(object), name: nameOf(object) }, { ...options, preconditions: { uid: uidOf(object) } });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
    }
  }

  now(): string {
    return timestamp(this.world.now());
  }

  /** Tells an event about an object; the same event again counts up. */
  event(about: Dict, type: 'Normal' | 'Warning', reason: string, message: string, component: string, fieldPath = ''): void {
    const namespace = namespaceOf(about) || 'default';
    const now = this.now();
    const id = `${uidOf(about)} ${reason} ${message}`;
    const known = this.get('Event', namespace, this.#events.get(id) ?? '');
    if (known !== undefined) {
      this.update('Event', known, (event) => {
        event['count'] = Number(event['count'] ?? 1) + 1;
        event['lastTimestamp'] = now;
      });
      return;
    }
    const involvedObject: Dict = { apiVersion: about['apiVersion'], kind: about['kind'], name: nameOf(about), namespace, uid: uidOf(about), resourceVersion: metadataOf(about)['resourceVersion'], ...(fieldPath === '' ? {} : { fieldPath }) };
    if (this.#events.size > MAX_EVENTS) this.#events.clear();
    const suffix = (BigInt(this.world.now()) * 1_000_000n + BigInt(this.world.store.version % 1_000_000)).toString(16);
    const name = `${nameOf(about)}.${suffix}`;
    this.#events.set(id, name);
    this.create('Event', namespace, { metadata: { name, namespace }, involvedObject, type, reason, message, source: { component }, count: 1, firstTimestamp: now, lastTimestamp: now, reportingComponent: component, reportingInstance: '' });
  }
}

/** The uid of an object's controller; empty if it has none. */
function controllerUid(object: Dict): string {
  return text(items(metadataOf(object)['ownerReferences']).find((each) => each['controller'] === true)?.['uid']);
}

/** The reference by which a controller owns what it makes. */
export function ownerReference(owner: Dict): Value {
  return [{ apiVersion: owner['apiVersion'], kind: owner['kind'], name: nameOf(owner), uid: uidOf(owner), controller: true, blockOwnerDeletion: true }];
}
