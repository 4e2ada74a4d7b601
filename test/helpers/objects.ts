import { isJsonObject } from '../../shared/model/json.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';

/** A compared object without the count that the deployment controller keeps on its own. */
export function withoutRevision(object: JsonValue | undefined): JsonObject {
  if (!isJsonObject(object) || !isJsonObject(object['metadata'])) return {};
  const { annotations, ...metadata } = object['metadata'];
  const { 'deployment.kubernetes.io/revision': _revision, ...rest } = isJsonObject(annotations) ? annotations : {};
  return { ...object, metadata: Object.keys(rest).length === 0 ? metadata : { ...metadata, annotations: rest } };
}
