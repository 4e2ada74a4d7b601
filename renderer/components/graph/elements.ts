import type { Node } from '@xyflow/react';
import type { GraphGroup, GraphItem, GraphNode, Place } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';

/** What a drawn node knows. `siblings` and not `group`, for which xyflow has a meaning and a look of its own. */
export type ResourceData = { readonly node: GraphNode; readonly matched: boolean; readonly marked: boolean };
export type GroupData = { readonly group: GraphGroup };
export type ResourceElement = Node<ResourceData, 'resource'>;
export type GroupElement = Node<GroupData, 'siblings'>;
export type GraphElement = ResourceElement | GroupElement;

/** Edges are drawn past xyflow, so nodes have no handles; said, since it would look for them in each that comes into sight. */
const HANDLES: NonNullable<Node['handles']> = [];
const SIZE = { width: NODE_WIDTH, height: NODE_HEIGHT };

/** The nodes as xyflow draws them. */
export function graphElements(items: readonly GraphItem[], places: ReadonlyMap<string, Place>, selected: string | undefined, marked: ReadonlySet<string>): GraphElement[] {
  return items.map((item) => {
    const common = { id: item.id, position: places.get(item.id) ?? { x: 0, y: 0 }, ...SIZE, measured: SIZE, handles: HANDLES, selected: item.id === selected };
    return item.type === 'group'
      ? { ...common, type: 'siblings', data: { group: item.group } }
      : { ...common, type: 'resource', data: { node: item.node, matched: item.matched, marked: marked.has(item.id) } };
  });
}
