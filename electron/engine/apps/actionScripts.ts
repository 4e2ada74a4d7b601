import type { ResourceAction } from '../../../shared/model/actions.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';

/** One object that an action is about, and what the script wants of it. */
export interface Impact {
  readonly operation: 'patch' | 'create';
  readonly object: KubeObject;
}

/**
 * What a discovery script returned: actions by their names, each with `disabled` and the like, or an empty table (argo-cd
 * util/lua/lua.go, ExecuteResourceActionDiscovery). Throws `usage` for something else.
 */
export function discoveredActions(value: JsonValue): readonly ResourceAction[] {
  if (isJsonArray(value) && value.length === 0) return [];
  if (!isJsonObject(value)) throw new DrydockError('usage', 'The discovery script returned no table of actions.');
  return Object.entries(value)
    .map(([name, said]) => {
      const { disabled, displayName } = isJsonObject(said) ? said : {};
      return { name, disabled: disabled === true, ...(typeof displayName === 'string' && displayName !== '' ? { displayName } : {}) };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * What an action returned: the object as it should be, or a list of objects with what to do with each (ExecuteResourceAction).
 * Throws `usage` for something else.
 */
export function impactsOf(value: JsonValue): readonly Impact[] {
  if (isKubeObject(value)) return [{ operation: 'patch', object: value }];
  if (!isJsonArray(value)) throw new DrydockError('usage', 'Nothing was done: the action returned no object.');
  return value.map((item) => {
    const { operation, resource } = isJsonObject(item) ? item : {};
    if ((operation !== 'patch' && operation !== 'create') || !isKubeObject(resource)) throw new DrydockError('usage', `Nothing was done: the action wants "${String(operation)}", and only objects are patched and created.`);
    return { operation, object: resource };
  });
}

/**
 * The merge patch (RFC 7386) that makes one object the other. Lua has one empty table and no null: an empty list in
 * place of an empty map, or the other way round, and a null that is gone, are no changes (cleanReturnedObj).
 */
export function patchBetween(before: JsonObject, after: JsonObject): JsonObject {
  const patch: { [name: string]: JsonValue } = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, wanted] = [before[name], after[name]];
    if (same(old, wanted)) continue;
    if (wanted === undefined) patch[name] = null;
    else if (isJsonObject(old) && isJsonObject(wanted)) patch[name] = patchBetween(old, wanted);
    else patch[name] = restored(old, wanted);
  }
  return patch;
}

function same(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (isBlank(a) && isBlank(b)) return isGone(a) === isGone(b);
  // Lua's numbers end at 2^53; one that it only passed on is not changed by that.
  if (typeof a === 'bigint' && typeof b === 'number') return Number(a) === b;
  if (isJsonArray(a) && isJsonArray(b)) {
    const items = a.filter((item) => item !== null);
    return items.length === b.length && items.every((item, index) => same(item, b[index]));
  }
  if (isJsonObject(a) && isJsonObject(b)) return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
  return jsonEqual(a, b);
}

function isGone(value: JsonValue | undefined): boolean {
  return value === undefined || value === null;
}

function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (isJsonArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0);
}

/** A new value with the empty lists and maps that the old one had at the same places. */
function restored(old: JsonValue | undefined, wanted: JsonValue): JsonValue {
  if (old !== undefined && isBlank(old) && isBlank(wanted)) return old;
  if (isJsonArray(wanted)) return wanted.map((item, index) => restored(isJsonArray(old) ? old[index] : undefined, item));
  if (!isJsonObject(wanted)) return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([name, item]) => [name, item === undefined ? item : restored(isJsonObject(old) && Object.hasOwn(old, name) ? old[name] : undefined, item)]));
}
