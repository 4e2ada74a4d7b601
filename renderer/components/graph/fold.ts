import { worseHealth } from '../../../shared/model/health.ts';
import type { FilteredNode } from './filter.ts';
import type { GraphGroup, GraphItem } from './model.ts';
import { compareNodes } from './order.ts';

/** Siblings of a kind up to this many stand for themselves. */
const FOLD_ABOVE = 8;

/** The result of folding: what is drawn in drawing order, and in which group each hidden or unfolded object is. */
export interface FoldedGraph {
  readonly items: readonly GraphItem[];
  readonly groupOf: ReadonlyMap<string, string>;
}

/**
 * Folds many siblings of one kind into a group, unless it is in `unfolded`. Siblings that own something fold apart
 * from those that do not: twenty old ReplicaSets fold away, the one that has the Pods stays. An unfolded group stays
 * before its members, so that nothing above it moves and it can be folded again.
 */
export function foldGroups(nodes: readonly FilteredNode[], unfolded: ReadonlySet<string>): FoldedGraph {
  const shown = new Set(nodes.map(({ node }) => node.id));
  const owners = new Set(nodes.flatMap(({ node }) => node.parents));
  const families = new Map<string, FilteredNode[]>();
  const familyOf = new Map<string, string>();
  for (const entry of nodes) {
    const { id, key, parents } = entry.node;
    if (parents.length === 0) continue;
    const family = `${[...parents].sort().join('+')}|${key.group}/${key.kind}|${owners.has(id) ? 'owners' : 'leaves'}`;
    familyOf.set(id, family);
    const members = families.get(family);
    if (members === undefined) families.set(family, [entry]);
    else members.push(entry);
  }

  const groupOf = new Map<string, string>();
  const hidden = new Set<string>();
  const groups = new Map<string, GraphGroup>();
  for (const [family, members] of families) {
    if (members.length <= FOLD_ABOVE) continue;
    const id = `group:${family}`;
    const open = unfolded.has(id);
    groups.set(family, summary(id, members, open));
    for (const { node } of members) {
      groupOf.set(node.id, id);
      if (!open) hidden.add(node.id);
    }
  }
  hideBelow(nodes, hidden);

  const items: GraphItem[] = [];
  const placed = new Set<string>();
  for (const { node, matched } of nodes.toSorted((a, b) => compareNodes(a.node, b.node))) {
    const family = familyOf.get(node.id) ?? '';
    const group = groups.get(family);
    const parents = node.parents.filter((parent) => shown.has(parent) && !hidden.has(parent));
    if (group !== undefined && !placed.has(family)) {
      placed.add(family);
      // A group inside of a folded one is not drawn at all.
      if (parents.length > 0) items.push({ type: 'group', id: group.id, parents, group });
    }
    if (!hidden.has(node.id)) items.push({ type: 'resource', id: node.id, parents, node, matched });
  }
  return { items, groupOf };
}

/** What hangs only below hidden objects is hidden with them. `nodes` may come in any order. */
function hideBelow(nodes: readonly FilteredNode[], hidden: Set<string>): void {
  const children = new Map<string, FilteredNode[]>();
  for (const entry of nodes) {
    for (const parent of entry.node.parents) {
      const list = children.get(parent);
      if (list === undefined) children.set(parent, [entry]);
      else list.push(entry);
    }
  }
  const queue = [...hidden];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    for (const { node } of children.get(id) ?? []) {
      if (hidden.has(node.id) || !node.parents.every((parent) => hidden.has(parent))) continue;
      hidden.add(node.id);
      queue.push(node.id);
    }
  }
}

function summary(id: string, members: readonly FilteredNode[], open: boolean): GraphGroup {
  const [first] = members;
  const healths = members.flatMap(({ node }) => (node.health === undefined ? [] : [node.health.status]));
  return {
    id,
    kind: first?.node.key.kind ?? '',
    group: first?.node.key.group ?? '',
    parents: first?.node.parents ?? [],
    count: members.length,
    notReady: healths.filter((status) => status !== 'Healthy').length,
    ...(healths.length === 0 ? {} : { worst: healths.reduce(worseHealth) }),
    outOfSync: members.filter(({ node }) => node.sync === 'OutOfSync').length,
    ways: [...new Set(members.flatMap(({ node }) => node.ways ?? []))],
    open,
  };
}
