import type { JsonObject } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kube.ts';
import type { ApplyRequest, ApplyResult } from './apply.ts';
import { applyObject } from './apply.ts';
import type { FieldSet } from './fieldset.ts';
import { equalSets, fieldSetFromJson } from './fieldset.ts';
import { managedFieldsOf, withManagedFields } from './managers.ts';
import { mergeValues } from './mergeValues.ts';
import type { Schema } from './schema.ts';
import { toFieldSet } from './toFieldSet.ts';

/**
 * Whether an apply would certainly change nothing, found without a request: the manager's only `Apply` record is at the
 * applied apiVersion and names exactly the applied paths, and every applied value is what live has. False says nothing:
 * a null, another spelling of a quantity or an empty map that live lacks may still come to the same on the server.
 *
 * `live` must be at the applied object's apiVersion.
 */
export function appliesNothing(request: {
  readonly live: JsonObject;
  readonly applied: JsonObject;
  readonly manager: string;
  readonly schema: Schema;
  readonly resetFields?: FieldSet;
}): boolean {
  const { live, applied, manager, schema } = request;
  const records = (managedFieldsOf(live) ?? []).filter((entry) => entry.manager === manager && entry.operation === 'Apply');
  const [record] = records;
  if (record === undefined || records.length > 1 || record.apiVersion !== applied['apiVersion'] || record.subresource !== undefined) return false;
  if (mergeValues(live, applied, schema) !== live) return false;
  const { fields, problems } = toFieldSet(applied, schema, request.resetFields);
  return problems.length === 0 && equalSets(fields, fieldSetFromJson(record.fieldsV1));
}

/** `applyObject` to a live object whose ownership is replaced by `managedFields` first, as a PUT would send it. */
export function predictApply(request: ApplyRequest & { readonly live: JsonObject; readonly managedFields: readonly ManagedFieldsEntry[] }): ApplyResult {
  return applyObject({ ...request, live: withManagedFields(request.live, request.managedFields) });
}
