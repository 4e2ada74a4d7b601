import type { Layout } from './layout.ts';
import type { Place } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';

/** Where the graph's origin stands in the window's part of the page, and how large it is drawn. */
export interface GraphViewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

const MARGIN = 24;
/** Below this, names can no longer be read. */
const READABLE = 0.7;

/** All of a small graph; of a large one its beginning at a size that can be read. */
export function firstViewport(layout: Layout, width: number, height: number): GraphViewport {
  const zoom = Math.min((width - 2 * MARGIN) / layout.width, (height - 2 * MARGIN) / layout.height, 1);
  if (!(zoom >= READABLE)) return { x: MARGIN, y: MARGIN, zoom: Math.max(READABLE, Math.min(1, (width - 2 * MARGIN) / layout.width)) };
  return { x: MARGIN, y: Math.max(MARGIN, (height - layout.height * zoom) / 2), zoom };
}

/** The viewport in which the anchor stands on the screen where it stood before. */
export function keepInPlace(viewport: GraphViewport, before: Place | undefined, after: Place | undefined): GraphViewport {
  if (before === undefined || after === undefined) return viewport;
  return {
    x: viewport.x + (before.x - after.x) * viewport.zoom,
    y: viewport.y + (before.y - after.y) * viewport.zoom,
    zoom: viewport.zoom,
  };
}

/** What the eye most likely rests on: the item nearest to the middle of the screen among those that stay. */
export function anchorOf(before: ReadonlyMap<string, Place>, after: ReadonlyMap<string, Place>, viewport: GraphViewport, width: number, height: number): string | undefined {
  const x = (width / 2 - viewport.x) / viewport.zoom;
  const y = (height / 2 - viewport.y) / viewport.zoom;
  let best: string | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (const [id, place] of before) {
    if (!after.has(id)) continue;
    const distance = Math.hypot(place.x - x, place.y - y);
    if (distance < nearest) [best, nearest] = [id, distance];
  }
  return best;
}

/** The viewport moved just so far that a node is wholly in sight. */
export function reveal(viewport: GraphViewport, place: Place, width: number, height: number): GraphViewport {
  const left = viewport.x + place.x * viewport.zoom;
  const top = viewport.y + place.y * viewport.zoom;
  return {
    x: viewport.x + shift(left, left + NODE_WIDTH * viewport.zoom, width),
    y: viewport.y + shift(top, top + NODE_HEIGHT * viewport.zoom, height),
    zoom: viewport.zoom,
  };
}

function shift(start: number, end: number, size: number): number {
  if (start < MARGIN) return MARGIN - start;
  return end > size - MARGIN ? size - MARGIN - end : 0;
}
