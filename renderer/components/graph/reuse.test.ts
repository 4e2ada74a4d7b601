import { describe, expect, test } from 'vitest';
import { generatedGraph } from './data.ts';
import { EVERYTHING } from './model.ts';
import type { GraphItem, GraphNode } from './model.ts';
import { filterGraph } from './filter.ts';
import { foldGroups } from './fold.ts';
import { createReuse, sameItem, sameNode, sameShape } from './reuse.ts';

/** As if the host had told it anew. */
const told = (nodes: readonly GraphNode[]): GraphNode[] => structuredClone([...nodes]);
const itemsOf = (nodes: readonly GraphNode[]): readonly GraphItem[] => foldGroups(filterGraph(nodes, EVERYTHING), new Set()).items;
const graph = generatedGraph(40);

describe('what is told again', () => {
  test('is the list of before where it says the same', () => {
    const reuse = createReuse(sameNode);
    const first = reuse(told(graph));
    expect(reuse(told(graph))).toBe(first);
  });

  test.each<[string, Partial<GraphNode>]>([
    ['health', { health: { status: 'Degraded' } }],
    ['the words of its health', { health: { status: 'Healthy', message: 'since a moment' } }],
    ['sync', { sync: 'Unknown' }],
    ['facts', { info: ['0/1'] }],
    ['to prune', { pruning: true }],
    ['parents', { parents: ['c0'] }],
    ['its age', { createdAt: '2026-11-24T00:00:00Z' }],
    ['its key', { key: { group: '', kind: 'Pod', namespace: 'shop', name: 'other' } }],
  ])('is new only where it differs: %s', (_what, change) => {
    const reuse = createReuse(sameNode);
    const first = reuse(told(graph));
    const index = graph.findIndex(({ id }) => id === 'p0-0');
    const second = reuse(told(graph.map((node) => (node.id === 'p0-0' ? { ...node, ...change } : node))));
    expect(second).not.toBe(first);
    expect(second.flatMap((node, at) => (node === first[at] ? [] : [at]))).toEqual([index]);
    expect(second[index]).toMatchObject(change);
  });

  test('is another list where one is gone, or stands elsewhere', () => {
    const reuse = createReuse(sameNode);
    const first = reuse(told(graph));
    expect(reuse(told(graph.slice(0, -1)))).toHaveLength(first.length - 1);
    expect(reuse(told(graph.toReversed()))[0]).toEqual(graph.at(-1));
  });
});

test('a layout depends on ids and parents alone', () => {
  const items = createReuse(sameItem);
  const shape = createReuse(sameShape);
  const first = items(itemsOf(graph));
  const place = shape(first);
  const sick = items(itemsOf(graph.map((node) => ({ ...node, health: { status: 'Degraded' } as const }))));
  expect(sick).not.toBe(first);
  expect(shape(sick)).toBe(place);
  expect(shape(items(itemsOf(graph.slice(0, -1))))).not.toBe(place);
});
