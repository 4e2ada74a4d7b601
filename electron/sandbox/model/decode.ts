import { canonicalQuantity } from './quantity.ts';
import { component } from './openapi.ts';
import type { Dict, Value } from './values.ts';
import { dict, isDict, text, texts } from './values.ts';

/** What decoding found: fields that no schema declares, and the first value of a wrong type as Go's decoder words it. */
export interface Decoded {
  readonly object: Dict;
  readonly unknown: readonly string[];
  readonly wrong: string | undefined;
}

/** Go fields without a pointer that are left out when they are false. */
const PLAIN_FALSE = new Set(['hostNetwork', 'hostPID', 'hostIPC', 'stdin', 'stdinOnce', 'tty', 'readOnly', 'paused', 'publishNotReadyAddresses', 'unschedulable', 'allowVolumeExpansion']);
/** Go numbers without a pointer that are left out when they are zero. */
const PLAIN_ZERO = new Set(['minReadySeconds', 'initialDelaySeconds', 'hostPort', 'nodePort']);
/** Optional text whose absence means something else than the empty text. */
const POINTER_TEXT = new Set(['storageClassName', 'type', 'name', 'appProtocol', 'ingressClassName', 'volumeAttributesClassName']);
/** Types whose JSON is not what their schema's type says. */
const FREE = /\.(IntOrString|RawExtension|FieldsV1|Time|MicroTime|JSON|JSONSchemaPropsOrBool|JSONSchemaPropsOrArray|JSONSchemaPropsOrStringArray|Patch)$/;
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const SCHEMA_PROPS = 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps';

/**
 * Brings an object into the form that it has after a server decoded it into its own types and encoded it again: unknown
 * fields, nulls and empty optional values are gone, structs without a pointer are there, quantities are canonical.
 */
export function decode(object: Dict, componentName: string): Decoded {
  const run = new Decoder();
  const value = run.struct(object, componentName, '');
  return { object: isDict(value) ? value : {}, unknown: run.unknown, wrong: run.wrong };
}

class Decoder {
  readonly unknown: string[] = [];
  wrong: string | undefined;

  struct(value: Value, name: string, path: string): Value {
    if (name === QUANTITY) return this.#quantity(value, path);
    if (FREE.test(name)) return value;
    const schema = component(name);
    if (schema === undefined) return value;
    return this.value(value, schema, path, name);
  }

  value(value: Value, schema: Dict, path: string, owner: string): Value {
    const reference = referenceOf(schema);
    if (reference !== undefined) return this.struct(value, reference, path);
    if (value === null || value === undefined) return value;
    switch (schema['type']) {
      case 'object':
        return this.#object(value, schema, path, owner);
      case 'array':
        if (!Array.isArray(value)) return this.#mismatch(value, path, owner, '[]');
        return value.map((item, index) => this.value(item, dict(schema['items']), `${path}[${index}]`, owner));
      case 'string':
        if (typeof value === 'string' && schema['format'] === 'byte') this.wrong ??= base64Problem(value);
        return typeof value === 'string' || schema['format'] === 'int-or-string' ? value : this.#mismatch(value, path, owner, 'string');
      case 'boolean':
        return typeof value === 'boolean' ? value : this.#mismatch(value, path, owner, 'bool');
      case 'integer':
        return typeof value === 'number' || typeof value === 'bigint' ? value : this.#mismatch(value, path, owner, text(schema['format']) === 'int64' ? 'int64' : 'int32');
      default:
        return value;
    }
  }

  #object(value: Value, schema: Dict, path: string, owner: string): Value {
    if (!isDict(value)) return this.#mismatch(value, path, owner, 'map[string]string');
    const properties = schema['properties'];
    if (!isDict(properties)) {
      const additional = schema['additionalProperties'];
      if (!isDict(additional)) return value;
      // Keys are free here, `__proto__` among them, which an assignment would not keep.
      return Object.fromEntries(Object.entries(value).flatMap(([name, item]) => (item === undefined ? [] : [[name, item === null && additional['type'] === 'string' ? '' : this.value(item, additional, `${path}.${name}`, owner)]])));
    }
    const out: Dict = {};
    const required = texts(schema['required']);
    for (const [name, item] of Object.entries(value)) {
      if (item === undefined) continue;
      const property = properties[name];
      const below = path === '' ? name : `${path}.${name}`;
      if (!isDict(property)) {
        this.unknown.push(below);
        continue;
      }
      if (item === null) continue;
      const read = this.value(item, property, below, owner);
      if (!isLeftOut(name, read, property, required.includes(name), owner)) out[name] = read;
    }
    for (const [name, property] of Object.entries(properties)) {
      const initial = isDict(property) ? property['default'] : undefined;
      if (out[name] === undefined && isDict(property) && isDict(initial) && Object.keys(initial).length === 0) out[name] = this.value({}, property, path, owner);
    }
    return out;
  }

  #quantity(value: Value, path: string): Value {
    if (value === null || value === undefined) return value;
    const canonical = canonicalQuantity(String(value));
    if (canonical === undefined) this.wrong ??= `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'${path === '' ? '' : ''}`;
    return canonical ?? String(value);
  }

  #mismatch(value: Value, path: string, owner: string, wanted: string): Value {
    const have = Array.isArray(value) ? 'array' : isDict(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value;
    const holder = owner.slice(owner.lastIndexOf('.') + 1);
    this.wrong ??= `json: cannot unmarshal ${have} into Go struct field ${holder}.${path.replaceAll(/\[\d+\]/g, '')} of type ${wanted}`;
    return value;
  }
}

/** Why Go's decoder (encoding/base64, StdEncoding) refuses a text, in its words; undefined where it takes it. */
function base64Problem(value: string): string | undefined {
  const written = value.replaceAll(/[\r\n]/g, '');
  if (written.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(written)) return undefined;
  const illegal = written.search(/[^A-Za-z0-9+/]/);
  // Without an illegal character it is the last group of four that is not whole.
  return `illegal base64 data at input byte ${illegal < 0 ? Math.floor(written.length / 4) * 4 : illegal}`;
}

/** Whether Go's `omitempty` leaves a value out. */
function isLeftOut(name: string, value: Value, schema: Dict, required: boolean, owner: string): boolean {
  if (owner === SCHEMA_PROPS) return false;
  if (Array.isArray(value)) return value.length === 0 && !required;
  if (isDict(value)) return Object.keys(value).length === 0 && !required && schema['additionalProperties'] !== undefined;
  if (value === '') return !required && schema['default'] === undefined && schema['type'] === 'string' && !POINTER_TEXT.has(name);
  if (value === 0) return !required && PLAIN_ZERO.has(name);
  return value === false && !required && PLAIN_FALSE.has(name) && schema['default'] === undefined;
}

function referenceOf(schema: Dict): string | undefined {
  const all = schema['allOf'];
  const reference = text(schema['$ref']) || (Array.isArray(all) && all.length === 1 ? text(dict(all[0])['$ref']) : '');
  return reference === '' ? undefined : reference.slice(reference.lastIndexOf('/') + 1);
}
