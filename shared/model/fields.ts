import type { JsonObject, JsonValue } from './json.ts';
import { isJsonArray, isJsonObject } from './json.ts';

/** A field that is a map; an empty one where it is not. */
export function mapAt(parent: JsonValue | undefined, name: string): JsonObject {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return isJsonObject(value) ? value : {};
}

/** The maps in a field that is a list. */
export function mapsAt(parent: JsonValue | undefined, name: string): readonly JsonObject[] {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** A field that is a number; `otherwise` where it is not. */
export function numberAt(parent: JsonValue | undefined, name: string, otherwise: number): number {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return typeof value === 'number' ? value : otherwise;
}

/** A field that is text; empty where it is not. */
export function textAt(parent: JsonValue | undefined, name: string): string {
  const value = isJsonObject(parent) ? parent[name] : undefined;
  return typeof value === 'string' ? value : '';
}
