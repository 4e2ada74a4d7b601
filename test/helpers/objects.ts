import { isJsonObject } from '../../shared/model/json.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';

/** A compared object without the count that the deployment controller keeps on its own. */
export function withoutRevision(object: JsonValue | undefined): JsonObject {
  if (!isJsonObject(object) || !isJsonObject(object['metadata'])) return {};
  const { annotations, ...metadata } = object['metadata'];
  const { 'deployment.kubernetes.io/revision': _revision, ...rest } = isJsonObject(annotations) ? annotations : {};
  return { ...object, metadata: Object.keys(rest).length === 0 ? metadata : { ...metadata, annotations: rest } };
}

/** A definition of a namespaced kind at v1 that takes any fields; `plural` is the kind's name in small letters and an s. */
export function looseDefinition(group: string, plural: string): JsonObject {
  const singular = plural.slice(0, -1);
  const kind = singular.charAt(0).toUpperCase() + singular.slice(1);
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular, kind, listKind: `${kind}List` },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  };
}
