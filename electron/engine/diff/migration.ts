import type { FieldSet, KindSchema } from '../../../shared/merge/index.ts';
import {
  EMPTY_SET,
  fieldElement,
  fieldSetFromJson,
  fieldSetOf,
  fieldSetToJson,
  intersectSets,
  isEmptySet,
  LAST_APPLIED_ANNOTATION,
  lastAppliedOf,
  leavesOf,
  migrateClientSideApply,
  moveOwnership,
  pathsOf,
  predictApply,
  rewriteSuperseded,
  toFieldSet,
  unionSets,
} from '../../../shared/merge/index.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';

/** Whose `Update` entries become Drydock's: kubectl's client-side apply (client-go util/csaupgrade), and its own patches. */
const MIGRATED = ['kubectl-client-side-apply', FIELD_MANAGER];
/** Holds what an object had before anybody tracked it (apimachinery managedfields/internal/skipnonapplied.go). */
const BEFORE_FIRST_APPLY = 'before-first-apply';
/** Kubernetes' own components keep what they set, whoever adopts the object. */
const COMPONENTS = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'cloud-controller-manager', 'kubelet']);
const ANNOTATION = fieldSetOf([['metadata', 'annotations', LAST_APPLIED_ANNOTATION].map(fieldElement)]);

/** What decides whose fields become Drydock's before an apply. */
export interface MigrationInput {
  readonly live: KubeObject;
  /** The stamped manifest. */
  readonly desired: KubeObject;
  readonly kind: KindSchema;
  /** A person takes the object over: what Git says becomes Drydock's alone, whoever set it. */
  readonly adopt: boolean;
  /** Whether the server serves the object's kind at an apiVersion. */
  readonly isServed: (apiVersion: string) => boolean;
  /** RFC 3339, to the second. */
  readonly now: string;
}

/** A record of who owns what that is written before the apply, so that what leaves Git later leaves the cluster. */
export interface Migration {
  readonly managedFields: readonly ManagedFieldsEntry[];
  /** The same without what an adoption adds: what is in the way of an apply is told by this one. */
  readonly unforced: readonly ManagedFieldsEntry[];
  /** Fields of kubectl's client-side apply move. */
  readonly fromClientSide: boolean;
  /** Managers of which an adoption takes fields, with how many. */
  readonly from: readonly { readonly manager: string; readonly count: number }[];
  /** Versions that are not served any more and stood in the record. */
  readonly superseded: readonly string[];
}

/**
 * What has to change in a live object's managedFields before it is applied (DESIGN "Apply"); undefined for nothing.
 * Entries at a version that is gone are rewritten; kubectl's client-side apply, Drydock's own patches, and of what was
 * there before the first apply the paths in last-applied become Drydock's. An adoption adds the paths that Git mentions,
 * from everybody but Kubernetes itself and writers of subresources (the autoscaler's replicas).
 */
export function migrationOf({ live, desired, kind, adopt, isServed, now }: MigrationInput): Migration | undefined {
  const before = live.metadata.managedFields ?? [];
  const { apiVersion } = desired;
  const to = { manager: FIELD_MANAGER, apiVersion };
  const wanted = adopt ? unionSets(toFieldSet(desired, kind.schema, kind.resetFields).fields, ANNOTATION) : EMPTY_SET;
  if (before.length === 0) return untracked(live, kind, unionSets(lastAppliedFields(live, kind), wanted), apiVersion, now);

  const served = rewriteSuperseded(before, apiVersion, isServed);
  const clientSide = migrateClientSideApply({ managedFields: served, from: MIGRATED, to: FIELD_MANAGER });
  // Reading the sets costs more than seeing that there is nobody to take from.
  const unforced = clientSide.some(isBeforeFirstApply) ? moveOwnership({ managedFields: clientSide, from: isBeforeFirstApply, to, paths: lastAppliedFields(live, kind), now }) : clientSide;
  const managedFields = adopt && unforced.some(isSomebodyElse) ? moveOwnership({ managedFields: unforced, from: isSomebodyElse, to, paths: wanted, now }) : unforced;
  if (managedFields === before) return undefined;
  return {
    managedFields,
    unforced,
    fromClientSide: unforced !== served,
    from: managedFields === unforced ? [] : takenFrom(unforced, wanted, apiVersion),
    superseded: served === before ? [] : [...new Set(before.flatMap((entry) => (entry.apiVersion === undefined || entry.apiVersion === apiVersion || isServed(entry.apiVersion) ? [] : [entry.apiVersion])))],
  };
}

/** An object without any record: its first apply would give everything in it to `before-first-apply`, for good. */
function untracked(live: KubeObject, kind: KindSchema, paths: FieldSet, apiVersion: string, now: string): Migration | undefined {
  const fields = intersectSets(paths, toFieldSet(live, kind.schema, kind.resetFields).fields);
  if (isEmptySet(fields)) return undefined;
  const entry: ManagedFieldsEntry = { manager: FIELD_MANAGER, operation: 'Apply', apiVersion, time: now, fieldsType: 'FieldsV1', fieldsV1: fieldSetToJson(fields) };
  return { managedFields: [entry], unforced: [entry], fromClientSide: true, from: [], superseded: [] };
}

/** What kubectl's client-side apply applied last, with the annotation that says so. */
function lastAppliedFields(live: KubeObject, kind: KindSchema): FieldSet {
  const lastApplied = lastAppliedOf(live);
  return lastApplied === undefined ? EMPTY_SET : unionSets(toFieldSet(lastApplied, kind.schema, kind.resetFields).fields, ANNOTATION);
}

function isBeforeFirstApply(entry: ManagedFieldsEntry): boolean {
  return entry.manager === BEFORE_FIRST_APPLY && entry.operation === 'Update' && (entry.subresource ?? '') === '';
}

/** True for a record that is Drydock's, or becomes so before an apply. */
export function becomesOurs(entry: ManagedFieldsEntry): boolean {
  return (entry.subresource ?? '') === '' && (entry.manager === FIELD_MANAGER || (entry.operation === 'Update' && MIGRATED.includes(entry.manager ?? '')) || isBeforeFirstApply(entry));
}

function isSomebodyElse(entry: ManagedFieldsEntry): boolean {
  return (entry.subresource ?? '') === '' && entry.manager !== FIELD_MANAGER && !COMPONENTS.has(entry.manager ?? '');
}

function takenFrom(entries: readonly ManagedFieldsEntry[], wanted: FieldSet, apiVersion: string): { manager: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (!isSomebodyElse(entry) || entry.apiVersion !== apiVersion) continue;
    const count = [...pathsOf(leavesOf(intersectSets(fieldSetFromJson(entry.fieldsV1), wanted)))].length;
    if (count > 0) counts.set(entry.manager ?? 'unknown', (counts.get(entry.manager ?? 'unknown') ?? 0) + count);
  }
  return [...counts].map(([manager, count]) => ({ manager, count }));
}

/** What an apply after the migration would give, computed here: a server-side dry run cannot see a migration. */
export interface MigratedApply {
  /** To be sent as a dry-run PUT, so that the server adds its defaults and checks it. */
  readonly object: KubeObject;
  readonly conflicts: readonly { readonly manager: string; readonly operation: string; readonly subresource?: string; readonly paths: readonly string[] }[];
}

/** Undefined where the object is not valid for its schema: the server's own dry run says why. */
export function applyMigrated({ desired, live, kind, now }: MigrationInput, { managedFields, unforced }: Migration): MigratedApply | undefined {
  const request = { live, applied: desired, manager: FIELD_MANAGER, schema: kind.schema, resetFields: kind.resetFields, zero: kind.zero, now };
  const gentle = predictApply({ ...request, managedFields: unforced });
  const conflicts =
    gentle.outcome !== 'conflicts'
      ? []
      : gentle.conflicts.map(({ manager, operation, subresource, fields }) => ({ manager, operation, paths: fields, ...(subresource === undefined || subresource === '' ? {} : { subresource }) }));
  const result = gentle.outcome === 'applied' && managedFields === unforced ? gentle : predictApply({ ...request, managedFields, force: true });
  return result.outcome === 'applied' && isKubeObject(result.object) ? { object: result.object, conflicts } : undefined;
}
