import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject } from '../model/json.ts';
import { groupOf, versionOf } from '../model/kube.ts';
import type { FieldSet } from './fieldset.ts';
import { SchemaBuilder } from './openapi.ts';
import { resetFieldsOf } from './resets.ts';
import type { Schema } from './schema.ts';

/** What one server publishes about a kind, as far as merging needs it. */
export interface KindSchema {
  readonly schema: Schema;
  /** What nobody comes to own by writes to the main resource: `status` if the kind has a status subresource. */
  readonly resetFields: FieldSet;
  /** The same for writes to the status subresource. */
  readonly statusResetFields: FieldSet;
  /** The object that Kubernetes begins a creation with; see `zeroObject`. */
  readonly zero: JsonObject;
}

export interface SchemaLookup {
  /** Undefined if the document does not describe the kind. */
  find(apiVersion: string, kind: string): KindSchema | undefined;
}

const lookups = new WeakMap<JsonObject, SchemaLookup>();

/**
 * The schemas in a server's `/openapi/v3/apis/<group>/<version>` (or `/openapi/v3/api/v1`) document, parsed as JSON.
 * Remembered by document: asking again costs nothing. A kind is built when it is asked for.
 */
export function schemaFromOpenApiV3(document: JsonObject): SchemaLookup {
  const known = lookups.get(document);
  if (known !== undefined) return known;
  const lookup = makeLookup(document);
  lookups.set(document, lookup);
  return lookup;
}

function makeLookup(document: JsonObject): SchemaLookup {
  const components = objectAt(objectAt(document, 'components'), 'schemas');
  const builder = new SchemaBuilder(components);
  const names = new Map<string, string>();
  for (const name of Object.keys(components)) {
    for (const kind of kindsOf(components[name])) if (!names.has(kind)) names.set(kind, name);
  }
  let withStatus: ReadonlySet<string> | undefined;
  const found = new Map<string, KindSchema>();
  return {
    find(apiVersion, kind) {
      const id = kindId(groupOf(apiVersion), versionOf(apiVersion), kind);
      const name = names.get(id);
      if (name === undefined) return undefined;
      let result = found.get(id);
      if (result === undefined) {
        withStatus ??= kindsWithStatus(objectAt(document, 'paths'));
        const resets = resetFieldsOf(groupOf(apiVersion), kind, withStatus.has(id));
        result = {
          schema: builder.component(name),
          resetFields: resets.main,
          statusResetFields: resets.status,
          zero: { ...zeroObject(name, components), apiVersion, kind },
        };
        found.set(id, result);
      }
      return result;
    },
  };
}

/**
 * Lists that Go never leaves out, although the documents do not require them: null in an object that has none
 * (the kinds' types.go: no `omitempty`).
 */
const ALWAYS_THERE: Readonly<Record<string, string>> = {
  'io.k8s.api.rbac.v1.Role': 'rules',
  'io.k8s.api.rbac.v1.ClusterRole': 'rules',
  'io.k8s.api.discovery.v1.EndpointSlice': 'ports',
};

/**
 * What a new object of a built-in kind holds before anything is written into it: structs that are always there, such as
 * a Deployment's `strategy: {}`, and text and numbers that are never left out. The documents tell by a default that is
 * Go's zero value. Matters for who owns a struct itself after a creation: its fields' owner alone owns those.
 */
function zeroObject(name: string, components: JsonObject): JsonObject {
  const out: Record<string, JsonValue> = {};
  const spec = objectAt(components, name);
  const properties = objectAt(spec, 'properties');
  for (const field of Object.keys(properties)) {
    const property = objectAt(properties, field);
    const value = property['default'];
    if (value === '' || value === 0 || value === false) out[field] = value;
    else if (isJsonObject(value) && Object.keys(value).length === 0) out[field] = zeroStruct(property, components);
    else if (value === undefined && property['type'] === 'array' && (isRequired(spec, field) || ALWAYS_THERE[name] === field)) out[field] = null;
  }
  return out;
}

function zeroStruct(property: JsonObject, components: JsonObject): JsonObject {
  const all = property['allOf'];
  const reference = isJsonArray(all) && isJsonObject(all[0]) ? all[0]['$ref'] : undefined;
  return typeof reference === 'string' ? zeroObject(reference.slice(reference.lastIndexOf('/') + 1), components) : {};
}

function isRequired(spec: JsonObject, field: string): boolean {
  const required = spec['required'];
  return isJsonArray(required) && required.includes(field);
}

function kindsWithStatus(paths: JsonObject): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const path of Object.keys(paths)) {
    if (!path.endsWith('/{name}/status')) continue;
    for (const kind of kindsOf(objectAt(objectAt(paths, path), 'put'))) kinds.add(kind);
  }
  return kinds;
}

/** The kinds that x-kubernetes-group-version-kind names: a list at components, one at operations. */
function kindsOf(holder: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(holder)) return [];
  const value = holder['x-kubernetes-group-version-kind'];
  return (isJsonArray(value) ? value : [value]).flatMap((each) => {
    if (!isJsonObject(each)) return [];
    const { group, version, kind } = each;
    return typeof group === 'string' && typeof version === 'string' && typeof kind === 'string' ? [kindId(group, version, kind)] : [];
  });
}

function kindId(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}

function objectAt(holder: JsonObject, name: string): JsonObject {
  const value = holder[name];
  return isJsonObject(value) ? value : {};
}
