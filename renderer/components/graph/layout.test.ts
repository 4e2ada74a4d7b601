import { describe, expect, test } from 'vitest';
import { anchorOf, firstViewport, keepInPlace } from './viewport.ts';
import { changedIds, digestGraph } from './changes.ts';
import { generatedGraph } from './data.ts';
import { EVERYTHING } from './model.ts';
import type { GraphNode } from './model.ts';
import { countGraph, filterGraph } from './filter.ts';
import { foldGroups } from './fold.ts';
import { layoutGraph } from './layout.ts';
import { neighbour } from './navigate.ts';
import { COLUMN, ROW } from './places.ts';

const node = (id: string, parents: readonly string[] = ['app'], kind = 'ConfigMap', more: Partial<GraphNode> = {}): GraphNode => ({
  id, key: { group: '', kind, namespace: 'x', name: id }, parents, ...more,
});
const app = node('app', [], 'Application');
const folded = (nodes: readonly GraphNode[], open: readonly string[] = []) => foldGroups(filterGraph(nodes, EVERYTHING), new Set(open));
const laid = (nodes: readonly GraphNode[]) => layoutGraph(folded(nodes).items);
const cell = (nodes: readonly GraphNode[]) => [...laid(nodes).places].map(([id, { x, y }]) => `${id} ${x / COLUMN},${y / ROW}`).sort();
const web = [app, node('web', ['app'], 'Deployment'), node('rs', ['web'], 'ReplicaSet'), node('pod-10', ['rs'], 'Pod'), node('pod-2', ['rs'], 'Pod')];

describe('filter', () => {
  test.each([
    { filter: { ...EVERYTHING, text: 'pod-2' }, shown: ['app', 'web', 'rs', 'pod-2'], matched: ['pod-2'] },
    { filter: { ...EVERYTHING, kinds: new Set(['ReplicaSet']) }, shown: ['app', 'web', 'rs'], matched: ['rs'] },
    { filter: { ...EVERYTHING, text: 'nothing like it' }, shown: ['app'], matched: [] },
    { filter: { ...EVERYTHING, text: ' POD x/ ' }, shown: ['app', 'web', 'rs', 'pod-10', 'pod-2'], matched: ['pod-10', 'pod-2'] },
    { filter: EVERYTHING, shown: ['app', 'web', 'rs', 'pod-10', 'pod-2'], matched: ['app', 'web', 'rs', 'pod-10', 'pod-2'] },
  ])('shows $shown', ({ filter, shown, matched }) => {
    const found = filterGraph(web, filter);
    expect(found.map((entry) => entry.node.id)).toEqual(shown);
    expect(found.filter((entry) => entry.matched).map((entry) => entry.node.id)).toEqual(matched);
  });

  test('tells unknown health from unknown sync', () => {
    const nodes = [app, node('a', ['app'], 'X', { sync: 'Unknown', health: { status: 'Healthy' } }), node('b', ['app'], 'X', { sync: 'Synced', health: { status: 'Unknown' } })];
    expect([...countGraph(nodes).states.keys()]).toEqual(['UnknownSync', 'Healthy', 'Synced', 'UnknownHealth']);
    expect(filterGraph(nodes, { ...EVERYTHING, states: new Set(['UnknownHealth']) }).map((entry) => entry.node.id)).toEqual(['app', 'b']);
  });
});

describe('fold', () => {
  const pods = (count: number): GraphNode[] => Array.from({ length: count }, (_, index) => node(`pod-${index}`, ['rs'], 'Pod', { health: { status: index < 2 ? 'Degraded' : 'Healthy' } }));
  const ids = (nodes: readonly GraphNode[], open: readonly string[] = []) => folded(nodes, open).items.map((item) => item.id);
  const base = web.slice(0, 3);
  const group = 'group:rs|/Pod|leaves';

  test('eight stay', () => expect(folded([...base, ...pods(8)]).items).toHaveLength(11));
  test('nine fold, and unfold below their group', () => {
    expect(ids([...base, ...pods(9)])).toEqual(['app', 'web', 'rs', group]);
    expect(ids([...base, ...pods(9)], [group])).toHaveLength(13);
    expect(folded([...base, ...pods(9)]).items.at(-1)).toMatchObject({ group: { count: 9, notReady: 2, worst: 'Degraded', open: false } });
    expect(folded([...base, ...pods(9)]).groupOf.get('pod-3')).toBe(group);
  });
  test('old ReplicaSets fold, the one with Pods stays', () => {
    const old = Array.from({ length: 9 }, (_, index) => node(`old-${index}`, ['web'], 'ReplicaSet'));
    expect(ids([...web, ...old])).toEqual(['app', 'web', 'group:web|/ReplicaSet|leaves', 'rs', 'pod-2', 'pod-10']);
  });
  test('what folded objects own goes with them, groups too', () => {
    const many = Array.from({ length: 9 }, (_, index) => node(`d${index}`, ['app'], 'Deployment'));
    expect(ids([app, ...many, ...many.flatMap((owner) => Array.from({ length: 9 }, (_, index) => node(`${owner.id}-${index}`, [owner.id], 'Pod')))])).toEqual(['app', 'group:app|/Deployment|owners']);
  });
});

describe('layout', () => {
  test('a parent stands in the row of its first child, siblings in the order of kind and name', () => {
    expect(cell([...web, node('settings')])).toEqual(['app 0,0', 'pod-10 3,1', 'pod-2 3,0', 'rs 2,0', 'settings 1,2', 'web 1,0']);
  });
  test('what appears moves only what stands below it', () => {
    const before = laid([...web, node('b'), node('d')]).places;
    const after = laid([...web, node('b'), node('c'), node('d')]).places;
    for (const id of ['app', 'web', 'rs', 'pod-2', 'pod-10', 'b']) expect(after.get(id)).toEqual(before.get(id));
    expect(after.get('d')?.y).toBe((before.get('d')?.y ?? 0) + ROW);
  });
  test('several parents and circles find a place without overlap', () => {
    for (const nodes of [[...web, node('shared', ['web', 'settings']), node('settings')], [...web, node('a', ['b']), node('b', ['a'])]]) {
      const places = [...laid(nodes).places.values()].map(({ x, y }) => `${x},${y}`);
      expect(new Set(places).size).toBe(nodes.length);
    }
  });
  test('many with several parents find a place without overlap, right of all of these', () => {
    const services = Array.from({ length: 600 }, (_, index) => node(`s${index}`, index % 2 === 0 ? ['i', 'j'] : ['j', 'outside'], 'Service'));
    const routes = [node('i', ['outside'], 'Ingress'), node('j', ['outside'], 'Ingress'), node('outside', ['app'], 'Outside')];
    const circle = [node('x', ['y', 's0']), node('y', ['x'])];
    const nodes = [app, ...routes, ...services, ...circle];
    const { items } = folded(nodes, folded(nodes).items.flatMap((item) => (item.type === 'group' ? [item.id] : [])));
    const { places } = layoutGraph(items);
    expect(items.length).toBeGreaterThan(600);
    expect(new Set([...places.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(items.length);
    const left = items.flatMap((item) => (item.id === 'x' || item.id === 'y' ? [] : item.parents.filter((parent) => (places.get(parent)?.x ?? 0) >= (places.get(item.id)?.x ?? 0))));
    expect(left).toEqual([]);
  });
  test('a parent that is not there costs nothing but its edge', () => {
    expect(() => layoutGraph([{ type: 'resource', id: 'a', parents: ['nowhere'], node: node('a', ['nowhere']), matched: true }, { type: 'resource', id: 'b', parents: ['a'], node: node('b', ['a']), matched: true }])).not.toThrow();
  });
  test('a thousand nodes take little time', () => {
    const items = foldGroups(filterGraph(generatedGraph(1000), EVERYTHING), new Set(folded(generatedGraph(1000)).items.flatMap((item) => (item.type === 'group' ? [item.id] : [])))).items;
    const start = performance.now();
    layoutGraph(items);
    const tree = performance.now() - start;
    expect(items.length).toBeGreaterThan(900);
    expect(tree).toBeLessThan(100);
  });
});

test('arrow keys move along edges and columns', () => {
  const { items } = folded([...web, node('settings')]);
  const { places } = layoutGraph(items);
  const to = (from: string, key: Parameters<typeof neighbour>[3]) => neighbour(items, places, from, key);
  expect([to('web', 'ArrowRight'), to('rs', 'ArrowLeft'), to('pod-2', 'ArrowDown'), to('settings', 'ArrowUp'), to('app', 'ArrowUp'), to('gone', 'ArrowUp')]).toEqual(['rs', 'web', 'pod-10', 'web', undefined, 'app']);
});

test('the viewport keeps what is looked at', () => {
  expect(keepInPlace({ x: 0, y: 0, zoom: 2 }, { x: 0, y: 10 }, { x: 0, y: 60 })).toEqual({ x: 0, y: -100, zoom: 2 });
  expect(anchorOf(new Map([['a', { x: 0, y: 0 }], ['b', { x: 100, y: 100 }]]), new Map([['a', { x: 0, y: 0 }]]), { x: 0, y: 0, zoom: 1 }, 200, 200)).toBe('a');
  expect(firstViewport({ places: new Map(), width: 400, height: 200 }, 800, 600)).toEqual({ x: 24, y: 200, zoom: 1 });
  expect(firstViewport({ places: new Map(), width: 400, height: 9000 }, 800, 600).y).toBe(24);
});

test('only what is new or differs is marked', () => {
  const before = digestGraph([app, node('a')]);
  const after = digestGraph([app, node('a', ['app'], 'ConfigMap', { sync: 'OutOfSync' }), node('b')]);
  expect([...changedIds(before, after)]).toEqual(['a', 'b']);
  expect(changedIds(undefined, after).size).toBe(0);
});
