import type { Orphan } from '../../../shared/model/orphans.ts';
import type { TreeNode, Tree } from '../../../shared/model/tree.ts';
import type { ApplicationView, ResourceStatus } from '../../../shared/model/view.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { GraphNode } from './model.ts';

/** The application's own node; no uid looks like it. */
export const APPLICATION_ID = 'application';

/**
 * Joins what Git manages (the view's resources) with what is in the cluster (the tree), below the application. Orphans hang
 * below their namespace, which stands there for it if it is none of the application's resources.
 */
export function buildGraph(view: ApplicationView, tree: Tree, orphans: readonly Orphan[] = []): GraphNode[] {
  const nodes: GraphNode[] = [applicationNode(view)];
  const managed = managedOf(view);
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
  return [...nodes, ...orphanNodes(orphans, nodes)];
}

/** The node that everything hangs below. */
export function applicationNode({ metadata, status: { sync, health } }: ApplicationView): GraphNode {
  return {
    id: APPLICATION_ID,
    key: { group: 'argoproj.io', kind: 'Application', namespace: '', name: metadata.name },
    sync: sync.status,
    health,
    parents: [],
    ...(sync.revision === undefined ? {} : { info: [sync.revision.slice(0, 7)] }),
  };
}

/** What Git manages, by key. */
export function managedOf(view: ApplicationView): Map<string, ResourceStatus> {
  return new Map(view.status.resources.map((status) => [keyText(keyOfStatus(status)), status]));
}

function orphanNodes(orphans: readonly Orphan[], nodes: readonly GraphNode[]): GraphNode[] {
  const namespaces = new Map(nodes.filter(({ key }) => key.kind === 'Namespace' && key.group === '').map((node) => [node.key.name, node.id]));
  const stands: GraphNode[] = [];
  const hanging = orphans.map(({ key, createdAt }): GraphNode => {
    const known = namespaces.get(key.namespace);
    const parent = known ?? `namespace:${key.namespace}`;
    if (known === undefined) {
      namespaces.set(key.namespace, parent);
      stands.push({ id: parent, key: { group: '', kind: 'Namespace', namespace: '', name: key.namespace }, foreign: true, parents: [APPLICATION_ID] });
    }
    return { id: `orphan:${keyText(key)}`, key, orphaned: true, parents: [parent], ...(createdAt === undefined ? {} : { createdAt }) };
  });
  return [...stands, ...hanging];
}

function nodeOf(node: TreeNode, status: ResourceStatus | undefined): GraphNode {
  return {
    id: node.id,
    key: node.key,
    parents: node.parents.length === 0 ? [APPLICATION_ID] : node.parents,
    ...(node.createdAt === undefined ? {} : { createdAt: node.createdAt }),
    ...(node.health === undefined ? {} : { health: node.health }),
    ...(node.info === undefined ? {} : { info: node.info }),
    ...(node.hook === undefined ? {} : { hook: node.hook.join(', ') }),
    ...(status === undefined ? {} : factsOf(status)),
  };
}

/** What a comparison says of an object. */
export function factsOf(status: ResourceStatus): Pick<GraphNode, 'sync' | 'health' | 'pruning' | 'message'> {
  return {
    sync: status.status,
    ...(status.health === undefined ? {} : { health: status.health }),
    ...(status.requiresPruning === true ? { pruning: true } : {}),
    ...(status.message === undefined ? {} : { message: status.message }),
  };
}

function keyOfStatus(status: ResourceStatus): GraphNode['key'] {
  return { group: status.group ?? '', kind: status.kind, namespace: status.namespace ?? '', name: status.name };
}
