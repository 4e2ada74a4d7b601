import type { Tree } from '../../../shared/model/tree.ts';
import type { Cluster } from '../cluster/index.ts';
import type { ClusterHealth } from './clusterHealth.ts';
import type { Evaluation } from './evaluate.ts';
import { createLiveTree } from './liveTree.ts';

/** The tree of a compared application, once. Throws where the cluster does not answer. */
export async function applicationTree(cluster: Cluster, evaluation: Evaluation, healthOf: (cluster: Cluster) => ClusterHealth): Promise<Tree> {
  const live = createLiveTree(() => undefined, healthOf);
  try {
    await live.use(cluster, evaluation);
    const { objects } = live.build();
    await healthOf(cluster).answered([...objects.values()]);
    return live.build().tree;
  } finally {
    live.close();
  }
}
