import { layoutLayers } from './layers.ts';
import type { GraphItem, Place } from './model.ts';
import { NODE_HEIGHT, NODE_WIDTH } from './model.ts';
import type { Spot } from './places.ts';
import { COLUMN, ROW } from './places.ts';
import { spanningTrees } from './spanning.ts';

/** Where everything stands, and how far it reaches. */
export interface Layout {
  readonly places: ReadonlyMap<string, Place>;
  readonly width: number;
  readonly height: number;
}

/** Of so many dagre makes a picture in less than half a second. */
const MOST_LAYERED = 400;

/**
 * Places the items: columns by distance from the application, rows in the items' order. A parent stands in the row of
 * its first child, so what appears moves only what stands below it.
 *
 * The objects below each other without the application are a family. A family that is a tree gets this tidy layout,
 * which takes time linear in its size; one whose members have several parents is layered by dagre, and a large one, for
 * which that takes seconds, stands as the trees that it is without the edges to all but one parent. The families are
 * stacked in the order of their first member. `column` is from one column to the next. Throws where no place can be found.
 */
export function layoutGraph(items: readonly GraphItem[], column: number = COLUMN): Layout {
  const places = new Map<string, Place>();
  const roots = new Set(items.filter((item) => item.parents.length === 0).map((item) => item.id));
  const origin = items.find((item) => roots.has(item.id));
  let row = 0;
  for (const family of familiesOf(items, origin?.id)) {
    const spot = { column, origin: origin?.id, places };
    const trees = isTree(family, origin?.id) ? [family] : family.length > MOST_LAYERED ? spanningTrees(family, origin?.id) : undefined;
    if (trees === undefined) row += layoutLayers(family, { ...spot, row });
    else for (const tree of trees) row += placeTree(tree, { ...spot, row });
  }
  if (origin !== undefined) places.set(origin.id, { x: 0, y: 0 });
  let width = 0;
  let bottom = 0;
  for (const item of items) {
    const place = places.get(item.id);
    if (place === undefined || !Number.isFinite(place.x) || !Number.isFinite(place.y)) {
      throw new Error(`No place was found for ${item.id}.`);
    }
    width = Math.max(width, place.x + NODE_WIDTH);
    bottom = Math.max(bottom, place.y + NODE_HEIGHT);
  }
  return { places, width, height: bottom };
}

/** Items that hang together without the application, each family in the items' order. */
function familiesOf(items: readonly GraphItem[], origin: string | undefined): GraphItem[][] {
  const leader = new Map<string, string>(items.map((item) => [item.id, item.id]));
  const find = (id: string): string => {
    let top = id;
    for (let next = leader.get(top); next !== undefined && next !== top; next = leader.get(top)) top = next;
    leader.set(id, top);
    return top;
  };
  for (const item of items) {
    for (const parent of item.parents) if (parent !== origin && item.id !== origin && leader.has(parent)) leader.set(find(item.id), find(parent));
  }
  const families = new Map<string, GraphItem[]>();
  // A family stands where the first of its members that hangs below the application does.
  const ordered = [...items.filter((item) => isTop(item, origin)), ...items.filter((item) => !isTop(item, origin))];
  for (const item of ordered) {
    if (item.id === origin) continue;
    const top = find(item.id);
    const family = families.get(top);
    if (family === undefined) families.set(top, [item]);
    else family.push(item);
  }
  return [...families.values()];
}

function isTop(item: GraphItem, origin: string | undefined): boolean {
  return item.parents.length === 0 || item.parents.some((parent) => parent === origin);
}

/** One top, and each other member below exactly one parent; a circle has no top. */
function isTree(family: readonly GraphItem[], origin: string | undefined): boolean {
  return family.every((item, index) => (index === 0 ? isTop(item, origin) && item.parents.length <= 1 : item.parents.length === 1 && !isTop(item, origin)));
}

/** Returns the number of rows that the tree takes. Iterative, for owners can be nested deeper than the stack. */
function placeTree(family: readonly GraphItem[], { row, column, origin, places }: Spot): number {
  const children = new Map<string, GraphItem[]>();
  for (const item of family) {
    for (const parent of item.parents) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [item]);
      else list.push(item);
    }
  }
  const first = family[0];
  if (first === undefined) return 0;
  let used = 0;
  const stack: { readonly item: GraphItem; readonly depth: number; readonly isFirst: boolean }[] = [{ item: first, depth: origin === undefined ? 0 : 1, isFirst: true }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { item, depth, isFirst } = next;
    // A first child shares its parent's row.
    if (!isFirst) used++;
    places.set(item.id, { x: depth * column, y: (row + used) * ROW });
    const below = children.get(item.id) ?? [];
    for (let index = below.length - 1; index >= 0; index--) {
      const child = below[index];
      if (child !== undefined) stack.push({ item: child, depth: depth + 1, isFirst: index === 0 });
    }
  }
  return used + 1;
}
