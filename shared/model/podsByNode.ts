import type { Tree, TreeNode } from './tree.ts';

/** A pod of a tree, with what is known of it. */
export type PodNode = TreeNode & { readonly pod: NonNullable<TreeNode['pod']> };

/** The pods on one node of the cluster, or those that have none. */
export interface NodePods {
  /** Undefined for pods without a node. */
  readonly node: string | undefined;
  /** By namespace and name. */
  readonly pods: readonly PodNode[];
  /** Of those that have not ended, how many have all of their containers ready. */
  readonly ready: number;
  readonly running: number;
  /** What they ask for together: thousandths of a CPU, and bytes. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

const names = new Intl.Collator('en', { numeric: true });

/** The pods of a tree by the node they run on: those without one first, then the nodes by name. Pure. */
export function podsByNode({ nodes }: Tree): readonly NodePods[] {
  const byNode = new Map<string, PodNode[]>();
  for (const each of nodes) {
    const { pod } = each;
    if (pod === undefined) continue;
    const list = byNode.get(pod.node ?? '');
    if (list === undefined) byNode.set(pod.node ?? '', [{ ...each, pod }]);
    else list.push({ ...each, pod });
  }
  return [...byNode].sort(([a], [b]) => names.compare(a, b)).map(([node, pods]) => {
    const running = pods.filter(({ pod }) => pod.ended !== true);
    return {
      node: node === '' ? undefined : node,
      pods: pods.sort((a, b) => names.compare(a.key.namespace, b.key.namespace) || names.compare(a.key.name, b.key.name)),
      ready: running.filter(({ pod }) => pod.ready === pod.containers).length,
      running: running.length,
      cpuMillis: pods.reduce((sum, { pod }) => sum + pod.cpuMillis, 0),
      memoryBytes: pods.reduce((sum, { pod }) => sum + pod.memoryBytes, 0),
    };
  });
}

/** "1.5 CPU, 512 MiB"; empty where nothing is asked for. Memory is rounded up to what its unit shows with one digit more. */
export function requestWords({ cpuMillis, memoryBytes }: Pick<NodePods, 'cpuMillis' | 'memoryBytes'>): string {
  return [cpuMillis === 0 ? '' : `${(cpuMillis / 1000).toLocaleString('en', { maximumFractionDigits: 3, useGrouping: false })} CPU`, memoryBytes === 0 ? '' : memoryWords(memoryBytes)].filter((part) => part !== '').join(', ');
}

function memoryWords(bytes: number): string {
  const [unit, size] = bytes >= 1024 ** 3 ? ['GiB', 1024 ** 3] as const : bytes >= 1024 ** 2 ? ['MiB', 1024 ** 2] as const : ['KiB', 1024] as const;
  return `${(Math.ceil((bytes / size) * 10) / 10).toLocaleString('en', { maximumFractionDigits: 1, useGrouping: false })} ${unit}`;
}
