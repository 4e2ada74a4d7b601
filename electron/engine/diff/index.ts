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
import type { DiffBasis, FieldChange, IgnoredField, ResourceDiff } from '../../../shared/model/diff.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';
import { compareFields, pathText } from './compare.ts';
import type { FieldPath, Ignore, IgnoredPaths } from './ignore.ts';
import { ignoredPaths, withoutPaths } from './ignore.ts';
import { comparable } from './normalise.ts';
import { ownersOf } from './owners.ts';

export { comparable } from './normalise.ts';
export type { Ignore } from './ignore.ts';
export { placeOf, ruleFinder, ruleProblems } from './ignore.ts';
export { withLiveValues } from './respect.ts';
export { inLiveWords } from './words.ts';
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
  /** The application's `ignoreDifferences` that touch this object: what they name stands in neither side. */
  readonly ignore?: Ignore;
}

/**
 * The diff of one object. Without `predicted`, desired laid over live stands in for it (`basis` merge); a new object
 * is shown as desired, because what a server allocates (addresses, names) differs from one dry run to the next.
 */
export function diffResource({ desired, live, predicted, basis, ignore }: DiffInput): ResourceDiff {
  if (desired === undefined) {
    const before = live === undefined ? undefined : comparable(live);
    return { basis: 'removal', changes: before === undefined ? [] : [{ path: '.', before }], ...(before === undefined ? {} : { live: before }) };
  }
  if (live === undefined) {
    const after = comparable(desired);
    return { basis: 'desired', changes: [{ path: '.', after }], predicted: after };
  }
  const laid = predicted ?? laidOver(live, desired);
  const gone = { live: ignore === undefined ? [] : ignoredPaths(live, live, ignore), predicted: ignore === undefined ? [] : ignoredPaths(laid, live, ignore) };
  const whole = { before: comparable(live), after: comparable(laid) };
  const before = withoutPaths(whole.before, pathsOf(gone.live), pathsOf(gone.predicted));
  const after = withoutPaths(whole.after, pathsOf(gone.predicted), pathsOf(gone.live));
  const changes: FieldChange[] = compareFields(before, after).map(({ path, ...sides }) => {
    const setBy = sides.before === undefined ? [] : ownersOf(live, path, FIELD_MANAGER);
    return { path: pathText(path), ...sides, ...(setBy.length === 0 ? {} : { setBy }) };
  });
  const ignored = ignore === undefined ? [] : ignoredFields(whole, gone);
  return { basis: basis ?? (predicted === undefined ? 'merge' : 'server'), changes, live: before, predicted: after, ...(ignored.length === 0 ? {} : { ignored }) };
}

/** What differs only in what the rules leave out, each with the first rule that does. */
function ignoredFields(whole: { readonly before: JsonObject; readonly after: JsonObject }, gone: { readonly live: readonly IgnoredPaths[]; readonly predicted: readonly IgnoredPaths[] }): readonly IgnoredField[] {
  const found: IgnoredField[] = [];
  let left = whole;
  let changes = compareFields(left.before, left.after);
  for (const rule of new Set([...gone.live, ...gone.predicted].map((each) => each.rule))) {
    if (changes.length === 0) break;
    const of = (side: readonly IgnoredPaths[]) => pathsOf(side.filter((each) => each.rule === rule));
    // The paths are those of the whole objects, so each rule is taken from these.
    left = { before: withoutPaths(whole.before, of(gone.live), of(gone.predicted)), after: withoutPaths(whole.after, of(gone.predicted), of(gone.live)) };
    const kept = new Set(compareFields(left.before, left.after).map(({ path }) => pathText(path)));
    const without = changes.filter(({ path }) => !kept.has(pathText(path)));
    found.push(...without.map(({ path }) => ({ path: pathText(path), rule })));
    changes = changes.filter(({ path }) => kept.has(pathText(path)));
  }
  return found;
}

function pathsOf(ignored: readonly IgnoredPaths[]): readonly FieldPath[] {
  return ignored.flatMap(({ paths }) => paths);
}

/** Desired laid over live, both as they are compared: what stands in where no server says what an apply would give. */
export function laidOver(live: KubeObject, desired: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = desired;
  const laid = overlay(comparable(live), comparable(desired));
  return isKubeObject(laid) ? laid : { ...(isJsonObject(laid) ? laid : {}), apiVersion, kind, metadata };
}

/** Desired laid over live: maps are joined, everything else is replaced. */
function overlay(live: JsonValue | undefined, desired: JsonValue): JsonValue {
  if (!isJsonObject(live) || !isJsonObject(desired)) return desired;
  const result: { [key: string]: JsonValue | undefined } = { ...live };
  for (const [name, value] of Object.entries(desired)) if (value !== undefined) result[name] = overlay(live[name], value);
  return result;
}
