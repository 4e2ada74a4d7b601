import { DrydockError } from '../../../shared/model/errors.ts';
import { mapAt, mapsAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { getObject } from '../cluster/index.ts';

/** A container of a pod; its pod's default one where none is named. */
export interface ContainerChoice {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string | undefined;
}

export const PODS: ApiResource = { group: '', version: 'v1', kind: 'Pod', resource: 'pods', namespaced: true, verbs: [] };
/** kubectl's choice where a pod has several containers (kubernetes.io/docs/reference/labels-annotations-taints). */
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** A pod as it is now. Throws `not-found`; `so` says what cannot be done then: "there is no log of it". */
export async function readPod(cluster: Cluster, namespace: string, pod: string, so: string, signal: AbortSignal): Promise<KubeObject> {
  const found = await getObject(cluster.client, PODS, namespace, pod, signal);
  if (found !== undefined) return found;
  throw new DrydockError('not-found', `There is no pod ${namespace}/${pod} in ${cluster.context}, so ${so}.`, { hint: 'It may have been replaced: choose one of the pods that are there now.' });
}

/** The container that is meant: the named one, else the pod's default, else its first. Throws `not-found`. */
export function containerOf(pod: KubeObject, { namespace, pod: name, container }: ContainerChoice): string {
  const all = containerNames(pod);
  const preferred = container ?? pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (preferred !== undefined && all.includes(preferred)) return preferred;
  if (container !== undefined) throw new DrydockError('not-found', `The pod ${namespace}/${name} has no container ${container}.`, { hint: `Choose one of: ${all.join(', ')}.` });
  return all[0] ?? '';
}

/** What a pod's status says of one container; undefined where it says nothing yet. */
export function containerStatusOf(pod: KubeObject | undefined, name: string): JsonObject | undefined {
  const status = mapAt(pod, 'status');
  return ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap((field) => mapsAt(status, field)).find((each) => textAt(each, 'name') === name);
}

/** Names of all containers, main ones first. */
export function containerNames(pod: KubeObject): readonly string[] {
  const names = (field: string) => mapsAt(mapAt(pod, 'spec'), field).map((each) => textAt(each, 'name'));
  return [...names('containers'), ...names('initContainers'), ...names('ephemeralContainers')];
}
