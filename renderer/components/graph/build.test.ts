import { describe, expect, test } from 'vitest';
import type { Network } from '../../../shared/model/network.ts';
import type { Orphan } from '../../../shared/model/orphans.ts';
import type { TreeNode } from '../../../shared/model/tree.ts';
import type { ApplicationView, ResourceStatus } from '../../../shared/model/view.ts';
import { buildGraph } from './build.ts';
import type { GraphNode } from './model.ts';
import { buildNetworkGraph } from './network.ts';

const key = (kind: string, name: string, namespace = 'shop') => ({ group: '', kind, namespace, name });
const view = (resources: readonly ResourceStatus[]): ApplicationView => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', uid: 'u' },
  spec: { project: 'default', source: { repoURL: 'r' }, destination: { name: 'c', namespace: 'shop' } },
  status: { sync: { status: 'OutOfSync', revision: '4f1c2ab77' }, health: { status: 'Healthy' }, resources, history: [], conditions: [] },
});
const status = (kind: string, name: string, rest: Partial<ResourceStatus> = {}): ResourceStatus => ({ version: 'v1', kind, namespace: 'shop', name, status: 'Synced', ...rest });
const node = (id: string, kind: string, rest: Partial<TreeNode> = {}): TreeNode => ({ id, key: key(kind, id), apiVersion: 'v1', parents: [], depth: 0, ...rest });
const orphan = (kind: string, name: string, namespace = 'shop'): Orphan => ({ key: key(kind, name, namespace), apiVersion: 'v1' });
const lines = (nodes: readonly GraphNode[]) => nodes.map(({ id, parents }) => `${id} < ${parents.join(', ')}`);

describe('the tree', () => {
  test('hangs below the application, with what the comparison says, and hooks with their phases', () => {
    const nodes = buildGraph(view([status('Service', 'web', { status: 'OutOfSync', message: 'is another' }), status('ConfigMap', 'new')]), { nodes: [node('web', 'Service'), node('slice', 'EndpointSlice', { parents: ['web'] }), node('migrate', 'Job', { hook: ['PreSync', 'PostDelete'] })] });
    expect(lines(nodes)).toEqual(['application < ', 'web < application', 'slice < web', 'migrate < application', '/ConfigMap/shop/new < application']);
    expect(nodes[0]).toMatchObject({ sync: 'OutOfSync', info: ['4f1c2ab'] });
    expect(nodes[1]).toMatchObject({ sync: 'OutOfSync', message: 'is another' });
    expect(nodes[3]).toMatchObject({ hook: 'PreSync, PostDelete' });
    expect(nodes[3]).not.toHaveProperty('sync');
  });

  test('has orphans below their namespace: the application’s own, or one that stands there for it', () => {
    const own: TreeNode = { ...node('ns', 'Namespace'), key: key('Namespace', 'shop', '') };
    const nodes = buildGraph(view([]), { nodes: [own] }, [orphan('ConfigMap', 'a'), orphan('Secret', 'b', 'other'), orphan('Secret', 'c', 'other')]);
    expect(lines(nodes)).toEqual(['application < ', 'ns < application', 'namespace:other < application', 'orphan:/ConfigMap/shop/a < ns', 'orphan:/Secret/other/b < namespace:other', 'orphan:/Secret/other/c < namespace:other']);
    expect(nodes.filter(({ orphaned }) => orphaned === true)).toHaveLength(3);
  });
});

test('the network begins at the application, and says on each node by what it is reached and why nothing passes', () => {
  const network: Network = {
    nodes: [
      { id: 'a', key: key('Ingress', 'a'), problems: ['one', 'two'] },
      { id: 'b', key: key('Ingress', 'b') },
      { id: 's', key: key('Service', 's'), foreign: true, health: { status: 'Missing' } },
    ],
    edges: [
      { from: 'a', to: 's', labels: ['a/ :80', 'a/x :80'] },
      { from: 'b', to: 's', labels: ['a/ :80'] },
    ],
  };
  const nodes = buildNetworkGraph(view([status('Ingress', 'a')]), network);
  expect(lines(nodes)).toEqual(['application < ', 'a < application', 'b < application', 's < a, b']);
  expect(nodes.slice(1)).toMatchObject([{ problem: 'one; two', sync: 'Synced' }, {}, { ways: ['a/ :80', 'a/x :80'], foreign: true, health: { status: 'Missing' } }]);
});
