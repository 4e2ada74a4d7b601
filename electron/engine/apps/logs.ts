/**
 * Logs: of one pod, or of all pods below an object of the tree.
 *
 * `logStream.ts` reads one container's log and takes it up again where it broke off; `logCursor.ts` is how far it was read;
 * `logChunks.ts` merges several into one for their reader. Here is which containers are read, and when.
 */
import type { LogChunk, LogSource } from '../../../shared/model/details.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { mapAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyText, keyWords } from '../../../shared/model/kube.ts';
import type { Cluster } from '../cluster/index.ts';
import { mapConcurrent } from '../cluster/index.ts';
import { podsOf } from '../describe/index.ts';
import type { Followed } from './follow.ts';
import type { Observed } from './followTree.ts';
import { followObjects } from './followTree.ts';
import { createChunks } from './logChunks.ts';
import type { LogCursor } from './logCursor.ts';
import { createCursor } from './logCursor.ts';
import type { LogExtent, LogListener } from './logStream.ts';
import { followLines, readLines } from './logStream.ts';
import type { ContainerChoice } from './pods.ts';
import { containerNames, containerOf, containerStatusOf, readPod } from './pods.ts';

/** Which log of one pod is read. */
export interface PodLogRequest extends ContainerChoice, LogExtent {
  readonly follow: boolean;
}

/** Which logs below an object are read. */
export interface WorkloadLogRequest extends LogExtent {
  /** All pods of the tree without it. */
  readonly key?: ResourceKey | undefined;
  /** All containers without it. */
  readonly container?: string | undefined;
  /** These pods only. */
  readonly pods?: readonly { readonly namespace: string; readonly name: string }[] | undefined;
  readonly follow: boolean;
}

/** Each is a connection that stays open. */
const FOLLOWED_AT_MOST = 100;
/** Lines of the past that are read in all, so that many pods cost no more than a few. */
const PAST_LINES = 20_000;
const READ_AT_ONCE = 8;
/** So long the last lines of a pod that is gone may take. */
const LAST_LINES_MS = 2_000;

/**
 * Reads a pod's log, with `follow` until `signal` ends it or the container does. Without a container the pod's default one
 * is read, else its first. Throws `not-found` for a pod or container that is not there, and the server's own words for a
 * container that has not started.
 */
export async function readLog(cluster: Cluster, request: PodLogRequest, onChunk: (chunk: LogChunk) => void, signal: AbortSignal): Promise<void> {
  const { namespace, pod, follow } = request;
  const container = containerOf(await readPod(cluster, namespace, pod, 'there is no log of it', signal), request);
  const source: LogSource = { namespace, pod, container };
  const chunks = createChunks((chunk) => {
    if (!signal.aborted) onChunk(chunk);
  });
  const read = follow ? followLines : readLines;
  try {
    await read(cluster, source, request, createCursor(), chunks.of(source), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    chunks.flush();
  }
}

/** A container whose log is read. */
interface Reading {
  readonly source: LogSource;
  readonly cursor: LogCursor;
  readonly listener: LogListener;
  /** The run that was read to its end: a container that starts again goes on from there. */
  endedRun: string | undefined;
  /** Ends what is streaming now. */
  stop: AbortController | undefined;
  /** Its pod is gone: it is stopped soon, if the server does not end it. */
  leaving: NodeJS.Timeout | undefined;
  /** What was said of it last, so that it is said once. */
  said: string;
}

/** A container as its pod tells it. */
interface Found {
  readonly source: LogSource;
  /** The pod's uid and how often the container started again. */
  readonly run: string;
  /** Why there is no log of it yet; undefined where there is one. */
  readonly waiting: string | undefined;
}

/**
 * Reads the logs of all pods below an object, merged by time. With `follow` it goes on until `signal` ends it: with
 * containers that start again and pods that come and go, and waits for an object that is not there yet. What cannot be
 * read of one is a note among the lines of the others. Read once, it throws what is wrong with the only one, and
 * `not-found` for an object that is not in the tree.
 */
export async function followWorkloadLogs(followed: Followed, request: WorkloadLogRequest, onChunk: (chunk: LogChunk) => void, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const readings = new Map<string, Reading>();
  const chunks = createChunks((chunk) => {
    if (!signal.aborted) onChunk(chunk);
  });
  let state: 'waiting' | 'past' | 'following' = 'waiting';
  /** The containers as they were seen last. */
  let seen: readonly Found[] = [];
  let tooMany = false;
  let failure: unknown;
  const fail = (error: unknown): void => {
    if (until.aborted) return;
    failure = error;
    done.abort();
  };

  const readingOf = (source: LogSource): Reading => {
    const id = sourceText(source);
    const known = readings.get(id);
    if (known !== undefined) return known;
    const reading: Reading = { source, cursor: createCursor(), listener: chunks.of(source), endedRun: undefined, stop: undefined, leaving: undefined, said: '' };
    readings.set(id, reading);
    return reading;
  };

  function say(reading: Reading, text: string): void {
    if (reading.said !== text) reading.listener.note(text);
    reading.said = text;
  }

  /** What there is so far, of all of them in the order of their times. */
  async function readPast(cluster: Cluster, found: readonly Found[]): Promise<void> {
    const share = Math.ceil(PAST_LINES / Math.max(1, found.length));
    const wanted = request.tailLines ?? Infinity;
    const extent: LogExtent = { ...request, tailLines: Math.min(wanted, share) };
    chunks.hold();
    await mapConcurrent(found, READ_AT_ONCE, async (each) => {
      const reading = readingOf(each.source);
      let read = 0;
      const counting: LogListener = {
        note: (text) => reading.listener.note(text),
        line(time, text) {
          read++;
          reading.listener.line(time, text);
        },
      };
      try {
        await readLines(cluster, each.source, extent, reading.cursor, counting, until);
        if (share < wanted && read === share) reading.listener.note(`Of ${each.source.container} in pod ${each.source.pod} only the newest ${share} lines were read, of ${PAST_LINES} for all.`);
      } catch (error) {
        if (until.aborted) return;
        if (found.length === 1 && !request.follow) throw error;
        say(reading, errorShape(error).message);
      }
    });
    chunks.flush();
  }

  function follow(cluster: Cluster, { source, run, waiting }: Found): void {
    const reading = readingOf(source);
    if (reading.stop !== undefined || reading.endedRun === run) return;
    if (waiting !== undefined) return say(reading, waiting);
    const stop = new AbortController();
    reading.stop = stop;
    followLines(cluster, source, request, reading.cursor, reading.listener, AbortSignal.any([until, stop.signal]))
      .catch((error: unknown) => {
        if (!until.aborted) say(reading, errorShape(error).message);
      })
      .finally(() => {
        clearTimeout(reading.leaving);
        [reading.stop, reading.leaving] = [undefined, undefined];
        reading.endedRun = run;
        // It may have started again, or gone, while its last lines were read.
        if (!until.aborted) goOn(cluster);
      });
  }

  function goOn(cluster: Cluster): void {
    for (const each of seen.slice(0, FOLLOWED_AT_MOST)) follow(cluster, each);
    const [first] = seen;
    if (first !== undefined && seen.length > FOLLOWED_AT_MOST && !tooMany) {
      tooMany = true;
      readingOf(first.source).listener.note(`Only ${FOLLOWED_AT_MOST} of ${seen.length} containers are followed. Choose pods to see the others.`);
    }
    const there = new Set(seen.map(({ source }) => sourceText(source)));
    for (const [id, reading] of readings) {
      if (there.has(id)) continue;
      const { source, stop, listener } = reading;
      if (stop !== undefined) {
        reading.leaving ??= setTimeout(() => stop.abort(), LAST_LINES_MS);
        continue;
      }
      listener.note(`The pod ${source.pod} is gone.`);
      readings.delete(id);
    }
  }

  function observe({ cluster, objects, tree }: Observed): void {
    const { key } = request;
    if (key !== undefined && state === 'waiting' && !tree.nodes.some((node) => keyText(node.key) === keyText(key))) {
      if (!request.follow) fail(new DrydockError('not-found', `${keyWords(key)} is not in ${cluster.context}, so there are no logs of it.`));
      return;
    }
    seen = podsOf(tree, objects, key).flatMap((pod) => containersOf(pod, request));
    if (state === 'following') goOn(cluster);
    if (state !== 'waiting') return;
    state = 'past';
    readPast(cluster, request.follow ? seen.filter(({ waiting }) => waiting === undefined) : seen)
      .then(() => {
        if (!request.follow) return done.abort();
        state = 'following';
        goOn(cluster);
      })
      .catch(fail);
  }

  try {
    await followObjects(followed, {}, observe, until);
    if (failure !== undefined && !signal.aborted) throw failure;
  } finally {
    done.abort();
    for (const { leaving } of readings.values()) clearTimeout(leaving);
    chunks.flush();
  }
}

function sourceText({ namespace, pod, container }: LogSource): string {
  return `${namespace}/${pod}/${container}`;
}

/** The containers of a pod that are asked for, with what their statuses say of their logs. */
function containersOf(pod: KubeObject, { container, pods, previous }: WorkloadLogRequest): readonly Found[] {
  const { namespace = '', name = '' } = pod.metadata;
  if (pods !== undefined && !pods.some((each) => each.namespace === namespace && each.name === name)) return [];
  return containerNames(pod)
    .filter((each) => container === undefined || each === container)
    .map((each): Found => {
      const own = containerStatusOf(pod, each);
      const reason = textAt(mapAt(mapAt(own, 'state'), 'waiting'), 'reason') || 'no status yet';
      const wrote = mapAt(own, 'state')['running'] !== undefined || mapAt(own, 'state')['terminated'] !== undefined || mapAt(own, 'lastState')['terminated'] !== undefined;
      return {
        source: { namespace, pod: name, container: each },
        run: `${pod.metadata.uid ?? ''} ${numberAt(own, 'restartCount', 0)}`,
        waiting: wrote || previous ? undefined : `${each} of pod ${name} has not started: ${reason}.`,
      };
    });
}
