import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonObject, parseJson, stringifyJson } from '../model/json.ts';
import { compareObjects } from './compare.ts';
import { pathText } from './element.ts';
import { differenceSets, hasPath } from './fieldset.ts';
import type { Conflict } from './ownership.ts';
import type { Schema } from './schema.ts';
import { allPaths } from './toFieldSet.ts';

/** Where kubectl's client-side apply keeps what it applied last. */
export const LAST_APPLIED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The object in the annotation; undefined if there is none or it is no object of the same apiVersion, which the server
 * treats alike.
 */
export function lastAppliedOf(live: JsonObject): JsonObject | undefined {
  const text = annotationsOf(live)[LAST_APPLIED_ANNOTATION];
  if (typeof text !== 'string' || text === '') return undefined;
  let object: JsonValue;
  try {
    object = parseJson(text);
  } catch {
    return undefined;
  }
  return isJsonObject(object) && object['apiVersion'] === live['apiVersion'] ? object : undefined;
}

/**
 * The conflicts that remain if kubectl itself applied the fields before, client-side, and live still has them as it did
 * then (managedfields/internal/lastappliedmanager.go).
 */
export function allowedByLastApplied(conflicts: readonly Conflict[], live: JsonObject, schema: Schema): readonly Conflict[] {
  const lastApplied = lastAppliedOf(live);
  if (lastApplied === undefined) return conflicts;
  const { modified, added, removed } = compareObjects(lastApplied, live, schema);
  const own = differenceSets(differenceSets(differenceSets(allPaths(lastApplied, schema), modified), added), removed);
  return conflicts
    .map((conflict) => {
      const paths = conflict.paths.filter((path) => !hasPath(own, path));
      return { ...conflict, paths, fields: paths.map(pathText) };
    })
    .filter((conflict) => conflict.paths.length > 0);
}

/** The object with the annotation brought up to date, where it has one (lastappliedupdater.go). */
export function withLastApplied(object: JsonObject, applied: JsonObject): JsonObject {
  const before = annotationsOf(object)[LAST_APPLIED_ANNOTATION];
  if (typeof before !== 'string' || before === '') return object;
  const metadata = isJsonObject(applied['metadata']) ? applied['metadata'] : {};
  const { [LAST_APPLIED_ANNOTATION]: _own, ...annotations } = annotationsOf(applied);
  const kept = Object.hasOwn(metadata, 'annotations') ? { ...metadata, annotations } : metadata;
  const text = `${stringifyJson(sorted({ ...applied, metadata: kept }))}\n`;
  if (text === before) return object;
  const meta = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: { ...meta, annotations: { ...annotationsOf(object), [LAST_APPLIED_ANNOTATION]: text } } };
}

function annotationsOf(object: JsonObject): JsonObject {
  const metadata = object['metadata'];
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return isJsonObject(annotations) ? annotations : {};
}

/** As Go writes maps: names in order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const out: Record<string, JsonValue> = {};
  for (const name of Object.keys(value).sort()) {
    const child = value[name];
    if (child !== undefined) out[name] = sorted(child);
  }
  return out;
}
