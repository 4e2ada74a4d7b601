import type { ResourceDetails, ResourceEvent } from '../../../shared/model/details.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { stringifyJson } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import type { Tree, TreeNode } from '../../../shared/model/tree.ts';
import type { Discovery } from '../cluster/index.ts';
import { apiVersionOf, getObject } from '../cluster/index.ts';
import { containersOf, eventsAbout, podOf, podsOf, sentencesOf, suggestedCommands } from '../describe/index.ts';
import type { Masker } from '../diff/index.ts';
import { isSecret, maskSecret } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { Followed } from './follow.ts';
import type { Observed } from './followTree.ts';
import { followObjects } from './followTree.ts';
import { rowStatus } from './view.ts';

/** What telling one object's details needs besides the application. */
export interface DetailsInput {
  readonly key: ResourceKey;
  readonly mask: Masker;
}

/**
 * Tells everything that is known of one object, at once and whenever it changes. One that is not in the cluster (any
 * more) is told without a live object, and following goes on: it may come.
 */
export async function followResource(followed: Followed, { key, mask }: DetailsInput, onDetails: (details: ResourceDetails) => void, signal: AbortSignal): Promise<void> {
  let last = '';
  let discovery: Discovery | undefined;
  let chosen: Observed | undefined;
  let looking = false;
  /** The object whole, where the tree has only its metadata; asked for again when its version is another. */
  let whole: { readonly version: string; readonly object: KubeObject | undefined } | undefined;

  async function readWhole({ cluster }: Observed, slim: KubeObject): Promise<void> {
    const { name = '', namespace = '', resourceVersion = '' } = slim.metadata;
    whole = { version: resourceVersion, object: whole?.object };
    const resource = (await cluster.discovery()).find(slim.apiVersion, slim.kind);
    const object = resource === undefined ? undefined : await getObject(cluster.client, resource, namespace, name, signal);
    if (whole.version !== resourceVersion) return;
    whole = { version: resourceVersion, object };
    if (chosen !== undefined && !signal.aborted) tell(chosen);
  }

  const withWhole = (observed: Observed): Observed => {
    const id = observed.tree.nodes.find((node) => keyText(node.key) === keyText(key))?.id ?? observed.beside?.id;
    const slim = id === undefined || !observed.partial.has(id) ? undefined : observed.objects.get(id);
    if (id === undefined || slim === undefined) return observed;
    // Where it may not be read whole, its metadata is what is shown.
    if (whole?.version !== slim.metadata.resourceVersion) void readWhole(observed, slim).catch(() => undefined);
    return whole?.object === undefined ? observed : { ...observed, objects: new Map(observed.objects).set(id, whole.object) };
  };

  /** Tells nothing itself: the watches do when they have read it. Where the cluster does not answer, the next change tries again. */
  const lookFor = ({ lookAt }: Observed): void => {
    if (looking) return;
    looking = true;
    void lookAt(key)
      .catch(() => undefined)
      .finally(() => (looking = false));
  };

  const tell = (newest: Observed): void => {
    const observed = withWhole(newest);
    const row = observed.evaluation.rows.find((each) => keyText(each.key) === keyText(key));
    // What is not of the application is looked for before it is told as gone.
    if (observed.beside === undefined && row === undefined && !observed.tree.nodes.some((node) => keyText(node.key) === keyText(key))) return lookFor(observed);
    const item = row === undefined ? undefined : followed.controller.planOf([row])?.items[0];
    const details = detailsOf({ observed, key, row, item, mask, discovery });
    const text = stringifyJson(details);
    if (text === last) return;
    last = text;
    onDetails(details);
  };
  await followObjects(
    followed,
    { events: true },
    (observed) => {
      if (chosen?.cluster !== observed.cluster) {
        void observed.cluster.discovery().then(
          (found) => {
            discovery = found;
            if (!signal.aborted && chosen !== undefined) tell(chosen);
          },
          // Only a kind's plural name is missing then.
          () => undefined,
        );
      }
      chosen = observed;
      tell(observed);
    },
    signal,
  );
}

/** Tells the Events of everything in the tree. Throws where they may not be listed. */
export async function followEvents(followed: Followed, onEvents: (events: readonly ResourceEvent[]) => void, signal: AbortSignal): Promise<void> {
  let last: string | undefined;
  const stop = new AbortController();
  let forbidden: DrydockError | undefined;
  await followObjects(
    followed,
    { events: true },
    ({ tree, events, eventsProblem }) => {
      if (eventsProblem?.code === 'cluster-forbidden') {
        forbidden = new DrydockError('cluster-forbidden', `The events of ${followed.controller.application.name} cannot be read. ${eventsProblem.message}`, {
          hint: 'Ask for the permission to list and watch events, or use a context that has it.',
          cause: eventsProblem,
        });
        stop.abort();
        return;
      }
      const found = eventsAbout(tree.nodes, events);
      const text = stringifyJson(found);
      if (text === last) return;
      last = text;
      onEvents(found);
    },
    AbortSignal.any([signal, stop.signal]),
  );
  if (forbidden !== undefined && !signal.aborted) throw forbidden;
}

interface DetailsOf {
  readonly observed: Observed;
  readonly key: ResourceKey;
  readonly row: Row | undefined;
  readonly item: Plan['items'][number] | undefined;
  readonly mask: Masker;
  readonly discovery: Discovery | undefined;
}

function detailsOf({ observed, key, row, item, mask, discovery }: DetailsOf): ResourceDetails {
  const { beside, cluster, eventsProblem, objects, tree } = observed;
  const node = tree.nodes.find((each) => keyText(each.key) === keyText(key));
  const live = objects.get(node?.id ?? beside?.id ?? '');
  const below = node === undefined ? (beside?.id === undefined ? [] : [{ id: beside.id, key }]) : [node, ...descendants(tree, node.id)];
  const pods = podsOf(tree, objects, key);
  const resource = discovery?.preferred(key.group, key.kind);
  const health = live === undefined ? (row === undefined ? undefined : ({ status: row.blocked?.reason === 'unreadable' ? 'Unknown' : 'Missing' } as const)) : observed.assess(live);
  const problem = observed.problem ?? eventsProblem;
  const shown = (object: KubeObject): JsonValue => (isSecret(object) ? maskSecret(object, mask) : object);
  return {
    key,
    apiVersion: live?.apiVersion ?? row?.apiVersion ?? (resource === undefined ? key.group : apiVersionOf(resource)),
    summary: sentencesOf({ key, live, desired: row?.desired, pods: pods.filter((pod) => pod !== live) }),
    ...(row === undefined ? {} : { sync: rowStatus(row) }),
    ...(health === undefined ? {} : { health }),
    ...(live === undefined ? {} : { live: shown(live) }),
    ...(row?.desired === undefined ? {} : { desired: shown(row.desired) }),
    ...(row?.origin === undefined ? {} : { origin: row.origin }),
    ...(item === undefined ? {} : { item }),
    containers: live !== undefined && live.kind === 'Pod' && live.apiVersion === 'v1' ? containersOf(live) : [],
    pods: pods.map(podOf),
    events: eventsAbout(below, observed.events),
    commands: suggestedCommands({ context: cluster.context, key, plural: resource?.resource, containers: pods.flatMap((pod) => containersOf(pod)) }),
    ...(problem === undefined ? {} : { problem: errorShape(problem) }),
  };
}

/** Everything below a node; the tree's order has parents first. */
function descendants(tree: Tree, id: string): readonly TreeNode[] {
  const inside = new Set([id]);
  return tree.nodes.filter((node) => {
    if (inside.has(node.id) || !node.parents.some((parent) => inside.has(parent))) return false;
    inside.add(node.id);
    return true;
  });
}
