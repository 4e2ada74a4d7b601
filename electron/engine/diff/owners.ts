import type { FieldOwner } from '../../../shared/model/diff.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonObject, jsonEqual, parseJson } from '../../../shared/model/json.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import type { PathStep } from './compare.ts';

/** The managers other than `except` whose managedFields hold a field of a live object. */
export function ownersOf(live: KubeObject, path: readonly PathStep[], except: string): FieldOwner[] {
  const owners: FieldOwner[] = [];
  for (const entry of live.metadata.managedFields ?? []) {
    if (isManager(entry, except) || entry.fieldsV1 === undefined) continue;
    if (owns(entry.fieldsV1, path)) owners.push(ownerOf(entry));
  }
  return owners;
}

/** A managedFields entry as an owner's name for people. */
export function ownerOf(entry: ManagedFieldsEntry): FieldOwner {
  return {
    manager: entry.manager ?? 'unknown',
    operation: entry.operation ?? 'Update',
    ...(entry.subresource === undefined || entry.subresource === '' ? {} : { subresource: entry.subresource }),
    ...(entry.time === undefined ? {} : { time: entry.time }),
  };
}

function isManager(entry: ManagedFieldsEntry, name: string): boolean {
  return entry.manager === name && entry.operation === 'Apply';
}

/**
 * Walks FieldsV1 (`f:name`, `k:{"name":"web"}`) along a path. A set that ends above the path owns it whole (an atomic
 * list or map); one that goes on below it owns a part of it.
 */
function owns(fields: JsonObject, path: readonly PathStep[]): boolean {
  let node = fields;
  for (const step of path) {
    const next = typeof step === 'string' ? node[`f:${step}`] : itemOf(node, step);
    if (!isJsonObject(next)) return false;
    if (Object.keys(next).length === 0) return true;
    node = next;
  }
  return true;
}

function itemOf(node: JsonObject, step: Exclude<PathStep, string>): JsonObject | undefined {
  for (const [key, value] of Object.entries(node)) {
    if (!key.startsWith('k:') || !isJsonObject(value)) continue;
    const keys = parseJson(key.slice(2));
    if (isJsonObject(keys) && Object.entries(step).every(([name, wanted]) => jsonEqual(keys[name], wanted))) return value;
  }
  return undefined;
}
