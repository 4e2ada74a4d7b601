import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';

/** Something wrong with an object, at a path inside it. */
export interface ObjectProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type Checked =
  | { readonly kind: 'object'; readonly object: KubeObject }
  /** Neither apiVersion nor kind: not meant for Kubernetes. */
  | { readonly kind: 'other' }
  | { readonly kind: 'invalid'; readonly problems: readonly ObjectProblem[] };

/** Checks what every later step relies on; the API server checks the rest. */
export function checkObject(value: JsonValue): Checked {
  if (!isJsonObject(value)) return { kind: 'other' };
  const { apiVersion, kind } = value;
  if (isMissing(apiVersion) && isMissing(kind)) return { kind: 'other' };
  const problems: ObjectProblem[] = [];
  const add = (path: readonly (string | number)[], message: string): void => void problems.push({ path, message });
  if (isMissing(apiVersion)) add(['kind'], 'apiVersion is missing');
  else if (typeof apiVersion !== 'string') add(['apiVersion'], `apiVersion is ${describe(apiVersion)}, not a string`);
  if (isMissing(kind)) add(['apiVersion'], 'kind is missing');
  else if (typeof kind !== 'string') add(['kind'], `kind is ${describe(kind)}, not a string`);
  checkMetadata(value, add);
  return problems.length === 0 ? { kind: 'object', object: value as KubeObject } : { kind: 'invalid', problems };
}

function checkMetadata(value: JsonObject, add: (path: readonly (string | number)[], message: string) => void): void {
  const metadata = value['metadata'];
  if (!isJsonObject(metadata)) {
    if (isMissing(metadata)) add(['kind'], `${hintOf(value)}metadata.name is missing`);
    else add(['metadata'], `metadata is ${describe(metadata)}, not a mapping`);
    return;
  }
  for (const field of ['name', 'generateName', 'namespace']) {
    const item = metadata[field];
    if (item !== undefined && item !== null && typeof item !== 'string') {
      add(['metadata', field], `metadata.${field} is ${describe(item)}, not a string; put it in quotes`);
    }
  }
  if (isMissing(metadata['name']) && isMissing(metadata['generateName'])) {
    add(['metadata'], `${hintOf(value)}metadata.name is missing`);
  }
  for (const field of ['labels', 'annotations']) {
    const map = metadata[field];
    if (map === undefined || map === null) continue;
    if (!isJsonObject(map)) {
      add(['metadata', field], `metadata.${field} is ${describe(map)}, not a mapping`);
      continue;
    }
    for (const [key, item] of Object.entries(map)) {
      if (typeof item !== 'string') {
        add(['metadata', field, key], `metadata.${field}["${key}"] is ${describe(item)}, not a string; put it in quotes`);
      }
    }
  }
}

/** Kustomize's own files have a kind and no name; they get here when a directory holds one. */
function hintOf(value: JsonObject): string {
  const { apiVersion } = value;
  return typeof apiVersion === 'string' && apiVersion.startsWith('kustomize.config.k8s.io/')
    ? 'this is a file of Kustomize, which is not rendered here (leave it out with directory.exclude): '
    : '';
}

/**
 * The objects of a list: `kind: List`, or any kind that ends in List and has items. Items of a typed list may leave
 * out apiVersion and kind (apimachinery unstructuredJSONScheme does the same). Undefined if it is no list.
 */
export function listItems(value: JsonValue): readonly JsonValue[] | undefined {
  if (!isJsonObject(value)) return undefined;
  const { kind, apiVersion, items } = value;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || !kind.endsWith('List')) return undefined;
  if (!isJsonArray(items)) return kind === 'List' && isMissing(items) ? [] : undefined;
  const itemKind = kind.slice(0, -'List'.length);
  if (itemKind === '') return items;
  return items.map((item) => (isJsonObject(item) && isMissing(item['kind']) ? { ...item, apiVersion, kind: itemKind } : item));
}

function isMissing(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === '';
}

function describe(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (isJsonArray(value)) return 'a list';
  if (isJsonObject(value)) return 'a mapping';
  return typeof value === 'boolean' ? `the boolean ${value}` : typeof value === 'string' ? `the text "${value}"` : `the number ${value}`;
}
