import type { Cluster } from '../cluster/index.ts';
import type { Evaluation } from './evaluate.ts';
import type { BuiltTree, LiveTreeOptions } from './liveTree.ts';
import { createLiveTree } from './liveTree.ts';

/** The tree of a compared application, once, and with `network` what routes to what in it. Throws where the cluster does not answer. */
export async function applicationTree(cluster: Cluster, evaluation: Evaluation, options: LiveTreeOptions): Promise<BuiltTree> {
  const live = createLiveTree(() => undefined, options);
  try {
    await live.use(cluster, evaluation);
    const { objects } = live.build();
    await options.healthOf(cluster).answered([...objects.values()]);
    return live.build();
  } finally {
    live.close();
  }
}
