import { dump } from 'js-yaml';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';

/** Stands in for integers beyond 2^53, which the YAML writer does not know; no manifest holds this character. */
const BIG_INTEGER = '\uE000';

const TOP: readonly string[] = ['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'spec', 'data', 'stringData'];
const METADATA: readonly string[] = ['name', 'generateName', 'namespace', 'labels', 'annotations'];
const ITEM: readonly string[] = ['name'];

/** An object as YAML in the order in which people write it: no anchors, no folded lines, lists not indented. */
export function manifestText(object: JsonValue): string {
  const value = isJsonObject(object) ? ordered(object) : object;
  return dump(plain(value, true), { noRefs: true, lineWidth: -1, seqNoIndent: true }).replace(/["']?\uE000(-?\d+)["']?/g, '$1');
}

/** apiVersion, kind, metadata (its name first), spec, then the rest by name, so that live and desired agree. */
function ordered(object: JsonObject): JsonObject {
  const top = sorted(object, TOP, 'status');
  const { metadata } = object;
  if (!isJsonObject(metadata)) return top;
  return { ...top, metadata: sorted(metadata, METADATA, 'managedFields') };
}

/** The leading names first, then the others by name, then `last`. */
function sorted(object: JsonObject, leading: readonly string[], last?: string): JsonObject {
  const rank = (name: string): number => {
    if (name === last) return leading.length + 1;
    const index = leading.indexOf(name);
    return index < 0 ? leading.length : index;
  };
  const names = Object.keys(object).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}

/** Without bigint and undefined; below the first two levels by name, list items with their name first. */
function plain(value: JsonValue, isTop: boolean): JsonValue {
  if (typeof value === 'bigint') return `${BIG_INTEGER}${value}`;
  if (isJsonArray(value)) return value.map((item) => plain(isJsonObject(item) ? sorted(item, ITEM) : item, false));
  if (!isJsonObject(value)) return value;
  const source = isTop ? value : sorted(value, 'name' in value && 'namespace' in value ? METADATA : ITEM, 'managedFields');
  return Object.fromEntries(Object.entries(source).flatMap(([name, item]) => (item === undefined ? [] : [[name, plain(item, false)]])));
}

/** How many lines a text has; a line break at its end begins no further one. */
export function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < text.length - 1; at = text.indexOf('\n', at + 1)) count++;
  return text === '' ? 0 : count;
}
