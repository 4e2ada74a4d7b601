import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonObject, parseJson, stringifyJson } from '../../../shared/model/json.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { groupOf, versionOf } from '../../../shared/model/kube.ts';
import { getObject } from './access.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { ClientOptions, KubeClient } from './client.ts';
import { createKubeClient } from './client.ts';
import type { ApiResource, Discovery } from './discovery.ts';
import { discover, withoutKinds } from './discovery.ts';
import { ApiError } from './errors.ts';
import type { Informer, StreamingLists } from './informer.ts';
import { startInformer } from './informer.ts';
import type { ObjectView } from './listing.ts';
import { watchSchemas } from './schemaWatch.ts';
import type { SchemaWatch } from './schemaWatch.ts';
import { watchForWake } from './wake.ts';

/** Which part of a kind and namespace is read, and how much of it; whole objects, and all of them, where nothing is said. */
export interface LeaseOptions {
  readonly view?: ObjectView;
  readonly labelSelector?: string | undefined;
}

/** A lease on a shared informer; the last release ends its watch. */
export interface InformerLease {
  readonly informer: Informer;
  release(): void;
}

/** One context's cluster: its client, what it serves, and the live cache. */
export interface Cluster {
  readonly context: string;
  readonly server: string;
  readonly client: KubeClient;
  /** What the server serves; read once, and again with `refresh`. */
  discovery(refresh?: boolean): Promise<Discovery>;
  /** Leaves kinds out of what is discovered from now on; undefined for none. */
  exclude(excluded: ((group: string, kind: string) => boolean) | undefined): void;
  /**
   * The OpenAPI v3 document of an apiVersion; undefined where the server has none. Kept on disk by the hash that the
   * server gives it.
   */
  openApi(apiVersion: string): Promise<JsonObject | undefined>;
  /** Drops what was learned about kinds, after CRDs changed or for a hard refresh. */
  forgetSchemas(): void;
  /**
   * Told when the cluster came to serve other kinds or to treat writes otherwise (CRDs, APIServices, admission), which
   * is watched as long as anybody holds a lease. What was learned of kinds is forgotten by then. Returns how to stop.
   */
  onSchemasChanged(listener: () => void): () => void;
  /**
   * The cluster's identity: the uid of `kube-system`, or, where that may not be read, server and CA. Asked anew each
   * time, because another cluster can stand behind the same name tomorrow.
   */
  identity(): Promise<string>;
  /** Server version, such as `v1.36.3`. */
  version(): Promise<string>;
  /** A lease on the informer of a kind and namespace. With the metadata alone, whole objects do as well where they are read anyway. */
  lease(resource: ApiResource, namespace: string, options?: LeaseOptions): InformerLease;
  /** The shared informer of whole objects if somebody holds a lease on it. */
  existing(resource: ApiResource, namespace: string): Informer | undefined;
  close(): Promise<void>;
}

/** Opens a cluster; nothing is contacted yet. `cacheDir` holds OpenAPI documents and may be deleted at any time. */
export function openCluster(context: string, config: ClientConfig, cacheDir: string, writeCache: (path: string, text: string) => Promise<void>, options: ClientOptions = {}): Cluster {
  const client = createKubeClient(config, options);
  const informers = new Map<string, { readonly informer: Informer; leases: number }>();
  const documents = new Map<string, Promise<JsonObject | undefined>>();
  const streaming: StreamingLists = { offered: false };
  const schemaListeners = new Set<() => void>();
  let schemaWatch: SchemaWatch | undefined;
  const unwatchWake = watchForWake(() => client.renew());
  let discovery: Promise<Discovery> | undefined;
  let excluded: ((group: string, kind: string) => boolean) | undefined;
  /** What is shown of each discovery. */
  let shown = new WeakMap<Discovery, Discovery>();
  let openApiIndex: Promise<ReadonlyMap<string, string>> | undefined;

  function index(): Promise<ReadonlyMap<string, string>> {
    openApiIndex ??= readOpenApiIndex(client).catch((error: unknown) => {
      openApiIndex = undefined;
      throw error;
    });
    return openApiIndex;
  }

  async function loadDocument(apiVersion: string): Promise<JsonObject | undefined> {
    const group = groupOf(apiVersion);
    const name = group === '' ? `api/${versionOf(apiVersion)}` : `apis/${group}/${versionOf(apiVersion)}`;
    const relative = (await index()).get(name);
    if (relative === undefined) return undefined;
    const file = join(cacheDir, 'openapi', `${createHash('sha256').update(relative).digest('hex')}.json`);
    const cached = await readFile(file, 'utf8').catch(() => undefined);
    if (cached !== undefined) {
      const known = parseJson(cached);
      if (isJsonObject(known)) return known;
    }
    const url = new URL(relative, 'http://server');
    // Of a group whose definitions are just being removed API servers answer 200 without a body (seen with 1.36).
    const document = await client.request({ path: url.pathname, query: Object.fromEntries(url.searchParams), mayBeEmpty: true, action: `read the schemas of ${apiVersion}` });
    if (!isJsonObject(document)) return undefined;
    // Without the server's hash in the address the content could change under the same name.
    if (url.searchParams.has('hash')) await writeCache(file, stringifyJson(document));
    return document;
  }

  function readDiscovery(): Promise<Discovery> {
    const reading = discover(client).then((found) => {
      // Servers that serve it this way also know what a streamed list is, and refuse one that they do not offer (1.27 on).
      streaming.offered ||= found.aggregated;
      return found;
    });
    reading.catch(() => {
      if (discovery === reading) discovery = undefined;
    });
    return reading;
  }

  function forgetSchemas(): void {
    documents.clear();
    openApiIndex = undefined;
    discovery = undefined;
  }

  function withoutExcluded(found: Discovery): Discovery {
    if (excluded === undefined) return found;
    const known = shown.get(found) ?? withoutKinds(found, excluded);
    shown.set(found, known);
    return known;
  }

  /** Watches what decides about kinds while anything else is watched. */
  function keepSchemaWatch(): void {
    if (informers.size === 0) {
      schemaWatch?.close();
      schemaWatch = undefined;
    } else {
      if (schemaWatch !== undefined) return;
      const kinds = (discovery ??= readDiscovery());
      schemaWatch = watchSchemas(client, streaming, kinds, () => {
        forgetSchemas();
        for (const listener of schemaListeners) listener();
      });
      // Whoever asked for the kinds is told why they could not be read; here the next lease tries again.
      kinds.catch(() => (schemaWatch = undefined));
    }
  }

  return {
    context,
    server: client.server,
    client,
    discovery(refresh = false) {
      if (refresh) discovery = undefined;
      return (discovery ??= readDiscovery()).then(withoutExcluded);
    },
    exclude(kinds) {
      if (kinds === excluded) return;
      excluded = kinds;
      shown = new WeakMap();
    },
    openApi(apiVersion) {
      let document = documents.get(apiVersion);
      if (document === undefined) {
        document = loadDocument(apiVersion).catch((error: unknown) => {
          documents.delete(apiVersion);
          throw error;
        });
        documents.set(apiVersion, document);
      }
      return document;
    },
    forgetSchemas,
    onSchemasChanged(listener) {
      schemaListeners.add(listener);
      return () => void schemaListeners.delete(listener);
    },
    async identity() {
      const namespaces: ApiResource = { group: '', version: 'v1', kind: 'Namespace', resource: 'namespaces', namespaced: false, verbs: [] };
      try {
        const uid = (await getObject(client, namespaces, '', 'kube-system'))?.metadata.uid;
        if (uid !== undefined) return `uid:${uid}`;
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 403) throw error;
      }
      const { cluster } = config;
      return `server:${createHash('sha256').update(`${client.server}\n${cluster['certificate-authority-data'] ?? cluster['certificate-authority'] ?? ''}`).digest('hex')}`;
    },
    async version() {
      const answer = await client.request({ path: '/version', action: 'read its version' });
      return isJsonObject(answer) && typeof answer['gitVersion'] === 'string' ? answer['gitVersion'] : 'unknown';
    },
    lease(resource, namespace, { view = 'full', labelSelector } = {}) {
      const whole = informerKey(resource, namespace, 'full', labelSelector);
      const key = view === 'full' || informers.has(whole) ? whole : informerKey(resource, namespace, view, labelSelector);
      let entry = informers.get(key);
      if (entry === undefined) {
        entry = { informer: startInformer(client, resource, namespace, { view: key === whole ? 'full' : view, labelSelector, streaming }), leases: 0 };
        informers.set(key, entry);
        keepSchemaWatch();
      }
      const held = entry;
      held.leases++;
      let released = false;
      return {
        informer: held.informer,
        release() {
          if (released) return;
          released = true;
          if (--held.leases > 0) return;
          held.informer.close();
          if (informers.get(key) === held) informers.delete(key);
          keepSchemaWatch();
        },
      };
    },
    existing(resource, namespace) {
      return informers.get(informerKey(resource, namespace, 'full'))?.informer;
    },
    async close() {
      unwatchWake();
      schemaWatch?.close();
      for (const { informer } of informers.values()) informer.close();
      informers.clear();
      await client.close();
    },
  };
}

function informerKey(resource: ApiResource, namespace: string, view: ObjectView, labelSelector = ''): string {
  return `${resource.group}/${resource.version}/${resource.resource}/${namespace}/${view}/${labelSelector}`;
}

/** `/openapi/v3`: group version path -> relative address with a hash (KEP-2896). */
async function readOpenApiIndex(client: KubeClient): Promise<ReadonlyMap<string, string>> {
  const answer = await client.request({ path: '/openapi/v3', action: 'read its schemas' });
  const result = new Map<string, string>();
  const paths = isJsonObject(answer) ? answer['paths'] : undefined;
  for (const [name, entry] of Object.entries(isJsonObject(paths) ? paths : {})) {
    const relative = isJsonObject(entry) ? entry['serverRelativeURL'] : undefined;
    if (typeof relative === 'string') result.set(name, relative);
  }
  return result;
}
