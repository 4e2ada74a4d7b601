import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import { groupOf, versionOf } from '../../../shared/model/kube.ts';
import type { KubeClient } from './client.ts';

/** A kind that the API server serves, at one version. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural name in paths. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** What an API server serves. */
export interface Discovery {
  /** At exactly this apiVersion; undefined where the server does not serve it. */
  find(apiVersion: string, kind: string): ApiResource | undefined;
  /** At the version that the server prefers. */
  preferred(group: string, kind: string): ApiResource | undefined;
  /** Every kind once, at its preferred version. */
  readonly all: readonly ApiResource[];
  /** Groups whose APIService does not answer, as `group/version`: their kinds are unknown, not absent. */
  readonly stale: readonly string[];
}

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/**
 * Reads aggregated discovery in two requests (kubernetes.io/docs/concepts/overview/kubernetes-api, "Aggregated
 * discovery"; served by default since 1.27).
 */
export async function discover(client: KubeClient, signal?: AbortSignal): Promise<Discovery> {
  const read = (path: string) => client.request({ path, accept: AGGREGATED, action: 'discover the kinds it serves', signal });
  const [core, groups] = await Promise.all([read('/api'), read('/apis')]);
  const stale: string[] = [];
  const resources = [...groupItems(core, stale), ...groupItems(groups, stale)];
  return createDiscovery(resources, stale);
}

/** Builds the lookups; `resources` come in the server's order of preference within a group. */
function createDiscovery(resources: readonly ApiResource[], stale: readonly string[] = []): Discovery {
  const exact = new Map<string, ApiResource>();
  const preferred = new Map<string, ApiResource>();
  for (const resource of resources) {
    exact.set(`${resource.group}/${resource.version}/${resource.kind}`, resource);
    const key = `${resource.group}/${resource.kind}`;
    if (!preferred.has(key)) preferred.set(key, resource);
  }
  return {
    find: (apiVersion, kind) => exact.get(`${groupOf(apiVersion)}/${versionOf(apiVersion)}/${kind}`),
    preferred: (group, kind) => preferred.get(`${group}/${kind}`),
    all: [...preferred.values()],
    stale,
  };
}

function* groupItems(list: JsonValue, stale: string[]): Generator<ApiResource> {
  for (const group of objects(list, 'items')) {
    const metadata = group['metadata'];
    const name = isJsonObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
    for (const version of objects(group, 'versions')) {
      const versionName = String(version['version']);
      if (version['freshness'] === 'Stale') stale.push(`${name}/${versionName}`);
      for (const resource of objects(version, 'resources')) {
        const responseKind = resource['responseKind'];
        if (!isJsonObject(responseKind)) continue;
        yield {
          group: name,
          version: versionName,
          kind: String(responseKind['kind']),
          resource: String(resource['resource']),
          namespaced: resource['scope'] === 'Namespaced',
          verbs: isJsonArray(resource['verbs']) ? resource['verbs'].map(String) : [],
        };
      }
    }
  }
}

function objects(parent: JsonValue, field: string): JsonObject[] {
  const value = isJsonObject(parent) ? parent[field] : undefined;
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

/** `apps/v1`; `v1` for the core group. */
export function apiVersionOf(resource: ApiResource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** The path of a kind's collection, or of one object in it. */
export function resourcePath(resource: ApiResource, namespace: string, name?: string): string {
  const root = resource.group === '' ? `/api/${resource.version}` : `/apis/${resource.group}/${resource.version}`;
  const scope = resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource.resource}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}
