import { jsonEqual } from '../../../shared/model/json.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';

/** JSON that is being built. What is stored is never changed: take a `copy` first. */
export type Value = undefined | null | boolean | number | bigint | string | Value[] | Dict;
export interface Dict {
  [key: string]: Value;
}

/** A deep copy that may be changed. */
export function copy(value: JsonObject): Dict {
  return structuredClone(value) as Dict;
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a path of names; an empty one that belongs to nobody where there is none. */
export function dict(value: Value, ...path: readonly string[]): Dict {
  let current: Value = value;
  for (const name of path) current = isDict(current) ? current[name] : undefined;
  return isDict(current) ? current : {};
}

/** The object at a path of names, made where there is none. */
export function ensure(holder: Dict, ...path: readonly string[]): Dict {
  let current = holder;
  for (const name of path) {
    const next = current[name];
    if (isDict(next)) current = next;
    else {
      const made: Dict = {};
      current[name] = made;
      current = made;
    }
  }
  return current;
}

/** The objects in a list; nothing where it is no list. */
export function items(value: Value): Dict[] {
  return Array.isArray(value) ? value.filter(isDict) : [];
}

export function texts(value: Value): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

export function text(value: Value): string {
  return typeof value === 'string' ? value : '';
}

export function count(value: Value, otherwise = 0): number {
  return typeof value === 'number' ? value : otherwise;
}

export function same(a: Value, b: Value): boolean {
  return jsonEqual(a as JsonValue | undefined, b as JsonValue | undefined);
}

/** Sets each field that is absent. */
export function fill(holder: Dict, defaults: Dict): void {
  for (const [name, value] of Object.entries(defaults)) if (holder[name] === undefined) holder[name] = structuredClone(value);
}

export function metadataOf(object: Dict): Dict {
  return dict(object['metadata']);
}

export function nameOf(object: Dict): string {
  return text(metadataOf(object)['name']);
}

export function namespaceOf(object: Dict): string {
  return text(metadataOf(object)['namespace']);
}

export function uidOf(object: Dict): string {
  return text(metadataOf(object)['uid']);
}

export function isDeleting(object: Dict): boolean {
  return metadataOf(object)['deletionTimestamp'] !== undefined;
}

/** RFC 3339 to the second, as Kubernetes writes times. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
