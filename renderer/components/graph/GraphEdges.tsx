import { getSmoothStepPath, Position, ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import styles from './graph.module.css';
import type { Layout } from './layout.ts';
import type { GraphItem } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';
import { COLUMN, TURN } from './places.ts';

/** So many edges are one path: the browser passes over those out of sight. */
const TOGETHER = 50;

/**
 * One edge from each parent to each child, orthogonal, below the nodes. Drawn as few paths and not by xyflow, whose every
 * edge is a component that looks again at each movement: a thousand of them cost more than the nodes.
 */
export const GraphEdges = memo(function GraphEdges({ items, layout }: { readonly items: readonly GraphItem[]; readonly layout: Layout }) {
  const paths = useMemo(() => edgePaths(items, layout), [items, layout]);
  return (
    <ViewportPortal>
      <svg className={styles.edges} aria-hidden="true">
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </svg>
    </ViewportPortal>
  );
});

function edgePaths(items: readonly GraphItem[], { places }: Layout): string[] {
  const edges: string[] = [];
  for (const item of items) {
    const to = places.get(item.id);
    for (const parent of to === undefined ? [] : item.parents) {
      const from = places.get(parent);
      if (from === undefined || to === undefined) continue;
      const [path] = getSmoothStepPath({
        sourceX: from.x + NODE_WIDTH,
        sourceY: middle(from.y),
        sourcePosition: Position.Right,
        targetX: to.x,
        targetY: middle(to.y),
        targetPosition: Position.Left,
        // Behind the turn there is room for words.
        ...(to.x - from.x <= COLUMN ? {} : { centerX: from.x + NODE_WIDTH + TURN }),
      });
      edges.push(path);
    }
  }
  const paths: string[] = [];
  for (let index = 0; index < edges.length; index += TOGETHER) paths.push(edges.slice(index, index + TOGETHER).join(''));
  return paths;
}

/** Half a pixel further, so that a line of one pixel is sharp. */
function middle(top: number): number {
  return top + NODE_HEIGHT / 2 + 0.5;
}
