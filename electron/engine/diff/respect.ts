import type { FieldSet } from '../../../shared/merge/index.ts';
import { EMPTY_SET, fieldSetFromJson } from '../../../shared/merge/index.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import { APPLICATION_LABEL, TRACKING_ANNOTATION } from '../../../shared/model/tracking.ts';
import { listKeys } from './compare.ts';
import type { FieldPath, Ignore } from './ignore.ts';
import { ignoredPaths, stepOf, valueAt, withoutPaths } from './ignore.ts';
import { becomesOurs } from './migration.ts';

/**
 * The manifest as it is applied with `RespectIgnoreDifferences=true`: ignored fields say what the live object has
 * (argo-cd controller/sync.go, normalizeTargetResources). A field that somebody else alone owns is left out instead:
 * the server keeps its value, and the apply neither takes it over nor has to follow each of its changes.
 */
export function withLiveValues(desired: KubeObject, live: KubeObject, ignore: Ignore): KubeObject {
  const inDesired = ignoredPaths(desired, live, ignore).flatMap(({ paths }) => paths);
  const inLive = ignoredPaths(live, live, ignore).flatMap(({ paths }) => paths);
  if (inDesired.length === 0 && inLive.length === 0) return desired;
  const records = (live.metadata.managedFields ?? []).map((entry) => ({ ours: becomesOurs(entry), set: fieldSetFromJson(entry.fieldsV1) }));
  let result: JsonValue = withoutPaths(desired, inDesired);
  for (const path of inLive) {
    if (isNotOurs(path[0], path[1])) continue;
    const holds = records.map(({ ours, set }) => ({ ours, how: heldBy(set, live, path) }));
    const owned = holds.some(({ ours, how }) => ours && how !== 'no');
    if (!owned && holds.some(({ how }) => how === 'itself')) continue;
    // Ours in the record, or part of a value that is only written as a whole: without it the apply would change it.
    const value = valueAt(live, path);
    if (value !== undefined && (owned || mentions(desired, live, path))) result = withValue(result, live, path, value);
  }
  return identified(result, desired);
}

/** What no manifest sets: status, and metadata that is the server's. */
function isNotOurs(first: string | number | undefined, second: string | number | undefined): boolean {
  return first === 'status' || first === 'apiVersion' || first === 'kind' || (first === 'metadata' && second !== 'labels' && second !== 'annotations' && second !== 'finalizers');
}

/** Whether a record holds what stands at a path `itself`, as part of a whole `above` it, or `no`t. */
function heldBy(set: FieldSet, live: KubeObject, path: FieldPath): 'itself' | 'above' | 'no' {
  let level: FieldSet = set;
  let value: JsonValue | undefined = live;
  for (const [depth, step] of path.entries()) {
    const entry = [...level].find(([element]) => stepOf(value, element) === step)?.[1];
    if (entry === undefined) return 'no';
    if (entry.below === undefined && depth < path.length - 1) return 'above';
    level = entry.below ?? EMPTY_SET;
    value = valueAt(value, [step]);
  }
  return 'itself';
}

/** Whether the manifest says something where a path of the live object leads. */
function mentions(desired: JsonValue | undefined, live: JsonValue | undefined, path: FieldPath): boolean {
  const [step, ...rest] = path;
  if (desired === undefined || step === undefined) return desired !== undefined;
  const there = typeof step === 'number' && isJsonArray(desired) && isJsonArray(live) ? sameItem(desired, live, step) : step;
  return there !== undefined && mentions(valueAt(desired, [there]), valueAt(live, [step]), rest);
}

/** The value with a live one put where the path leads; what Git has no item for stays out. */
function withValue(into: JsonValue | undefined, live: JsonValue | undefined, path: FieldPath, value: JsonValue): JsonValue {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const below = valueAt(live, [step]);
  if (typeof step === 'number' && isJsonArray(live)) {
    const items = isJsonArray(into) ? into : [];
    const index = sameItem(items, live, step);
    if (index === undefined) return rest.length === 0 ? [...items, value] : items;
    return items.map((item, place) => (place === index ? withValue(item, below, rest, value) : item));
  }
  const fields: JsonObject = isJsonObject(into) ? into : {};
  const old = Object.hasOwn(fields, step) ? fields[step] : undefined;
  const put = withValue(old, below, rest, value);
  // A list of which Git has nothing stays away altogether.
  return old === undefined && isJsonArray(put) && put.length === 0 ? fields : { ...fields, [step]: put };
}

/** The place of a live item in another list; undefined where that has none. */
function sameItem(items: readonly JsonValue[], live: readonly JsonValue[], index: number): number | undefined {
  const wanted = live[index];
  const keys = listKeys(items, live);
  const found = items.findIndex((item) => (keys !== undefined && isJsonObject(item) && isJsonObject(wanted) ? keys.every((key) => jsonEqual(item[key], wanted[key])) : jsonEqual(item, wanted)));
  if (found >= 0) return found;
  return keys === undefined && items.length === live.length ? index : undefined;
}

/** However much is ignored, the object is still this one, and the application's. */
function identified(value: JsonValue, { apiVersion, kind, metadata }: KubeObject): KubeObject {
  const object: JsonObject = isJsonObject(value) ? value : {};
  const kept = isKubeObject(object) ? object.metadata : {};
  const { name, namespace, labels, annotations } = metadata;
  const mark = labels?.[APPLICATION_LABEL];
  const id = annotations?.[TRACKING_ANNOTATION];
  return {
    ...object,
    apiVersion,
    kind,
    metadata: {
      ...kept,
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(mark === undefined ? {} : { labels: { ...kept.labels, [APPLICATION_LABEL]: mark } }),
      ...(id === undefined ? {} : { annotations: { ...kept.annotations, [TRACKING_ANNOTATION]: id } }),
    },
  };
}
