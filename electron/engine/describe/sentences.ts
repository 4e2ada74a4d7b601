import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';
import { isTroubled, podSentences } from './pod.ts';

/** What is said about. */
export interface Described {
  readonly key: ResourceKey;
  readonly live: KubeObject | undefined;
  readonly desired: KubeObject | undefined;
  /** The pods that it owns, itself not. */
  readonly pods: readonly KubeObject[];
}

/** Pods in trouble that are named one by one. */
const NAMED_PODS = 3;

type Rule = (object: KubeObject) => string;

const RULES: Readonly<Record<string, Rule | undefined>> = {
  'apps/Deployment': (object) => `Deployment with ${count(numberAt(object['spec'], 'replicas', 1), 'replica')} of ${imagesOf(object)}.`,
  'apps/ReplicaSet': (object) => `ReplicaSet with ${count(numberAt(object['spec'], 'replicas', 1), 'replica')} of ${imagesOf(object)}.`,
  'apps/StatefulSet': (object) => `StatefulSet with ${count(numberAt(object['spec'], 'replicas', 1), 'replica')} of ${imagesOf(object)}.`,
  'apps/DaemonSet': (object) => `DaemonSet that runs ${imagesOf(object)} on each node.`,
  'batch/Job': (object) => `Job that runs ${imagesOf(object)} to ${count(numberAt(object['spec'], 'completions', 1), 'completion')}.`,
  'batch/CronJob': (object) => `CronJob on the schedule ${textAt(object['spec'], 'schedule')}${mapAt(object, 'spec')['suspend'] === true ? ', suspended' : ''}.`,
  '/Pod': (object) => `Pod of ${containerImages(object)}.`,
  '/Service': service,
  '/ConfigMap': (object) => `ConfigMap with ${keys(object, 'data', 'binaryData')}.`,
  '/Secret': (object) => `Secret of type ${textAt(object, 'type') || 'Opaque'} with ${keys(object, 'data', 'stringData')}.`,
  '/PersistentVolumeClaim': (object) => `Claim of ${textAt(mapAt(mapAt(object['spec'], 'resources'), 'requests'), 'storage') || 'storage'}.`,
  'networking.k8s.io/Ingress': (object) => {
    const hosts = mapsAt(object['spec'], 'rules').map((rule) => textAt(rule, 'host') || '*');
    return hosts.length === 0 ? 'Ingress without rules.' : `Ingress for ${hosts.join(', ')}.`;
  },
};

/** What an object is, wants, and how it is, as plain sentences. */
export function sentencesOf({ key, live, desired, pods }: Described): readonly string[] {
  const object = live ?? desired;
  if (object === undefined) return [`${key.kind} ${key.name} is not in the cluster.`];
  const rule = RULES[`${groupOf(object.apiVersion)}/${object.kind}`];
  const what = rule?.(object) ?? `${object.kind} ${key.name}.`;
  if (live === undefined) return [what, 'It is in Git and not in the cluster.'];
  const deleting = live.metadata.deletionTimestamp !== undefined && live.kind !== 'Pod' ? ['It is being deleted.'] : [];
  return [what, ...deleting, ...(live.kind === 'Pod' && live.apiVersion === 'v1' ? podSentences(live) : podsSentences(live, pods))];
}

function podsSentences(live: KubeObject, pods: readonly KubeObject[]): readonly string[] {
  // Ended pods of a Job are no replicas.
  const current = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && textAt(pod['status'], 'phase') !== 'Succeeded');
  const replicas = mapAt(live, 'spec')['replicas'];
  const wanted = typeof replicas === 'number' && live.kind !== 'Job' ? replicas : current.length;
  if (wanted === 0 && current.length === 0) return [];
  const ready = current.filter((pod) => mapsAt(pod['status'], 'conditions').some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True')).length;
  const troubled = current.filter(isTroubled);
  const more = troubled.length > NAMED_PODS ? [`${troubled.length - NAMED_PODS} more pods are in trouble.`] : [];
  return [`${ready} of ${count(wanted, 'pod')} ${wanted === 1 ? 'is' : 'are'} ready.`, ...troubled.slice(0, NAMED_PODS).flatMap(podSentences), ...more];
}

function service(object: KubeObject): string {
  const ports = mapsAt(object['spec'], 'ports').map((port) => `${numberAt(port, 'port', 0)}${textAt(port, 'protocol') === 'UDP' ? '/UDP' : ''}`);
  const selector = Object.entries(mapAt(object['spec'], 'selector')).map(([name, value]) => `${name}=${String(value)}`);
  const where = ports.length === 0 ? '' : ` on ${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`;
  return `${textAt(object['spec'], 'type') || 'ClusterIP'} Service${where}${selector.length === 0 ? '' : ` for pods with ${selector.join(', ')}`}.`;
}

function imagesOf(object: KubeObject): string {
  return containerImages(mapAt(object['spec'], 'template'));
}

function containerImages(object: { readonly spec?: unknown } | KubeObject): string {
  const images = mapsAt(mapAt(object as KubeObject, 'spec'), 'containers').map((container) => textAt(container, 'image'));
  return images.length === 0 ? 'no container' : images.join(' and ');
}

function keys(object: KubeObject, ...fields: readonly string[]): string {
  return count(fields.reduce((sum, field) => sum + Object.keys(mapAt(object, field)).length, 0), 'key');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
