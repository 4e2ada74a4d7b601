import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import type { KubeClient } from './client.ts';
import type { ApiResource } from './discovery.ts';
import { apiVersionOf, resourcePath } from './discovery.ts';
import { ApiError } from './errors.ts';

/** What an informer tells its listeners, in the order in which it became known. */
export type InformerEvent =
  | { readonly type: 'added' | 'modified'; readonly object: KubeObject; readonly previous: KubeObject | undefined }
  | { readonly type: 'deleted'; readonly object: KubeObject }
  | { readonly type: 'synced' }
  | { readonly type: 'failed'; readonly error: DrydockError };

/**
 * The live objects of one kind in one namespace (or all), kept current by list and watch. A failed watch goes on from
 * the last resourceVersion; 410 Gone lists again, and the difference is told as ordinary events.
 */
export interface Informer {
  readonly resource: ApiResource;
  readonly namespace: string;
  /** By `namespace/name`. Complete once `ready` resolved. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  /** The last failure, until a list or watch works again. */
  readonly error: DrydockError | undefined;
  /** True once one complete list was read. */
  readonly synced: boolean;
  /** Resolves when a complete list is there; rejects with the first failure if there is none yet. */
  ready(): Promise<void>;
  /**
   * Takes in an object that a write just returned, so that the next comparison sees it before the watch tells it.
   * Older events that the watch still delivers for it are passed over.
   */
  observe(object: KubeObject): void;
  /** Lists anew at once, past the watch (a hard refresh). Rejects with the failure. */
  relist(): Promise<void>;
  subscribe(listener: (event: InformerEvent) => void): () => void;
  close(): void;
}

const PAGE = 500;
const WATCH_SECONDS = 290;
const BACKOFF_MS = { first: 500, factor: 2, max: 30_000 };

/** Starts listing and watching at once. `namespace` empty means all namespaces. */
export function startInformer(client: KubeClient, resource: ApiResource, namespace: string): Informer {
  const objects = new Map<string, KubeObject>();
  const observed = new Map<string, bigint>();
  const listeners = new Set<(event: InformerEvent) => void>();
  const stop = new AbortController();
  let resourceVersion: string | undefined;
  let error: DrydockError | undefined;
  let synced = false;
  /** Ends the running watch or back-off pause, so that the loop lists anew. */
  let interrupt = new AbortController();
  /** Lists begun so far; a waiter is served by one that began after it came, or by any where `since` is 0. */
  let lists = 0;
  /** Everything up to this version was told by a list or the watch. */
  let told = 0n;
  let waiting: { since: number; resolve: () => void; reject: (error: DrydockError) => void }[] = [];
  const path = resourcePath(resource, namespace);
  const where = namespace === '' ? '' : ` in ${namespace}`;

  const emit = (event: InformerEvent) => {
    for (const listener of listeners) listener(event);
  };

  function store(object: KubeObject): void {
    const key = objectKey(object);
    const previous = objects.get(key);
    if (previous !== undefined && previous.metadata.resourceVersion === object.metadata.resourceVersion) return;
    const newest = observed.get(key);
    if (newest !== undefined) {
      // Versions of one resource are ordered integers (KEP-5504), so "older" can be told.
      if (BigInt(object.metadata.resourceVersion ?? '0') < newest) return;
      observed.delete(key);
    }
    objects.set(key, object);
    emit({ type: previous === undefined ? 'added' : 'modified', object, previous });
  }

  function remove(object: KubeObject): void {
    observed.delete(objectKey(object));
    if (objects.delete(objectKey(object))) emit({ type: 'deleted', object });
  }

  async function list(): Promise<void> {
    const number = ++lists;
    const found = new Map<string, KubeObject>();
    let next: string | undefined;
    let version: string | undefined;
    do {
      const page = await client.request({
        path,
        query: { limit: PAGE, continue: next },
        action: `list ${resource.resource}${where}`,
        signal: stop.signal,
      });
      const { items, continueToken, listVersion } = readList(page, resource);
      for (const item of items) found.set(objectKey(item), item);
      version = listVersion;
      next = continueToken;
    } while (next !== undefined);
    for (const [key, object] of objects) if (!found.has(key)) remove(object);
    for (const object of found.values()) store(object);
    resourceVersion = version;
    told = numericVersion(version) ?? 0n;
    error = undefined;
    synced = true;
    const done = waiting.filter((waiter) => waiter.since < number);
    waiting = waiting.filter((waiter) => waiter.since >= number);
    for (const waiter of done) waiter.resolve();
    emit({ type: 'synced' });
  }

  function recovered(): void {
    error = undefined;
    emit({ type: 'synced' });
  }

  function failed(reason: unknown): void {
    error = reason instanceof DrydockError ? reason : new DrydockError('internal', String(reason), { cause: reason });
    const done = waiting;
    waiting = [];
    for (const waiter of done) waiter.reject(error);
    emit({ type: 'failed', error });
  }

  async function watch(): Promise<void> {
    const request = {
      path,
      query: { watch: true, allowWatchBookmarks: true, resourceVersion, timeoutSeconds: WATCH_SECONDS },
      action: `watch ${resource.resource}${where}`,
      signal: AbortSignal.any([stop.signal, interrupt.signal]),
    };
    const lines = client.stream(request, () => {
      if (error !== undefined) recovered();
    });
    for await (const line of lines) {
      if (!isJsonObject(line)) continue;
      const object = line['object'];
      if (line['type'] === 'ERROR') {
        if (isJsonObject(object) && object['code'] === 410) resourceVersion = undefined;
        else throw new DrydockError('cluster-failed', `${client.context}: the watch of ${resource.resource} failed: ${isJsonObject(object) ? String(object['message']) : 'no reason given'}`);
        return;
      }
      if (!isKubeObject(object)) continue;
      resourceVersion = object.metadata.resourceVersion ?? resourceVersion;
      told = numericVersion(resourceVersion) ?? told;
      if (line['type'] === 'DELETED') remove(object);
      else if (line['type'] === 'ADDED' || line['type'] === 'MODIFIED') store(object);
    }
  }

  /** True if a relist was asked for: lines that were still in the pipe may have set the version again. */
  function restarted(): boolean {
    if (!interrupt.signal.aborted) return false;
    interrupt = new AbortController();
    resourceVersion = undefined;
    return true;
  }

  async function run(): Promise<void> {
    let pause = BACKOFF_MS.first;
    while (!stop.signal.aborted) {
      try {
        if (resourceVersion === undefined) await list();
        const before = Date.now();
        await watch();
        if (restarted()) continue;
        // A server that ends every watch at once must not be asked in a tight loop.
        if (Date.now() - before > 1_000) pause = BACKOFF_MS.first;
        else await delay(pause / 5, undefined, { signal: AbortSignal.any([stop.signal, interrupt.signal]) });
      } catch (reason) {
        if (stop.signal.aborted) return;
        if (restarted()) continue;
        if (reason instanceof ApiError && (reason.status === 410 || reason.reason === 'Expired')) {
          resourceVersion = undefined;
          continue;
        }
        failed(reason);
        const wait = reason instanceof ApiError && reason.retryAfter !== undefined ? reason.retryAfter * 1_000 : pause * (0.5 + Math.random());
        await delay(wait, undefined, { signal: AbortSignal.any([stop.signal, interrupt.signal]) }).catch(() => undefined);
        pause = Math.min(pause * BACKOFF_MS.factor, BACKOFF_MS.max);
      }
    }
  }

  void run();
  return {
    resource,
    namespace,
    objects,
    get error() {
      return error;
    },
    get synced() {
      return synced;
    },
    ready() {
      if (synced) return Promise.resolve();
      if (error !== undefined) return Promise.reject(error);
      return new Promise((resolve, reject) => waiting.push({ since: 0, resolve, reject }));
    },
    relist() {
      // Listing beside a running watch could overwrite what the watch already told, so the watch is ended first.
      resourceVersion = undefined;
      // A list that is under way may be older than the question.
      const done = new Promise<void>((resolve, reject) => waiting.push({ since: lists, resolve, reject }));
      interrupt.abort();
      return done;
    },
    observe(object) {
      const version = numericVersion(object.metadata.resourceVersion);
      // The watch can be ahead of a write's answer, with a later change or the deletion of this very object.
      if (version === undefined || version <= told) return;
      store(object);
      observed.set(objectKey(object), version);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      stop.abort();
      listeners.clear();
      const closed = new DrydockError('cancelled', `The watch of ${resource.resource} was closed.`);
      for (const waiter of waiting) waiter.reject(closed);
      waiting = [];
    },
  };
}

/** `namespace/name`, the key of an informer's map. */
function objectKey(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
}

function numericVersion(version: string | undefined): bigint | undefined {
  return version !== undefined && /^\d+$/.test(version) ? BigInt(version) : undefined;
}

function readList(page: JsonValue, resource: ApiResource): { items: KubeObject[]; continueToken: string | undefined; listVersion: string | undefined } {
  const metadata = isJsonObject(page) && isJsonObject(page['metadata']) ? page['metadata'] : {};
  const raw = isJsonObject(page) && isJsonArray(page['items']) ? page['items'] : [];
  const apiVersion = apiVersionOf(resource);
  const items: KubeObject[] = [];
  for (const item of raw) {
    // Lists leave out the items' type (client-go knows it from the list); objects here always carry it.
    if (!isJsonObject(item)) continue;
    const object = { apiVersion, kind: resource.kind, ...item };
    if (isKubeObject(object)) items.push(object);
  }
  const continueToken = metadata['continue'];
  return {
    items,
    continueToken: typeof continueToken === 'string' && continueToken !== '' ? continueToken : undefined,
    listVersion: typeof metadata['resourceVersion'] === 'string' ? metadata['resourceVersion'] : undefined,
  };
}
