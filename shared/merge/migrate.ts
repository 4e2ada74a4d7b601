import type { ManagedFieldsEntry } from '../model/kube.ts';
import type { FieldSet } from './fieldset.ts';
import { differenceSets, EMPTY_SET, intersectSets, isEmptySet, unionSets } from './fieldset.ts';
import type { ManagerRecord } from './managers.ts';
import { managerId, readManager, writeManager, writeManagers } from './managers.ts';

/**
 * Moves what `Update` managers own to an applier, so that its next apply may remove it: what client-go's
 * csaupgrade.UpgradeManagedFields does, for several managers in the given order.
 *
 * If the applier has no record yet, a manager's first one becomes it. Only a record at the applier's apiVersion is
 * added to it; the managers' other records are dropped, for their paths may mean something else. Other entries stay as
 * they are. Returns the given list itself if there is nothing to move.
 */
export function migrateClientSideApply(request: {
  readonly managedFields: readonly ManagedFieldsEntry[];
  readonly from: readonly string[];
  readonly to: string;
  /** The subresource whose records move; the main resource if absent. */
  readonly subresource?: string;
}): readonly ManagedFieldsEntry[] {
  const { to, subresource = '' } = request;
  let entries = request.managedFields;
  for (const from of request.from) {
    const isSource = (entry: ManagedFieldsEntry): boolean =>
      entry.manager === from && entry.operation === 'Update' && (entry.subresource ?? '') === subresource;
    const isTarget = (entry: ManagedFieldsEntry): boolean =>
      entry.manager === to && entry.operation === 'Apply' && (entry.subresource ?? '') === subresource;
    const sources = entries.filter(isSource);
    const [first] = sources;
    if (first === undefined) continue;
    const target = entries.find(isTarget);
    const base: ManagerRecord = { ...readManager(target ?? first), manager: to, operation: 'Apply' };
    const same = sources.find((entry) => entry.apiVersion === base.apiVersion);
    const moved = writeManager({ ...base, fields: unionSets(base.fields, same === undefined ? EMPTY_SET : readManager(same).fields) });
    const replaced = target ?? first;
    entries = entries.flatMap((entry) => (entry === replaced ? [moved] : isSource(entry) ? [] : [entry]));
  }
  return entries;
}

/**
 * Writes records whose version the server does not serve any more as records of `apiVersion`, joined with the manager's
 * own there. A server forgets what stands at a version that is gone (structured-merge-diff merge/update.go), or, for a
 * custom resource whose definition dropped it, refuses every write. Returns the given list itself if all are served.
 */
export function rewriteSuperseded(managedFields: readonly ManagedFieldsEntry[], apiVersion: string, isServed: (apiVersion: string) => boolean): readonly ManagedFieldsEntry[] {
  if (managedFields.every((entry) => entry.apiVersion === apiVersion || isServed(entry.apiVersion ?? apiVersion))) return managedFields;
  const records = new Map<string, ManagerRecord>();
  for (const entry of managedFields) {
    const record = readManager(entry);
    const settled = record.apiVersion === apiVersion || isServed(record.apiVersion) ? record : { ...record, apiVersion };
    const id = managerId(settled);
    const other = records.get(id);
    records.set(id, other === undefined ? settled : { ...settled, apiVersion, fields: unionSets(other.fields, settled.fields) });
  }
  return writeManagers(records);
}

/** Which records an ownership is taken from. */
export type ManagerMatch = (entry: ManagedFieldsEntry) => boolean;

/**
 * Takes paths away from every record that matches, all of its paths if none are given; records that are left with
 * nothing go. Returns the entries in the server's order.
 */
export function removeOwnership(managedFields: readonly ManagedFieldsEntry[], match: ManagerMatch, paths?: FieldSet): readonly ManagedFieldsEntry[] {
  const records = readAll(managedFields);
  for (const [id, record] of records) {
    if (record.source === undefined || !match(record.source)) continue;
    const fields = paths === undefined ? EMPTY_SET : differenceSets(record.fields, paths);
    if (isEmptySet(fields)) records.delete(id);
    else records.set(id, { ...record, fields });
  }
  return writeManagers(records);
}

/**
 * Moves paths, all if none are given, from every record that matches and is at the applier's apiVersion to that
 * applier's record, which is made if there is none. Records at other versions are left alone, for their paths may mean
 * something else; if the applier's own is at another one, nothing moves. Returns the given list itself if nothing moves.
 */
export function moveOwnership(request: {
  readonly managedFields: readonly ManagedFieldsEntry[];
  readonly from: ManagerMatch;
  readonly to: { readonly manager: string; readonly apiVersion: string; readonly subresource?: string };
  readonly paths?: FieldSet;
  /** The time of the record if it is made; RFC 3339, to the second. */
  readonly now: string;
}): readonly ManagedFieldsEntry[] {
  const { from, to, paths } = request;
  const records = readAll(request.managedFields);
  const identity = { manager: to.manager, operation: 'Apply', apiVersion: to.apiVersion, subresource: to.subresource ?? '' } as const;
  const id = managerId(identity);
  const target = records.get(id);
  if (target !== undefined && target.apiVersion !== to.apiVersion) return request.managedFields;
  let moved: FieldSet = EMPTY_SET;
  for (const [each, record] of records) {
    if (each === id || record.apiVersion !== to.apiVersion || record.source === undefined || !from(record.source)) continue;
    const taken = paths === undefined ? record.fields : intersectSets(record.fields, paths);
    const fields = differenceSets(record.fields, taken);
    moved = unionSets(moved, taken);
    if (isEmptySet(fields)) records.delete(each);
    else if (fields !== record.fields) records.set(each, { ...record, fields });
  }
  if (isEmptySet(moved)) return request.managedFields;
  records.set(id, target === undefined ? { ...identity, time: request.now, fields: moved } : { ...target, fields: unionSets(target.fields, moved) });
  return writeManagers(records);
}

function readAll(entries: readonly ManagedFieldsEntry[]): Map<string, ManagerRecord> {
  return new Map(entries.map((entry) => readManager(entry)).map((record) => [managerId(record), record]));
}
