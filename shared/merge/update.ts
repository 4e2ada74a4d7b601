import type { JsonObject } from '../model/json.ts';
import { isJsonObject, jsonEqual } from '../model/json.ts';
import type { ManagedFieldsEntry } from '../model/kube.ts';
import type { FieldSet } from './fieldset.ts';
import { differenceSets, EMPTY_SET, isEmptySet, recursiveDifference, unionSets } from './fieldset.ts';
import type { ManagerRecord, Managers } from './managers.ts';
import { compareText, managedFieldsOf, managerId, readManagers, secondsOf, withManagedFields, writeManagers } from './managers.ts';
import { disown, fitManagers } from './ownership.ts';
import type { Schema } from './schema.ts';
import { STRIPPED } from './toFieldSet.ts';
import type { Convert, WriteContext } from './versions.ts';

/** A create, PUT or PATCH, as managedFields sees it. */
export interface UpdateRequest {
  /** The stored object; absent for a creation. */
  readonly live?: JsonObject;
  /**
   * The new object as the request leaves it: a patch already applied, defaulted as the server defaults what it decodes.
   * Its `metadata.managedFields` are taken as the server takes them: none or unreadable ones mean the live object's, an
   * empty list or one empty entry forgets all.
   */
  readonly updated: JsonObject;
  /** The field manager's name. */
  readonly manager: string;
  readonly schema: Schema;
  /** RFC 3339, to the second. */
  readonly now: string;
  /** Set for writes to a subresource, such as `status`. */
  readonly subresource?: string;
  readonly resetFields?: FieldSet;
  /** What a creation begins with (`KindSchema.zero`); an empty object if absent. */
  readonly zero?: JsonObject;
  readonly convert?: Convert;
}

/** How many updaters a server keeps apart (managedfields/internal/fieldmanager.go, DefaultMaxUpdateManagers). */
const MAX_UPDATERS = 10;

/**
 * managedFields after a write by an `Update` manager: the paths it changed or added are its own now and nobody else's,
 * the paths it removed are nobody's. Reset fields and identity are never owned.
 */
export function updateObject(request: UpdateRequest): { readonly managedFields: readonly ManagedFieldsEntry[] } {
  const managers = managersOfUpdate(request);
  const created = request.live === undefined;
  // An object that nobody tracks stays so until its first apply (skipnonapplied.go).
  if (managers.size === 0 && !created) return { managedFields: [] };
  const before = withManagedFields(request.live ?? request.zero ?? {}, []);
  const after = withManagedFields(request.updated, []);
  recordUpdate({ ...request, before, after }, managers);
  capUpdaters(managers);
  const entries = writeManagers(managers);
  return { managedFields: created ? entries : keepTimes(managedFieldsOf(request.live) ?? [], entries, sameContent(before, after)) };
}

function managersOfUpdate({ live, updated, subresource }: UpdateRequest): Managers {
  const sent = managedFieldsOf(updated);
  if (subresource === undefined && sent !== undefined) {
    const [first] = sent;
    if (first === undefined || (sent.length === 1 && Object.keys(first).length === 0)) return new Map();
    const managers = readOrEmpty(sent);
    if (managers.size > 0) return managers;
  }
  return readOrEmpty(managedFieldsOf(live));
}

function readOrEmpty(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  try {
    return readManagers(entries);
  } catch {
    // The server too goes on with none where they can not be read (fieldmanager.go, emptyManagedFieldsOnErr).
    return new Map();
  }
}

/** One update's effect on `managers`, which it changes (managedfieldsupdater.go, stripmeta.go). */
export function recordUpdate(
  request: Pick<UpdateRequest, 'manager' | 'schema' | 'now' | 'subresource' | 'resetFields' | 'convert'> & {
    readonly before: JsonObject;
    readonly after: JsonObject;
  },
  managers: Managers,
): void {
  const { before, after, manager, now } = request;
  const apiVersion = String(after['apiVersion'] ?? '');
  const context: WriteContext = {
    apiVersion,
    schema: request.schema,
    resetFields: request.resetFields ?? EMPTY_SET,
    convert: request.convert,
  };
  fitManagers(before, managers, context);
  const result = disown({ before, after, author: '', force: true }, managers, context);
  if (result.conflicts !== undefined) return;
  const { modified, added } = result.comparison;
  const changed = differenceSets(recursiveDifference(unionSets(modified, added), context.resetFields), STRIPPED);
  if (isEmptySet(changed)) return;
  const identity = { manager: manager === '' ? 'unknown' : manager, operation: 'Update', apiVersion, subresource: request.subresource ?? '' } as const;
  const id = managerId(identity);
  const previous = managers.get(id);
  managers.set(id, { ...identity, time: now, fields: previous === undefined ? changed : unionSets(changed, previous.fields) });
}

/** Puts the oldest updaters together, per version, until there are few enough (capmanagers.go). */
function capUpdaters(managers: Managers): void {
  const updaters = [...managers].filter(([, record]) => record.operation === 'Update');
  let surplus = updaters.length - MAX_UPDATERS;
  if (surplus <= 0) return;
  updaters.sort((a, b) => secondsOf(a[1]) - secondsOf(b[1]) || compareText(serverId(a[1]), serverId(b[1])));
  const firsts = new Map<string, string>();
  for (const [id, record] of updaters) {
    if (surplus <= 0) return;
    const { apiVersion } = record;
    const bucket = { manager: 'ancient-changes', operation: 'Update', apiVersion, subresource: '' } as const;
    const bucketId = managerId(bucket);
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, id);
      continue;
    }
    const held = managers.get(bucketId) ?? managers.get(first);
    if (!managers.has(bucketId)) managers.delete(first);
    managers.delete(id);
    managers.set(bucketId, { ...bucket, time: record.time, fields: unionSets(record.fields, held?.fields ?? EMPTY_SET) });
    surplus--;
  }
}

/** The server's own identifier, by which it orders updaters of the same second. */
function serverId({ manager, operation, apiVersion, subresource }: ManagerRecord): string {
  return JSON.stringify({ manager, operation, apiVersion, ...(subresource === '' ? {} : { subresource }) });
}

/**
 * The new entries with the old times, if the object stays as it was and the entries differ in nothing but times: such a
 * write is stored as no write (apiserver handlers/fieldmanager/equality.go).
 */
export function keepTimes(before: readonly ManagedFieldsEntry[], after: readonly ManagedFieldsEntry[], sameObject: boolean): readonly ManagedFieldsEntry[] {
  const same = sameObject && before.length === after.length && after.every((entry, index) => jsonEqual(timeless(entry), timeless(before[index] ?? {})));
  return same ? before : after;
}

function timeless({ time: _time, ...rest }: ManagedFieldsEntry): ManagedFieldsEntry {
  return rest;
}

const SERVER_OWNED = ['resourceVersion', 'uid', 'creationTimestamp', 'generation', 'selfLink', 'managedFields'];

/** Whether two objects are the same but for what the server puts in by itself on an update. */
function sameContent(a: JsonObject, b: JsonObject): boolean {
  return jsonEqual(withoutServerOwned(a), withoutServerOwned(b));
}

function withoutServerOwned(object: JsonObject): JsonObject {
  const metadata = isJsonObject(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => !SERVER_OWNED.includes(name))) };
}
