import type { Schema } from '../../../shared/merge/index.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { canonicalJson, isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import { listKeys } from './compare.ts';
import { billionths } from '../../../shared/model/quantity.ts';

/**
 * The manifest with what only differs in its words from the live object in the live object's words; the manifest itself
 * where there is nothing. These are quantities, where the schema says Quantity (`1000m` in a ConfigMap is text), and
 * the order of Endpoints, which means nothing (argo-cd gitops-engine pkg/diff, normalizeEndpoint). The server would
 * store the other words, and nothing would be another thing for it.
 */
export function inLiveWords(desired: KubeObject, live: KubeObject, schema: Schema | undefined): KubeObject {
  if (desired.kind === 'Endpoints' && desired.apiVersion === 'v1') return sameSubsets(desired, live) ? { ...desired, subsets: live['subsets'] } : desired;
  if (schema === undefined) return desired;
  const spelled = spell(desired, live, schema);
  return isKubeObject(spelled) ? spelled : desired;
}

function sameSubsets(a: KubeObject, b: KubeObject): boolean {
  const texts = (object: KubeObject) => JSON.stringify((isJsonArray(object['subsets']) ? object['subsets'] : []).map((subset) => (isJsonObject(subset) ? sortedSubset(subset) : subset)).map(canonicalJson).toSorted());
  return a['subsets'] !== b['subsets'] && texts(a) === texts(b);
}

/** The lists in order, and the one default that the server fills in (core/v1 EndpointPort). */
function sortedSubset(subset: JsonObject): JsonObject {
  const sorted = Object.entries(subset).map(([name, list]) => [
    name,
    isJsonArray(list) ? list.map((item) => (name === 'ports' && isJsonObject(item) ? { protocol: 'TCP', ...item } : item)).toSorted((x, y) => (canonicalJson(x) < canonicalJson(y) ? -1 : 1)) : list,
  ]);
  return Object.fromEntries(sorted);
}

function spell(value: JsonValue, live: JsonValue | undefined, schema: Schema): JsonValue {
  if (live === undefined || !holdsQuantities(schema)) return value;
  if (schema.quantity) {
    const amount = value === live ? undefined : billionths(value);
    return amount !== undefined && amount === billionths(live) ? live : value;
  }
  if (isJsonObject(value) && isJsonObject(live) && schema.map !== undefined) {
    let changed: { [name: string]: JsonValue | undefined } | undefined;
    for (const [name, item] of Object.entries(value)) {
      const below = schema.map.fields.get(name)?.schema ?? schema.map.other;
      if (item === undefined || below === undefined) continue;
      const spelled = spell(item, Object.hasOwn(live, name) ? live[name] : undefined, below);
      if (spelled !== item) (changed ??= { ...value })[name] = spelled;
    }
    return changed ?? value;
  }
  if (isJsonArray(value) && isJsonArray(live) && schema.list !== undefined) {
    const { item: below, keys: declared } = schema.list;
    const keys = declared.length > 0 ? declared : listKeys(value, live);
    const items = value.map((item, index) => spell(item, partner(item, index, live, keys), below));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  return value;
}

/** The live item that is the same one: by its keys, else by its place. */
function partner(item: JsonValue, index: number, live: readonly JsonValue[], keys: readonly string[] | undefined): JsonValue | undefined {
  if (keys === undefined || !isJsonObject(item)) return live[index];
  return live.find((each) => isJsonObject(each) && keys.every((key) => each[key] === item[key]));
}

const known = new WeakMap<Schema, boolean>();

/** Whether a schema has quantities anywhere; schemas are cyclic, and most have none. */
function holdsQuantities(schema: Schema): boolean {
  const found = known.get(schema);
  if (found !== undefined) return found;
  const seen = new Set<Schema>();
  const pending = [schema];
  let holds = false;
  for (let next = pending.pop(); next !== undefined && !holds; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    holds = next.quantity;
    for (const field of next.map?.fields.values() ?? []) pending.push(field.schema);
    if (next.map?.other !== undefined) pending.push(next.map.other);
    if (next.list !== undefined) pending.push(next.list.item);
  }
  known.set(schema, holds);
  return holds;
}
