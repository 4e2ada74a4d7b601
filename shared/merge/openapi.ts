import type { JsonObject, JsonValue } from '../model/json.ts';
import { isJsonArray, isJsonObject } from '../model/json.ts';
import { fieldElement } from './element.ts';
import type { Draft, FieldSchema, ListSchema, MapSchema, ScalarType, Schema } from './schema.ts';
import { NO_FIELDS, UNTYPED, UNTYPED_ATOMIC } from './schema.ts';

/**
 * Schemas out of a server's OpenAPI v3 documents, by the rules with which the server makes its own from the same
 * models (kube-openapi pkg/schemaconv). A component is read when the first kind that needs it is asked for.
 *
 * What was checked against Kubernetes 1.36: the documents say everything that apply needs. Defaults of list keys
 * (`protocol: TCP` of container and Service ports) are there as `default`; lists that only carry the older
 * x-kubernetes-patch-strategy and -merge-key follow those; unions are not part of apply any more. So there is no table
 * of additions.
 */
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const RAW_EXTENSION = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** Builds the schemas of one document's components, each once. */
export class SchemaBuilder {
  readonly #components: JsonObject;
  readonly #built = new Map<string, Schema>();

  constructor(components: JsonObject) {
    this.#components = components;
  }

  /** The schema of a component; untyped where the document has none of that name. */
  component(name: string, mapType?: 'atomic' | 'granular'): Schema {
    const id = mapType === undefined ? name : `${name} ${mapType}`;
    const known = this.#built.get(id);
    if (known !== undefined) return known;
    const spec = this.#components[name];
    if (!isJsonObject(spec)) return UNTYPED;
    if (name === RAW_EXTENSION) return UNTYPED_ATOMIC;
    const draft: Draft<Schema> = { scalar: undefined, list: undefined, map: undefined, quantity: name === QUANTITY };
    this.#built.set(id, draft);
    if (name === QUANTITY) draft.scalar = 'any';
    else this.#fill(draft, spec, false);
    // A map type beside a reference overrides the component's own (structured-merge-diff schema/elements.go, Resolve).
    if (mapType !== undefined && draft.map !== undefined) draft.map = { ...draft.map, atomic: mapType === 'atomic' };
    return draft;
  }

  /** `preserve`: an ancestor inside of the same component keeps unknown fields, which its descendants inherit. */
  #fill(draft: Draft<Schema>, spec: JsonObject, preserve: boolean): void {
    const keep = preserve || spec['x-kubernetes-preserve-unknown-fields'] === true;
    const type = spec['type'];
    if (type === 'object') draft.map = this.#map(spec, keep);
    else if (type === 'array') draft.list = this.#list(spec, keep);
    else if (typeof type === 'string') draft.scalar = scalarOf(type, spec['format']);
    else {
      draft.scalar = 'any';
      draft.list = this.#list(spec, keep);
      draft.map = this.#map(spec, keep);
    }
  }

  #reference(spec: JsonObject, preserve: boolean): Schema {
    const name = referenceOf(spec);
    if (name !== undefined) return this.component(name, mapTypeOf(spec));
    const draft: Draft<Schema> = { scalar: undefined, list: undefined, map: undefined, quantity: false };
    this.#fill(draft, spec, preserve);
    return draft;
  }

  #map(spec: JsonObject, preserve: boolean): MapSchema {
    const properties = isJsonObject(spec['properties']) ? spec['properties'] : {};
    const names = Object.keys(properties);
    const fields = names.length === 0 ? NO_FIELDS : new Map(names.map((name) => [name, this.#field(name, properties[name], preserve)]));
    const additional = spec['additionalProperties'];
    const other =
      isJsonObject(additional) ? this.#reference(additional, preserve)
      : additional === true || (additional === undefined && (preserve || names.length === 0)) ? UNTYPED
      : undefined;
    const inlineScalar = isJsonObject(additional) && referenceOf(additional) === undefined && other?.scalar === 'any';
    return { atomic: mapTypeOf(spec) === 'atomic', fields, other, untyped: names.length === 0 && (other === UNTYPED || inlineScalar) };
  }

  #field(name: string, spec: JsonValue | undefined, preserve: boolean): FieldSchema {
    if (!isJsonObject(spec)) return { element: fieldElement(name), schema: UNTYPED, default: undefined };
    return { element: fieldElement(name), schema: this.#reference(spec, preserve), default: spec['default'] };
  }

  #list(spec: JsonObject, preserve: boolean): ListSchema {
    const item = isJsonObject(spec['items']) ? this.#reference(spec['items'], preserve) : UNTYPED_ATOMIC;
    return { ...relationOf(spec), item };
  }
}

function referenceOf(spec: JsonObject): string | undefined {
  const direct = spec['$ref'];
  if (typeof direct === 'string') return direct.slice(direct.lastIndexOf('/') + 1);
  // Defaults and extensions stand beside a reference only if that is wrapped in an allOf of one.
  const all = spec['allOf'];
  const only = isJsonArray(all) && all.length === 1 ? all[0] : undefined;
  return isJsonObject(only) && typeof only['$ref'] === 'string' ? referenceOf({ $ref: only['$ref'] }) : undefined;
}

function scalarOf(type: string, format: JsonValue | undefined): ScalarType {
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'string' && (format === undefined || format === '' || format === 'byte') ? 'string' : 'any';
}

function mapTypeOf(spec: JsonObject): 'atomic' | 'granular' | undefined {
  const type = spec['x-kubernetes-map-type'];
  return type === 'atomic' || type === 'granular' ? type : undefined;
}

function relationOf(spec: JsonObject): Pick<ListSchema, 'relation' | 'keys'> {
  switch (spec['x-kubernetes-list-type']) {
    case 'set':
      return { relation: 'set', keys: [] };
    case 'map':
      return byKeys(spec['x-kubernetes-list-map-keys']);
    case undefined:
      break;
    default:
      return { relation: 'atomic', keys: [] };
  }
  const strategy = spec['x-kubernetes-patch-strategy'];
  if (strategy !== 'merge' && strategy !== 'merge,retainKeys') return { relation: 'atomic', keys: [] };
  const key = spec['x-kubernetes-patch-merge-key'];
  return byKeys(key === undefined ? [] : [key]);
}

function byKeys(value: JsonValue | undefined): Pick<ListSchema, 'relation' | 'keys'> {
  const keys = isJsonArray(value) ? value.filter((key) => typeof key === 'string').sort() : [];
  return { relation: keys.length === 0 ? 'set' : 'map', keys };
}
