import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import { groupOf, versionOf } from '../../../shared/model/kube.ts';
import type { KubeClient } from './client.ts';
import { ApiError } from './errors.ts';
import { mapConcurrent } from './pool.ts';

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
  /** Kinds that the server may serve and that nobody looks at (`Cluster.exclude`); they stand in none of the others. */
  excluded(group: string, kind: string): boolean;
  /** Groups whose APIService does not answer, as `group/version`: their kinds are unknown, not absent. */
  readonly stale: readonly string[];
  /** The server told all of it at once. */
  readonly aggregated: boolean;
}

const AGGREGATED = ['v2', 'v2beta1'].map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`).join(',');
/** Group versions read at once where the server does not aggregate. */
const CONCURRENT_READS = 16;

/**
 * Reads what the server serves: in two requests where it aggregates (kubernetes.io/docs/concepts/overview/kubernetes-api,
 * "Aggregated discovery"; on by default since 1.27), else group by group. A group that does not answer is `stale` and hides no other.
 */
export async function discover(client: KubeClient, signal?: AbortSignal): Promise<Discovery> {
  const read = (path: string) => client.request({ path, accept: `${AGGREGATED},application/json`, action: 'discover the kinds it serves', signal });
  const [core, groups] = await Promise.all([read('/api'), read('/apis')]);
  const stale: string[] = [];
  const aggregated = [core, groups].every((answer) => isJsonObject(answer) && answer['kind'] === 'APIGroupDiscoveryList');
  const resources = aggregated ? [...groupItems(core, stale), ...groupItems(groups, stale)] : await readGroups(client, groups, stale, signal);
  return createDiscovery(resources, stale, aggregated);
}

/** The older way: `/api/v1` and each group version of `/apis`, the preferred ones first (client-go discovery/discovery_client.go). */
async function readGroups(client: KubeClient, groups: JsonValue, stale: string[], signal?: AbortSignal): Promise<ApiResource[]> {
  const versions = objects(groups, 'groups').flatMap((group) => {
    const preferred = isJsonObject(group['preferredVersion']) ? String(group['preferredVersion']['groupVersion']) : '';
    const all = objects(group, 'versions').map((version) => String(version['groupVersion']));
    return [...all.filter((name) => name === preferred), ...all.filter((name) => name !== preferred)];
  });
  const read = await mapConcurrent(['v1', ...versions], CONCURRENT_READS, async (name) => {
    try {
      return resourceItems(name, await client.request({ path: `/${name === 'v1' ? 'api' : 'apis'}/${name}`, action: `discover the kinds of ${name}`, signal }));
    } catch (error) {
      // An aggregated API whose server is down answers 503; only the server itself failing fails the whole.
      if (!(error instanceof ApiError) || error.status === 401) throw error;
      stale.push(name);
      return [];
    }
  });
  return read.flat();
}

function resourceItems(groupVersion: string, list: JsonValue): ApiResource[] {
  return objects(list, 'resources')
    .filter((resource) => !String(resource['name']).includes('/'))
    .map((resource) => ({
      group: groupOf(groupVersion),
      version: versionOf(groupVersion),
      kind: String(resource['kind']),
      resource: String(resource['name']),
      namespaced: resource['namespaced'] === true,
      verbs: isJsonArray(resource['verbs']) ? resource['verbs'].map(String) : [],
    }));
}

/** Builds the lookups; `resources` come in the server's order of preference within a group. */
function createDiscovery(resources: readonly ApiResource[], stale: readonly string[], aggregated: boolean): Discovery {
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
    excluded: () => false,
    stale,
    aggregated,
  };
}

/** A server's kinds as if some of them were not there. */
export function withoutKinds(discovery: Discovery, excluded: (group: string, kind: string) => boolean): Discovery {
  return {
    ...discovery,
    find: (apiVersion, kind) => (excluded(groupOf(apiVersion), kind) ? undefined : discovery.find(apiVersion, kind)),
    preferred: (group, kind) => (excluded(group, kind) ? undefined : discovery.preferred(group, kind)),
    all: discovery.all.filter(({ group, kind }) => !excluded(group, kind)),
    excluded,
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
