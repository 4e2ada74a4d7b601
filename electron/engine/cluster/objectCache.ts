import type { KubeObject } from '../../../shared/model/kube.ts';

/** A change of what is known, told in the order in which it became known. */
export type ObjectEvent =
  | { readonly type: 'added' | 'modified'; readonly object: KubeObject; readonly previous: KubeObject | undefined }
  | { readonly type: 'deleted'; readonly object: KubeObject };

/**
 * What is known of the objects of one kind and place, and how news are taken in. No news is taken twice and none that is
 * older than what is known, in whatever order a list, a watch and the answers of writes bring them: versions of one kind
 * are ordered integers (KEP-5504). A server that numbers otherwise is believed in the order in which it speaks. Pure.
 */
export interface ObjectCache {
  /** By `namespace/name`. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** Takes a complete list, read at this version. */
  replace(found: readonly KubeObject[], version: string | undefined): void;
  /** Takes a line of a watch. False if its version says that another cluster speaks: only a list helps then. */
  take(type: string, object: KubeObject): boolean;
  /** Takes what a write answered, unless the watch knows more already. */
  observe(object: KubeObject): void;
}

/** `tell` is told each change when `objects` has it. */
export function createObjectCache(tell: (event: ObjectEvent) => void): ObjectCache {
  const objects = new Map<string, KubeObject>();
  /** Everything up to this version was told by a list or the watch. */
  let told = 0n;

  function store(object: KubeObject): void {
    const key = objectKey(object);
    const previous = objects.get(key);
    if (previous !== undefined && previous.metadata.resourceVersion === object.metadata.resourceVersion && previous.metadata.uid === object.metadata.uid) return;
    objects.set(key, object);
    tell({ type: previous === undefined ? 'added' : 'modified', object, previous });
  }

  function remove(key: string): void {
    const object = objects.get(key);
    if (object === undefined) return;
    objects.delete(key);
    tell({ type: 'deleted', object });
  }

  return {
    objects,
    replace(found, version) {
      const listed = numeric(version);
      // A history that goes back is that of another cluster, or of a restored one: nothing known protects against it.
      const anew = listed === undefined || listed < told;
      const newer = (known: KubeObject | undefined): boolean => !anew && (numeric(known?.metadata.resourceVersion) ?? 0n) > listed;
      const wanted = new Map(found.map((object) => [objectKey(object), object]));
      for (const [key, known] of objects) if (!wanted.has(key) && !newer(known)) remove(key);
      for (const [key, object] of wanted) if (!newer(objects.get(key))) store(object);
      told = listed ?? 0n;
    },
    take(type, object) {
      const version = numeric(object.metadata.resourceVersion);
      if (type === 'BOOKMARK') {
        if (version === undefined) return true;
        if (version < told) return false;
        told = version;
        return true;
      }
      // A connection that was cut and taken up again can say a thing twice.
      if (version !== undefined && version <= told) return true;
      told = version ?? told;
      const key = objectKey(object);
      const known = numeric(objects.get(key)?.metadata.resourceVersion);
      // What a write answered can be ahead of the watch.
      if (version !== undefined && known !== undefined && version < known) return true;
      if (type === 'DELETED') remove(key);
      else store(object);
      return true;
    },
    observe(object) {
      const version = numeric(object.metadata.resourceVersion);
      // The watch can be ahead of a write's answer, with a later change or the deletion of this very object.
      if (version === undefined || version <= told) return;
      const known = numeric(objects.get(objectKey(object))?.metadata.resourceVersion);
      if (known === undefined || version > known) store(object);
    },
  };
}

/** `namespace/name`, the key of a cache's map. */
export function objectKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

function numeric(version: string | undefined): bigint | undefined {
  return version !== undefined && /^\d+$/.test(version) ? BigInt(version) : undefined;
}
