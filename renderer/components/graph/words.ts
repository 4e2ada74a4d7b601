import type { GraphGroup, GraphState } from './model.ts';

/** The words of each state a graph can be filtered by. */
export const STATE_WORDS: Readonly<Record<GraphState, string>> = {
  OutOfSync: 'Out of sync',
  Pruning: 'To prune',
  Problem: 'With a problem',
  UnknownSync: 'Sync unknown',
  Degraded: 'Degraded',
  Missing: 'Missing',
  Progressing: 'Progressing',
  Suspended: 'Suspended',
  UnknownHealth: 'Health unknown',
  Synced: 'Synced',
  Healthy: 'Healthy',
  Hook: 'Run as hook',
};

/** What needs attention comes first. */
export const STATE_ORDER: readonly GraphState[] = ['OutOfSync', 'Pruning', 'Problem', 'UnknownSync', 'Degraded', 'Missing', 'Progressing', 'Suspended', 'UnknownHealth', 'Synced', 'Healthy', 'Hook'];

/** "37 Pods", "9 Ingresses", "12 NetworkPolicies". */
export function countedKind(count: number, kind: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? kind : plural(kind)}`;
}

/** "2 not ready, 1 out of sync"; empty where all is well. */
export function groupWords(group: GraphGroup): string {
  return [
    group.notReady > 0 ? `${group.notReady.toLocaleString('en')} not ready` : '',
    group.outOfSync > 0 ? `${group.outOfSync.toLocaleString('en')} out of sync` : '',
  ].filter((part) => part !== '').join(', ');
}

function plural(kind: string): string {
  if (/(s|x|ch)$/.test(kind)) return kind === 'Endpoints' ? kind : `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}
