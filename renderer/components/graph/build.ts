import type { TreeNode, Tree } from '../../../shared/model/tree.ts';
import type { ApplicationView, ResourceStatus } from '../../../shared/model/view.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { GraphNode } from './model.ts';

/** The application's own node; no uid looks like it. */
export const APPLICATION_ID = 'application';

/** Joins what Git manages (the view's resources) with what is in the cluster (the tree), below the application. */
export function buildGraph(view: ApplicationView, tree: Tree): GraphNode[] {
  const { sync, health } = view.status;
  const nodes: GraphNode[] = [
    {
      id: APPLICATION_ID,
      key: { group: 'argoproj.io', kind: 'Application', namespace: '', name: view.metadata.name },
      sync: sync.status,
      health,
      parents: [],
      ...(sync.revision === undefined ? {} : { info: [sync.revision.slice(0, 7)] }),
    },
  ];
  const managed = new Map(view.status.resources.map((status) => [keyText(keyOfStatus(status)), status]));
  for (const node of tree.nodes) {
    const text = keyText(node.key);
    const status = managed.get(text);
    managed.delete(text);
    nodes.push(nodeOf(node, status));
  }
  // The view may be newer than the tree: what it names is shown although nothing is known of it yet.
  for (const [text, status] of managed) {
    nodes.push({ id: text, key: keyOfStatus(status), parents: [APPLICATION_ID], ...factsOf(status) });
  }
  return nodes;
}

function nodeOf(node: TreeNode, status: ResourceStatus | undefined): GraphNode {
  return {
    id: node.id,
    key: node.key,
    parents: node.parents.length === 0 ? [APPLICATION_ID] : node.parents,
    ...(node.createdAt === undefined ? {} : { createdAt: node.createdAt }),
    ...(node.health === undefined ? {} : { health: node.health }),
    ...(node.info === undefined ? {} : { info: node.info }),
    ...(status === undefined ? {} : factsOf(status)),
  };
}

function factsOf(status: ResourceStatus): Pick<GraphNode, 'sync' | 'health' | 'pruning'> {
  return {
    sync: status.status,
    ...(status.health === undefined ? {} : { health: status.health }),
    ...(status.requiresPruning === true ? { pruning: true } : {}),
  };
}

function keyOfStatus(status: ResourceStatus): GraphNode['key'] {
  return { group: status.group ?? '', kind: status.kind, namespace: status.namespace ?? '', name: status.name };
}
