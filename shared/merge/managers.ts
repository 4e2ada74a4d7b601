import { DrydockError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kube.ts';
import type { FieldSet } from './fieldset.ts';
import { equalSets, fieldSetFromJson, fieldSetToJson } from './fieldset.ts';

/** One manager's record, read. */
export interface ManagerRecord {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  /** RFC 3339, to the second; undefined where the server wrote none. */
  readonly time: string | undefined;
  readonly fields: FieldSet;
  /** What it was read from, so that an unchanged record is written as it was. */
  readonly source?: ManagedFieldsEntry;
}

/**
 * All managers of an object by identity. An applier is the same at every apiVersion, an updater is another one at each
 * (managedfields/internal/managedfields.go, BuildManagerIdentifier).
 */
export type Managers = Map<string, ManagerRecord>;

export type ManagerIdentity = Pick<ManagerRecord, 'manager' | 'operation' | 'apiVersion' | 'subresource'>;

export function managerId(of: ManagerIdentity): string {
  return JSON.stringify([of.operation, of.manager, of.subresource, of.operation === 'Apply' ? '' : of.apiVersion]);
}

/** Reads managedFields; throws a DrydockError for entries that no server writes. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers: Managers = new Map();
  for (const entry of entries ?? []) {
    const record = readManager(entry);
    managers.set(managerId(record), record);
  }
  return managers;
}

export function readManager(entry: ManagedFieldsEntry): ManagerRecord {
  const { operation, apiVersion, fieldsType } = entry;
  if ((operation !== 'Apply' && operation !== 'Update') || apiVersion === undefined || apiVersion === '' || fieldsType !== 'FieldsV1') {
    throw new DrydockError('cluster-invalid', `managedFields has an entry of "${entry.manager ?? ''}" without operation, apiVersion or FieldsV1.`);
  }
  return {
    manager: entry.manager ?? '',
    operation,
    apiVersion,
    subresource: entry.subresource ?? '',
    time: entry.time,
    fields: fieldSetFromJson(entry.fieldsV1),
    source: entry,
  };
}

/** Writes one record as the server does. */
export function writeManager(record: ManagerRecord): ManagedFieldsEntry {
  const { manager, operation, apiVersion, subresource, time, source, fields } = record;
  const fieldsV1 = source !== undefined && equalSets(fieldSetFromJson(source.fieldsV1), fields) ? source.fieldsV1 : undefined;
  return {
    ...(manager === '' ? {} : { manager }),
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsV1 ?? fieldSetToJson(fields),
    ...(subresource === '' ? {} : { subresource }),
  };
}

/** Writes all records in the server's order: appliers first, then by time, name, apiVersion and subresource. */
export function writeManagers(managers: Managers): ManagedFieldsEntry[] {
  return [...managers.values()].sort(compareRecords).map(writeManager);
}

function compareRecords(a: ManagerRecord, b: ManagerRecord): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

/** Whole seconds since 1970; 0 without a time. */
export function secondsOf(record: ManagerRecord): number {
  return record.time === undefined ? 0 : Math.floor(Date.parse(record.time) / 1000);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `metadata.managedFields` of an object, unread. */
export function managedFieldsOf(object: JsonObject | undefined): readonly ManagedFieldsEntry[] | undefined {
  const metadata = object?.['metadata'];
  const entries = isJsonObject(metadata) ? metadata['managedFields'] : undefined;
  return Array.isArray(entries) ? entries : undefined;
}

/** The object with these managedFields; without the field for an empty list. The object itself if nothing changes. */
export function withManagedFields(object: JsonObject, entries: readonly ManagedFieldsEntry[]): JsonObject {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  if (entries.length === 0 && !Object.hasOwn(metadata, 'managedFields')) return object;
  const { managedFields: _before, ...rest } = metadata;
  return { ...object, metadata: entries.length === 0 ? rest : { ...rest, managedFields: entries } };
}
