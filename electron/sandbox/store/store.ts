import type { Dict } from '../model/values.ts';

/** One change of one object, as watches tell it. */
export interface Change {
  /** The cluster's version after it. */
  readonly version: number;
  /** `deployments.apps`. */
  readonly resource: string;
  /** `namespace/name`; the namespace is empty for cluster kinds. */
  readonly key: string;
  /** Undefined after a deletion. */
  readonly object: Dict | undefined;
  /** Undefined before a creation. */
  readonly previous: Dict | undefined;
}

/** Keeps what is written beyond the process's end. */
export interface Journal {
  append(change: Change): void;
}

/** How many changes can be watched from behind; older ones are answered with 410. */
const DEFAULT_HISTORY = 5_000;

/**
 * All objects in memory, by resource and key. Every change gets the next version, which is its object's resourceVersion,
 * and is told to the listeners before the call returns. Stored objects are never changed afterwards.
 */
export class Store {
  readonly #tables = new Map<string, Map<string, Dict>>();
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #history: Change[] = [];
  readonly #limit: number;
  #version: number;
  #oldest: number;
  journal: Journal | undefined;

  constructor(version = 1, limit = DEFAULT_HISTORY) {
    this.#version = version;
    this.#oldest = version;
    this.#limit = limit;
  }

  get version(): number {
    return this.#version;
  }

  get(resource: string, key: string): Dict | undefined {
    return this.#tables.get(resource)?.get(key);
  }

  /** In no order. */
  all(resource: string): Iterable<Dict> {
    return this.#tables.get(resource)?.values() ?? [];
  }

  /** Objects and their keys of a resource. */
  entries(resource: string): Iterable<[string, Dict]> {
    return this.#tables.get(resource)?.entries() ?? [];
  }

  resources(): Iterable<string> {
    return this.#tables.keys();
  }

  /** Stores an object; sets its resourceVersion, and returns it as it is stored. */
  put(resource: string, key: string, object: Dict): Dict {
    const version = ++this.#version;
    const stored: Dict = { ...object, metadata: { ...(object['metadata'] as Dict), resourceVersion: String(version) } };
    const table = this.#table(resource);
    const previous = table.get(key);
    table.set(key, stored);
    this.#tell({ version, resource, key, object: stored, previous });
    return stored;
  }

  delete(resource: string, key: string): void {
    const table = this.#table(resource);
    const previous = table.get(key);
    if (previous === undefined) return;
    table.delete(key);
    this.#tell({ version: ++this.#version, resource, key, object: undefined, previous });
  }

  /** Takes what was kept, without telling anybody. */
  restore(resource: string, key: string, object: Dict | undefined, version: number): void {
    if (object === undefined) this.#table(resource).delete(key);
    else this.#table(resource).set(key, object);
    this.#version = Math.max(this.#version, version);
    this.#oldest = this.#version;
  }

  /** The changes after a version; undefined if they are not remembered any more. */
  since(version: number): readonly Change[] | undefined {
    if (version < this.#oldest) return undefined;
    let start = this.#history.length;
    while (start > 0 && (this.#history[start - 1]?.version ?? 0) > version) start--;
    return this.#history.slice(start);
  }

  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #table(resource: string): Map<string, Dict> {
    let table = this.#tables.get(resource);
    if (table === undefined) this.#tables.set(resource, (table = new Map()));
    return table;
  }

  #tell(change: Change): void {
    this.#history.push(change);
    if (this.#history.length > this.#limit * 1.25) {
      const dropped = this.#history.splice(0, this.#history.length - this.#limit);
      this.#oldest = dropped.at(-1)?.version ?? this.#oldest;
    }
    this.journal?.append(change);
    for (const listener of this.#listeners) listener(change);
  }
}

/** The key of an object in its table. */
export function keyIn(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
