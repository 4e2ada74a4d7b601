/**
 * Structured merge: what server-side apply does with an object, as pure functions. No I/O, no clock: times come in.
 *
 * Every manager that writes an object is remembered in `metadata.managedFields` with the paths it set: an `Apply`
 * record for each applier, an `Update` record for everyone who creates, replaces or patches. Whoever applies sends only
 * what it cares about, and the record says what it cared about last time. From these three - the live object, the
 * applied configuration, the records - follows the whole of apply:
 *
 *   merge      the configuration is laid over the live object, value by value (mergeValues.ts)
 *   prune      what the applier's record has, the configuration has no more, and no other record has, goes (prune.ts)
 *   disown     what changed is taken from the other managers' records, or is a conflict with them (ownership.ts)
 *   record     the applier's new record is exactly what the configuration mentions (toFieldSet.ts)
 *
 * What "value by value" means is the schema's business (schema.ts): a map is merged name by name, unless it is atomic;
 * a list is one value, unless it is a set, whose members stand for themselves, or a list map, whose items are told apart
 * by keys. So a path does not say "the second container" but `.containers[name="web"]` (element.ts), and a set of paths
 * is a tree of such steps (fieldset.ts). Schemas come out of the server's own OpenAPI documents (openapi.ts, lookup.ts).
 *
 * An update, in contrast, has no configuration: the records follow from how the object changed (update.ts, compare.ts).
 *
 * Where the result equals the server's. managedFields: always, times included if `complete` is given, as long as all
 * records are at the request's apiVersion or `convert` is given. The object: up to what the server does after the merge,
 * namely conversion to its own types (nulls and empty values that those leave out, quantities and times in normal form,
 * a Secret's stringData), defaults of new items, admission, and fields that it alone writes (resourceVersion,
 * generation, status, allocated addresses, an immutable field's refusal). With live as the server returned it, only what
 * is new or changed is touched by those; a dry-run PUT of the result shows them all. Two things that surprise: a custom
 * resource in which pruning leaves a null container is refused by the server's validation (422), and what was migrated
 * from a client-side apply takes its defaults along, which the server then sets again. Moves of ownership between a
 * resource and its scale subresource are not part of this.
 *
 * The rules are those of sigs.k8s.io/structured-merge-diff v6 and k8s.io/apimachinery/pkg/util/managedfields; comments
 * name the file a rule is from. The judge is a real API server: test/merge.
 */
export type { ApplyRequest, ApplyResult } from './apply.ts';
export { applyObject } from './apply.ts';
export type { Comparison } from './compare.ts';
export { compareObjects } from './compare.ts';
export type { Path, PathElement } from './element.ts';
export { elementText, fieldElement, keyElement, pathText, valueElement } from './element.ts';
export type { FieldEntry, FieldSet } from './fieldset.ts';
export {
  differenceSets,
  EMPTY_SET,
  equalSets,
  fieldSetFromJson,
  fieldSetOf,
  fieldSetToJson,
  hasPath,
  intersectSets,
  isEmptySet,
  leavesOf,
  pathsOf,
  recursiveDifference,
  setBelow,
  unionSets,
} from './fieldset.ts';
export { LAST_APPLIED_ANNOTATION, lastAppliedOf } from './lastApplied.ts';
export type { KindSchema, SchemaLookup } from './lookup.ts';
export { schemaFromOpenApiV3 } from './lookup.ts';
export type { ManagerRecord, Managers } from './managers.ts';
export { readManagers } from './managers.ts';
export { mergeValues } from './mergeValues.ts';
export type { ManagerMatch } from './migrate.ts';
export { migrateClientSideApply, moveOwnership, removeOwnership, rewriteSuperseded } from './migrate.ts';
export type { Conflict } from './ownership.ts';
export { appliesNothing, predictApply } from './predict.ts';
export type { Problem, ProblemCode } from './problem.ts';
export type { FieldSchema, ListSchema, MapSchema, Schema } from './schema.ts';
export { schemaAt, UNTYPED } from './schema.ts';
export type { AppliedFields } from './toFieldSet.ts';
export { toFieldSet } from './toFieldSet.ts';
export type { UpdateRequest } from './update.ts';
export { updateObject } from './update.ts';
export type { Convert, VersionedObject } from './versions.ts';
