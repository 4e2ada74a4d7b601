import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../shared/model/json.ts';
import type { ApiRequest, KubeClient } from './client.ts';
import { apiVersionOf, discover, resourcePath } from './discovery.ts';

const resource = (kind: string, plural: string, scope = 'Namespaced', verbs: readonly string[] = ['get', 'list']): JsonValue => ({ resource: plural, responseKind: { group: '', version: 'v1', kind }, scope, verbs });
const group = (name: string, versions: readonly JsonValue[]): JsonValue => ({ metadata: name === '' ? {} : { name }, versions });
const version = (name: string, resources: readonly JsonValue[], freshness = 'Current'): JsonValue => ({ version: name, freshness, resources });

/** The two documents as an API server sends them (apidiscovery.k8s.io/v2). */
const DOCUMENTS: Readonly<Record<string, JsonValue>> = {
  '/api': { kind: 'APIGroupDiscoveryList', items: [group('', [version('v1', [resource('Pod', 'pods'), resource('Namespace', 'namespaces', 'Cluster')])])] },
  '/apis': {
    kind: 'APIGroupDiscoveryList',
    items: [
      group('autoscaling', [version('v2', [resource('HorizontalPodAutoscaler', 'horizontalpodautoscalers')]), version('v1', [resource('HorizontalPodAutoscaler', 'horizontalpodautoscalers'), resource('Scale', 'scales')])]),
      group('metrics.k8s.io', [version('v1beta1', [], 'Stale')]),
      group('odd.example.com', [version('v1', [{ resource: 'noKind', scope: 'Cluster' }, 'nonsense'])]),
    ],
  },
};

const discovery = async (documents = DOCUMENTS) => {
  const requests: ApiRequest[] = [];
  const client: Pick<KubeClient, 'request'> = {
    request: async (request) => {
      requests.push(request);
      return documents[request.path] ?? null;
    },
  };
  return { found: await discover(client as KubeClient), requests };
};

describe('discover', () => {
  it('asks twice, for the aggregated form', async () => {
    const { requests } = await discovery();
    expect(requests.map((request) => request.path)).toEqual(['/api', '/apis']);
    for (const request of requests) expect(request.accept).toContain('as=APIGroupDiscoveryList');
  });

  it('finds a kind at its version, and only there', async () => {
    const { found } = await discovery();
    expect(found.find('v1', 'Pod')).toEqual({ group: '', version: 'v1', kind: 'Pod', resource: 'pods', namespaced: true, verbs: ['get', 'list'] });
    expect(found.find('v1', 'Namespace')?.namespaced).toBe(false);
    expect(found.find('autoscaling/v1', 'HorizontalPodAutoscaler')?.version).toBe('v1');
    expect(found.find('autoscaling/v2beta2', 'HorizontalPodAutoscaler')).toBeUndefined();
    expect(found.find('v2', 'Pod')).toBeUndefined();
    expect(found.find('v1', 'pods')).toBeUndefined();
  });

  it('prefers the first version of a group that has the kind', async () => {
    const { found } = await discovery();
    expect(found.preferred('autoscaling', 'HorizontalPodAutoscaler')?.version).toBe('v2');
    expect(found.preferred('autoscaling', 'Scale')?.version).toBe('v1');
    expect(found.preferred('', 'Deployment')).toBeUndefined();
    expect(found.all.map((each) => `${apiVersionOf(each)} ${each.kind}`)).toEqual(['v1 Pod', 'v1 Namespace', 'autoscaling/v2 HorizontalPodAutoscaler', 'autoscaling/v1 Scale']);
  });

  it('names the groups that do not answer', async () => {
    expect((await discovery()).found.stale).toEqual(['metrics.k8s.io/v1beta1']);
  });

  it('finds nothing in an answer that is none', async () => {
    const { found } = await discovery({ '/api': null, '/apis': { items: 'x' } });
    expect(found.all).toEqual([]);
  });
});

describe('paths', () => {
  const pods = { group: '', version: 'v1', kind: 'Pod', resource: 'pods', namespaced: true, verbs: [] };
  const roles = { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole', resource: 'clusterroles', namespaced: false, verbs: [] };
  it.each([
    [pods, '', undefined, '/api/v1/pods'],
    [pods, 'n', undefined, '/api/v1/namespaces/n/pods'],
    [pods, 'n', 'a', '/api/v1/namespaces/n/pods/a'],
    [roles, '', 'system:x', '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Ax'],
    [roles, 'ignored', 'a', '/apis/rbac.authorization.k8s.io/v1/clusterroles/a'],
    [pods, 'n', '../x', '/api/v1/namespaces/n/pods/..%2Fx'],
  ])('%o', (of, namespace, name, path) => {
    expect(resourcePath(of, namespace, name)).toBe(path);
  });
});
