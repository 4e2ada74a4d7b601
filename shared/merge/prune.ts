import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { FieldSet } from './fieldset.ts';
import { differenceSets, EMPTY_SET, intersectSets, isEmptySet, unionSets } from './fieldset.ts';
import type { ManagerRecord, Managers } from './managers.ts';
import { removeItems, withNamedFields } from './removeItems.ts';
import { allPaths } from './toFieldSet.ts';
import type { VersionedObject, WriteContext } from './versions.ts';
import { atVersion } from './versions.ts';

/**
 * Takes out of a merged object what this manager applied last time, does not apply now, and nobody else owns
 * (structured-merge-diff merge/update.go, prune). `last` is its record before, `managers` holds the new one.
 *
 *   1. everything of the last set goes, whole structs too: `pruned`;
 *   2. what anybody owns comes back: from the merged object goes only what is neither in `pruned` nor owned;
 *   3. what the last set did not have comes back: defaults, and what was never owned.
 */
export function prune(merged: JsonObject, last: ManagerRecord | undefined, author: ManagerRecord, managers: Managers, context: WriteContext): JsonObject {
  if (last === undefined || isEmptySet(last.fields)) return merged;
  // The same version, and nothing applied last time is missing now: step 2 would bring everything back.
  if (last.apiVersion === author.apiVersion && isEmptySet(differenceSets(last.fields, author.fields))) return merged;
  const at = atVersion(merged, last.apiVersion, context);
  if (at === 'gone') return merged;
  const own = at === 'unknown' ? { object: merged, schema: context.schema } : at;
  const lastVersion = at === 'unknown' ? context.apiVersion : last.apiVersion;
  const first = removeItems(own.object, withNamedFields(last.fields, own.schema), own.schema);
  const pruned = addBackOwned(own, first, ownedByVersion(managers, lastVersion, context), context);
  const final = addBackUnowned(own, pruned, last.fields, lastVersion, context);
  const back = atVersion(final, context.apiVersion, context);
  return typeof back === 'string' ? merged : back.object;
}

/** The union of all managers' sets per version, the last set's version first; versions nobody can convert count as that. */
function ownedByVersion(managers: Managers, first: string, context: WriteContext): ReadonlyMap<string, FieldSet> {
  const owned = new Map<string, FieldSet>([[first, EMPTY_SET]]);
  for (const record of managers.values()) {
    const convertible = record.apiVersion === context.apiVersion || context.convert !== undefined;
    const version = convertible ? record.apiVersion : first;
    owned.set(version, unionSets(owned.get(version) ?? EMPTY_SET, record.fields));
  }
  return owned;
}

function addBackOwned(merged: VersionedObject, pruned: JsonValue, owned: ReadonlyMap<string, FieldSet>, context: WriteContext): JsonValue {
  let whole: JsonValue = merged.object;
  let rest = pruned;
  for (const [version, fields] of owned) {
    const from = atVersion(whole, version, context);
    const to = atVersion(rest, version, context);
    if (typeof from === 'string' || typeof to === 'string') continue;
    const { schema } = from;
    const keep = unionSets(withNamedFields(allPaths(to.object, schema), schema), withNamedFields(fields, schema));
    whole = from.object;
    rest = removeItems(whole, differenceSets(withNamedFields(allPaths(whole, schema), schema), keep), schema);
  }
  return rest;
}

function addBackUnowned(merged: VersionedObject, pruned: JsonValue, last: FieldSet, lastVersion: string, context: WriteContext): JsonObject {
  const at = atVersion(pruned, lastVersion, context);
  if (typeof at === 'string') return merged.object;
  const { object, schema } = merged;
  const whole = withNamedFields(allPaths(object, schema), schema);
  const rest = withNamedFields(allPaths(at.object, schema), schema);
  const removed = intersectSets(differenceSets(whole, rest), withNamedFields(last, schema));
  const final = removeItems(object, removed, schema);
  return isJsonObject(final) ? final : object;
}
