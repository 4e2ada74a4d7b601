import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { KubeClient } from './client.ts';
import type { ApiResource } from './discovery.ts';
import { ApiError } from './errors.ts';
import type { ObjectView } from './listing.ts';
import { isInitialEnd, listPages, watchLines } from './listing.ts';
import type { ObjectEvent } from './objectCache.ts';
import { createObjectCache, objectKey } from './objectCache.ts';

/** What an informer tells its listeners, in the order in which it became known. */
export type InformerEvent = ObjectEvent | { readonly type: 'synced' } | { readonly type: 'failed'; readonly error: DrydockError };

/**
 * The live objects of one kind in one namespace (or all), kept current by list and watch. A watch that ends goes on from
 * the last version; 410 Gone and a server that was away list again, and the difference is told as ordinary events.
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

/** Whether a server's lists can be streamed; one answer for all kinds of a server, and a kind of its own can still refuse. */
export interface StreamingLists {
  offered: boolean;
}

/** How an informer reads. */
export interface InformerOptions {
  readonly view: ObjectView;
  /** Only objects with these labels. */
  readonly labelSelector?: string | undefined;
  /** Told when the server turns out not to stream lists. */
  readonly streaming: StreamingLists;
  /** Milliseconds without a line after which a streamed list is given up; 10,000 where nothing is said. */
  readonly silenceMs?: number;
}

const WATCH_SECONDS = 290;
const BACKOFF_MS = { first: 500, factor: 2, max: 30_000 };
/** A streamed list that says nothing for so long comes from a server that does not know it is asked for one. */
const STREAM_SILENCE_MS = 10_000;

/** The server ended a watch with an error of its own. */
class WatchRefused extends DrydockError {
  constructor(message: string) {
    super('cluster-failed', message);
  }
}

/** Starts listing and watching at once. `namespace` empty means all namespaces. */
export function startInformer(client: KubeClient, resource: ApiResource, namespace: string, { view, labelSelector, streaming, silenceMs = STREAM_SILENCE_MS }: InformerOptions): Informer {
  const listeners = new Set<(event: InformerEvent) => void>();
  const emit = (event: InformerEvent) => {
    for (const listener of listeners) listener(event);
  };
  const cache = createObjectCache(emit);
  const stop = new AbortController();
  /** Where the next watch goes on; undefined where a list must come first. */
  let from: string | undefined;
  let error: DrydockError | undefined;
  let synced = false;
  /** This kind's server does not stream lists, whatever the others do. */
  let pagesOnly = false;
  /** Before the next try; short again once a watch has told something or lasted. */
  let pause = BACKOFF_MS.first;
  /** Ends the running watch or pause, so that the loop lists anew. */
  let interrupt = new AbortController();
  /** Lists begun so far; a waiter is served by one that began after it came, or by any where `since` is 0. */
  let lists = 0;
  let waiting: { since: number; resolve: () => void; reject: (error: DrydockError) => void }[] = [];

  function listed(number: number, items: readonly KubeObject[], version: string | undefined): void {
    cache.replace(items, version);
    from = version;
    error = undefined;
    synced = true;
    const done = waiting.filter((waiter) => waiter.since < number);
    waiting = waiting.filter((waiter) => waiter.since >= number);
    for (const waiter of done) waiter.resolve();
    emit({ type: 'synced' });
  }

  async function list(): Promise<void> {
    const number = ++lists;
    const { items, version } = await listPages(client, resource, namespace, view, { labelSelector, signal: stop.signal });
    listed(number, items, version);
  }

  function failed(reason: unknown): void {
    error = reason instanceof DrydockError ? reason : new DrydockError('internal', String(reason), { cause: reason });
    const done = waiting;
    waiting = [];
    for (const waiter of done) waiter.reject(error);
    emit({ type: 'failed', error });
  }

  /**
   * One watch, to its end, which a cut connection is as well: only one that cannot be opened again is a failure. Without
   * `from` it begins with what is there, and fails where that does not come to its end.
   */
  async function watch(): Promise<void> {
    let initial = from === undefined ? new Map<string, KubeObject>() : undefined;
    const number = initial === undefined ? lists : ++lists;
    let opened = false;
    const silence = new AbortController();
    const quiet = initial === undefined ? undefined : setTimeout(() => silence.abort(), silenceMs);
    const signal = AbortSignal.any([stop.signal, interrupt.signal, silence.signal]);
    try {
      for await (const line of watchLines(client, resource, namespace, view, { from, labelSelector, seconds: WATCH_SECONDS, signal, onOpen: () => (opened = true) })) {
        if (line.status !== undefined) {
          from = undefined;
          if (line.status.code === 410) return;
          throw new WatchRefused(`${client.context}: the watch of ${resource.resource} failed: ${line.status.message}`);
        }
        const { object, type } = line;
        if (initial === undefined) {
          if (!cache.take(type, object)) {
            from = undefined;
            return;
          }
          from = object.metadata.resourceVersion ?? from;
          pause = BACKOFF_MS.first;
        } else if (isInitialEnd(line)) {
          clearTimeout(quiet);
          listed(number, [...initial.values()], object.metadata.resourceVersion);
          initial = undefined;
        } else {
          quiet?.refresh();
          if (type === 'DELETED') initial.delete(objectKey(object));
          else if (type !== 'BOOKMARK') initial.set(objectKey(object), object);
        }
      }
      if (initial !== undefined) throw new DrydockError('cluster-failed', `${client.context}: the list of ${resource.resource} broke off.`);
    } catch (reason) {
      if (stop.signal.aborted || interrupt.signal.aborted || reason instanceof ApiError || reason instanceof WatchRefused) throw reason;
      if (silence.signal.aborted) pagesOnly = true;
      else if (initial !== undefined || !opened) throw reason;
    } finally {
      clearTimeout(quiet);
    }
  }

  async function listAndWatch(): Promise<void> {
    if (from !== undefined) return watch();
    if (!streaming.offered || pagesOnly) {
      await list();
      return watch();
    }
    try {
      await watch();
    } catch (reason) {
      // Invalid: the feature is off (apiserver pkg/registry/rest, ValidateListOptions); 400 and 415: a proxy or a server of its own.
      if (!(reason instanceof ApiError) || ![400, 406, 415, 422].includes(reason.status)) throw reason;
      if (reason.status === 422) streaming.offered = false;
      pagesOnly = true;
    }
  }

  /** True if a relist was asked for: lines that were still in the pipe may have set the version again. */
  function restarted(): boolean {
    if (!interrupt.signal.aborted) return false;
    interrupt = new AbortController();
    from = undefined;
    return true;
  }

  async function run(): Promise<void> {
    const rest = (ms: number) => delay(ms, undefined, { signal: AbortSignal.any([stop.signal, interrupt.signal]) }).catch(() => undefined);
    let short = 0;
    while (!stop.signal.aborted) {
      const before = Date.now();
      try {
        await listAndWatch();
        if (restarted()) continue;
        // One that ended is opened again at once, but a server that ends every watch must not be asked in a tight loop.
        if (Date.now() - before > 1_000) {
          pause = BACKOFF_MS.first;
          short = 0;
        } else if (++short > 1) {
          await rest(pause / 5);
          pause = Math.min(pause * BACKOFF_MS.factor, BACKOFF_MS.max);
        }
      } catch (reason) {
        if (stop.signal.aborted) return;
        if (restarted()) continue;
        // A server that was away can be another one by now, whose versions begin anew: a watch would wait for them in silence.
        from = undefined;
        if (reason instanceof ApiError && (reason.status === 410 || reason.reason === 'Expired')) continue;
        failed(reason);
        await rest(reason instanceof ApiError && reason.retryAfter !== undefined ? reason.retryAfter * 1_000 : pause * (0.5 + Math.random()));
        pause = Math.min(pause * BACKOFF_MS.factor, BACKOFF_MS.max);
      }
    }
  }

  void run();
  return {
    resource,
    namespace,
    objects: cache.objects,
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
      from = undefined;
      // A list that is under way may be older than the question.
      const done = new Promise<void>((resolve, reject) => waiting.push({ since: lists, resolve, reject }));
      interrupt.abort();
      return done;
    },
    observe: (object) => cache.observe(object),
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
