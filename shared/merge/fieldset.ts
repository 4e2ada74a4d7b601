import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { Path, PathElement } from './element.ts';
import { compareElements, parseElement } from './element.ts';

/**
 * A set of paths, as a tree that is never changed: element -> whether the path that ends here is a member, and what
 * lies below. A path's ancestors are not members unless they were put in (structured-merge-diff fieldpath/set.go).
 *
 * No branch is empty: an entry is a member or has something below it.
 */
export type FieldSet = ReadonlyMap<PathElement, FieldEntry>;

export interface FieldEntry {
  readonly member: boolean;
  readonly below: FieldSet | undefined;
}

export const EMPTY_SET: FieldSet = new Map();
/** A member with nothing below it. */
export const LEAF: FieldEntry = { member: true, below: undefined };

/** The set of some paths; the empty path, the whole object, is never a member. */
export function fieldSetOf(paths: Iterable<Path>): FieldSet {
  const root: MutableSet = new Map();
  for (const path of paths) insertPath(root, path);
  return root;
}

/** A tree under construction. Its entries are replaced, never changed, so that `LEAF` can be shared. */
export type MutableSet = Map<PathElement, FieldEntry>;

export function insertPath(root: MutableSet, path: Path): void {
  const last = path.length - 1;
  let set = root;
  for (let depth = 0; depth < last; depth++) {
    const element = path[depth] as PathElement;
    const entry = set.get(element);
    // Every branch of a tree under construction was made here.
    let below = entry?.below as MutableSet | undefined;
    if (below === undefined) set.set(element, { member: entry?.member ?? false, below: (below = new Map()) });
    set = below;
  }
  const element = path[last];
  if (element === undefined) return;
  const entry = set.get(element);
  if (entry?.member !== true) set.set(element, entry === undefined ? LEAF : { member: true, below: entry.below });
}

/** Reads FieldsV1. Elements of unknown kinds are dropped, as the server does; a malformed one throws a DrydockError. */
export function fieldSetFromJson(fields: JsonValue | undefined): FieldSet {
  return (isJsonObject(fields) ? readBelow(fields) : undefined) ?? EMPTY_SET;
}

function readBelow(fields: JsonObject): MutableSet | undefined {
  let below: MutableSet | undefined;
  for (const name of Object.keys(fields)) {
    if (name === '.') continue;
    const element = parseElement(name);
    if (element === undefined) continue;
    const child = fields[name];
    const grandchildren = isJsonObject(child) ? readBelow(child) : undefined;
    below ??= new Map();
    if (grandchildren === undefined) below.set(element, LEAF);
    else below.set(element, { member: isJsonObject(child) && Object.hasOwn(child, '.'), below: grandchildren });
  }
  return below;
}

/** Writes FieldsV1, in the server's order. */
export function fieldSetToJson(set: FieldSet): JsonObject {
  const out: Record<string, JsonValue> = {};
  for (const [element, entry] of [...set].sort((a, b) => compareElements(a[0], b[0]))) {
    if (entry.below === undefined) out[element] = {};
    else out[element] = entry.member ? { '.': {}, ...fieldSetToJson(entry.below) } : fieldSetToJson(entry.below);
  }
  return out;
}

export function isEmptySet(set: FieldSet): boolean {
  return set.size === 0;
}

export function hasPath(set: FieldSet, path: Path): boolean {
  let entry: FieldEntry | undefined;
  let level: FieldSet | undefined = set;
  for (const element of path) {
    entry = level?.get(element);
    level = entry?.below;
  }
  return entry?.member === true;
}

/** What lies below one element; empty if nothing does. */
export function setBelow(set: FieldSet, element: PathElement): FieldSet {
  return set.get(element)?.below ?? EMPTY_SET;
}

export function equalSets(a: FieldSet | undefined, b: FieldSet | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.size !== b.size) return false;
  for (const [element, entry] of a) {
    const other = b.get(element);
    if (other === undefined || other.member !== entry.member || !equalSets(entry.below, other.below)) return false;
  }
  return true;
}

/** Members of either. */
export function unionSets(a: FieldSet, b: FieldSet): FieldSet {
  if (a.size === 0 || a === b) return b;
  if (b.size === 0) return a;
  const out: MutableSet = new Map(a);
  for (const [element, entry] of b) {
    const own = out.get(element);
    if (own === undefined) out.set(element, entry);
    else out.set(element, { member: own.member || entry.member, below: unionBelow(own.below, entry.below) });
  }
  return out;
}

function unionBelow(a: FieldSet | undefined, b: FieldSet | undefined): FieldSet | undefined {
  return a === undefined ? b : b === undefined ? a : unionSets(a, b);
}

/** Members of both. */
export function intersectSets(a: FieldSet, b: FieldSet): FieldSet {
  const out: MutableSet = new Map();
  for (const [element, entry] of a) {
    const other = b.get(element);
    if (other === undefined) continue;
    const below = entry.below === undefined || other.below === undefined ? EMPTY_SET : intersectSets(entry.below, other.below);
    put(out, element, entry.member && other.member, below);
  }
  return out;
}

/** Members of `a` that are none of `b`; what lies below a member of `b` stays. */
export function differenceSets(a: FieldSet, b: FieldSet): FieldSet {
  return subtract(a, b, false);
}

/** Members of `a` that neither are members of `b` nor lie below one. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return subtract(a, b, true);
}

function subtract(a: FieldSet, b: FieldSet, recursive: boolean): FieldSet {
  if (b.size === 0 || a.size === 0) return a;
  let out: MutableSet | undefined;
  for (const [element, entry] of a) {
    const other = b.get(element);
    if (other === undefined) continue;
    const below = entry.below ?? EMPTY_SET;
    const rest = recursive && other.member ? EMPTY_SET : other.below === undefined ? below : subtract(below, other.below, recursive);
    const member = entry.member && !other.member;
    if (rest === below && member === entry.member) continue;
    out ??= new Map(a);
    out.delete(element);
    put(out, element, member, rest);
  }
  return out ?? a;
}

function put(out: MutableSet, element: PathElement, member: boolean, below: FieldSet): void {
  if (below.size > 0) out.set(element, { member, below });
  else if (member) out.set(element, LEAF);
}

/** The members that have no member below them. */
export function leavesOf(set: FieldSet): FieldSet {
  const out: MutableSet = new Map();
  for (const [element, entry] of set) {
    out.set(element, entry.below === undefined ? LEAF : { member: false, below: leavesOf(entry.below) });
  }
  return out;
}

/** Every member, an ancestor before what lies below it. */
export function* pathsOf(set: FieldSet, prefix: Path = []): Generator<Path> {
  for (const [element, entry] of [...set].sort((a, b) => compareElements(a[0], b[0]))) {
    const path = [...prefix, element];
    if (entry.member) yield path;
    if (entry.below !== undefined) yield* pathsOf(entry.below, path);
  }
}
