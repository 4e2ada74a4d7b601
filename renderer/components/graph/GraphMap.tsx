import { Panel, useReactFlow, useStore } from '@xyflow/react';
import type { PointerEvent } from 'react';
import { memo, useMemo } from 'react';
import styles from './graph.module.css';
import type { Layout } from './layout.ts';
import type { GraphItem } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';

/** Tall, as the graphs are. */
const SIZE = { width: 120, height: 150 };
const MARGIN = 100;

interface GraphMapProps {
  readonly items: readonly GraphItem[];
  readonly layout: Layout;
}

/**
 * The whole graph, small, with what is in sight; dragging it moves the view. The nodes are one path for each colour, and a
 * movement changes the frame alone; xyflow's own map has a component for each node, which looks again at each movement.
 */
export function GraphMap({ items, layout }: GraphMapProps) {
  const flow = useReactFlow();
  const [left, top, zoom] = useStore((state) => state.transform);
  const width = useStore((state) => state.width) / zoom;
  const height = useStore((state) => state.height) / zoom;
  const sight = { x: -left / zoom, y: -top / zoom };
  const from = { x: Math.min(0, sight.x) - MARGIN, y: Math.min(0, sight.y) - MARGIN };
  const to = { x: Math.max(layout.width, sight.x + width) + MARGIN, y: Math.max(layout.height, sight.y + height) + MARGIN };
  const rest = to.x - from.x + to.y - from.y;
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    const matrix = event.currentTarget.getScreenCTM();
    if (matrix === null || event.buttons !== 1) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    void flow.setCenter(x, y, { zoom });
  };
  return (
    <Panel position="bottom-right" className={styles.map}>
      <svg
        {...SIZE}
        viewBox={`${from.x} ${from.y} ${to.x - from.x} ${to.y - from.y}`}
        role="img"
        aria-label="Overview of the graph"
        onPointerDown={move}
        onPointerMove={move}
        onWheel={({ deltaY }) => void flow.zoomTo(zoom * 2 ** (-deltaY / 500))}
      >
        <MapNodes items={items} layout={layout} />
        {/* The map is not as wide or high as its frame: what is out of sight is covered beyond it as well. */}
        <path
          className={styles.unseen}
          fillRule="evenodd"
          d={`M${from.x - rest},${from.y - rest}H${to.x + rest}V${to.y + rest}H${from.x - rest}ZM${sight.x},${sight.y}h${width}v${height}h${-width}Z`}
        />
      </svg>
    </Panel>
  );
}

const MapNodes = memo(function MapNodes({ items, layout }: GraphMapProps) {
  const colours = useMemo(() => {
    const paths = new Map<string, string[]>();
    for (const item of items) {
      const place = layout.places.get(item.id);
      if (place === undefined) continue;
      const colour = colourOf(item);
      const path = `M${place.x},${place.y}h${NODE_WIDTH}v${NODE_HEIGHT}h${-NODE_WIDTH}Z`;
      const list = paths.get(colour);
      if (list === undefined) paths.set(colour, [path]);
      else list.push(path);
    }
    return [...paths].map(([colour, list]) => ({ colour, path: list.join('') }));
  }, [items, layout]);
  return colours.map(({ colour, path }) => <path key={colour} className={colour} d={path} />);
});

/** On the map only what needs attention has a colour. */
function colourOf(item: GraphItem): string {
  const health = item.type === 'group' ? item.group.worst : item.node.health?.status;
  const differs = item.type === 'group' ? item.group.outOfSync > 0 : item.node.sync === 'OutOfSync';
  if (health === 'Degraded') return styles.mapBad ?? '';
  if (differs || health === 'Missing') return styles.mapWarn ?? '';
  return health === 'Progressing' ? styles.mapBusy ?? '' : styles.mapQuiet ?? '';
}
