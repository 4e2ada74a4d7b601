import type { Tree } from '../../../shared/model/tree.ts';
import type { Cluster } from '../cluster/index.ts';
import type { Evaluation } from './evaluate.ts';
import { createLiveTree } from './liveTree.ts';

/** The tree of a compared application, once. Throws where the cluster does not answer. */
export async function applicationTree(cluster: Cluster, evaluation: Evaluation): Promise<Tree> {
  const live = createLiveTree(() => undefined);
  try {
    await live.use(cluster, evaluation);
    return live.build().tree;
  } finally {
    live.close();
  }
}
