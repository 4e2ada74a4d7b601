import type { LogChunk, ResourceDetails } from '../../../../shared/model/details.ts';
import type { LogEntry } from '../../../components/logs/index.ts';

type Pods = ResourceDetails['pods'];

/** Which log is read. The container is absent where the pod's containers are not known. */
export interface LogChoice {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string | undefined;
}

/** What somebody chose so far; nothing, to begin with. */
export interface LogWish {
  readonly pod?: { readonly namespace: string; readonly name: string };
  readonly container?: string;
}

/**
 * The log to read. A pod that was chosen stays chosen when it is gone, since its log is being read; a container
 * that the chosen pod does not have gives way to its first.
 */
export function chooseLog(pods: Pods, wish: LogWish): LogChoice | undefined {
  const wanted = wish.pod === undefined ? pods[0] : (pods.find((pod) => samePod(pod, wish.pod)) ?? { ...wish.pod, containers: wish.container === undefined ? [] : [wish.container] });
  if (wanted === undefined) return undefined;
  const container = wanted.containers.find((name) => name === wish.container) ?? wanted.containers[0];
  return { namespace: wanted.namespace, pod: wanted.name, container };
}

/** True if both name the same pod. */
export function samePod(a: { readonly namespace: string; readonly name: string }, b: { readonly namespace: string; readonly name: string } | undefined): boolean {
  return a.namespace === b?.namespace && a.name === b.name;
}

/** A chunk as entries of the view: what was left out before its lines is told before them. */
export function entriesOf({ lines, skipped }: LogChunk): readonly LogEntry[] {
  const entries = lines.map(({ time, text }): LogEntry => (time === '' ? { kind: 'line', text } : { kind: 'line', time, text }));
  return skipped > 0 ? [{ kind: 'gap', count: skipped }, ...entries] : entries;
}

/** A name for a log that is saved as a file. */
export function logFileName({ pod, container }: LogChoice, previous: boolean): string {
  return `${[pod, container, previous ? 'previous' : undefined].filter((part) => part !== undefined).join('-')}.log`;
}
