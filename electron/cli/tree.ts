import { groupOf, keyWords } from '../../shared/model/kube.ts';
import type { Network, NetworkEdge, NetworkNode } from '../../shared/model/network.ts';
import { OUTSIDE } from '../../shared/model/network.ts';
import type { Orphans } from '../../shared/model/orphans.ts';
import type { NodePods } from '../../shared/model/podsByNode.ts';
import { requestWords } from '../../shared/model/podsByNode.ts';
import type { Tree, TreeNode } from '../../shared/model/tree.ts';
import type { Terminal } from './terminal.ts';
import { table } from './terminal.ts';
import { healthWord } from './words.ts';

/** A line in a drawn tree, and what stands below it. */
interface Branch<T> {
  readonly item: T;
  readonly below: readonly Branch<T>[];
}

/** The objects with what they own, indented. */
export function treeLines(terminal: Terminal, { nodes }: Tree): string[] {
  const children = new Map<string, TreeNode[]>();
  for (const node of nodes) {
    const [parent] = node.parents;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), node]);
  }
  const branch = (node: TreeNode, seen: ReadonlySet<string>): Branch<TreeNode> => {
    const inside = new Set([...seen, node.id]);
    return { item: node, below: seen.has(node.id) ? [] : (children.get(node.id) ?? []).map((child) => branch(child, inside)) };
  };
  return drawn(nodes.filter(({ parents }) => parents.length === 0).map((root) => branch(root, new Set())), (node) => [
    `${keyWords(node.key)}${node.health === undefined ? '' : `  ${healthWord(terminal, node.health.status)}`}${node.hook === undefined ? '' : `  ${terminal.paint('dim', `hook: ${node.hook.join(', ')}`)}`}`,
  ]);
}

/** What routes to what, indented: who is reached in two ways stands in two places, and what is behind it in the first. */
export function networkLines(terminal: Terminal, { nodes, edges }: Network): string[] {
  if (nodes.length === 0) return ['Nothing routes to anything: there is no Service, Ingress, Gateway or route.'];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const from = Map.groupBy(edges, (edge) => edge.from);
  const reached = new Set(edges.map(({ to }) => to));
  const shown = new Set<string>();
  type Way = { readonly node: NetworkNode; readonly edge?: NetworkEdge };
  const branch = (way: Way): Branch<Way> => {
    const again = shown.has(way.node.id);
    shown.add(way.node.id);
    const below = again ? [] : (from.get(way.node.id) ?? []).flatMap((edge) => {
      const node = byId.get(edge.to);
      return node === undefined ? [] : [branch({ node, edge })];
    });
    return { item: way, below };
  };
  const tops = nodes.filter(({ id }) => !reached.has(id)).map((node) => branch({ node }));
  // A circle that nothing leads into.
  const circles = nodes.flatMap((node) => (shown.has(node.id) ? [] : [branch({ node })]));
  return drawn([...tops, ...circles], ({ node, edge }) => [
    [
      edge === undefined || edge.labels.length === 0 ? '' : terminal.paint('dim', edge.labels.join(', ')),
      node.key.kind === OUTSIDE ? node.key.name : keyWords(node.key),
      node.health === undefined ? '' : healthWord(terminal, node.health.status),
      node.foreign === true ? terminal.paint('dim', 'not of this application') : '',
    ].filter((part) => part !== '').join('  '),
    ...(node.problems ?? []).map((problem) => terminal.paint('yellow', `! ${problem}`)),
  ]);
}

/** The pods under the nodes that they run on. */
export function podLines(terminal: Terminal, groups: readonly NodePods[]): string[] {
  if (groups.length === 0) return ['There are no pods.'];
  return groups.flatMap(({ node, pods, ready, running, ...requests }, index) => {
    const asked = requestWords(requests);
    const facts = [`${pods.length} ${pods.length === 1 ? 'pod' : 'pods'}`, `${ready} of ${running} ready`, ...(asked === '' ? [] : [`requests ${asked}`])];
    const rows = table(pods.map(({ key, health, pod }) => [`  ${key.namespace}/${key.name}`, `${pod.ready}/${pod.containers}`, health === undefined ? '' : healthWord(terminal, health.status), pod.waits ?? health?.message ?? '']));
    return [...(index === 0 ? [] : ['']), `${node ?? 'No node yet'}  ${terminal.paint('dim', facts.join(', '))}`, ...rows];
  });
}

/** What nobody tracks, a row each. */
export function orphanLines({ orphans, namespaces }: Orphans): string[] {
  if (orphans.length === 0) return [`Nothing in ${namespaces.join(', ')} is untracked.`];
  return table([['GROUP', 'KIND', 'NAMESPACE', 'NAME', 'CREATED'], ...orphans.map(({ key, apiVersion, createdAt }) => [groupOf(apiVersion), key.kind, key.namespace, key.name, createdAt ?? ''])]);
}

/** The same under its namespaces. */
export function orphanTree({ orphans, namespaces }: Orphans): string[] {
  return drawn(
    namespaces.map((namespace): Branch<string> => {
      const inside = orphans.filter(({ key }) => key.namespace === namespace);
      return { item: `Namespace ${namespace}${inside.length === 0 ? ': nothing in it is untracked' : ''}`, below: inside.map(({ key }) => ({ item: keyWords(key), below: [] })) };
    }),
    (line) => [line],
  );
}

/** Lines with the branches of a tree before them; what a further line of an item says stands below its first. */
function drawn<T>(tops: readonly Branch<T>[], words: (item: T) => readonly string[]): string[] {
  const lines: string[] = [];
  const visit = ({ item, below }: Branch<T>, first: string, rest: string): void => {
    const [line = '', ...more] = words(item);
    lines.push(`${first}${line}`, ...more.map((text) => `${rest}${below.length === 0 ? '   ' : '│  '}${text}`));
    below.forEach((child, index) => {
      const last = index === below.length - 1;
      visit(child, `${rest}${last ? '└─ ' : '├─ '}`, `${rest}${last ? '   ' : '│  '}`);
    });
  };
  for (const top of tops) visit(top, '', '');
  return lines;
}
