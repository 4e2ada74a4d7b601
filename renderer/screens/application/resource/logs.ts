import type { InputOf } from '../../../../shared/contract/index.ts';
import type { LogChunk, ResourceDetails } from '../../../../shared/model/details.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import type { LogEntry } from '../../../components/logs/index.ts';

type Pods = ResourceDetails['pods'];

/** A pod by what names it: pods of one name may be in several namespaces. */
export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** What is read: as it grows, as it stands, or what the containers' former runs wrote, which does not grow. */
export type LogMode = 'follow' | 'once' | 'previous';

/** How far back, in seconds; undefined for the newest lines whatever their age. */
export type Since = 300 | 900 | 3_600 | 86_400 | undefined;

/** What somebody chose to read; everything there is, to begin with. */
export interface LogWish {
  /** undefined: all pods, those that come later too. */
  readonly pods: readonly PodName[] | undefined;
  /** undefined: all containers. */
  readonly container: string | undefined;
  readonly mode: LogMode;
  readonly since: Since;
}

/** Enough to see what led to a crash, and quick to send. */
const TAIL_LINES = 2_000;

/** The request for what was chosen. */
export function logRequest(application: string, key: ResourceKey, { pods, container, mode, since }: LogWish): InputOf<'workloadLogs'> {
  return {
    name: application,
    key,
    ...(pods === undefined ? {} : { pods: [...pods] }),
    ...(container === undefined ? {} : { container }),
    previous: mode === 'previous',
    follow: mode === 'follow',
    tailLines: TAIL_LINES,
    ...(since === undefined ? {} : { sinceSeconds: since }),
  };
}

/** Pods are chosen one by one; who chooses none, or all, chose no pods in particular. */
export function togglePod(pods: Pods, chosen: readonly PodName[] | undefined, pod: PodName): readonly PodName[] | undefined {
  const before = chosen ?? pods.map(nameOf);
  const after = before.some((each) => samePod(each, pod)) ? before.filter((each) => !samePod(each, pod)) : [...before, nameOf(pod)];
  return after.length === 0 || pods.every((each) => after.some((other) => samePod(each, other))) ? undefined : after;
}

/** The names of all containers of the chosen pods, each once. */
export function containersOf(pods: Pods, chosen: readonly PodName[] | undefined): readonly string[] {
  return [...new Set(pods.filter((pod) => isChosen(pod, chosen)).flatMap(({ containers }) => containers))];
}

/** True if lines may come from more than one container. */
export function readsSeveral(pods: Pods, { pods: chosen, container }: LogWish): boolean {
  const read = pods.filter((pod) => isChosen(pod, chosen)).flatMap(({ containers }) => containers.filter((each) => container === undefined || each === container));
  return read.length > 1;
}

export function isChosen(pod: PodName, chosen: readonly PodName[] | undefined): boolean {
  return chosen === undefined || chosen.some((each) => samePod(each, pod));
}

/** How a pod is named among others: with its namespace where another has its name. */
export function podLabel({ namespace, name }: PodName, pods: readonly PodName[]): string {
  return pods.some((other) => other.name === name && other.namespace !== namespace) ? `${namespace}/${name}` : name;
}

function samePod(a: PodName, b: PodName): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

function nameOf({ namespace, name }: PodName): PodName {
  return { namespace, name };
}

/** A chunk as entries of the view: what was left out before its lines is told before them. */
export function entriesOf({ lines, skipped, sources }: LogChunk): readonly LogEntry[] {
  const entries = lines.map(({ time, text, from, note }): LogEntry => {
    const source = sources[from];
    return { kind: note === true ? 'note' : 'line', text, ...(time === '' ? {} : { time }), ...(source === undefined ? {} : { source }) };
  });
  return skipped > 0 ? [{ kind: 'gap', count: skipped }, ...entries] : entries;
}

/** A name for a log that is saved as a file. */
export function logFileName({ name }: ResourceKey, { pods, container, mode }: LogWish): string {
  const [pod, ...others] = pods ?? [];
  return `${[pod !== undefined && others.length === 0 ? pod.name : name, container, mode === 'previous' ? 'previous' : undefined].filter((part) => part !== undefined).join('-')}.log`;
}
