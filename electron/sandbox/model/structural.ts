import type { Cause } from './status.ts';
import { cause } from './status.ts';
import type { Dict, Value } from './values.ts';
import { dict, isDict, same, texts } from './values.ts';

/** Drops what a CRD's schema does not declare, and sets its defaults (apiextensions-apiserver pkg/apiserver/schema). */
export function pruneAndDefault(value: Value, schema: Dict, path: string, unknown: string[], root = false): Value {
  if (Array.isArray(value)) {
    const itemSchema = dict(schema['items']);
    return value.map((item, index) => pruneAndDefault(item, itemSchema, `${path}[${index}]`, unknown));
  }
  if (!isDict(value)) return value;
  const properties = dict(schema['properties']);
  const additional = schema['additionalProperties'];
  const keeps = schema['x-kubernetes-preserve-unknown-fields'] === true || additional === true;
  const out: Dict = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const below = path === '' ? name : `${path}.${name}`;
    const property = properties[name];
    if (root && (name === 'apiVersion' || name === 'kind' || name === 'metadata')) out[name] = item;
    else if (isDict(property)) {
      // A null where a default is declared and nothing may be null means the default.
      if (item === null && property['default'] !== undefined && property['nullable'] !== true) continue;
      out[name] = pruneAndDefault(item, property, below, unknown);
    } else if (isDict(additional)) out[name] = pruneAndDefault(item, additional, below, unknown);
    else if (keeps || (schema['x-kubernetes-embedded-resource'] === true && ['apiVersion', 'kind', 'metadata'].includes(name))) out[name] = item;
    else unknown.push(below);
  }
  for (const [name, property] of Object.entries(properties)) {
    if (out[name] === undefined && isDict(property) && property['default'] !== undefined) out[name] = pruneAndDefault(structuredClone(property['default']), property, path, unknown);
  }
  return out;
}

/** What a CRD's schema refuses, as far as the sandbox checks: types, required fields, enums, bounds, patterns, lengths. */
export function validateStructural(value: Value, schema: Dict, path: string, causes: Cause[]): void {
  const at = path === '' ? '<nil>' : path;
  const type = schema['type'];
  if (value === null) {
    if (schema['nullable'] !== true && typeof type === 'string') causes.push(typeCause(at, 'null', type));
    return;
  }
  const have = Array.isArray(value) ? 'array' : isDict(value) ? 'object' : typeof value === 'bigint' ? 'integer' : typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
  if (typeof type === 'string' && schema['x-kubernetes-int-or-string'] !== true && have !== type && !(type === 'number' && have === 'integer')) {
    causes.push(typeCause(at, have, type));
    return;
  }
  const choices = schema['enum'];
  if (Array.isArray(choices) && !choices.some((each) => same(each, value))) causes.push({ ...cause.unsupported(at, value, []), message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${choices.map((each) => JSON.stringify(each)).join(', ')}` });
  if (typeof value === 'number') {
    if (typeof schema['minimum'] === 'number' && value < schema['minimum']) causes.push(cause.invalid(at, value, `${at} in body should be greater than or equal to ${schema['minimum']}`));
    if (typeof schema['maximum'] === 'number' && value > schema['maximum']) causes.push(cause.invalid(at, value, `${at} in body should be less than or equal to ${schema['maximum']}`));
  }
  if (typeof value === 'string') {
    if (typeof schema['pattern'] === 'string' && !new RegExp(schema['pattern']).test(value)) causes.push(cause.invalid(at, value, `${at} in body should match '${schema['pattern']}'`));
    if (typeof schema['minLength'] === 'number' && value.length < schema['minLength']) causes.push(cause.invalid(at, value, `${at} in body should be at least ${schema['minLength']} chars long`));
    if (typeof schema['maxLength'] === 'number' && value.length > schema['maxLength']) causes.push({ reason: 'FieldValueInvalid', field: at, message: `Too long: may not be more than ${schema['maxLength']} bytes` });
  }
  if (Array.isArray(value)) for (const [index, item] of value.entries()) validateStructural(item, dict(schema['items']), `${path}[${index}]`, causes);
  if (isDict(value)) {
    for (const name of texts(schema['required'])) if (value[name] === undefined) causes.push(cause.required(path === '' ? name : `${path}.${name}`));
    const properties = dict(schema['properties']);
    const additional = schema['additionalProperties'];
    for (const [name, item] of Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (path === '' && (name === 'metadata' || name === 'apiVersion' || name === 'kind')) continue;
      const below = isDict(properties[name]) ? properties[name] : isDict(additional) ? additional : undefined;
      if (below !== undefined && item !== undefined) validateStructural(item, below, path === '' ? name : `${path}.${name}`, causes);
    }
  }
}

function typeCause(field: string, have: string, type: string): Cause {
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: "${have}": ${field} in body must be of type ${type}: "${have}"` };
}
