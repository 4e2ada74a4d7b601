import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject } from '../model/json.ts';
import { fieldElement, itemElement } from './element.ts';
import type { FieldEntry, FieldSet, MutableSet } from './fieldset.ts';
import { setMember } from './mergeValues.ts';
import type { ListSchema, MapSchema, Schema } from './schema.ts';
import { formOf, memberSchema, schemaBelow } from './schema.ts';

/**
 * The value without the members of a set (structured-merge-diff typed/remove.go). What is left of a container whose
 * items all went is null: the server's conversion drops it afterwards. The value itself is returned if nothing goes.
 */
export function removeItems(value: JsonValue, remove: FieldSet, schema: Schema | undefined): JsonValue {
  if (remove.size === 0 || schema === undefined) return value;
  switch (formOf(value, schema)) {
    case 'map':
      return schema.map === undefined || schema.map.atomic || !isJsonObject(value) ? null : fromMap(value, remove, schema.map);
    case 'list':
      return schema.list === undefined || schema.list.relation === 'atomic' || !isJsonArray(value) ? null : fromList(value, remove, schema.list);
    default:
      return value;
  }
}

function fromMap(value: JsonObject, remove: FieldSet, map: MapSchema): JsonValue {
  let changed = false;
  const out: Record<string, JsonValue | undefined> = {};
  let left = 0;
  for (const name of Object.keys(value)) {
    const child = value[name];
    const entry = child === undefined ? undefined : remove.get(fieldElement(name));
    if (child === undefined) continue;
    if (entry?.member === true) {
      changed = true;
      continue;
    }
    const rest = entry?.below === undefined ? child : removeItems(child, entry.below, memberSchema(map, name));
    if (rest !== child) changed = true;
    setMember(out, name, rest);
    left++;
  }
  return left === 0 ? null : changed ? out : value;
}

function fromList(value: readonly JsonValue[], remove: FieldSet, list: ListSchema): JsonValue {
  const out: JsonValue[] = [];
  let changed = false;
  for (const item of value) {
    const element = itemElement(item, list);
    const entry = typeof element === 'string' ? remove.get(element) : undefined;
    if (entry?.member === true) {
      changed = true;
      continue;
    }
    const rest = entry?.below === undefined ? item : removeItems(item, entry.below, list.item);
    if (rest !== item) changed = true;
    out.push(rest);
  }
  return out.length === 0 ? null : changed ? out : value;
}

/**
 * The set with every declared field on the way to a member made a member too (fieldpath/set.go,
 * EnsureNamedFieldsAreMembers), so that taking away all of a struct takes away the struct.
 */
export function withNamedFields(set: FieldSet, schema: Schema | undefined): FieldSet {
  const out: MutableSet = new Map();
  for (const [element, entry] of set) {
    const named = entry.below !== undefined && element.startsWith('f:') && schema?.map?.fields.has(element.slice(2)) === true;
    const below = entry.below === undefined ? undefined : withNamedFields(entry.below, schemaBelow(schema, element));
    const result: FieldEntry = { member: entry.member || named, below };
    out.set(element, result);
  }
  return out;
}

/**
 * A manager's set, adapted to a schema that changed since it was written (typed/reconcile_schema.go): paths inside of
 * what is atomic now become the path of the atomic value. The set itself is returned if nothing changes.
 */
export function fitToSchema(set: FieldSet, schema: Schema | undefined): FieldSet {
  if (schema === undefined || schema.map?.untyped === true) return set;
  let out: MutableSet | undefined;
  for (const [element, entry] of set) {
    if (entry.below === undefined) continue;
    const child = childSchema(schema, element);
    if (child === undefined) continue;
    const below = isAtomic(child) ? undefined : fitToSchema(entry.below, child);
    if (below === entry.below) continue;
    (out ??= new Map(set)).set(element, { member: below === undefined || entry.member, below });
  }
  return out ?? set;
}

/** Where a schema has several forms, sets are read as a map's (typed/helpers.go, handleAtom). */
function childSchema(schema: Schema, element: string): Schema | undefined {
  if (schema.map !== undefined) return element.startsWith('f:') ? memberSchema(schema.map, element.slice(2)) : schema.map.other;
  return schema.scalar !== undefined ? undefined : schema.list?.item;
}

function isAtomic(schema: Schema): boolean {
  if (schema.map !== undefined) return schema.map.atomic && !schema.map.untyped;
  return schema.scalar === undefined && schema.list?.relation === 'atomic';
}
