import type { NodePods, PodNode } from '../../../../shared/model/podsByNode.ts';

/** A line of the pods by node: a node's heading, or a pod below it. */
export type PodLine = { readonly kind: 'node'; readonly id: string; readonly group: NodePods } | { readonly kind: 'pod'; readonly id: string; readonly pod: PodNode };

/** The lines of what fits a text: all pods of a node whose name fits, else those that do themselves, by name, health or reason. */
export function podLines(groups: readonly NodePods[], text: string): readonly PodLine[] {
  const wanted = text.trim().toLowerCase();
  return groups.flatMap((group): PodLine[] => {
    const pods = (group.node ?? '').toLowerCase().includes(wanted) && (wanted === '' || group.node !== undefined) ? group.pods : group.pods.filter((pod) => words(pod).includes(wanted));
    if (pods.length === 0) return [];
    return [{ kind: 'node', id: `node:${group.node ?? ''}`, group }, ...pods.map((pod): PodLine => ({ kind: 'pod', id: pod.id, pod }))];
  });
}

function words({ key, health, pod }: PodNode): string {
  return [`${key.namespace}/${key.name}`, health?.status, health?.message, pod.waits].join(' ').toLowerCase();
}
