import { component } from '../model/openapi.ts';
import { badRequest } from '../model/status.ts';
import type { Dict, Value } from '../model/values.ts';
import { dict, isDict, same, text } from '../model/values.ts';

const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';

/**
 * Strategic merge patch (apimachinery pkg/util/strategicpatch): lists whose schema names a merge key are merged item by
 * item; `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder` are followed. Changes nothing given.
 */
export function strategicPatch(target: Dict, patch: Dict, schema: Dict): Dict {
  const merged = mergeMap(target, patch, schema);
  return isDict(merged) ? merged : {};
}

function mergeMap(target: Dict, patch: Dict, given: Dict): Value {
  const directive = patch['$patch'];
  if (directive === 'replace') return cleaned(without(patch, '$patch'));
  if (directive === 'delete') return {};
  const schema = resolve(given);
  const out: Dict = { ...target };
  const retain = patch['$retainKeys'];
  if (Array.isArray(retain)) for (const name of Object.keys(out)) if (!retain.includes(name)) delete out[name];
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$')) continue;
    if (value === null) delete out[name];
    else if (value !== undefined) out[name] = mergeField(out[name], value, propertyOf(schema, name));
  }
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith(DELETE_PRIMITIVES)) {
      const field = name.slice(DELETE_PRIMITIVES.length);
      const list = out[field];
      if (Array.isArray(list) && Array.isArray(value)) out[field] = list.filter((each) => !value.some((gone) => same(gone, each)));
    } else if (name.startsWith(ORDER)) {
      const field = name.slice(ORDER.length);
      const list = out[field];
      if (Array.isArray(list) && Array.isArray(value)) out[field] = ordered(list, value, text(propertyOf(schema, field)['x-kubernetes-patch-merge-key']), target[field]);
    }
  }
  return out;
}

function mergeField(current: Value, value: Value, schema: Dict): Value {
  if (isDict(value)) return mergeMap(isDict(current) ? current : {}, value, schema);
  if (!Array.isArray(value)) return value;
  const strategy = text(schema['x-kubernetes-patch-strategy']);
  if (!strategy.split(',').includes('merge')) return cleaned(value);
  const key = text(schema['x-kubernetes-patch-merge-key']);
  const list = Array.isArray(current) ? [...current] : [];
  if (key === '') return [...list, ...value.filter((each) => !list.some((known) => same(known, each)))];
  return mergeList(list, value, key, dict(schema['items']));
}

function mergeList(list: Value[], patches: readonly Value[], key: string, schema: Dict): Value {
  if (patches.some((each) => isDict(each) && each['$patch'] === 'replace')) {
    return cleaned(patches.filter((each) => !(isDict(each) && each['$patch'] !== undefined)));
  }
  let out = list;
  for (const patch of patches) {
    if (!isDict(patch)) throw badRequest('map: expected object in list with merge key');
    const id = patch[key];
    if (id === undefined) throw badRequest(`map: ${JSON.stringify(patch)} does not contain declared merge key: ${key}`);
    const matches = (each: Value): boolean => isDict(each) && same(each[key], id);
    if (patch['$patch'] === 'delete') {
      out = out.filter((each) => !matches(each));
      continue;
    }
    const index = out.findIndex(matches);
    const merged = mergeMap(dict(out[index]), patch, schema);
    out = index < 0 ? [...out, merged] : out.with(index, merged);
  }
  return ordered(out, patches, key, list);
}

/** Items that the order names stand as it says; the others keep their place among them, new ones first (patch.go, mergeSortedSlice). */
function ordered(list: Value[], order: readonly Value[], key: string, before: Value): Value[] {
  const id = (each: Value): Value => (key === '' || !isDict(each) ? each : each[key]);
  const place = new Map(order.map((each, index) => [JSON.stringify(id(each)), index]));
  const rank = (each: Value): number | undefined => place.get(JSON.stringify(id(each)));
  const named = list.filter((each) => rank(each) !== undefined).toSorted((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0));
  const serverOnly = list.filter((each) => rank(each) === undefined);
  const positions = new Map((Array.isArray(before) ? before : []).map((each, index) => [JSON.stringify(id(each)), index]));
  const at = (each: Value): number => positions.get(JSON.stringify(id(each))) ?? -1;
  const out: Value[] = [];
  while (named.length > 0 || serverOnly.length > 0) {
    const [a, b] = [named[0], serverOnly[0]];
    if (b === undefined || (a !== undefined && at(a) <= at(b))) out.push(named.shift());
    else out.push(serverOnly.shift());
  }
  return out;
}

function without(holder: Dict, name: string): Dict {
  const { [name]: _gone, ...rest } = holder;
  return rest;
}

/** A value of a patch as it is stored: without nulls and directives. */
function cleaned(value: Value): Value {
  if (Array.isArray(value)) return value.map(cleaned);
  if (!isDict(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, each]) => each !== null && !name.startsWith('$')).map(([name, each]) => [name, cleaned(each)]));
}

function resolve(schema: Dict): Dict {
  const all = schema['allOf'];
  const reference = text(schema['$ref']) || (Array.isArray(all) ? text(dict(all[0])['$ref']) : '');
  return reference === '' ? schema : (component(reference.slice(reference.lastIndexOf('/') + 1)) ?? {});
}

function propertyOf(schema: Dict, name: string): Dict {
  const property = dict(schema['properties'])[name];
  return isDict(property) ? property : dict(schema['additionalProperties']);
}
