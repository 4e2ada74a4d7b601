import { isDeepStrictEqual } from 'node:util';
import type { ClientConfig, Cluster, KubeconfigSource } from '../cluster/index.ts';

/** The clusters that are open, one per context, as the kubeconfig has them now. */
export interface Clusters {
  /** Opened where it is not; nothing is contacted. Throws `not-found` and `kubeconfig-invalid`. */
  of(context: string): Cluster;
  /** Closes what the kubeconfig has no more, or otherwise, as soon as nobody uses it. */
  settle(): void;
  /** Requests sent to a context's API server so far. */
  requestCount(context: string): number;
  close(): Promise<void>;
}

export interface ClustersOptions {
  readonly kubeconfig: KubeconfigSource;
  open(config: ClientConfig): Cluster;
  /** Whether an application still works with it: a sync ends on the cluster on which it began. */
  inUse(cluster: Cluster): boolean;
  /** What was known of a context is of another cluster, or of other credentials. */
  onLeft(context: string): void;
}

export function createClusters({ kubeconfig, open, inUse, onLeft }: ClustersOptions): Clusters {
  const opened = new Map<string, { readonly config: ClientConfig; readonly cluster: Cluster }>();
  const retired = new Set<Cluster>();
  const closing = new Set<Promise<void>>();
  /** Requests of clusters that are closed. */
  const before = new Map<string, number>();

  function retire(context: string): void {
    const entry = opened.get(context);
    if (entry === undefined) return;
    opened.delete(context);
    retired.add(entry.cluster);
    before.set(context, (before.get(context) ?? 0) + entry.cluster.client.requestCount);
    onLeft(context);
  }

  return {
    of(context) {
      const config = kubeconfig.current().clientConfig(context);
      const known = opened.get(context);
      if (known !== undefined && isDeepStrictEqual(known.config, config)) return known.cluster;
      retire(context);
      const cluster = open(config);
      opened.set(context, { config, cluster });
      return cluster;
    },
    settle() {
      const { contexts } = kubeconfig.current();
      for (const [context, { config, cluster }] of opened) {
        const info = contexts.find((item) => item.name === context);
        const gone = info === undefined || info.problem !== undefined || !isDeepStrictEqual(kubeconfig.current().clientConfig(context), config);
        if (gone && !inUse(cluster)) retire(context);
      }
      for (const cluster of retired) {
        if (inUse(cluster)) continue;
        retired.delete(cluster);
        const ended = cluster.close();
        closing.add(ended);
        // A failure is kept for whoever closes all of them.
        ended.then(() => closing.delete(ended), () => undefined);
      }
    },
    requestCount: (context) => (before.get(context) ?? 0) + (opened.get(context)?.cluster.client.requestCount ?? 0),
    async close() {
      const left = [...retired, ...[...opened.values()].map(({ cluster }) => cluster)];
      await Promise.all([...closing, ...left.map((cluster) => cluster.close())]);
    },
  };
}
