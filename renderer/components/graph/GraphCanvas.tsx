// oxlint-disable-next-line import/no-unassigned-import -- a style sheet has nothing to assign
import '@xyflow/react/dist/base.css';
import { Background, BackgroundVariant, Panel, ReactFlow, useReactFlow, useStore } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { IconButton } from '../IconButton.tsx';
import { texts } from '../../texts.ts';
import type { GraphElement } from './elements.ts';
import { graphElements } from './elements.ts';
import styles from './graph.module.css';
import { GraphEdges } from './GraphEdges.tsx';
import { GraphMap } from './GraphMap.tsx';
import { GroupNode, ResourceNode } from './GraphNodes.tsx';
import type { Layout } from './layout.ts';
import type { GraphItem } from './model.ts';
import type { Direction } from './navigate.ts';
import { neighbour } from './navigate.ts';
import { sameElement, useReuse } from './reuse.ts';
import { anchorOf, firstViewport, keepInPlace, reveal } from './viewport.ts';

const NODE_TYPES = { resource: ResourceNode, siblings: GroupNode };
/** A graph that fits on a page needs no map. */
const MAP_FROM = 50;
const DIRECTIONS: ReadonlySet<string> = new Set<Direction>(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

export interface GraphCanvasProps {
  readonly items: readonly GraphItem[];
  /** The items of an earlier time with the same ids and parents: edges stay as long as these do. */
  readonly shape: readonly GraphItem[];
  readonly layout: Layout;
  readonly cursor: string | undefined;
  /** Pixels of the right side that are covered. */
  readonly covered: number;
  readonly marked: ReadonlySet<string>;
  readonly onCursor: (item: GraphItem | undefined) => void;
  readonly onActivate: (item: GraphItem) => void;
}

/** Draws what was laid out, moves the view, and listens to the keys. */
export function GraphCanvas({ items, shape, layout, cursor, covered, marked, onCursor, onActivate }: GraphCanvasProps) {
  const flow = useReactFlow<GraphElement>();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const shown = useRef<Layout>(undefined);
  const fresh = useMemo(() => graphElements(items, layout.places, cursor, marked), [items, layout, cursor, marked]);
  const nodes = useReuse(fresh, sameElement);
  const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items]);

  // What is looked at stays where it is on the screen, whatever appears above it.
  useLayoutEffect(() => {
    if (width === 0 || height === 0 || shown.current === layout) return;
    const before = shown.current;
    shown.current = layout;
    if (before === undefined) {
      void flow.setViewport(firstViewport(layout, width, height));
      return;
    }
    const viewport = flow.getViewport();
    const inBoth = cursor !== undefined && before.places.has(cursor) && layout.places.has(cursor);
    const anchor = inBoth ? cursor : anchorOf(before.places, layout.places, viewport, width, height);
    if (anchor !== undefined) void flow.setViewport(keepInPlace(viewport, before.places.get(anchor), layout.places.get(anchor)));
  }, [flow, layout, width, height, cursor]);

  // What was clicked is never below what opened over it.
  const place = cursor === undefined ? undefined : layout.places.get(cursor);
  useLayoutEffect(() => {
    if (place === undefined || covered === 0 || width === 0) return;
    void flow.setViewport(reveal(flow.getViewport(), place, width - covered, height));
  }, [flow, place, covered, width, height]);

  const moveTo = (id: string | undefined): void => {
    const item = id === undefined ? undefined : byId.get(id);
    const place = id === undefined ? undefined : layout.places.get(id);
    if (item === undefined || place === undefined) return;
    onCursor(item);
    void flow.setViewport(reveal(flow.getViewport(), place, width - covered, height));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = cursor === undefined ? undefined : byId.get(cursor);
    if (isDirection(event.key)) moveTo(cursor === undefined ? items[0]?.id : neighbour(items, layout.places, cursor, event.key));
    else if (event.key === 'Enter' && item !== undefined && event.target === event.currentTarget) onActivate(item);
    else if (event.key === 'Escape' && item !== undefined) onCursor(undefined);
    else if (event.key === 'f') fit();
    else return;
    event.preventDefault();
  };
  const fit = (): void => {
    void flow.fitView({ padding: 0.06, maxZoom: 1 });
  };
  const cursorItem = cursor === undefined ? undefined : byId.get(cursor);

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- an application's keys are its own, so it must take the focus
    <div className={styles.canvas} tabIndex={0} role="application" aria-label={texts.graph.label(cursorItem === undefined ? '' : spoken(cursorItem))} onKeyDown={onKeyDown}>
      <ReactFlow
        // xyflow only reads them, though its type does not say so.
        nodes={nodes as GraphElement[]}
        nodeTypes={NODE_TYPES}
        onlyRenderVisibleElements
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={0.1}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
        onNodeClick={(_event, node) => {
          const item = byId.get(node.id);
          if (item?.type === 'group') onActivate(item);
          else onCursor(item);
        }}
        onNodeDoubleClick={(_event, node) => {
          const item = byId.get(node.id);
          if (item?.type === 'resource') onActivate(item);
        }}
        onPaneClick={() => onCursor(undefined)}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1} color="var(--line)" />
        <Panel position="bottom-left" className={styles.zoom}>
          <IconButton label={texts.graph.zoomIn} icon={<Plus size={16} />} onClick={() => void flow.zoomIn()} />
          <IconButton label={texts.graph.zoomOut} icon={<Minus size={16} />} onClick={() => void flow.zoomOut()} />
          <IconButton label={texts.graph.fit} keys="f" icon={<Maximize size={16} />} onClick={fit} />
        </Panel>
        <GraphEdges items={shape} layout={layout} />
        {items.length >= MAP_FROM && <GraphMap items={items} layout={layout} />}
      </ReactFlow>
    </div>
  );
}

function isDirection(key: string): key is Direction {
  return DIRECTIONS.has(key);
}

function spoken(item: GraphItem): string {
  return item.type === 'group' ? `${item.group.count} ${item.group.kind}` : `${item.node.key.kind} ${item.node.key.name}`;
}
