import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject } from '../model/json.ts';
import type { PathElement } from './element.ts';
import { fieldElement, itemElement } from './element.ts';
import type { FieldEntry, FieldSet, MutableSet } from './fieldset.ts';
import { differenceSets, EMPTY_SET, fieldSetOf, LEAF, recursiveDifference } from './fieldset.ts';
import type { Problem } from './problem.ts';
import { problem } from './problem.ts';
import type { ListSchema, MapSchema, Schema } from './schema.ts';
import { formOf } from './schema.ts';

/**
 * The paths an object mentions, and what the server would refuse in it, in one walk (structured-merge-diff
 * typed/tofieldset.go and typed/validate.go):
 *
 * - a scalar, an atomic list and an atomic map are members themselves;
 * - an item of a set or list map is a member, and so are the fields in it;
 * - a name in a map that is not a declared field is a member, with what is below it: somebody can own the entry;
 * - a declared field is a member of its own only if it is null or an empty map;
 * - an empty list of a declared field says nothing;
 * - items that occur twice are one member each, with nothing below.
 */
export interface AppliedFields {
  /** Without identity and what only the server writes; see `STRIPPED`. */
  readonly fields: FieldSet;
  /** Empty if the server would take the object. */
  readonly problems: readonly Problem[];
}

/**
 * Paths that are nobody's (managedfields/internal/stripmeta.go). `metadata` stands for the path itself, not for what is
 * below it.
 */
export const STRIPPED: FieldSet = fieldSetOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map(
    (name) => ['f:metadata', `f:${name}`],
  ),
]);

/**
 * The set that the server records for an applied configuration, and the problems in it. `resetFields` are left out with
 * everything below them (`KindSchema.resetFields`).
 */
export function toFieldSet(object: JsonObject, schema: Schema, resetFields: FieldSet = EMPTY_SET): AppliedFields {
  const { fields, problems } = mentioned(object, schema, resetFields);
  return { fields: differenceSets(fields, STRIPPED), problems };
}

/** As `toFieldSet`, with identity: what counts as applied while an apply is worked out. */
export function mentioned(object: JsonObject, schema: Schema, resetFields: FieldSet): AppliedFields {
  const walk = new Walk(true);
  return { fields: recursiveDifference(walk.root(object, schema), resetFields), problems: walk.problems };
}

/** Every path of a value, nothing stripped; for values that are known to be valid. */
export function allPaths(value: JsonValue, schema: Schema): FieldSet {
  return new Walk(false).root(value, schema);
}

class Walk {
  readonly problems: Problem[] = [];
  readonly #check: boolean;
  readonly #path: PathElement[] = [];

  /** `check`: look for problems too, also inside of atomic values. */
  constructor(check: boolean) {
    this.#check = check;
  }

  root(value: JsonValue, schema: Schema): FieldSet {
    return this.#visit(value, schema)?.below ?? EMPTY_SET;
  }

  /** What a value puts into the set at its own path; undefined for nothing. */
  #visit(value: JsonValue, schema: Schema): FieldEntry | undefined {
    switch (formOf(value, schema)) {
      case 'scalar':
        if (this.#check) this.#checkScalar(value, schema);
        return LEAF;
      case 'map':
        return schema.map === undefined ? undefined : this.#map(value, schema.map);
      case 'list':
        return schema.list === undefined ? undefined : this.#list(value, schema.list);
      case 'none':
        return undefined;
    }
  }

  #map(value: JsonValue, map: MapSchema): FieldEntry | undefined {
    if (!isJsonObject(value)) {
      if (this.#check && value !== null) this.#report('wrong-type', `must be a map, but is ${nameOf(value)}`);
      return map.atomic ? LEAF : undefined;
    }
    if (map.atomic && !this.#check) return LEAF;
    let below: MutableSet | undefined;
    for (const name of Object.keys(value)) {
      const child = value[name];
      if (child === undefined) continue;
      const field = map.fields.get(name);
      const element = field?.element ?? fieldElement(name);
      const schema = field?.schema ?? map.other;
      this.#path.push(element);
      if (schema !== undefined) {
        let entry = this.#visit(child, schema);
        if (field === undefined || child === null || isEmptyMap(child)) entry = asMember(entry);
        if (entry !== undefined) (below ??= new Map()).set(element, entry);
      } else if (this.#check) this.#report('unknown-field', 'is not a field of this kind');
      this.#path.pop();
    }
    return map.atomic ? LEAF : below === undefined ? undefined : { member: false, below };
  }

  #list(value: JsonValue, list: ListSchema): FieldEntry | undefined {
    if (!isJsonArray(value)) {
      if (this.#check && value !== null) this.#report('wrong-type', `must be a list, but is ${nameOf(value)}`);
      return list.relation === 'atomic' ? LEAF : undefined;
    }
    if (list.relation === 'atomic') {
      if (this.#check) for (let index = 0; index < value.length; index++) this.#visitAt(`i:${index}`, value[index] ?? null, list.item);
      return LEAF;
    }
    const below: MutableSet = new Map();
    for (let index = 0; index < value.length; index++) {
      const item = value[index] ?? null;
      const element = itemElement(item, list);
      if (typeof element !== 'string') {
        if (this.#check) this.#reportItem(index, element.fault, list);
      } else if (below.has(element)) {
        if (this.#check) this.#reportItem(index, 'duplicate', list);
        below.set(element, LEAF);
      } else below.set(element, asMember(this.#visitAt(element, item, list.item)));
    }
    return below.size === 0 ? undefined : { member: false, below };
  }

  #visitAt(element: PathElement, value: JsonValue, schema: Schema): FieldEntry | undefined {
    this.#path.push(element);
    const entry = this.#visit(value, schema);
    this.#path.pop();
    return entry;
  }

  #checkScalar(value: JsonValue, schema: Schema): void {
    if (value === null) return;
    const type = typeof value === 'bigint' ? 'number' : typeof value;
    if (type === 'object' || (schema.scalar !== 'any' && schema.scalar !== type)) {
      const wanted = schema.scalar === 'any' ? 'a single value' : schema.scalar === 'string' ? 'text' : `a ${schema.scalar}`;
      this.#report('wrong-type', `must be ${wanted}, but is ${nameOf(value)}`);
    }
  }

  #report(code: Problem['code'], detail: string): void {
    this.problems.push(problem(code, this.#path, detail));
  }

  #reportItem(index: number, code: Problem['code'], list: ListSchema): void {
    const keys = list.keys.join(', ');
    const details: Readonly<Record<Problem['code'], string>> = {
      duplicate: list.relation === 'set' ? 'is in this set twice' : `has the same ${keys} as an earlier item`,
      'missing-key': `has none of the keys that tell this list's items apart (${keys})`,
      'null-item': 'is null, which this list does not allow',
      'unknown-field': 'is not a field of this kind',
      'wrong-type': list.relation === 'set' ? 'must be a single value' : 'must be a map',
    };
    this.problems.push(problem(code, [...this.#path, `i:${index}`], details[code]));
  }
}

function asMember(entry: FieldEntry | undefined): FieldEntry {
  return entry === undefined ? LEAF : entry.member ? entry : { member: true, below: entry.below };
}

function isEmptyMap(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  for (const name of Object.keys(value)) if (value[name] !== undefined) return false;
  return true;
}

function nameOf(value: JsonValue): string {
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'a map';
  return typeof value === 'string' ? 'text' : value === null ? 'null' : typeof value === 'boolean' ? 'a boolean' : 'a number';
}

