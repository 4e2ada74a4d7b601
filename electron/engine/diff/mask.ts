import { createHmac } from 'node:crypto';
import type { FieldChange, ResourceDiff } from '../../../shared/model/diff.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { canonicalJson, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { LAST_APPLIED } from './normalise.ts';

/** True for the kind whose values never leave the engine. */
export function isSecret(object: { readonly apiVersion: string; readonly kind: string }): boolean {
  return object.kind === 'Secret' && object.apiVersion === 'v1';
}

/** Turns values into masks under one random key: equal values get equal masks, so that a change is seen and its content is not. */
export type Masker = (value: JsonValue) => string;

export function createMasker(key: Uint8Array): Masker {
  return (value) => `(masked ${createHmac('sha256', key).update(canonicalJson(value)).digest('hex').slice(0, 8)})`;
}

/** The diff of a Secret with every value of `data` and `stringData` replaced by its mask. */
export function maskDiff(diff: ResourceDiff, mask: Masker): ResourceDiff {
  return {
    ...diff,
    changes: diff.changes.map((change) => maskChange(change, mask)),
    ...(diff.live === undefined ? {} : { live: maskObject(diff.live, mask) }),
    ...(diff.predicted === undefined ? {} : { predicted: maskObject(diff.predicted, mask) }),
  };
}

/** Shorter values are part of too many words to be looked for; the server's own quoting of them goes all the same. */
const SHORTEST_HIDDEN = 4;

/**
 * What a server said about an object, without the values of a Secret: it quotes a value of the wrong type (`expected
 * string, got &value.valueUnstructured{Value:1234}`; structured-merge-diff typed/validate.go).
 */
export function hideValues(text: string, object: { readonly apiVersion: string; readonly kind: string; readonly [field: string]: JsonValue | undefined }): string {
  if (!isSecret(object)) return text;
  const values = [...leaves(object['data']), ...leaves(object['stringData'])].filter((value) => value.length >= SHORTEST_HIDDEN).toSorted((a, b) => b.length - a.length);
  const hidden = values.reduce((rest, value) => rest.replaceAll(value, '(hidden)'), text);
  return hidden.replace(/, got &.*$/gm, ', got something else (hidden)');
}

/** Every value as it may stand in a text: as it is, and decoded. */
function* leaves(value: JsonValue | undefined): Generator<string> {
  if (value === undefined || value === null) return;
  if (typeof value === 'object') {
    for (const item of Object.values(value)) yield* leaves(item);
    return;
  }
  const text = String(value);
  yield text;
  if (typeof value === 'string') yield Buffer.from(value, 'base64').toString('utf8');
}

/** A Secret to be shown whole: values as masks, and kubectl's copy of the manifest, which has them once more, as one. */
export function maskSecret(object: KubeObject, mask: Masker): JsonValue {
  const { annotations } = object.metadata;
  const copy = annotations?.[LAST_APPLIED];
  if (copy === undefined) return maskObject(object, mask);
  return maskObject({ ...object, metadata: { ...object.metadata, annotations: { ...annotations, [LAST_APPLIED]: mask(copy) } } }, mask);
}

function maskObject(value: JsonValue, mask: Masker): JsonValue {
  if (!isJsonObject(value)) return value;
  const result: { [key: string]: JsonValue | undefined } = { ...value };
  for (const field of ['data', 'stringData']) {
    const data = value[field];
    if (data !== undefined) result[field] = maskValues(data, mask);
  }
  return result;
}

function maskValues(data: JsonValue, mask: Masker): JsonValue {
  if (!isJsonObject(data)) return mask(data);
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (value === undefined ? [] : [[name, mask(value)]])));
}

function maskChange(change: FieldChange, mask: Masker): FieldChange {
  const whole = change.path === '.data' || change.path === '.stringData';
  const inside = /^\.(data|stringData)[.[]/.test(change.path);
  if (change.path === '.') {
    return { ...change, ...mapSides(change, (value) => maskObject(value, mask)) };
  }
  if (!whole && !inside) return change;
  return { ...change, ...mapSides(change, (value) => (whole ? maskValues(value, mask) : mask(value))) };
}

function mapSides(change: FieldChange, map: (value: JsonValue) => JsonValue): { before?: JsonValue; after?: JsonValue } {
  return {
    ...(change.before === undefined ? {} : { before: map(change.before) }),
    ...(change.after === undefined ? {} : { after: map(change.after) }),
  };
}
