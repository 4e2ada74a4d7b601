import type { GraphFilter, GraphNode, GraphState } from './model.ts';

/** A node that is shown: asked for, or only on the way to one that is. */
export interface FilteredNode {
  readonly node: GraphNode;
  readonly matched: boolean;
}

/** What is asked for and everything above it, so that the graph stays in one piece; the application always stays. */
export function filterGraph(nodes: readonly GraphNode[], filter: GraphFilter): FilteredNode[] {
  if (isEverything(filter)) return nodes.map((node) => ({ node, matched: true }));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const words = wordsOf(filter.text);
  const matched = new Set<string>();
  const shown = new Set<string>();
  for (const node of nodes) {
    if (node.parents.length === 0) shown.add(node.id);
    if (!matches(node, filter, words)) continue;
    matched.add(node.id);
    const above = [node];
    for (let next = above.pop(); next !== undefined; next = above.pop()) {
      if (shown.has(next.id) && next.parents.length > 0) continue;
      shown.add(next.id);
      for (const parent of next.parents) {
        const found = byId.get(parent);
        if (found !== undefined && !shown.has(parent)) above.push(found);
      }
    }
  }
  return nodes.filter((node) => shown.has(node.id)).map((node) => ({ node, matched: matched.has(node.id) }));
}

/** True where nothing is asked for in particular. */
export function isEverything(filter: GraphFilter): boolean {
  return filter.kinds.size === 0 && filter.states.size === 0 && filter.text.trim() === '';
}

/** The states of a node, as a filter names them. */
function statesOf(node: GraphNode): GraphState[] {
  const states: GraphState[] = [];
  if (node.sync !== undefined) states.push(node.sync === 'Unknown' ? 'UnknownSync' : node.sync);
  if (node.pruning === true) states.push('Pruning');
  if (node.health !== undefined) states.push(node.health.status === 'Unknown' ? 'UnknownHealth' : node.health.status);
  if (node.problem !== undefined) states.push('Problem');
  if (node.hook !== undefined) states.push('Hook');
  return states;
}

/** How many nodes of each kind and state there are, the application left out. */
export function countGraph(nodes: readonly GraphNode[]): { readonly kinds: ReadonlyMap<string, number>; readonly states: ReadonlyMap<GraphState, number> } {
  const kinds = new Map<string, number>();
  const states = new Map<GraphState, number>();
  for (const node of nodes) {
    if (node.parents.length === 0) continue;
    kinds.set(node.key.kind, (kinds.get(node.key.kind) ?? 0) + 1);
    for (const state of statesOf(node)) states.set(state, (states.get(state) ?? 0) + 1);
  }
  return { kinds, states };
}

function matches(node: GraphNode, filter: GraphFilter, words: readonly string[]): boolean {
  if (filter.kinds.size > 0 && !filter.kinds.has(node.key.kind)) return false;
  if (filter.states.size > 0 && !statesOf(node).some((state) => filter.states.has(state))) return false;
  if (words.length === 0) return true;
  const text = `${node.key.kind} ${node.key.namespace}/${node.key.name} ${(node.info ?? []).join(' ')}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter((word) => word !== '');
}
