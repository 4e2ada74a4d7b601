import type { ContainerStatus } from '../../../shared/model/details.ts';
import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { Tree, TreeNode } from '../../../shared/model/tree.ts';

/** Waiting reasons of an image that cannot be had (kubernetes pkg/kubelet/images/types.go). */
const PULL_FAILURES = new Set(['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName', 'ImageInspectError', 'RegistryUnavailable']);

/** True for a container whose image cannot be had. */
export function cannotPull(container: ContainerStatus): boolean {
  return PULL_FAILURES.has(container.state);
}

/** A pod's containers as their statuses say, init containers first; one without a status is waiting. */
export function containersOf(pod: KubeObject): readonly ContainerStatus[] {
  const read = (specs: string, statuses: string, init: boolean) => {
    const known = new Map(mapsAt(pod['status'], statuses).map((status) => [textAt(status, 'name'), status]));
    return mapsAt(pod['spec'], specs).map((container) => containerStatus(container, known.get(textAt(container, 'name')), init));
  };
  return [...read('initContainers', 'initContainerStatuses', true), ...read('containers', 'containerStatuses', false)];
}

/** A pod whose logs can be read, its main container first: the one without a name is asked for as kubectl does. */
export function podOf(pod: KubeObject): { readonly namespace: string; readonly name: string; readonly containers: readonly string[] } {
  const names = (field: string) => mapsAt(pod['spec'], field).map((container) => textAt(container, 'name'));
  return { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name ?? '', containers: [...names('containers'), ...names('initContainers')] };
}

/**
 * The pods that belong to an object of a tree: those below it, itself included, and for a Service those of the tree that
 * it selects. Without an object all pods of the tree.
 */
export function podsOf(tree: Tree, objects: ReadonlyMap<string, KubeObject>, key?: ResourceKey): readonly KubeObject[] {
  const podAt = ({ id, key: { group, kind } }: TreeNode): KubeObject | undefined => (kind === 'Pod' && group === '' ? objects.get(id) : undefined);
  if (key === undefined) return tree.nodes.flatMap((each) => podAt(each) ?? []);
  const node = tree.nodes.find((each) => keyText(each.key) === keyText(key));
  if (node === undefined) return [];
  const inside = new Set([node.id]);
  const live = objects.get(node.id);
  const selector = key.group === '' && key.kind === 'Service' ? Object.entries(mapAt(mapAt(live, 'spec'), 'selector')) : [];
  // The tree's order has parents first.
  for (const each of tree.nodes) if (each.parents.some((parent) => inside.has(parent))) inside.add(each.id);
  return tree.nodes.flatMap((each) => {
    const pod = podAt(each);
    if (pod === undefined) return [];
    const selected = selector.length > 0 && each.key.namespace === key.namespace && selector.every(([label, value]) => pod.metadata.labels?.[label] === value);
    return inside.has(each.id) || selected ? [pod] : [];
  });
}

/** What keeps a pod from running, or that it is well, as sentences. */
export function podSentences(pod: KubeObject): readonly string[] {
  const name = pod.metadata.name ?? '';
  const status = mapAt(pod, 'status');
  if (pod.metadata.deletionTimestamp !== undefined) return [`Pod ${name} is being deleted.`];
  const phase = textAt(status, 'phase');
  if (phase === 'Succeeded') return [`Pod ${name} has finished.`];
  const containers = containersOf(pod);
  const troubles = containers.flatMap((container) => troubleOf(name, container) ?? []);
  if (troubles.length > 0) return troubles;
  if (phase === 'Failed') return [sentence(`Pod ${name} failed`, textAt(status, 'message') || textAt(status, 'reason'))];
  const unscheduled = mapsAt(status, 'conditions').find((condition) => condition['type'] === 'PodScheduled' && condition['status'] === 'False');
  if (unscheduled !== undefined) return [sentence(`Pod ${name} has no node yet`, textAt(unscheduled, 'message'))];
  const main = containers.filter((container) => !container.init);
  const ready = main.filter((container) => container.ready).length;
  if (phase === 'Running' && ready === main.length) return [`Pod ${name} is running and ready.`];
  if (phase === 'Running') return [`Pod ${name} is running; ${ready} of ${main.length} ${main.length === 1 ? 'container is' : 'containers are'} ready.`];
  return [`Pod ${name} is starting.`];
}

/** True if something is wrong with it that waiting alone will hardly mend. */
export function isTroubled(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return textAt(mapAt(pod, 'status'), 'phase') === 'Failed' || containersOf(pod).some((container) => troubleOf('', container) !== undefined);
}

function troubleOf(pod: string, container: ContainerStatus): string | undefined {
  const { image, message, name, restarts, state } = container;
  if (cannotPull(container)) return sentence(`Pod ${pod} cannot pull ${image}`, message);
  if (state === 'CrashLoopBackOff') return sentence(`Container ${name} of pod ${pod} keeps crashing, ${restarts} ${restarts === 1 ? 'restart' : 'restarts'} so far`, message);
  if (state.startsWith('Create') || state === 'RunContainerError' || state === 'OOMKilled' || state === 'Error') return sentence(`Container ${name} of pod ${pod} does not run: ${state}`, message);
  return undefined;
}

function sentence(what: string, why: string | undefined): string {
  return why === undefined || why === '' ? `${what}.` : `${what}: ${why.replace(/\.$/, '')}.`;
}

function containerStatus(container: JsonObject, status: JsonObject | undefined, init: boolean): ContainerStatus {
  const state = mapAt(status, 'state');
  const waiting = mapAt(state, 'waiting');
  const terminated = mapAt(state, 'terminated');
  const exit = numberAt(terminated, 'exitCode', 0);
  const message = textAt(waiting, 'message') || textAt(terminated, 'message') || (exit === 0 ? '' : `exit code ${exit}`);
  return {
    name: textAt(container, 'name'),
    init,
    image: textAt(container, 'image'),
    ready: status?.['ready'] === true,
    restarts: numberAt(status, 'restartCount', 0),
    state: state['running'] !== undefined ? 'Running' : textAt(waiting, 'reason') || textAt(terminated, 'reason') || 'Waiting',
    ...(message === '' ? {} : { message }),
  };
}
