import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { isJsonArray, isJsonObject, jsonEqual, stringifyJson } from '../../shared/model/json.ts';
import type { ManagedFieldsEntry } from '../../shared/model/kube.ts';
import type { ApplyResult, Convert, KindSchema } from '../../shared/merge/index.ts';
import { applyObject, updateObject } from '../../shared/merge/index.ts';
import type { Answer, ApiClient } from './client.ts';
import { objectAt } from './client.ts';

/**
 * Compares one write of the module with the same write on the server.
 *
 * managedFields must be equal, entry by entry and in order, and in whether a time is kept or new.
 *
 * The object must be equal, but for `generation`, once it went through the server's own conversion and defaults: if it
 * differs as it is, it is sent back as a dry-run PUT, whose result must be the apply's.
 */
export interface Write {
  readonly path: string;
  readonly live?: JsonObject;
  readonly manager: string;
  readonly kind: KindSchema;
  readonly convert?: Convert;
  /** `status` for an apply to that subresource; `path` names it then. */
  readonly subresource?: 'status';
}

/** `equal`: as it is. `completed`: after the server's defaults. `refused`: both refuse. `invalid`: the server's validation does. */
export type Verdict = 'equal' | 'completed' | 'conflicts' | 'refused' | 'invalid' | 'stale';

export interface Judged {
  readonly verdict: Verdict;
  /** Why module and server differ; undefined where they agree. */
  readonly difference?: string;
}

const DRY = { dryRun: 'All' };

/** An apply, as a dry run. */
export async function judgeApply(api: ApiClient, write: Write & { readonly applied: JsonObject; readonly force: boolean }): Promise<Judged> {
  const { applied, force, live, manager, path } = write;
  const start = Math.floor(Date.now() / 1000);
  const answer = await api.request('APPLY', path, { ...DRY, fieldManager: manager, force: String(force) }, applied);
  if (live !== undefined && isStale(live, answer)) return { verdict: 'stale' };
  const { kind } = write;
  const resetFields = write.subresource === undefined ? kind.resetFields : kind.statusResetFields;
  const request = { ...write, now: nowOf(answer.body, live, start), schema: kind.schema, resetFields, zero: kind.zero };
  const merged = applyObject(request);
  if (merged.outcome === 'conflicts') return compareConflicts(merged, answer);
  if (merged.outcome === 'invalid') return answer.status >= 400 ? { verdict: 'refused' } : differs('refused', `the module refuses: ${stringifyJson(merged.problems)}`);
  if (answer.status === 409) return differs('conflicts', `the server has conflicts: ${String(answer.body['message'])}`);
  if (answer.status === 422) return { verdict: 'invalid', ...(await alsoInvalid(api, path, merged.object, answer.body)) };
  // The merged object does not fit the server's own types, which say more than its schema (base64, int-or-string), or
  // the schema of another version, where a list that may hold duplicates is a set.
  if (/unable to convert unstructured object|failed to convert .* duplicate entries/.test(String(answer.body['message']))) return { verdict: 'invalid' };
  if (answer.status >= 300) return differs('refused', `the server refuses: ${answer.status} ${String(answer.body['message'])}`);

  const difference = await compareObject(api, write, merged.object, answer.body);
  if (difference.difference !== undefined) return difference;
  const settled = applyObject({ ...request, complete: (merged) => asCompleted(merged, answer.body, kind) });
  const managed = compareManaged(settled.outcome === 'applied' ? settled.managedFields : [], answer.body, live, start);
  return managed === undefined ? difference : { ...difference, difference: `${managed}\nlive ${stringifyJson(live)}\napplied ${stringifyJson(applied)}` };
}

/** A PUT of a whole object, as a dry run; `updated` must be as the server defaults it. */
export async function judgeUpdate(api: ApiClient, write: Write & { readonly updated: JsonObject; readonly verb: 'PUT' | 'POST'; readonly allocated?: readonly string[] }): Promise<Judged> {
  const { live, manager, path, updated, verb } = write;
  const start = Math.floor(Date.now() / 1000);
  const answer = await api.request(verb, path, { ...DRY, fieldManager: manager }, updated);
  if (answer.status === 409 || (live !== undefined && isStale(live, answer))) return { verdict: 'stale' };
  if (answer.status === 422) return { verdict: 'invalid' };
  if (answer.status >= 300) return differs('refused', `the server refuses: ${answer.status} ${String(answer.body['message'])}`);
  const { kind } = write;
  const decoded = verb === 'POST' ? asDecoded(updated, answer.body, write.allocated) : updated;
  const { managedFields } = updateObject({ ...write, updated: decoded, now: nowOf(answer.body, live, start), schema: kind.schema, resetFields: kind.resetFields, zero: kind.zero });
  const managed = compareManaged(managedFields, answer.body, live, start);
  return managed === undefined ? { verdict: 'equal' } : differs('equal', managed);
}

/**
 * The stored object as the server compares it with the live one. Of a custom resource that is before it drops empty
 * maps and lists from metadata.
 */
function asCompleted(merged: JsonObject, body: JsonObject, kind: KindSchema): JsonObject {
  const completed = bare(body);
  if (kind.zero['metadata'] !== undefined) return completed;
  const metadata = objectAt(completed, 'metadata');
  const empty = Object.entries(objectAt(merged, 'metadata')).filter(
    ([name, value]) => metadata[name] === undefined && typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  );
  return { ...completed, metadata: { ...metadata, ...Object.fromEntries(empty) } };
}

/** A creation as the server decoded it: what it answers, without what it allocated, and with empty lists it made null. */
function asDecoded(sent: JsonObject, body: JsonObject, allocated: readonly string[] = []): JsonObject {
  const spec = Object.fromEntries(Object.entries(objectAt(body, 'spec')).filter(([name]) => !allocated.includes(name)));
  const empty = Object.entries(sent).filter(([name, value]) => isJsonArray(value) && body[name] === null);
  return { ...bare(body), ...(body['spec'] === undefined ? {} : { spec }), ...Object.fromEntries(empty) };
}

async function compareObject(api: ApiClient, write: Write, predicted: JsonObject, body: JsonObject): Promise<Judged> {
  if (jsonEqual(comparable(predicted), comparable(body))) return { verdict: 'equal' };
  const resourceVersion = objectAt(write.live, 'metadata')['resourceVersion'];
  const sent = { ...bare(predicted), metadata: { ...objectAt(bare(predicted), 'metadata'), ...(resourceVersion === undefined ? {} : { resourceVersion }) } };
  const put = await api.request('PUT', write.path, { ...DRY, fieldManager: 'judge' }, sent);
  if (put.status >= 300) return differs('completed', `the merged object can not be stored: ${String(put.body['message'])}\n${stringifyJson(bare(predicted))}`);
  if (jsonEqual(comparable(put.body), comparable(body))) return { verdict: 'completed' };
  return differs('completed', `objects differ:\nmodule ${stringifyJson(comparable(put.body))}\nserver ${stringifyJson(comparable(body))}\nmerged ${stringifyJson(bare(predicted))}`);
}

/**
 * Where the server's validation refuses its merged object, it must refuse ours too. A PUT of a custom resource drops the
 * nulls that pruning may leave, and which an apply is refused for: those must be in ours.
 */
async function alsoInvalid(api: ApiClient, path: string, predicted: JsonObject, why: JsonObject): Promise<Partial<Judged>> {
  const put = await api.request('PUT', path, { ...DRY, fieldManager: 'judge' }, bare(predicted));
  const causes = objectAt(why, 'details')['causes'];
  const nulls = (isJsonArray(causes) ? causes : []).filter((cause) => isJsonObject(cause) && valueAt(predicted, String(cause['field'])) === null);
  if (put.status === 422 || nulls.length > 0) return {};
  return { difference: `the server finds its merged object invalid (${String(why['message'])}), but stores the module's: ${stringifyJson(bare(predicted))}` };
}

/** The value at a field of a server's cause: `spec.ports[0].labels`. */
function valueAt(object: JsonObject, field: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const [, name, index] of field.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    value = name !== undefined && isJsonObject(value) ? value[name] : isJsonArray(value) ? value[Number(index)] : undefined;
  }
  return value;
}

function compareConflicts(merged: Extract<ApplyResult, { outcome: 'conflicts' }>, answer: Answer): Judged {
  const ours = merged.conflicts.flatMap(({ fields, manager }) => fields.map((field) => `${manager} ${field}`)).sort();
  const causes = objectAt(answer.body, 'details')['causes'];
  const theirs = (isJsonArray(causes) ? causes : [])
    .flatMap((cause) => (isJsonObject(cause) ? [`${/conflict with "([^"]*)"/.exec(String(cause['message']))?.[1] ?? '?'} ${String(cause['field'])}`] : []))
    .sort();
  if (answer.status === 409 && jsonEqual(ours, theirs)) return { verdict: 'conflicts' };
  return differs('conflicts', `conflicts differ, the server answers ${answer.status}:\nmodule ${ours.join('; ')}\nserver ${theirs.join('; ')}`);
}

/** Who an entry belongs to; an applier is the same at every version. */
function ownerOf({ manager, operation, subresource, apiVersion }: JsonObject): string {
  return stringifyJson([operation, manager, subresource, operation === 'Apply' ? null : apiVersion]);
}

function timesOf(object: JsonObject | undefined): ReadonlyMap<string, JsonValue | undefined> {
  return new Map(entriesOf(object).map((entry) => [ownerOf(entry), entry['time']]));
}

/** The server's time of the write, from an entry that has another than before; any later one if none has. */
function nowOf(body: JsonObject, live: JsonObject | undefined, start: number): string {
  const old = timesOf(live);
  const renewed = entriesOf(body).find((entry) => entry['time'] !== undefined && entry['time'] !== old.get(ownerOf(entry)));
  return String(renewed?.['time'] ?? new Date((start + 60) * 1000).toISOString().replace('.000', ''));
}

/** Entry by entry and in order; a time is the entry's own old one, or a new one. */
function compareManaged(ours: readonly ManagedFieldsEntry[], body: JsonObject, live: JsonObject | undefined, start: number): string | undefined {
  const old = timesOf(live);
  const timed = (entry: JsonObject): JsonObject => {
    const { time } = entry;
    if (typeof time !== 'string' || time === old.get(ownerOf(entry))) return entry;
    return { ...entry, time: Date.parse(time) / 1000 >= start ? 'new' : `${time} is neither old nor new` };
  };
  if (jsonEqual(ours.map(timed), entriesOf(body).map(timed))) return undefined;
  return `managedFields differ:\nmodule ${stringifyJson(ours)}\nserver ${stringifyJson(entriesOf(body))}`;
}

function differs(verdict: Verdict, difference: string): Judged {
  return { verdict, difference };
}

export function entriesOf(object: JsonObject | undefined): readonly JsonObject[] {
  const entries = objectAt(object, 'metadata')['managedFields'];
  return (isJsonArray(entries) ? entries : []).filter((entry): entry is JsonObject => isJsonObject(entry));
}

function isStale(live: JsonObject, answer: Answer): boolean {
  if (answer.status >= 300) return false;
  return objectAt(answer.body, 'metadata')['resourceVersion'] !== objectAt(live, 'metadata')['resourceVersion'];
}

/** Without managedFields. */
export function bare(object: JsonObject): JsonObject {
  return withManaged(object, undefined);
}

export function withManaged(object: JsonObject, managedFields: JsonValue | undefined): JsonObject {
  const { managedFields: _before, ...metadata } = objectAt(object, 'metadata');
  return { ...object, metadata: managedFields === undefined ? metadata : { ...metadata, managedFields } };
}

function comparable(object: JsonObject): JsonObject {
  const { generation: _generation, ...metadata } = objectAt(bare(object), 'metadata');
  return { ...object, metadata };
}
