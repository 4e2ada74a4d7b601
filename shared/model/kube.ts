import type { JsonObject, JsonValue } from './json.ts';
import { isJsonObject } from './json.ts';

/** Any Kubernetes object, as it came off the wire or out of a file: nothing dropped, nothing converted. */
export interface KubeObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The parts of metadata that Drydock reads; everything else is kept as it is. */
export interface ObjectMeta extends JsonObject {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

export interface OwnerReference extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** One manager's record in `metadata.managedFields` (meta/v1 ManagedFieldsEntry). */
export interface ManagedFieldsEntry extends JsonObject {
  readonly manager?: string;
  readonly operation?: 'Apply' | 'Update';
  readonly apiVersion?: string;
  readonly time?: string;
  readonly fieldsType?: 'FieldsV1';
  readonly fieldsV1?: JsonObject;
  readonly subresource?: string;
}

export interface GroupKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
}

/** What identifies an object when desired and live are paired; `namespace` is empty for cluster kinds. */
export interface ResourceKey extends GroupKind {
  readonly namespace: string;
  readonly name: string;
}

/** "apps/v1" -> "apps"; "v1" -> "". */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** "apps/v1" -> "v1"; "v1" -> "v1". */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

export function keyOf(object: KubeObject): ResourceKey {
  return {
    group: groupOf(object.apiVersion),
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name ?? '',
  };
}

/** A map key: `<group>/<kind>/<namespace>/<name>`. */
export function keyText(key: ResourceKey): string {
  return `${key.group}/${key.kind}/${key.namespace}/${key.name}`;
}

/** For sentences: `Deployment default/web`, `Namespace team-a`, `Widget.example.com ns/x` for custom groups. */
export function keyWords(key: ResourceKey): string {
  const kind = key.group.includes('.') && !key.group.endsWith('.k8s.io') ? `${key.kind}.${key.group}` : key.kind;
  return `${kind} ${key.namespace === '' ? '' : `${key.namespace}/`}${key.name}`;
}

/** True if a value has apiVersion, kind and metadata of the right types; nothing more is checked. */
export function isKubeObject(value: JsonValue | undefined): value is KubeObject {
  return (
    isJsonObject(value) &&
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    isJsonObject(value['metadata'])
  );
}

/** Where a manifest came from: the file's path inside the source, its YAML document and line (both from 1). */
export interface Origin {
  readonly file: string;
  readonly document: number;
  readonly line: number;
}

/** A rendered object and its origin. */
export interface Manifest {
  readonly object: KubeObject;
  readonly origin: Origin;
}
