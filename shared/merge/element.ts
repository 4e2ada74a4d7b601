import type { JsonValue } from '../model/json.ts';
import { isJsonObject, parseJson, stringifyJson } from '../model/json.ts';
import { DrydockError } from '../model/errors.ts';
import type { Path, PathElement } from './path.ts';
import type { ListSchema } from './schema.ts';

export type { Path, PathElement } from './path.ts';

/** Strings that need no escaping, neither by JSON nor by the server's HTML-safe writer. */
const PLAIN = /^[ !#-%'-;=?-[\]-\u2027\u202a-\ud7ff\ue000-\uffff]*$/;

/** A string as the server's JSON writer (json-iterator with EscapeHTML) puts it into an element. */
function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(/\\b|\\f|[<>&\u2028\u2029]/g, (found) => {
    const code = found === '\\b' ? 8 : found === '\\f' ? 12 : found.charCodeAt(0);
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function literal(value: JsonValue | undefined): string {
  return typeof value === 'string' ? quote(value) : stringifyJson(value ?? null);
}

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

export function valueElement(value: JsonValue): PathElement {
  return `v:${literal(value)}`;
}

/** The element of keys and their values, in any order. */
export function keyElement(keys: Readonly<Record<string, JsonValue>>): PathElement {
  return `k:{${Object.keys(keys).sort().map((name) => `${quote(name)}:${literal(keys[name])}`).join(',')}}`;
}

/** Why an item has no element: the codes of problems (see problem.ts). */
export type ItemFault = 'null-item' | 'wrong-type' | 'missing-key';

/**
 * The element of one item of a set or a list map, or why it has none (typed/helpers.go, listItemToPathElement).
 * A key that is absent takes its default from the schema; absent without default it is left out, and only an item
 * without any key is refused.
 */
export function itemElement(item: JsonValue | undefined, list: ListSchema): PathElement | { readonly fault: ItemFault } {
  if (list.relation === 'set') {
    if (item === null || item === undefined) return { fault: 'null-item' };
    return typeof item === 'object' ? { fault: 'wrong-type' } : valueElement(item);
  }
  if (item === null || item === undefined) return { fault: 'null-item' };
  if (!isJsonObject(item)) return { fault: 'wrong-type' };
  let text = '';
  for (const key of list.keys) {
    let value = Object.hasOwn(item, key) ? item[key] : undefined;
    if (value === undefined) value = list.item.map?.fields.get(key)?.default;
    if (value !== undefined) text += `${text === '' ? '' : ','}${quote(key)}:${literal(value)}`;
  }
  return text === '' ? { fault: 'missing-key' } : `k:{${text}}`;
}

const canonical = new Map<string, PathElement>();
const CANONICAL_LIMIT = 10_000;

/**
 * The canonical text of an element read from FieldsV1. Undefined for kinds of elements this version does not know,
 * which the server drops too (fieldpath/serialize.go, readIterV1). Throws a DrydockError if it is not an element at all.
 */
export function parseElement(text: string): PathElement | undefined {
  if (text.startsWith('f:')) return text;
  if (text[1] !== ':') throw notAnElement(text);
  const kind = text[0];
  if (kind !== 'k' && kind !== 'v') return kind === 'i' ? indexElement(text) : undefined;
  const known = canonical.get(text);
  if (known !== undefined) return known;
  const element = canonicalElement(kind, text);
  if (canonical.size >= CANONICAL_LIMIT) canonical.clear();
  canonical.set(text, element);
  return element;
}

function indexElement(text: string): PathElement {
  if (!/^i:-?\d+$/.test(text)) throw notAnElement(text);
  return `i:${BigInt(text.slice(2)).toString()}`;
}

function canonicalElement(kind: 'k' | 'v', text: string): PathElement {
  let value: JsonValue;
  try {
    value = parseJson(text.slice(2));
  } catch (error) {
    throw notAnElement(text, error);
  }
  if (kind === 'v') return valueElement(value);
  if (!isJsonObject(value)) throw notAnElement(text);
  const keys: Record<string, JsonValue> = {};
  for (const name of Object.keys(value)) keys[name] = value[name] ?? null;
  return keyElement(keys);
}

function notAnElement(text: string, cause?: unknown): DrydockError {
  return new DrydockError('cluster-invalid', `managedFields has an entry that is no path element: ${text}.`, { cause });
}

const RANK: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** The order in which FieldsV1 lists elements: fields, keys, values, indexes; inside of a kind by text. */
export function compareElements(a: PathElement, b: PathElement): number {
  const byKind = (RANK[a[0] ?? ''] ?? 4) - (RANK[b[0] ?? ''] ?? 4);
  return byKind !== 0 ? byKind : a < b ? -1 : a > b ? 1 : 0;
}

/** A path for people, as the server's conflict messages have it: `.spec.template.spec.containers[name="web"].image`. */
export function pathText(path: Path): string {
  return path.map(elementText).join('');
}

/** One element for people: `.image`, `[name="web"]`, `[="finalizer"]`, `[2]`. */
export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = parseJson(rest);
      if (!isJsonObject(keys)) return `[${rest}]`;
      return `[${Object.keys(keys).map((name) => `${name}=${stringifyJson(keys[name])}`).join(',')}]`;
    }
    case 'v':
      return `[=${stringifyJson(parseJson(rest))}]`;
    default:
      return `[${rest}]`;
  }
}
