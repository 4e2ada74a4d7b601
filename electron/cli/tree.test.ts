import { expect, it } from 'vitest';
import type { Network } from '../../shared/model/network.ts';
import { podsByNode } from '../../shared/model/podsByNode.ts';
import type { Tree, TreeNode } from '../../shared/model/tree.ts';
import type { Terminal } from './terminal.ts';
import { networkLines, podLines, treeLines } from './tree.ts';

const terminal: Terminal = { interactive: false, out: () => undefined, err: () => undefined, paint: (_style, text) => text, during: (_what, work) => work, confirm: async () => Promise.resolve(false) };

const node = (kind: string, name: string, parents: readonly string[] = [], rest: Partial<TreeNode> = {}): TreeNode => ({ id: name, key: { group: '', kind, namespace: 'shop', name }, apiVersion: 'v1', parents, depth: 0, ...rest });

it('a tree has a branch for each that is owned, and marks hooks', () => {
  const tree: Tree = { nodes: [node('Deployment', 'web', [], { health: { status: 'Healthy' } }), node('Job', 'migrate', [], { hook: ['PreSync', 'PostSync'] }), node('ReplicaSet', 'old', ['web']), node('ReplicaSet', 'new', ['web']), node('Pod', 'p', ['old'])] };
  expect(treeLines(terminal, tree)).toEqual(['Deployment shop/web  Healthy', '├─ ReplicaSet shop/old', '│  └─ Pod shop/p', '└─ ReplicaSet shop/new', 'Job shop/migrate  hook: PreSync, PostSync']);
});

it('a network says by what each is reached and what is wrong, and shows what is behind it once', () => {
  const key = (kind: string, name: string) => ({ group: '', kind, namespace: 'shop', name });
  const network: Network = {
    nodes: [
      { id: 'o', key: { ...key('Outside', '203.0.113.7'), namespace: '' } },
      { id: 'a', key: key('Ingress', 'a'), problems: ['routes to Service shop/gone, which is not there'] },
      { id: 's', key: key('Service', 'web'), health: { status: 'Healthy' }, foreign: true },
      { id: 'g', key: key('Service', 'gone'), health: { status: 'Missing' } },
      { id: 'p', key: key('Pod', 'p') },
      { id: 'x', key: key('Service', 'x') },
      { id: 'y', key: key('HTTPRoute', 'y') },
    ],
    edges: [
      { from: 'o', to: 'a', labels: [':80'] },
      { from: 'o', to: 's', labels: [] },
      { from: 'a', to: 's', labels: ['a.example.com/ :80', '* :80'] },
      { from: 'a', to: 'g', labels: [] },
      { from: 's', to: 'p', labels: [':80 → 8080'] },
      { from: 'x', to: 'y', labels: [] },
      { from: 'y', to: 'x', labels: [] },
    ],
  };
  expect(networkLines(terminal, network)).toEqual([
    '203.0.113.7',
    '├─ :80  Ingress shop/a',
    '│  │  ! routes to Service shop/gone, which is not there',
    '│  ├─ a.example.com/ :80, * :80  Service shop/web  Healthy  not of this application',
    '│  │  └─ :80 → 8080  Pod shop/p',
    '│  └─ Service shop/gone  Missing',
    '└─ Service shop/web  Healthy  not of this application',
    'Service shop/x',
    '└─ HTTPRoute shop/y',
    '   └─ Service shop/x',
  ]);
  expect(networkLines(terminal, { nodes: [], edges: [] })).toHaveLength(1);
});

it('pods stand under their nodes with what they ask for together', () => {
  const pod = (name: string, facts: Partial<NonNullable<TreeNode['pod']>>): TreeNode => node('Pod', name, [], { pod: { ready: 1, containers: 1, cpuMillis: 250, memoryBytes: 2 ** 20, ...facts } });
  expect(podLines(terminal, podsByNode({ nodes: [pod('a', { node: 'n1' }), pod('bb', { node: 'n1', ready: 0 }), pod('c', { ready: 0, waits: '0/1 nodes are available' })] }))).toEqual([
    'No node yet  1 pod, 0 of 1 ready, requests 0.25 CPU, 1 MiB',
    '  shop/c  0/1    0/1 nodes are available',
    '',
    'n1  2 pods, 1 of 2 ready, requests 0.5 CPU, 2 MiB',
    '  shop/a   1/1',
    '  shop/bb  0/1',
  ]);
  expect(podLines(terminal, [])).toEqual(['There are no pods.']);
});
