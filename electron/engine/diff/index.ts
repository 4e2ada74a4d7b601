/**
 * The diff: what an apply would change in one live object.
 *
 * Compared are *live* and *predicted*, both without status, what only the server owns, and Drydock's own marks
 * (`normalise.ts`). Predicted comes from the server's dry run; where none is possible it is desired laid over live,
 * and the diff says so in its `basis`. Sync status and the diff that is shown are one computation: an object is
 * OutOfSync exactly if its diff has changes.
 *
 * Everything here is pure. Whether a dry run has to be asked for at all is `shared/merge`'s to prove (`appliesNothing`).
 */
import type { DiffBasis, FieldChange, ResourceDiff } from '../../../shared/model/diff.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';
import { compareFields, pathText } from './compare.ts';
import { comparable } from './normalise.ts';
import { ownersOf } from './owners.ts';

export { comparable } from './normalise.ts';
export { createMasker, hideValues, isSecret, maskDiff, maskSecret } from './mask.ts';
export type { Masker } from './mask.ts';
export { applyMigrated, migrationOf } from './migration.ts';
export type { Migration, MigrationInput } from './migration.ts';
export { withAtomicDefaults } from './atomicDefaults.ts';
export { unifiedDiff } from './text.ts';
export { lastAppliedSize, tooLarge } from './limits.ts';
export { keptFields, ownershipEqual } from './ownership.ts';

/** What `diffResource` compares. */
export interface DiffInput {
  /** The stamped manifest; absent if the object is to go. */
  readonly desired: KubeObject | undefined;
  /** The object in the cluster; absent if there is none. */
  readonly live: KubeObject | undefined;
  /** What the server says the object will be. */
  readonly predicted?: KubeObject;
  /** How `predicted` was found, where it was not the server's dry run. */
  readonly basis?: DiffBasis;
}

/**
 * The diff of one object. Without `predicted`, desired laid over live stands in for it (`basis` merge); a new object
 * is shown as desired, because what a server allocates (addresses, names) differs from one dry run to the next.
 */
export function diffResource({ desired, live, predicted, basis }: DiffInput): ResourceDiff {
  if (desired === undefined) {
    const before = live === undefined ? undefined : comparable(live);
    return { basis: 'removal', changes: before === undefined ? [] : [{ path: '.', before }], ...(before === undefined ? {} : { live: before }) };
  }
  if (live === undefined) {
    const after = comparable(desired);
    return { basis: 'desired', changes: [{ path: '.', after }], predicted: after };
  }
  const before = comparable(live);
  const after = predicted === undefined ? overlay(before, comparable(desired)) : comparable(predicted);
  const changes: FieldChange[] = compareFields(before, after).map(({ path, ...sides }) => {
    const setBy = sides.before === undefined ? [] : ownersOf(live, path, FIELD_MANAGER);
    return { path: pathText(path), ...sides, ...(setBy.length === 0 ? {} : { setBy }) };
  });
  return { basis: basis ?? (predicted === undefined ? 'merge' : 'server'), changes, live: before, predicted: after };
}

/** Desired laid over live: maps are joined, everything else is replaced. */
function overlay(live: JsonValue | undefined, desired: JsonValue): JsonValue {
  if (!isJsonObject(live) || !isJsonObject(desired)) return desired;
  const result: { [key: string]: JsonValue | undefined } = { ...live };
  for (const [name, value] of Object.entries(desired)) if (value !== undefined) result[name] = overlay(live[name], value);
  return result;
}
