import { Graph, layout } from '@dagrejs/dagre';
import type { GraphItem } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';
import type { Spot } from './places.ts';
import { ROW } from './places.ts';

/** Places a family whose members have several parents, below the rows that are taken; returns the rows that it takes. */
export function layoutLayers(family: readonly GraphItem[], { row, column, origin, places }: Spot): number {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: ROW - NODE_HEIGHT, ranksep: column - NODE_WIDTH });
  graph.setDefaultEdgeLabel(() => ({}));
  const members = new Set(family.map((item) => item.id));
  for (const item of family) graph.setNode(item.id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const item of family) for (const parent of item.parents) if (members.has(parent)) graph.setEdge(parent, item.id);
  layout(graph);
  const found = family.map((item) => ({ id: item.id, node: graph.node(item.id) }));
  const left = Math.min(...found.map(({ node }) => node.x ?? Number.NaN));
  const top = Math.min(...found.map(({ node }) => node.y ?? Number.NaN));
  const inset = origin === undefined ? 0 : column;
  let bottom = 0;
  for (const { id, node } of found) {
    const y = (node.y ?? Number.NaN) - top;
    places.set(id, { x: (node.x ?? Number.NaN) - left + inset, y: row * ROW + y });
    bottom = Math.max(bottom, y);
  }
  return Math.ceil(bottom / ROW) + 1;
}
