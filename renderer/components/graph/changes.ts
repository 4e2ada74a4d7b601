import type { GraphNode } from './model.ts';

/** What is shown of each node, as text, to see later what changed. */
export function digestGraph(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  return new Map(
    nodes.map((node) => [node.id, [node.sync, node.pruning, node.health?.status, node.problem, ...(node.info ?? [])].map((part) => String(part ?? '')).join('|')]),
  );
}

/** The ids of what is new or shows another state. The first digest has nothing to differ from: nothing is new then. */
export function changedIds(before: ReadonlyMap<string, string> | undefined, after: ReadonlyMap<string, string>): ReadonlySet<string> {
  if (before === undefined) return new Set();
  return new Set([...after].filter(([id, digest]) => before.get(id) !== digest).map(([id]) => id));
}
