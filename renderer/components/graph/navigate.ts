import type { GraphItem, Place } from './model.ts';

/** The keys that move along the graph. */
export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** Where a key leads from an item: to its parent, its first child, or the next one up or down in its column. */
export function neighbour(items: readonly GraphItem[], places: ReadonlyMap<string, Place>, from: string, direction: Direction): string | undefined {
  const here = places.get(from);
  const item = items.find(({ id }) => id === from);
  if (here === undefined || item === undefined) return items[0]?.id;
  if (direction === 'ArrowLeft') return item.parents[0];
  if (direction === 'ArrowRight') return items.find(({ parents }) => parents.includes(from))?.id;
  const sign = direction === 'ArrowDown' ? 1 : -1;
  let best: string | undefined;
  let nearest = Number.POSITIVE_INFINITY;
  for (const { id } of items) {
    const place = places.get(id);
    if (place === undefined || place.x !== here.x) continue;
    const distance = (place.y - here.y) * sign;
    if (distance > 0 && distance < nearest) [best, nearest] = [id, distance];
  }
  return best;
}
