import { describe, expect, it } from 'vitest';
import type { Route } from './route.ts';
import { formatRoute, NO_FILTERS, parseRoute } from './route.ts';

const WEB = { group: 'apps', kind: 'Deployment', namespace: 'default', name: 'web' };

describe('routes and addresses', () => {
  it.each<[Route, string]>([
    [{ page: 'applications', filters: NO_FILTERS }, '#/applications'],
    [
      { page: 'applications', filters: { text: 'shop & co', sync: ['OutOfSync', 'Unknown'], health: ['Degraded'], contexts: ['kind-dev', 'arn:aws:eks/a'], view: 'table' } },
      '#/applications?q=shop%20%26%20co&sync=OutOfSync&sync=Unknown&health=Degraded&context=kind-dev&context=arn:aws:eks/a&view=table',
    ],
    [{ page: 'application', name: 'shop', tab: 'graph' }, '#/applications/shop'],
    [{ page: 'application', name: 'shop', tab: 'plan' }, '#/applications/shop/plan'],
    [{ page: 'application', name: 'shop', tab: 'graph', resource: WEB }, '#/applications/shop?resource=apps/Deployment/default/web'],
    [{ page: 'application', name: 'shop', tab: 'resources', resource: WEB, resourceTab: 'logs' }, '#/applications/shop/resources?resource=apps/Deployment/default/web&show=logs'],
    [
      { page: 'application', name: 'shop', tab: 'graph', resource: { group: '', kind: 'Namespace', namespace: '', name: 'team-a' } },
      '#/applications/shop?resource=/Namespace//team-a',
    ],
    [
      { page: 'application', name: 'shop', tab: 'graph', resource: { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'system:a/b' } },
      '#/applications/shop?resource=rbac.authorization.k8s.io/ClusterRole//system:a/b',
    ],
    [{ page: 'new' }, '#/new'],
    [{ page: 'projects' }, '#/projects'],
    [{ page: 'project', name: 'team.a' }, '#/projects/team.a'],
    [{ page: 'activity' }, '#/activity'],
    [{ page: 'clusters' }, '#/clusters'],
    [{ page: 'settings' }, '#/settings'],
  ])('%o is %s, and back', (route, address) => {
    expect(formatRoute(route)).toBe(address);
    expect(parseRoute(address)).toEqual(route);
  });

  it.each(['', '#', '#/', '/'])('%o is the list of applications', (address) => {
    expect(parseRoute(address)).toEqual({ page: 'applications', filters: NO_FILTERS });
  });

  it.each(['#/nowhere', '#/settings/more', '#/projects/a/b', '#/applications/shop/nothing', '#/applications/shop/plan/more', '#/%E0%A4%A'])('%s is not found, and keeps its address', (address) => {
    const route = parseRoute(address);
    expect(route).toEqual({ page: 'not-found', address: address.slice(1) });
    expect(formatRoute(route)).toBe(address);
  });

  it.each<[string, Route]>([
    ['#/applications?sync=Green&health=Fine&view=cards', { page: 'applications', filters: NO_FILTERS }],
    ['#/applications/shop?resource=Deployment', { page: 'application', name: 'shop', tab: 'graph' }],
    ['#/applications/shop?resource=apps/Deployment/default/web&show=nothing', { page: 'application', name: 'shop', tab: 'graph', resource: WEB }],
  ])('%s: what is not known in a query is left out', (address, route) => {
    expect(parseRoute(address)).toEqual(route);
  });
});
