import type { JsonObject } from '../model/json.ts';
import type { Path } from './element.ts';
import { pathText } from './element.ts';
import type { Comparison } from './compare.ts';
import { compareObjects } from './compare.ts';
import type { FieldSet } from './fieldset.ts';
import { differenceSets, intersectSets, isEmptySet, pathsOf, unionSets } from './fieldset.ts';
import type { ManagerRecord, Managers } from './managers.ts';
import { compareText } from './managers.ts';
import { fitToSchema } from './removeItems.ts';
import type { WriteContext } from './versions.ts';
import { atVersion } from './versions.ts';

/** Fields that a write changes and another manager owns. */
export interface Conflict {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly paths: readonly Path[];
  /** The same paths, for people. */
  readonly fields: readonly string[];
}

/**
 * What a change of the object means for everyone but its author (structured-merge-diff merge/update.go, update): who
 * owns a path that was changed or added loses it, which is a conflict unless it may be forced; who owns a path that went
 * loses it silently; who owns nothing any more is forgotten. Changes `managers`, but not if there are conflicts.
 */
export function disown(
  change: { readonly before: JsonObject; readonly after: JsonObject; readonly author: string; readonly force: boolean },
  managers: Managers,
  context: WriteContext,
): { readonly conflicts: readonly Conflict[] } | { readonly conflicts: undefined; readonly comparison: Comparison } {
  const comparison = compareObjects(change.before, change.after, context.schema, context.resetFields);
  const byVersion = new Map<string, Comparison | 'unknown' | 'gone'>([[context.apiVersion, comparison]]);
  const taken = new Map<string, FieldSet>();
  const left = new Map<string, ManagerRecord | undefined>();
  for (const [id, record] of managers) {
    if (id === change.author) continue;
    const at = byVersion.get(record.apiVersion) ?? compareAt(change.before, change.after, record.apiVersion, context);
    byVersion.set(record.apiVersion, at);
    if (at === 'gone') left.set(id, undefined);
    if (typeof at === 'string') continue;
    const lost = intersectSets(record.fields, unionSets(at.modified, at.added));
    if (!isEmptySet(lost)) taken.set(id, lost);
    const fields = differenceSets(differenceSets(record.fields, lost), at.removed);
    left.set(id, isEmptySet(fields) ? undefined : fields === record.fields ? record : { ...record, fields });
  }
  if (!change.force && taken.size > 0) return { conflicts: conflictsOf(taken, managers) };
  for (const [id, record] of left) {
    if (record === undefined) managers.delete(id);
    else managers.set(id, record);
  }
  return { conflicts: undefined, comparison };
}

function compareAt(before: JsonObject, after: JsonObject, apiVersion: string, context: WriteContext): Comparison | 'unknown' | 'gone' {
  const from = atVersion(before, apiVersion, context);
  const to = atVersion(after, apiVersion, context);
  if (typeof from === 'string') return from;
  if (typeof to === 'string') return to;
  return compareObjects(from.object, to.object, to.schema, context.resetFields);
}

function conflictsOf(taken: ReadonlyMap<string, FieldSet>, managers: Managers): readonly Conflict[] {
  return [...taken]
    .flatMap(([id, fields]) => {
      const record = managers.get(id);
      return record === undefined ? [] : [conflictOf(record, fields)];
    })
    .sort((a, b) => compareText(a.manager, b.manager) || compareText(a.operation, b.operation) || compareText(a.apiVersion, b.apiVersion));
}

function conflictOf(record: ManagerRecord, fields: FieldSet): Conflict {
  const paths = [...pathsOf(fields)];
  return {
    manager: record.manager,
    operation: record.operation,
    apiVersion: record.apiVersion,
    ...(record.subresource === '' ? {} : { subresource: record.subresource }),
    ...(record.time === undefined ? {} : { time: record.time }),
    paths,
    fields: paths.map(pathText),
  };
}

/** Adapts all records to schemas that changed since they were written. */
export function fitManagers(live: JsonObject, managers: Managers, context: WriteContext): void {
  for (const [id, record] of managers) {
    const at = atVersion(live, record.apiVersion, context);
    if (at === 'gone') managers.delete(id);
    if (typeof at === 'string') continue;
    const fields = fitToSchema(record.fields, at.schema);
    if (fields !== record.fields) managers.set(id, { ...record, fields });
  }
}
