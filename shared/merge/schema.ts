import type { JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject } from '../model/json.ts';
import type { PathElement } from './path.ts';

/**
 * A structural schema, reduced to what structured merge asks: which containers are merged item by item, by which keys,
 * and which are one value. A schema may allow several forms at once (a scalar, a list, a map), as int-or-string,
 * preserve-unknown-fields and untyped JSON do.
 *
 * Schemas are shared, cyclic (JSONSchemaProps holds itself) and never changed once built.
 */
export interface Schema {
  readonly scalar: ScalarType | undefined;
  readonly list: ListSchema | undefined;
  readonly map: MapSchema | undefined;
  /** The values are Kubernetes quantities: "1000m" and "1" are the same amount, though not the same text. */
  readonly quantity: boolean;
}

export type ScalarType = 'string' | 'number' | 'boolean' | 'any';

export interface ListSchema {
  /** `atomic`: one value. `set`: each member on its own. `map`: each item on its own, told apart by its keys. */
  readonly relation: 'atomic' | 'set' | 'map';
  /** The keys of a list map, sorted; empty for the others. */
  readonly keys: readonly string[];
  readonly item: Schema;
}

export interface MapSchema {
  /** One value, owned and replaced as a whole. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** What other names hold; undefined where they are not allowed. */
  readonly other: Schema | undefined;
  /** Nothing but unknown names of unknown form (typed/reconcile_schema.go, isUntypedDeducedMap). */
  readonly untyped: boolean;
}

export interface FieldSchema {
  /** `f:<name>`, made once. */
  readonly element: PathElement;
  readonly schema: Schema;
  /** The default that the schema declares; list keys take their value from it. */
  readonly default: JsonValue | undefined;
}

/** For building only. */
export type Draft<T> = { -readonly [key in keyof T]: T[key] };

export const NO_FIELDS: ReadonlyMap<string, FieldSchema> = new Map();

function anything(atomic: boolean, item?: Schema): Schema {
  const draft: Draft<Schema> = { scalar: 'any', list: undefined, map: undefined, quantity: false };
  draft.list = { relation: 'atomic', keys: [], item: item ?? draft };
  draft.map = { atomic, fields: NO_FIELDS, other: draft, untyped: !atomic };
  return draft;
}

/** Anything at all, as one value (schemaconv/smd.go, untypedDef). */
export const UNTYPED_ATOMIC: Schema = anything(true);

/** Anything at all: maps are merged name by name, lists are one value (schemaconv/smd.go, deducedDef). */
export const UNTYPED: Schema = anything(false, UNTYPED_ATOMIC);

/** The form in which a value is treated. */
export type Form = 'map' | 'scalar' | 'list' | 'none';

/**
 * The form of a value under a schema (typed/helpers.go, deduceAtom and handleAtom): its own if the schema allows it,
 * otherwise the first that the schema allows: null and values of a wrong type are treated as that form.
 */
export function formOf(value: JsonValue | undefined, schema: Schema): Form {
  const own = ownForm(value, schema);
  if (own !== undefined) return own;
  return schema.map !== undefined ? 'map' : schema.scalar !== undefined ? 'scalar' : schema.list !== undefined ? 'list' : 'none';
}

/**
 * Whether two values are of the same form, so that they can be compared or merged in one go. Null fits a schema's only
 * form, but is a form of its own where there are several.
 */
export function sameForm(a: JsonValue | undefined, b: JsonValue | undefined, schema: Schema): boolean {
  const forms = Number(schema.map !== undefined) + Number(schema.scalar !== undefined) + Number(schema.list !== undefined);
  return forms <= 1 || ownForm(a, schema) === ownForm(b, schema);
}

function ownForm(value: JsonValue | undefined, schema: Schema): Form | undefined {
  if (isJsonArray(value)) return schema.list === undefined ? undefined : 'list';
  if (isJsonObject(value)) return schema.map === undefined ? undefined : 'map';
  return value === null || value === undefined || schema.scalar === undefined ? undefined : 'scalar';
}

/** The schema of what a name of a map holds; undefined where the schema does not know it. */
export function memberSchema(map: MapSchema, name: string): Schema | undefined {
  return map.fields.get(name)?.schema ?? map.other;
}

/** The schema below one path element; undefined where the schema ends or does not fit. */
export function schemaBelow(schema: Schema | undefined, element: PathElement): Schema | undefined {
  if (schema === undefined) return undefined;
  if (element.startsWith('f:')) return schema.map === undefined ? undefined : memberSchema(schema.map, element.slice(2));
  return schema.list?.item;
}

/** The schema at a path; undefined where the schema does not know it. */
export function schemaAt(schema: Schema, path: readonly PathElement[]): Schema | undefined {
  let found: Schema | undefined = schema;
  for (const element of path) found = schemaBelow(found, element);
  return found;
}
