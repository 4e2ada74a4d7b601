import type { GraphItem } from './model.ts';

/**
 * A family whose members have several parents as trees, each member below the deepest of them, so that every edge leads
 * to the right. Takes time linear in its size. A circle begins at its first member in the items' order.
 */
export function spanningTrees(family: readonly GraphItem[], origin: string | undefined): readonly (readonly GraphItem[])[] {
  const inside = new Set(family.map(({ id }) => id));
  const children = new Map<string, GraphItem[]>();
  const waiting = new Map<string, number>();
  for (const item of family) {
    const parents = item.parents.filter((parent) => inside.has(parent));
    waiting.set(item.id, parents.length);
    for (const parent of parents) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [item]);
      else list.push(item);
    }
  }
  const trees: GraphItem[][] = [];
  const treeOf = new Map<string, GraphItem[]>();
  const grow = (tops: readonly GraphItem[]): void => {
    // First come, first served: who is reached last was reached from the deepest of its parents.
    const queue: { readonly item: GraphItem; readonly parent?: string }[] = tops.map((item) => ({ item }));
    for (let index = 0; index < queue.length; index++) {
      const { item, parent } = queue[index] ?? {};
      if (item === undefined || treeOf.has(item.id)) continue;
      let tree = parent === undefined ? undefined : treeOf.get(parent);
      if (tree === undefined) trees.push((tree = []));
      treeOf.set(item.id, tree);
      tree.push({ ...item, parents: parent === undefined ? (origin === undefined ? [] : [origin]) : [parent] });
      for (const child of children.get(item.id) ?? []) {
        const left = (waiting.get(child.id) ?? 0) - 1;
        waiting.set(child.id, left);
        if (left === 0) queue.push({ item: child, parent: item.id });
      }
    }
  };
  grow(family.filter(({ id }) => waiting.get(id) === 0));
  for (const item of family) if (!treeOf.has(item.id)) grow([item]);
  return trees;
}
