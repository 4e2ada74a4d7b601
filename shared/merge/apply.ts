import type { JsonObject } from '../model/json.ts';
import { isJsonObject, jsonEqual } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kube.ts';
import type { FieldSet } from './fieldset.ts';
import { differenceSets, EMPTY_SET, isEmptySet } from './fieldset.ts';
import { allowedByLastApplied, withLastApplied } from './lastApplied.ts';
import type { ManagerRecord } from './managers.ts';
import { managedFieldsOf, managerId, readManagers, withManagedFields, writeManagers } from './managers.ts';
import { mergeValues } from './mergeValues.ts';
import type { Conflict } from './ownership.ts';
import { disown, fitManagers } from './ownership.ts';
import type { Problem } from './problem.ts';
import { prune } from './prune.ts';
import type { Schema } from './schema.ts';
import { mentioned, STRIPPED } from './toFieldSet.ts';
import { keepTimes, recordUpdate } from './update.ts';
import type { Convert, WriteContext } from './versions.ts';

/** A server-side apply. */
export interface ApplyRequest {
  /** The stored object, at the apiVersion that is applied; absent for a creation. */
  readonly live?: JsonObject;
  /** The applied configuration, without managedFields. */
  readonly applied: JsonObject;
  readonly manager: string;
  readonly schema: Schema;
  /** Take over what other managers own instead of reporting conflicts. */
  readonly force?: boolean;
  /** RFC 3339, to the second. */
  readonly now: string;
  /** Set for an apply to a subresource, such as `status`. */
  readonly subresource?: string;
  /** Fields nobody owns through this resource (`KindSchema.resetFields`). */
  readonly resetFields?: FieldSet;
  /** What a creation of the kind begins with (`KindSchema.zero`); tells who owns what in objects that nobody tracked yet. */
  readonly zero?: JsonObject;
  readonly convert?: Convert;
  /**
   * What the server does to a merged object before it stores it: defaults, normal forms, admission. An object that is
   * the live one after it was not changed, and managers keep their times. Of custom resources the server compares
   * before it drops empty maps and lists from metadata. Absent: nothing is done.
   */
  readonly complete?: (merged: JsonObject) => JsonObject;
}

export type ApplyResult =
  | {
      readonly outcome: 'applied';
      /** As it would be stored, managedFields included; the live object itself if nothing at all changes. */
      readonly object: JsonObject;
      readonly managedFields: readonly ManagedFieldsEntry[];
    }
  | { readonly outcome: 'conflicts'; readonly conflicts: readonly Conflict[] }
  | { readonly outcome: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Applies a configuration to an object (managedfields/internal/structuredmerge.go and the managers around it):
 * what it holds is merged in and owned by the manager, what it held last time and nobody else owns goes, and a change of
 * what others own is a conflict unless it is forced. Throws a DrydockError if live's managedFields can not be read.
 */
export function applyObject(request: ApplyRequest): ApplyResult {
  const { fields, problems } = mentioned(request.applied, request.schema, request.resetFields ?? EMPTY_SET);
  if (problems.length > 0) return { outcome: 'invalid', problems };
  const result = applyFields(request, fields, request.force === true);
  if (request.manager !== 'kubectl' || request.live === undefined) return result;
  return applyAsKubectl(request, fields, request.live, result);
}

/** What it knows of kubectl's older, client-side apply (lastappliedmanager.go, lastappliedupdater.go). */
function applyAsKubectl(request: ApplyRequest, fields: FieldSet, live: JsonObject, first: ApplyResult): ApplyResult {
  let result = first;
  if (first.outcome === 'conflicts') {
    const conflicts = allowedByLastApplied(first.conflicts, live, request.schema);
    if (conflicts.length > 0) return { outcome: 'conflicts', conflicts };
    result = applyFields(request, fields, true);
  }
  if (result.outcome !== 'applied') return result;
  const object = withLastApplied(result.object, request.applied);
  return { ...result, object };
}

function applyFields(request: ApplyRequest, fields: FieldSet, force: boolean): ApplyResult {
  const { applied, now, schema } = request;
  const apiVersion = String(applied['apiVersion'] ?? '');
  const context: WriteContext = { apiVersion, schema, resetFields: request.resetFields ?? EMPTY_SET, convert: request.convert };
  const live = withManagedFields(request.live ?? {}, []);
  const managers = readManagers(managedFieldsOf(request.live));
  if (managers.size === 0 && request.live !== undefined) {
    // What is there before the first apply belongs to a manager of its own (skipnonapplied.go).
    recordUpdate({ ...request, before: request.zero ?? {}, after: live, manager: 'before-first-apply' }, managers);
  }
  fitManagers(live, managers, context);

  const author = { manager: request.manager, operation: 'Apply', apiVersion, subresource: request.subresource ?? '' } as const;
  const id = managerId(author);
  const last = managers.get(id);
  const record: ManagerRecord = { ...author, time: last?.time, fields, ...(last?.source === undefined ? {} : { source: last.source }) };
  managers.set(id, record);
  const merged = mergeValues(live, applied, schema);
  const object = prune(isJsonObject(merged) ? merged : live, last, record, managers, context);
  const { conflicts } = disown({ before: live, after: object, author: id, force }, managers, context);
  if (conflicts !== undefined) return { outcome: 'conflicts', conflicts };

  const owned = differenceSets(fields, STRIPPED);
  const changed = request.live === undefined || !jsonEqual(live, object);
  if (isEmptySet(owned)) managers.delete(id);
  else managers.set(id, { ...record, fields: owned, time: changed ? now : record.time });
  return settled(request, object, writeManagers(managers), changed);
}

/** The result after `complete`: times stay and the live object is returned if that undid every change. */
function settled(request: ApplyRequest, merged: JsonObject, entries: readonly ManagedFieldsEntry[], changed: boolean): ApplyResult {
  const { live, complete } = request;
  const object = changed && complete !== undefined ? withManagedFields(complete(merged), []) : merged;
  if (live === undefined) return { outcome: 'applied', object: withManagedFields(object, entries), managedFields: entries };
  const before = managedFieldsOf(live) ?? [];
  const same = !changed || jsonEqual(withManagedFields(live, []), object);
  const managedFields = keepTimes(before, entries, same);
  return { outcome: 'applied', object: same && managedFields === before ? live : withManagedFields(object, managedFields), managedFields };
}
