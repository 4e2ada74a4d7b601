import { keyText } from '../../../shared/model/kube.ts';
import type { Network } from '../../../shared/model/network.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { APPLICATION_ID, applicationNode, factsOf, managedOf } from './build.ts';
import type { GraphNode } from './model.ts';

/** What routes to what, below the application: what nothing leads to begins there. */
export function buildNetworkGraph(view: ApplicationView, network: Network): GraphNode[] {
  const managed = managedOf(view);
  const into = Map.groupBy(network.edges, ({ to }) => to);
  return [
    applicationNode(view),
    ...network.nodes.map(({ id, key, health, createdAt, info, foreign, problems }): GraphNode => {
      const edges = into.get(id) ?? [];
      const ways = [...new Set(edges.flatMap(({ labels }) => labels))];
      const status = managed.get(keyText(key));
      return {
        id,
        key,
        parents: edges.length === 0 ? [APPLICATION_ID] : edges.map(({ from }) => from),
        ...(health === undefined ? {} : { health }),
        ...(createdAt === undefined ? {} : { createdAt }),
        ...(info === undefined ? {} : { info }),
        ...(foreign === undefined ? {} : { foreign }),
        ...(problems === undefined ? {} : { problem: problems.join('; ') }),
        ...(ways.length === 0 ? {} : { ways }),
        ...(status === undefined ? {} : factsOf(status)),
      };
    }),
  ];
}
