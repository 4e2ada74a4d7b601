import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Kind } from './kinds.ts';
import { BUILTIN_KINDS, groupVersion } from './kinds.ts';
import type { Dict } from './values.ts';
import { dict, text } from './values.ts';

interface Data {
  readonly version: string;
  readonly documents: Readonly<Record<string, readonly string[]>>;
  readonly schemas: Readonly<Record<string, Dict>>;
}

/** The schemas that a real API server publishes, as test/sandbox/takeOpenApi.ts took them. A bundle carries the file beside itself. */
function readData(): Data {
  const places = ['./openapi.json.br', '../data/openapi.json.br'].map((place) => fileURLToPath(new URL(/* @vite-ignore */ place, import.meta.url)));
  const file = places.find((place) => existsSync(place)) ?? places[0] ?? '';
  return JSON.parse(brotliDecompressSync(readFileSync(file)).toString()) as Data;
}

let data: Data | undefined;

function known(): Data {
  data ??= readData();
  return data;
}

/** The Kubernetes version that the sandbox imitates, as in `v1.36.3`. */
export function serverVersion(): string {
  return known().version;
}

/** A published schema by its component's name. */
export function component(name: string): Dict | undefined {
  return known().schemas[name];
}

/** `api/v1` or `apis/apps/v1`: what a document is called in the index. */
export function documentName(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? `api/${kind.version}` : `apis/${groupVersion(kind)}`;
}

/** The component's name of a built-in kind. */
export function componentOf(kind: Kind): string | undefined {
  const { documents, schemas } = known();
  return documents[documentName(kind)]?.find((name) => {
    const list = schemas[name]?.['x-kubernetes-group-version-kind'];
    return Array.isArray(list) && list.some((each) => text(dict(each)['kind']) === kind.kind && text(dict(each)['group']) === kind.group && text(dict(each)['version']) === kind.version);
  });
}

const documents = new Map<string, JsonObject>();

/** The document of a group and version of built-in kinds; undefined if there is none. */
export function builtinDocument(name: string): JsonObject | undefined {
  const made = documents.get(name);
  if (made !== undefined) return made;
  const names = known().documents[name];
  if (names === undefined) return undefined;
  const schemas: Dict = {};
  for (const each of names) schemas[each] = known().schemas[each] ?? {};
  const document = makeDocument(schemas, BUILTIN_KINDS.filter((kind) => documentName(kind) === name));
  documents.set(name, document);
  return document;
}

/** A document of these schemas, with the paths that clients look at: what they may patch, and with which parameters. */
export function makeDocument(schemas: Dict, kinds: readonly Kind[]): JsonObject {
  const paths: Dict = {};
  for (const kind of kinds) {
    const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
    const operation = (action: string, parameters: readonly string[]): Dict => ({
      'x-kubernetes-action': action,
      'x-kubernetes-group-version-kind': gvk,
      parameters: parameters.map((name) => ({ name, in: 'query', schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true } })),
      responses: { 200: { description: 'OK' } },
    });
    const writes = ['dryRun', 'fieldManager', 'fieldValidation'];
    const collection = `/${documentName(kind)}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
    const item = { get: operation('get', []), put: operation('put', writes), patch: operation('patch', [...writes, 'force']), delete: operation('delete', ['dryRun']) };
    paths[collection] = { get: operation('list', ['limit', 'continue', 'labelSelector', 'fieldSelector']), post: operation('post', writes) };
    paths[`${collection}/{name}`] = item;
    if (kind.status) paths[`${collection}/{name}/status`] = { get: item.get, put: item.put, patch: item.patch };
  }
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: serverVersion() }, paths, components: { schemas } } as JsonObject;
}

/** What an address carries as its content's hash. */
export function hashOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').toUpperCase();
}

export function builtinDocumentNames(): string[] {
  return Object.keys(known().documents);
}
