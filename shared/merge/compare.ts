import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual } from '../model/json.ts';
import type { PathElement } from './element.ts';
import { fieldElement, itemElement } from './element.ts';
import type { FieldSet, MutableSet } from './fieldset.ts';
import { EMPTY_SET, insertPath, recursiveDifference } from './fieldset.ts';
import type { Form, ListSchema, MapSchema, Schema } from './schema.ts';
import { formOf, memberSchema, sameForm } from './schema.ts';

/**
 * What differs between two values, path by path, as ownership sees it (structured-merge-diff typed/compare.go). Items
 * of lists are matched by element, so order alone is no difference. A container that only one side has is a path of
 * its own beside the paths in it. No path is in two of the sets.
 */
export interface Comparison {
  readonly removed: FieldSet;
  readonly modified: FieldSet;
  readonly added: FieldSet;
}

/** Compares the old value with the new one; differences at or below `ignored` are left out. */
export function compareObjects(before: JsonValue, after: JsonValue, schema: Schema, ignored: FieldSet = EMPTY_SET): Comparison {
  const walk = new CompareWalk();
  walk.visit(before, after, schema);
  return {
    removed: recursiveDifference(walk.removed, ignored),
    modified: recursiveDifference(walk.modified, ignored),
    added: recursiveDifference(walk.added, ignored),
  };
}

class CompareWalk {
  readonly removed: MutableSet = new Map();
  readonly modified: MutableSet = new Map();
  readonly added: MutableSet = new Map();
  readonly #path: PathElement[] = [];

  /** At most one side is undefined, which is "not there". */
  visit(before: JsonValue | undefined, after: JsonValue | undefined, schema: Schema): void {
    if (before === after) return;
    let leaf: boolean;
    if (after === undefined) leaf = this.#as(formOf(before, schema), before, after, schema);
    else if (before === undefined || sameForm(before, after, schema)) leaf = this.#as(formOf(after, schema), before, after, schema);
    else {
      // The form changed: what the old one held and what the new one holds are both told.
      this.#as(formOf(before, schema), before, after, schema);
      leaf = this.#as(formOf(after, schema), before, after, schema);
    }
    if (leaf) return;
    if (before === undefined) insertPath(this.added, this.#path);
    else if (after === undefined) insertPath(this.removed, this.#path);
  }

  /** Compares both sides in one form; true if they were compared as one value. */
  #as(form: Form, before: JsonValue | undefined, after: JsonValue | undefined, schema: Schema): boolean {
    if (form === 'map' && schema.map !== undefined) {
      const left = isJsonObject(before) ? before : undefined;
      const right = isJsonObject(after) ? after : undefined;
      if (schema.map.atomic || (isBlank(left) && isBlank(right))) return this.#leaf(before, after);
      this.#maps(left, right, schema.map);
      return false;
    }
    if (form === 'list' && schema.list !== undefined) {
      const left = isJsonArray(before) ? before : [];
      const right = isJsonArray(after) ? after : [];
      if (schema.list.relation === 'atomic' || (left.length === 0 && right.length === 0)) return this.#leaf(before, after);
      this.#lists(left, right, schema.list);
      return false;
    }
    return form === 'scalar' ? this.#leaf(before, after) : false;
  }

  #leaf(before: JsonValue | undefined, after: JsonValue | undefined): true {
    if (before === undefined) insertPath(this.added, this.#path);
    else if (after === undefined) insertPath(this.removed, this.#path);
    else if (!jsonEqual(before, after)) insertPath(this.modified, this.#path);
    return true;
  }

  #maps(before: JsonObject | undefined, after: JsonObject | undefined, map: MapSchema): void {
    for (const name of Object.keys(before ?? {})) {
      this.#member(name, before?.[name], after !== undefined && Object.hasOwn(after, name) ? after[name] : undefined, map);
    }
    for (const name of Object.keys(after ?? {})) {
      if (before === undefined || !Object.hasOwn(before, name) || before[name] === undefined) this.#member(name, undefined, after?.[name], map);
    }
  }

  #member(name: string, before: JsonValue | undefined, after: JsonValue | undefined, map: MapSchema): void {
    const schema = memberSchema(map, name);
    if (schema !== undefined && before !== after) this.#below(fieldElement(name), before, after, schema);
  }

  #below(element: PathElement, before: JsonValue | undefined, after: JsonValue | undefined, schema: Schema): void {
    this.#path.push(element);
    this.visit(before, after, schema);
    this.#path.pop();
  }

  #lists(before: readonly JsonValue[], after: readonly JsonValue[], list: ListSchema): void {
    const left = byElement(before, list);
    const right = byElement(after, list);
    for (const element of new Set([...left.keys(), ...right.keys()])) {
      this.#items(element, left.get(element) ?? [], right.get(element) ?? [], list);
    }
  }

  /** All items of one element; more than one on a side are compared as one value, whose path is the element. */
  #items(element: PathElement, before: readonly JsonValue[], after: readonly JsonValue[], list: ListSchema): void {
    if (before.length <= 1 && after.length <= 1) {
      this.#below(element, before[0], after[0], list.item);
      return;
    }
    const [from, to] = [before.length > 1, after.length > 1];
    if (from && to) {
      if (!jsonEqual(before, after)) insertPath(this.modified, [...this.#path, element]);
      return;
    }
    const [single] = from ? after : before;
    if (single !== undefined) this.#below(element, from ? undefined : single, from ? single : undefined, list.item);
    insertPath(from ? this.removed : this.added, [...this.#path, element]);
  }
}

function byElement(items: readonly JsonValue[], list: ListSchema): Map<PathElement, JsonValue[]> {
  const found = new Map<PathElement, JsonValue[]>();
  for (const item of items) {
    const element = itemElement(item, list);
    if (typeof element !== 'string') continue;
    const same = found.get(element);
    if (same === undefined) found.set(element, [item]);
    else same.push(item);
  }
  return found;
}

function isBlank(map: JsonObject | undefined): boolean {
  if (map === undefined) return true;
  for (const name of Object.keys(map)) if (map[name] !== undefined) return false;
  return true;
}
