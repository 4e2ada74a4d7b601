import { useMemo, useState } from 'react';
import type { GraphElement } from './elements.ts';
import type { GraphGroup, GraphItem, GraphNode } from './model.ts';

/**
 * Every message of the host makes all objects anew, of which few differ. The returned function gives the earlier ones back
 * where they say the same, and the earlier list where all of them do: what was derived from it, and drawn, stays.
 */
export function createReuse<T extends { readonly id: string }>(same: (a: T, b: T) => boolean): (fresh: readonly T[]) => readonly T[] {
  let last: readonly T[] = [];
  let byId = new Map<string, T>();
  return (fresh) => {
    const kept = fresh.map((item) => {
      const before = byId.get(item.id);
      return before !== undefined && same(before, item) ? before : item;
    });
    if (kept.length === last.length && kept.every((item, index) => item === last[index])) return last;
    last = kept;
    byId = new Map(kept.map((item) => [item.id, item]));
    return kept;
  };
}

/** `createReuse` for as long as the component is there. `same` is the one of the first drawing. */
export function useReuse<T extends { readonly id: string }>(fresh: readonly T[], same: (a: T, b: T) => boolean): readonly T[] {
  const [reuse] = useState(() => createReuse(same));
  return useMemo(() => reuse(fresh), [reuse, fresh]);
}

/** They are the same object in the same state. */
export function sameNode(a: GraphNode, b: GraphNode): boolean {
  return (
    a === b ||
    (a.key.name === b.key.name &&
      a.key.kind === b.key.kind &&
      a.key.namespace === b.key.namespace &&
      a.key.group === b.key.group &&
      a.sync === b.sync &&
      a.pruning === b.pruning &&
      a.health?.status === b.health?.status &&
      a.health?.message === b.health?.message &&
      a.createdAt === b.createdAt &&
      a.message === b.message &&
      a.hook === b.hook &&
      a.orphaned === b.orphaned &&
      a.foreign === b.foreign &&
      a.problem === b.problem &&
      sameTexts(a.ways ?? [], b.ways ?? []) &&
      sameTexts(a.info ?? [], b.info ?? []) &&
      sameTexts(a.parents, b.parents))
  );
}

/** They are drawn alike. */
export function sameItem(a: GraphItem, b: GraphItem): boolean {
  if (!sameShape(a, b)) return false;
  if (a.type === 'group') return b.type === 'group' && sameGroup(a.group, b.group);
  return b.type === 'resource' && a.matched === b.matched && sameNode(a.node, b.node);
}

/** They stand at the same place among others that are the same: all that a layout depends on. */
export function sameShape(a: GraphItem, b: GraphItem): boolean {
  return a.id === b.id && a.type === b.type && sameTexts(a.parents, b.parents);
}

/** xyflow has nothing to do for it. */
export function sameElement(a: GraphElement, b: GraphElement): boolean {
  if (a.selected !== b.selected || a.position.x !== b.position.x || a.position.y !== b.position.y) return false;
  if (a.type === 'siblings') return b.type === 'siblings' && a.data.group === b.data.group;
  return b.type === 'resource' && a.data.node === b.data.node && a.data.matched === b.data.matched && a.data.marked === b.data.marked;
}

function sameGroup(a: GraphGroup, b: GraphGroup): boolean {
  return a.kind === b.kind && a.group === b.group && a.count === b.count && a.notReady === b.notReady && a.worst === b.worst && a.outOfSync === b.outOfSync && a.open === b.open && sameTexts(a.ways, b.ways);
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
