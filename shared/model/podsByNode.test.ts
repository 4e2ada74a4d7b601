import { describe, expect, it } from 'vitest';
import { podsByNode, requestWords } from './podsByNode.ts';
import type { PodFacts, TreeNode } from './tree.ts';

const pod = (name: string, facts: Partial<PodFacts>): TreeNode => ({
  id: name,
  key: { group: '', kind: 'Pod', namespace: 'default', name },
  apiVersion: 'v1',
  parents: [],
  depth: 0,
  pod: { ready: 1, containers: 1, cpuMillis: 100, memoryBytes: 1024, ...facts },
});

describe('pods by node', () => {
  it('those without a node come first, nodes and pods as people count', () => {
    const nodes = [pod('web-10', { node: 'node-10' }), pod('web-9', { node: 'node-2' }), pod('web-11', { node: 'node-2' }), pod('late', { waits: 'no room' }), { ...pod('x', {}), id: 'service', pod: undefined }];
    expect(podsByNode({ nodes: nodes.map(({ pod: facts, ...rest }) => (facts === undefined ? rest : { ...rest, pod: facts })) }).map(({ node, pods }) => [node, pods.map(({ key }) => key.name)])).toEqual([
      [undefined, ['late']],
      ['node-2', ['web-9', 'web-11']],
      ['node-10', ['web-10']],
    ]);
  });

  it('are counted and summed; those that have ended are not waited for', () => {
    const nodes = [pod('a', { node: 'n' }), pod('b', { node: 'n', ready: 0 }), pod('c', { node: 'n', ready: 0, cpuMillis: 0, memoryBytes: 0, ended: true })];
    expect(podsByNode({ nodes })[0]).toMatchObject({ ready: 1, running: 2, cpuMillis: 200, memoryBytes: 2048 });
  });

  it('of a tree without pods are none', () => {
    expect(podsByNode({ nodes: [] })).toEqual([]);
  });
});

it.each<[number, number, string]>([
  [0, 0, ''],
  [250, 0, '0.25 CPU'],
  [2000, 64 * 1024 ** 2, '2 CPU, 64 MiB'],
  [0, 1.25 * 1024 ** 3, '1.3 GiB'],
  [0, 10, '0.1 KiB'],
])('%d thousandths and %d bytes are "%s"', (cpuMillis, memoryBytes, words) => {
  expect(requestWords({ cpuMillis, memoryBytes })).toBe(words);
});
