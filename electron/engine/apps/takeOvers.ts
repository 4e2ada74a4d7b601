import type { KubeObject } from '../../../shared/model/kube.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';
import type { ManagerRecord } from '../../../shared/merge/index.ts';
import { differenceSets, EMPTY_SET, isEmptySet, pathsOf, pathText, readManagers } from '../../../shared/merge/index.ts';
import { ApiError } from '../cluster/index.ts';
import { placeOf } from '../diff/index.ts';
import type { TakeOver } from '../plan/index.ts';

/**
 * What a forced apply takes from others, told by what they own before it and after it: the server takes what the apply
 * changes and they own, which is what it names as conflicts of an apply without force (structured-merge-diff
 * merge/update.go, update). What is gone with its parent is lost too, and is no conflict. Undefined where that cannot
 * be told so, and the server has to be asked without force: of objects that nobody tracked yet, of fields recorded at
 * another version, and where the server merged old records into one.
 */
export function takenOver(live: KubeObject, predicted: KubeObject): readonly TakeOver[] | undefined {
  const before = readManagers(live.metadata.managedFields);
  const after = readManagers(predicted.metadata.managedFields);
  if (before.size === 0) return undefined;
  if ([...after].some(([id, record]) => !before.has(id) && !isOwnApply(record))) return undefined;
  const taken: TakeOver[] = [];
  for (const [id, record] of before) {
    if (isOwnApply(record)) continue;
    const lost = differenceSets(record.fields, after.get(id)?.fields ?? EMPTY_SET);
    if (isEmptySet(lost)) continue;
    if (record.apiVersion !== predicted.apiVersion) return undefined;
    const paths = [...pathsOf(lost)].filter((path) => placeOf(predicted, path) !== undefined).map(pathText);
    if (paths.length > 0) taken.push({ manager: record.manager, operation: record.operation, ...(record.subresource === '' ? {} : { subresource: record.subresource }), paths });
  }
  return ordered(taken);
}

/**
 * The managers and fields of a field-manager conflict (409 whose causes say FieldManagerConflict; apimachinery
 * managedfields/internal/conflict.go, printManager: `conflict with "m" with subresource "scale" using apps/v1 at ...`).
 * Empty for every other error.
 */
export function conflictsOf(error: unknown): readonly TakeOver[] {
  if (!(error instanceof ApiError) || error.status !== 409) return [];
  const byManager = new Map<string, { manager: string; operation: string; subresource?: string; paths: string[] }>();
  for (const cause of error.causes) {
    if (cause.reason !== 'FieldManagerConflict') continue;
    const match = /^conflict with "((?:[^"\\]|\\.)*)"(?: with subresource "([^"]*)")?(?: using (\S+))?/.exec(cause.message);
    const manager = match?.[1] ?? 'another manager';
    const subresource = match?.[2];
    // The message names the version only for Update entries; an Apply entry has none.
    const operation = match?.[3] === undefined ? 'Apply' : 'Update';
    const id = `${manager}/${operation}/${subresource ?? ''}`;
    let entry = byManager.get(id);
    if (entry === undefined) {
      entry = { manager, operation, ...(subresource === undefined ? {} : { subresource }), paths: [] };
      byManager.set(id, entry);
    }
    entry.paths.push(cause.field);
  }
  return ordered([...byManager.values()]);
}

/** However it was found out, it is the same plan. */
function ordered(taken: readonly TakeOver[]): readonly TakeOver[] {
  const nameOf = ({ manager, operation, subresource = '' }: TakeOver) => JSON.stringify([manager, operation, subresource]);
  return taken.map((each) => ({ ...each, paths: each.paths.toSorted() })).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

function isOwnApply({ manager, operation, subresource }: ManagerRecord): boolean {
  return manager === FIELD_MANAGER && operation === 'Apply' && subresource === '';
}
