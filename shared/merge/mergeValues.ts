import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual } from '../model/json.ts';
import type { PathElement } from './element.ts';
import { itemElement } from './element.ts';
import type { ListSchema, MapSchema, Schema } from './schema.ts';
import { formOf, memberSchema } from './schema.ts';

/**
 * Lays an applied value over a live one (structured-merge-diff typed/merge.go): nothing is removed, and where both have
 * a single value the applied one wins. The live value itself is returned where the result equals it, so that
 * `merged === live` says that nothing would change.
 *
 * A null or empty container over one with content leaves the content alone.
 */
export function mergeValues(live: JsonValue | undefined, applied: JsonValue | undefined, schema: Schema): JsonValue | undefined {
  if (applied === undefined || live === applied) return live;
  if (live === undefined) return applied;
  const form = formOf(applied, schema);
  if (form === 'map' && schema.map?.atomic === false) {
    const left = isJsonObject(live) ? live : undefined;
    const right = isJsonObject(applied) ? applied : undefined;
    if (!isBlank(left) || !isBlank(right)) return right === undefined ? left : left === undefined ? right : mergeMaps(left, right, schema.map);
  } else if (form === 'list' && schema.list !== undefined && schema.list.relation !== 'atomic') {
    const left = isJsonArray(live) ? live : [];
    const right = isJsonArray(applied) ? applied : [];
    if (left.length > 0 || right.length > 0) return right.length === 0 ? left : left.length === 0 ? right : mergeLists(left, right, schema.list);
  }
  return jsonEqual(live, applied) ? live : applied;
}

function mergeMaps(live: JsonObject, applied: JsonObject, map: MapSchema): JsonObject {
  let out: Record<string, JsonValue | undefined> | undefined;
  for (const name of Object.keys(applied)) {
    const before = Object.hasOwn(live, name) ? live[name] : undefined;
    const schema = memberSchema(map, name);
    const after = schema === undefined ? (applied[name] ?? before) : mergeValues(before, applied[name], schema);
    if (after !== before) setMember((out ??= { ...live }), name, after);
  }
  return out ?? live;
}

/** Assigns a name of an object, `__proto__` too. */
export function setMember(object: Record<string, JsonValue | undefined>, name: string, value: JsonValue | undefined): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

interface Indexed {
  readonly items: readonly JsonValue[];
  readonly elements: readonly PathElement[];
  /** Null for elements that occur twice: those are not merged, but replaced. */
  readonly first: ReadonlyMap<PathElement, JsonValue>;
}

function indexed(list: readonly JsonValue[], schema: ListSchema): Indexed {
  const items: JsonValue[] = [];
  const elements: PathElement[] = [];
  const first = new Map<PathElement, JsonValue>();
  for (const item of list) {
    const element = itemElement(item, schema);
    if (typeof element !== 'string') continue;
    first.set(element, first.has(element) ? null : item);
    items.push(item);
    elements.push(element);
  }
  return { items, elements, first };
}

/**
 * The order of the result: items that both have come in the applied order; items that only live has keep their place
 * before the next shared one, and come before applied ones that are new there.
 */
function mergeLists(liveList: readonly JsonValue[], appliedList: readonly JsonValue[], schema: ListSchema): readonly JsonValue[] {
  const live = indexed(liveList, schema);
  const applied = indexed(appliedList, schema);
  const shared = applied.elements.filter((element) => live.first.has(element));
  const merged = new Set<PathElement>();
  const out: JsonValue[] = [];
  let nextShared = 0;
  const take = (element: PathElement, before: JsonValue | undefined, after: JsonValue | undefined): void => {
    const result = mergeValues(before, after, schema.item);
    if (result !== undefined) out.push(result);
    if (after !== undefined) merged.add(element);
  };
  for (let l = 0, r = 0; l < live.elements.length || r < applied.elements.length; ) {
    const left = live.elements[l];
    const right = applied.elements[r];
    if (left !== undefined && right !== undefined) {
      if (left === right) {
        take(left, live.first.get(left), applied.first.get(left));
        l++;
        r++;
        nextShared++;
        continue;
      }
      // Both have it, but another shared item comes first in the applied order.
      if (applied.first.has(left) && nextShared < shared.length && shared[nextShared] !== left) {
        l++;
        continue;
      }
    }
    if (left !== undefined) {
      if (!applied.first.has(left)) {
        take(left, live.items[l], undefined);
        l++;
        continue;
      }
      if (merged.has(left)) l++;
    }
    if (right !== undefined) {
      take(right, live.first.get(right), applied.first.get(right));
      r++;
      if (shared[nextShared] === right) nextShared++;
    }
  }
  const unchanged = out.length === liveList.length && out.every((item, index) => item === liveList[index]);
  return unchanged ? liveList : out;
}

function isBlank(map: JsonObject | undefined): boolean {
  if (map === undefined) return true;
  for (const name of Object.keys(map)) if (map[name] !== undefined) return false;
  return true;
}
