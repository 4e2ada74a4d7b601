import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual } from '../../../shared/model/json.ts';

/** One step into an object: a field's name, or the keys that identify an item of a list. */
export type PathStep = string | { readonly [key: string]: JsonValue };

/** A field that differs. */
export interface RawChange {
  readonly path: readonly PathStep[];
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/**
 * What usually identifies the items of a list, tried in this order; a candidate counts only if every item of both
 * sides has it and no two are alike. So a wrong guess can make a change longer to read, but never hide one.
 */
const LIST_KEYS: readonly (readonly string[])[] = [
  ['name'],
  ['containerPort', 'protocol'],
  ['port', 'protocol'],
  ['mountPath'],
  ['key'],
  ['ip'],
  ['uid'],
  ['type'],
  ['topologyKey', 'whenUnsatisfiable'],
];

/** The fields that differ, as deep as they can be named; the order follows `before`, then what is new. */
export function compareFields(before: JsonValue | undefined, after: JsonValue | undefined): RawChange[] {
  const changes: RawChange[] = [];
  visit([], before, after, changes);
  return changes;
}

/** `.spec.template.spec.containers[name="web"].image`, for people and for keys. */
export function pathText(path: readonly PathStep[]): string {
  if (path.length === 0) return '.';
  return path
    .map((step) => {
      if (typeof step !== 'string') return `[${Object.entries(step).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
      return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    })
    .join('');
}

function visit(path: readonly PathStep[], before: JsonValue | undefined, after: JsonValue | undefined, changes: RawChange[]): void {
  if (jsonEqual(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const name of Object.keys({ ...before, ...after })) visit([...path, name], ownValue(before, name), ownValue(after, name), changes);
    return;
  }
  if (isJsonArray(before) && isJsonArray(after)) {
    const keys = listKeys(before, after);
    if (keys !== undefined && visitKeyedList(path, keys, before.filter(isJsonObject), after.filter(isJsonObject), changes)) return;
  }
  changes.push({ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
}

/** The keys that tell the items of both lists apart; undefined where none do. */
export function listKeys(a: readonly JsonValue[], b: readonly JsonValue[]): readonly string[] | undefined {
  return LIST_KEYS.find((candidate) => identifies(candidate, a) && identifies(candidate, b));
}

/** A field of data can be named "constructor", which every object has by itself. */
function ownValue(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Returns false where nothing but the order differs, which only the list as a whole can say. */
function visitKeyedList(
  path: readonly PathStep[],
  keys: readonly string[],
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  changes: RawChange[],
): boolean {
  const start = changes.length;
  const later = new Map(after.map((item) => [itemText(keys, item), item]));
  const earlier = new Set<string>();
  for (const item of before) {
    const text = itemText(keys, item);
    earlier.add(text);
    visit([...path, itemStep(keys, item)], item, later.get(text), changes);
  }
  for (const [text, item] of later) if (!earlier.has(text)) visit([...path, itemStep(keys, item)], undefined, item, changes);
  return changes.length > start;
}

function identifies(keys: readonly string[], items: readonly JsonValue[]): boolean {
  const seen = new Set<string>();
  for (const item of items) {
    if (!isJsonObject(item)) return false;
    if (!keys.every((key) => typeof item[key] === 'string' || typeof item[key] === 'number')) return false;
    const text = itemText(keys, item);
    if (seen.has(text)) return false;
    seen.add(text);
  }
  return true;
}

function itemStep(keys: readonly string[], item: JsonObject): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(keys.map((key) => [key, item[key] ?? null]));
}

function itemText(keys: readonly string[], item: JsonObject): string {
  return JSON.stringify(keys.map((key) => item[key]));
}
