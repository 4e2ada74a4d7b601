import type { FieldSet } from '../../../shared/merge/index.ts';
import { differenceSets, EMPTY_SET, fieldSetFromJson, hasPath, leavesOf, pathsOf, unionSets, pathText } from '../../../shared/merge/index.ts';
import type { FieldOwner } from '../../../shared/model/diff.ts';
import { jsonEqual } from '../../../shared/model/json.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';
import { ownerOf } from './owners.ts';

/** True if two versions of an object have the same owners for the same fields, and the same marks of Drydock. */
export function ownershipEqual(a: KubeObject, b: KubeObject): boolean {
  return jsonEqual(ownership(a), ownership(b));
}

function ownership(object: KubeObject): JsonValue {
  const entries = (object.metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry);
  return { entries, labels: object.metadata.labels ?? {}, annotations: object.metadata.annotations ?? {} };
}

/**
 * Fields that Drydock applied before and that Git no longer has, but that stay in the object because somebody else
 * owns them too.
 */
export function keptFields(live: KubeObject, predicted: KubeObject): { readonly path: string; readonly owners: readonly FieldOwner[] }[] {
  // Mostly nothing left Git; reading the sets costs more than seeing that.
  if (jsonEqual(appliedFields(live), appliedFields(predicted))) return [];
  const left = differenceSets(appliedBy(live), appliedBy(predicted));
  const others = (predicted.metadata.managedFields ?? []).filter((entry) => !(entry.manager === FIELD_MANAGER && entry.operation === 'Apply'));
  const sets = others.map((entry) => ({ entry, set: fieldSetFromJson(entry.fieldsV1) }));
  const kept: { path: string; owners: FieldOwner[] }[] = [];
  for (const path of pathsOf(leavesOf(left))) {
    const owners = sets.filter(({ set }) => hasPath(set, path)).map(({ entry }) => ownerOf(entry));
    if (owners.length > 0) kept.push({ path: pathText(path), owners });
  }
  return kept;
}

function appliedFields(object: KubeObject): JsonValue {
  return (object.metadata.managedFields ?? []).filter((entry) => entry.manager === FIELD_MANAGER && entry.operation === 'Apply').map((entry) => entry.fieldsV1 ?? null);
}

function appliedBy(object: KubeObject): FieldSet {
  let set: FieldSet = EMPTY_SET;
  for (const entry of object.metadata.managedFields ?? []) {
    if (entry.manager === FIELD_MANAGER && entry.operation === 'Apply' && (entry.subresource ?? '') === '') set = unionSets(set, fieldSetFromJson(entry.fieldsV1));
  }
  return set;
}
