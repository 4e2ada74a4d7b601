import type { FieldSet, Path } from '../../../shared/merge/index.ts';
import { fieldSetFromJson, leavesOf, pathsOf } from '../../../shared/merge/index.ts';
import type { IgnoreDifference } from '../../../shared/model/application.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import { compileGlob } from '../../../shared/model/glob.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual, parseJson } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';

/** Where a value stands in one object: names of fields and indexes of items. */
export type FieldPath = readonly (string | number)[];

/** The fields of one object that one rule leaves out of the comparison. */
export interface IgnoredPaths {
  /** What the application says, for people: `/spec/replicas`, `jq .spec.replicas`, `fields of kube-controller-manager`. */
  readonly rule: string;
  readonly paths: readonly FieldPath[];
}

/** What jq found in an object for an expression; undefined where it found no answer. */
export type JqPaths = (object: KubeObject, expression: string) => readonly FieldPath[] | undefined;

/** What is left out of a comparison: the rules of this very object, and jq's answers for both sides. */
export interface Ignore {
  readonly rules: readonly IgnoreDifference[];
  readonly jq: JqPaths;
  /** Those of the rules that are not the application's but argocd-cm's. */
  readonly imported?: ReadonlySet<IgnoreDifference>;
}

/** Finds the rules that touch an object. */
export type RuleFinder = (key: ResourceKey) => readonly IgnoreDifference[];

/**
 * Group and kind are globs, name and namespace are exact or not said (argo-cd util/argo/normalizers/diff_normalizer.go,
 * Normalize). A rule whose pattern does not compile touches nothing; `ruleProblems` says so.
 */
export function ruleFinder(rules: readonly IgnoreDifference[]): RuleFinder {
  const compiled = rules.map((rule) => ({ rule, group: globOf(rule.group ?? ''), kind: globOf(rule.kind) }));
  return (key) =>
    compiled.flatMap(({ rule, group, kind }) => {
      const { name = '', namespace = '' } = rule;
      return group.fits(key.group) && kind.fits(key.kind) && (name === '' || name === key.name) && (namespace === '' || namespace === key.namespace) ? [rule] : [];
    });
}

/** What of the rules can have no effect, each as a sentence; Argo CD accepts them all the same. */
export function ruleProblems(rules: readonly IgnoreDifference[]): readonly string[] {
  return rules.flatMap((rule, index) => {
    const patterns = [rule.group ?? '', rule.kind].flatMap((pattern) => globOf(pattern).problem ?? []);
    const pointers = (rule.jsonPointers ?? []).filter((pointer) => !pointer.startsWith('/')).map((pointer) => `"${pointer}" is no JSON pointer: it does not begin with a slash.`);
    return [...patterns, ...pointers].map((problem) => `spec.ignoreDifferences[${index}] has no effect: ${problem}`);
  });
}

function globOf(pattern: string): { readonly fits: (text: string) => boolean; readonly problem?: string } {
  try {
    return { fits: compileGlob(pattern) };
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    return { fits: () => false, problem: error.message };
  }
}

/**
 * What the rules leave out of one object. `live` says who owns what, for both sides: after a forced apply the others
 * own less. A pointer to what is not there finds nothing. All paths are those of the object as it came, so that two
 * pointers into one list do not shift each other, as they do in Argo CD.
 */
export function ignoredPaths(object: KubeObject, live: KubeObject, { rules, jq, imported }: Ignore): IgnoredPaths[] {
  const found: IgnoredPaths[] = [];
  for (const rule of rules) {
    const from = imported?.has(rule) === true ? 'argocd-cm: ' : '';
    for (const pointer of rule.jsonPointers ?? []) found.push({ rule: `${from}${pointer}`, paths: pointed(object, pointer) });
    for (const expression of rule.jqPathExpressions ?? []) found.push({ rule: `${from}jq ${expression}`, paths: jq(object, expression) ?? [] });
    for (const manager of rule.managedFieldsManagers ?? []) found.push({ rule: `${from}fields of ${manager}`, paths: ownedPaths(object, live, manager) });
  }
  return found.filter(({ paths }) => paths.length > 0);
}

/**
 * The object without what stands at the paths, and without maps and lists on the way there that hold nothing else.
 * `others` are the paths that go from what it is compared with: what is empty on the way there goes too.
 */
export function withoutPaths(object: JsonObject, paths: readonly FieldPath[], others: readonly FieldPath[] = []): JsonObject {
  if (paths.length === 0 && others.length === 0) return object;
  const root: Branch = { goes: false, below: new Map() };
  for (const path of paths) branchTo(root, path).goes = true;
  // An item of the other list may be any item here, so only maps are followed.
  for (const path of others) branchTo(root, path.slice(0, path.findIndex((step, index) => typeof step === 'number' || index === path.length - 1) + 1));
  const left = pruned(object, root);
  return isJsonObject(left) ? left : {};
}

function branchTo(root: Branch, path: FieldPath): Branch {
  let branch = root;
  for (const step of path) {
    let next = branch.below.get(String(step));
    if (next === undefined) branch.below.set(String(step), (next = { goes: false, below: new Map() }));
    branch = next;
  }
  return branch;
}

interface Branch {
  goes: boolean;
  readonly below: Map<string, Branch>;
}

function pruned(value: JsonValue, branch: Branch): JsonValue | undefined {
  if (branch.goes) return undefined;
  if (branch.below.size === 0) return value;
  if (isJsonArray(value)) {
    const items = value.flatMap((item, index) => {
      const below = branch.below.get(String(index));
      const left = below === undefined ? item : pruned(item, below);
      return left === undefined ? [] : [left];
    });
    return items.length === 0 ? undefined : items;
  }
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).flatMap(([name, item]) => {
    const below = branch.below.get(name);
    const left = item === undefined || below === undefined ? item : pruned(item, below);
    return left === undefined ? [] : [[name, left] as const];
  });
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

/** RFC 6901. */
function pointed(object: KubeObject, pointer: string): readonly FieldPath[] {
  if (!pointer.startsWith('/')) return [];
  const path: (string | number)[] = [];
  let value: JsonValue | undefined = object;
  for (const token of pointer.slice(1).split('/')) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const step: string | number = isJsonArray(value) && /^(0|[1-9]\d*)$/.test(name) ? Number(name) : name;
    value = valueAt(value, [step]);
    if (value === undefined) return [];
    path.push(step);
  }
  return [path];
}

/** What stands at a path; undefined for nothing. */
export function valueAt(value: JsonValue | undefined, path: FieldPath): JsonValue | undefined {
  for (const step of path) {
    if (isJsonArray(value)) value = typeof step === 'number' ? value[step] : undefined;
    else value = isJsonObject(value) && typeof step === 'string' && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** The leaves of a manager's records, as far as the object has them (argo-cd util/argo/managedfields/managed_fields.go). */
function ownedPaths(object: KubeObject, live: KubeObject, manager: string): FieldPath[] {
  const entries = (live.metadata.managedFields ?? []).filter((entry) => entry.manager === manager);
  return entries.flatMap((entry) => setPaths(object, leavesOf(fieldSetFromJson(entry.fieldsV1))));
}

/** Where the members of a set stand in an object. */
function setPaths(object: JsonValue, set: FieldSet): FieldPath[] {
  return [...pathsOf(set)].flatMap((path) => {
    const place = placeOf(object, path);
    return place === undefined ? [] : [place];
  });
}

/** Where an object has what a path of FieldsV1 names; undefined where it has nothing there. */
export function placeOf(object: JsonValue, path: Path): FieldPath | undefined {
  const place: (string | number)[] = [];
  let value: JsonValue | undefined = object;
  for (const element of path) {
    const step: string | number | undefined = stepOf(value, element);
    value = step === undefined ? undefined : valueAt(value, [step]);
    if (step === undefined || value === undefined) return undefined;
    place.push(step);
  }
  return place;
}

/** The field or item that one element of FieldsV1 names; undefined where the value has none. */
export function stepOf(value: JsonValue | undefined, element: string): string | number | undefined {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return rest;
  if (!isJsonArray(value)) return undefined;
  if (element.startsWith('i:')) return Number(rest);
  const wanted = parseJson(rest);
  const index = value.findIndex((item) =>
    // A manifest may leave the one key out that has a default (core/v1 ContainerPort, ServicePort).
    element.startsWith('v:') ? jsonEqual(item, wanted) : isJsonObject(item) && isJsonObject(wanted) && Object.entries(wanted).every(([name, key]) => jsonEqual(item[name] ?? (name === 'protocol' ? 'TCP' : undefined), key)),
  );
  return index < 0 ? undefined : index;
}
