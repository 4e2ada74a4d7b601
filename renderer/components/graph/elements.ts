import type { Edge, Node } from '@xyflow/react';
import { Position } from '@xyflow/react';
import type { GraphGroup, GraphItem, GraphNode, Place } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';

/** What a drawn node knows. `siblings` and not `group`, for which xyflow has a meaning and a look of its own. */
export type ResourceData = { readonly node: GraphNode; readonly matched: boolean; readonly marked: boolean };
export type GroupData = { readonly group: GraphGroup };
export type ResourceElement = Node<ResourceData, 'resource'>;
export type GroupElement = Node<GroupData, 'siblings'>;
export type GraphElement = ResourceElement | GroupElement;

/** Given, not measured: so edges are there with the first drawing, also of nodes outside of the view. */
const HANDLES: NonNullable<Node['handles']> = [
  { type: 'target', position: Position.Left, x: 0, y: NODE_HEIGHT / 2, width: 1, height: 1 },
  { type: 'source', position: Position.Right, x: NODE_WIDTH, y: NODE_HEIGHT / 2, width: 1, height: 1 },
];

/** The nodes as xyflow draws them. */
export function graphElements(items: readonly GraphItem[], places: ReadonlyMap<string, Place>, selected: string | undefined, marked: ReadonlySet<string>): GraphElement[] {
  return items.map((item) => {
    const common = { id: item.id, position: places.get(item.id) ?? { x: 0, y: 0 }, width: NODE_WIDTH, height: NODE_HEIGHT, handles: HANDLES, selected: item.id === selected };
    return item.type === 'group'
      ? { ...common, type: 'siblings', data: { group: item.group } }
      : { ...common, type: 'resource', data: { node: item.node, matched: item.matched, marked: marked.has(item.id) } };
  });
}

/** One edge from each parent to each child, orthogonal. */
export function graphEdges(items: readonly GraphItem[]): Edge[] {
  return items.flatMap((item) =>
    item.parents.map((parent) => ({ id: `${parent}>${item.id}`, source: parent, target: item.id, type: 'smoothstep', focusable: false, selectable: false })),
  );
}
