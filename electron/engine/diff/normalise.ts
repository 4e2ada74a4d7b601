import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { withoutTracking } from '../../../shared/model/tracking.ts';

/** Metadata that only the server writes (PARITY "Comparing"; argo-cd gitops-engine pkg/diff/diff.go). */
const SERVER_METADATA = new Set(['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink']);
/** kubectl's copy of the whole manifest, Secrets' values included: a bookkeeping of its own, no state. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * An object as it is compared and shown: without status, what only the server owns, and Drydock's own marks.
 * Keys come in the order that people write them: apiVersion, kind, metadata, then the rest as it was.
 */
export function comparable(object: KubeObject): JsonObject {
  const metadata: { [key: string]: JsonValue | undefined } = {};
  for (const [name, value] of Object.entries(withoutTracking(object.metadata))) {
    if (!SERVER_METADATA.has(name)) metadata[name] = value;
  }
  const annotations = metadata['annotations'];
  if (isJsonObject(annotations) && Object.hasOwn(annotations, LAST_APPLIED)) {
    const { [LAST_APPLIED]: _dropped, ...rest } = annotations;
    if (Object.keys(rest).length === 0) delete metadata['annotations'];
    else metadata['annotations'] = rest;
  }
  const { apiVersion, kind, metadata: _metadata, status: _status, ...rest } = object;
  return { apiVersion, kind, metadata: ordered(metadata, ['name', 'generateName', 'namespace', 'labels', 'annotations']), ...rest };
}

function ordered(value: { [key: string]: JsonValue | undefined }, first: readonly string[]): JsonObject {
  const result: { [key: string]: JsonValue | undefined } = {};
  for (const name of first) if (value[name] !== undefined) result[name] = value[name];
  for (const name of Object.keys(value).sort()) if (value[name] !== undefined && !Object.hasOwn(result, name)) result[name] = value[name];
  return result;
}
