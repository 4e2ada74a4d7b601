import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import type { KubeClient } from './client.ts';
import type { ApiResource } from './discovery.ts';
import { apiVersionOf, resourcePath } from './discovery.ts';

/** Whole objects, or their metadata alone (meta/v1 PartialObjectMetadata): owners, labels and times, at a fraction of the size. */
export type ObjectView = 'full' | 'metadata';

/** Everything of a kind in one place at one version. */
export interface Listed {
  readonly items: readonly KubeObject[];
  readonly version: string | undefined;
}

const PAGE = 500;
const METADATA = 'g=meta.k8s.io;v=v1';

/** Reads a complete list, page by page. Throws what `KubeClient.request` throws. */
export async function listPages(client: KubeClient, resource: ApiResource, namespace: string, view: ObjectView, options: { readonly labelSelector?: string | undefined; readonly signal?: AbortSignal | undefined } = {}): Promise<Listed> {
  const items: KubeObject[] = [];
  let version: string | undefined;
  let next: string | undefined;
  do {
    const page = await client.request({
      path: resourcePath(resource, namespace),
      query: { labelSelector: options.labelSelector, limit: PAGE, continue: next },
      ...(view === 'metadata' ? { accept: `application/json;as=PartialObjectMetadataList;${METADATA}` } : {}),
      action: `list ${resource.resource}${placeWords(namespace)}`,
      signal: options.signal,
    });
    const metadata = isJsonObject(page) && isJsonObject(page['metadata']) ? page['metadata'] : {};
    for (const item of isJsonObject(page) && isJsonArray(page['items']) ? page['items'] : []) {
      const object = typed(item, resource, view);
      if (object !== undefined) items.push(object);
    }
    version = typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : undefined;
    const token = metadata['continue'];
    next = typeof token === 'string' && token !== '' ? token : undefined;
  } while (next !== undefined);
  return { items, version };
}

/** How many objects of a kind a namespace has, by a list of one of them. Throws what `KubeClient.request` throws. */
export async function countObjects(client: KubeClient, resource: ApiResource, namespace: string): Promise<number> {
  const page = await client.request({ path: resourcePath(resource, namespace), query: { limit: 1 }, accept: `application/json;as=PartialObjectMetadataList;${METADATA}`, action: `count ${resource.resource}${placeWords(namespace)}` });
  const items = isJsonObject(page) && isJsonArray(page['items']) ? page['items'].length : 0;
  const rest = isJsonObject(page) && isJsonObject(page['metadata']) ? page['metadata']['remainingItemCount'] : 0;
  return items + (typeof rest === 'number' ? rest : 0);
}

/** A line of a watch: an object with its type, or what an ERROR says (meta/v1 Status). */
export type WatchLine =
  | { readonly type: string; readonly object: KubeObject; readonly status?: undefined }
  | { readonly type: 'ERROR'; readonly object?: undefined; readonly status: { readonly code: number; readonly message: string } };

/** How a watch is opened. */
export interface WatchOptions {
  /** Where it goes on; undefined for a streaming list, which tells first what is there. */
  readonly from: string | undefined;
  readonly labelSelector?: string | undefined;
  /** After this time the server ends it. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** The server took it. */
  readonly onOpen?: () => void;
}

/** More than a server's own end of a watch: a connection that is silent for longer leads nowhere, as after a sleep. */
const GRACE_SECONDS = 30;

/**
 * The lines of a watch until the server ends it. Without `from` the state is streamed first and closed by a bookmark
 * (KEP-3157; `isInitialEnd`). Throws what `KubeClient.stream` throws.
 */
export async function* watchLines(client: KubeClient, resource: ApiResource, namespace: string, view: ObjectView, options: WatchOptions): AsyncGenerator<WatchLine> {
  const lines = client.stream(
    {
      path: resourcePath(resource, namespace),
      query: {
        watch: true,
        labelSelector: options.labelSelector,
        allowWatchBookmarks: true,
        timeoutSeconds: options.seconds,
        ...(options.from === undefined ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : { resourceVersion: options.from }),
      },
      ...(view === 'metadata' ? { accept: `application/json;as=PartialObjectMetadata;${METADATA}` } : {}),
      action: `watch ${resource.resource}${placeWords(namespace)}`,
      signal: options.signal,
      idleMs: (options.seconds + GRACE_SECONDS) * 1_000,
    },
    options.onOpen,
  );
  for await (const line of lines) {
    if (!isJsonObject(line)) continue;
    const object = line['object'];
    const type = typeof line['type'] === 'string' ? line['type'] : '';
    if (type === 'ERROR') {
      const status = isJsonObject(object) ? object : {};
      yield { type, status: { code: Number(status['code']), message: String(status['message'] ?? 'no reason given') } };
    } else {
      const known = typed(object, resource, view);
      if (known !== undefined) yield { type, object: known };
    }
  }
}

/** True for the bookmark that closes what a streaming list tells first. */
export function isInitialEnd({ type, object }: WatchLine): boolean {
  return type === 'BOOKMARK' && object?.metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
}

/**
 * Lists leave out their items' type (client-go knows it from the list) and metadata comes as PartialObjectMetadata:
 * objects here always carry their own.
 */
function typed(value: JsonValue | undefined, resource: ApiResource, view: ObjectView): KubeObject | undefined {
  if (!isJsonObject(value)) return undefined;
  const type = { apiVersion: apiVersionOf(resource), kind: resource.kind };
  const object = view === 'metadata' ? { ...value, ...type } : { ...type, ...value };
  return isKubeObject(object) ? object : undefined;
}

function placeWords(namespace: string): string {
  return namespace === '' ? '' : ` in ${namespace}`;
}
