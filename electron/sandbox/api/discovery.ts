import type { Kind } from '../model/kinds.ts';
import { serverVersion } from '../model/openapi.ts';
import type { Registry } from '../model/registry.ts';
import type { Dict } from '../model/values.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const SUB_VERBS = ['get', 'patch', 'update'];
const SCALE = { group: 'autoscaling', version: 'v1', kind: 'Scale' };

/** Groups in the order in which a server prefers them, custom ones last. */
function groupsOf(registry: Registry): Map<string, Map<string, Kind[]>> {
  const groups = new Map<string, Map<string, Kind[]>>();
  for (const kind of registry.kinds()) {
    const versions = groups.get(kind.group) ?? new Map<string, Kind[]>();
    groups.set(kind.group, versions);
    versions.set(kind.version, [...(versions.get(kind.version) ?? []), kind]);
  }
  for (const [name, versions] of groups) groups.set(name, new Map([...versions].toSorted(([a], [b]) => priority(b) - priority(a))));
  return groups;
}

/** v2 before v1 before v1beta1 before v1alpha1 (apimachinery pkg/version/helpers.go). */
function priority(version: string): number {
  const [, major = '0', stage, minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  return (stage === undefined ? 2e6 : stage === 'beta' ? 1e6 : 0) + Number(major) * 1e3 + Number(minor);
}

function names(kind: Kind): Dict {
  return {
    ...(kind.shortNames.length === 0 ? {} : { shortNames: [...kind.shortNames] }),
    ...(kind.categories.length === 0 ? {} : { categories: [...kind.categories] }),
  };
}

/** apidiscovery.k8s.io/v2: `core` for /api, the others for /apis. */
export function aggregated(registry: Registry, core: boolean): Dict {
  const items = [...groupsOf(registry)].filter(([group]) => (group === '') === core).map(([group, versions]) => ({
    metadata: group === '' ? {} : { name: group },
    versions: [...versions].map(([version, kinds]) => ({ version, resources: kinds.map(aggregatedResource), freshness: 'Current' })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function aggregatedResource(kind: Kind): Dict {
  const responseKind = { group: kind.group, version: kind.version, kind: kind.kind };
  const subresources = [
    ...(kind.kind === 'Pod' && kind.group === '' ? [{ subresource: 'log', responseKind, verbs: ['get'] }] : []),
    ...(kind.scale ? [{ subresource: 'scale', responseKind: SCALE, verbs: SUB_VERBS }] : []),
    ...(kind.status ? [{ subresource: 'status', responseKind, verbs: SUB_VERBS }] : []),
  ];
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: VERBS,
    ...names(kind),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function groupBody(group: string, versions: Iterable<string>): Dict {
  const list = [...versions].map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: list, preferredVersion: list[0] };
}

/** The older discovery: /api, /apis, /apis/GROUP, /api/v1, /apis/GROUP/VERSION. Undefined for anything else. */
export function legacy(registry: Registry, path: string): Dict | undefined {
  const groups = groupsOf(registry);
  const parts = path.split('/').filter((part) => part !== '');
  const [root, group = '', version = ''] = parts;
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (root === 'api' && parts.length === 2) return resourceList(group, groups.get('')?.get(group));
  if (root !== 'apis') return undefined;
  if (parts.length === 1) return { kind: 'APIGroupList', apiVersion: 'v1', groups: [...groups].filter(([name]) => name !== '').map(([name, versions]) => groupBody(name, versions.keys())) };
  const versions = groups.get(group);
  if (versions === undefined) return undefined;
  if (parts.length === 2) return { kind: 'APIGroup', apiVersion: 'v1', ...groupBody(group, versions.keys()) };
  return parts.length === 3 ? resourceList(`${group}/${version}`, versions.get(version)) : undefined;
}

function resourceList(name: string, kinds: readonly Kind[] | undefined): Dict | undefined {
  if (kinds === undefined) return undefined;
  const resources = kinds.flatMap((kind): Dict[] => [
    { name: kind.plural, singularName: kind.singular, namespaced: kind.namespaced, kind: kind.kind, verbs: VERBS, ...names(kind) },
    ...(kind.kind === 'Pod' && kind.group === '' ? [{ name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] }] : []),
    ...(kind.scale ? [{ name: `${kind.plural}/scale`, singularName: '', namespaced: kind.namespaced, ...SCALE, verbs: SUB_VERBS }] : []),
    ...(kind.status ? [{ name: `${kind.plural}/status`, singularName: '', namespaced: kind.namespaced, kind: kind.kind, verbs: SUB_VERBS }] : []),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: name, resources };
}

/** /version. */
export function versionBody(): Dict {
  const gitVersion = serverVersion();
  const [major = '', minor = ''] = gitVersion.slice(1).split('.');
  return { major, minor, gitVersion: `${gitVersion}+drydock-sandbox`, gitCommit: '', gitTreeState: 'clean', buildDate: '1970-01-01T00:00:00Z', goVersion: '', compiler: '', platform: 'drydock/sandbox' };
}

