import { setTimeout as delay } from 'node:timers/promises';
import type { LogSource } from '../../../shared/model/details.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { mapAt, textAt } from '../../../shared/model/fields.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError, getObject, resourcePath } from '../cluster/index.ts';
import type { LogCursor } from './logCursor.ts';
import { parseLine } from './logCursor.ts';
import { containerStatusOf, PODS } from './pods.ts';

/** How much of a log is read (core/v1 PodLogOptions). */
export interface LogExtent {
  /** The log of the container's run before this one. */
  readonly previous: boolean;
  /** The newest lines; all where nothing is said. */
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  /** RFC 3339. */
  readonly sinceTime?: string | undefined;
}

/** Gets a log's lines in order, and, in between, sentences about the log itself. */
export interface LogListener {
  line(time: string, text: string): void;
  note(text: string): void;
}

/** A longer line is cut: a program can write for hours without an end of line. */
const LINE_CHARACTERS = 64 * 1024;
/** Pauses before a log that broke off is asked for again, in milliseconds; the last one stays. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000] as const;

/**
 * Reads a container's log as it stands (core/v1 pods/log). The cursor is moved on: what is read after it is new. Throws
 * the server's own words for a container that has not started.
 */
export async function readLines(cluster: Cluster, source: LogSource, extent: LogExtent, cursor: LogCursor, listener: LogListener, signal: AbortSignal): Promise<void> {
  try {
    await passOn(cluster, source, { ...extentQuery(extent) }, cursor, listener, signal);
  } catch (error) {
    throw explained(error, source, extent.previous);
  }
}

/**
 * Follows a container's log until it ends, and resolves then: this run of the container writes nothing more. A log that
 * broke off is taken up where it was, with a note, as often as it takes. Begins after the cursor where that has
 * been moved. Throws what the server refuses at the first try.
 */
export async function followLines(cluster: Cluster, source: LogSource, extent: LogExtent, cursor: LogCursor, listener: LogListener, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let broken = false;
  for (let first = true; !signal.aborted; first = false) {
    const since = cursor.resume();
    try {
      const heard: LogListener = {
        note: (text) => listener.note(text),
        line(time, text) {
          failures = 0;
          if (broken) listener.note('The log was taken up again where it broke off.');
          broken = false;
          listener.line(time, text);
        },
      };
      await passOn(cluster, source, { follow: true, ...(since === undefined ? extentQuery(extent) : { sinceTime: since }) }, cursor, heard, signal);
      // A server that restarts ends what it streams in good order.
      if (signal.aborted || !(await runs(cluster, source, signal))) return;
      failures++;
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status < 500 && error.status !== 429) {
        if (first) throw explained(error, source, extent.previous);
        // The pod went, or its container did, while the connection was gone.
        return;
      }
      if (!broken) listener.note(`The log broke off and is taken up as soon as possible. ${errorShape(error).message}`);
      broken = true;
      failures++;
    }
    await delay(PAUSES[Math.min(failures, PAUSES.length) - 1] ?? 0, undefined, { signal }).catch(() => undefined);
  }
}

async function passOn(cluster: Cluster, { namespace, pod, container }: LogSource, query: Readonly<Record<string, string | number | boolean>>, cursor: LogCursor, listener: LogListener, signal: AbortSignal): Promise<void> {
  const stream = cluster.client.lines(
    {
      path: `${resourcePath(PODS, namespace, pod)}/log`,
      query: { ...query, container, timestamps: true },
      accept: '*/*',
      action: `read the log of ${container} in pod ${namespace}/${pod}`,
      signal,
      // A container that has written nothing yet answers with its headers only when it writes.
      ...(query['follow'] === true ? { timeoutMs: 0 } : {}),
    },
    LINE_CHARACTERS,
  );
  for await (const raw of stream) {
    const { time, text } = parseLine(raw);
    if (cursor.isNew(time)) listener.line(time, text);
  }
}

function extentQuery({ previous, tailLines, sinceSeconds, sinceTime }: LogExtent): Record<string, string | number | boolean> {
  return {
    ...(previous ? { previous: true } : {}),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
  };
}

/** Whether a container still runs, as the server says now. Throws where it does not answer. */
async function runs(cluster: Cluster, { namespace, pod, container }: LogSource, signal: AbortSignal): Promise<boolean> {
  const found = await getObject(cluster.client, PODS, namespace, pod, signal);
  return mapAt(containerStatusOf(found, container), 'state')['running'] !== undefined && !['Succeeded', 'Failed'].includes(textAt(mapAt(found, 'status'), 'phase'));
}

/** The server's own words, without the advice that fits a refused manifest. */
function explained(error: unknown, { namespace, pod, container }: LogSource, previous: boolean): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 404) return new DrydockError('not-found', `There is no log of pod ${namespace}/${pod}: ${error.serverMessage}.`, { cause: error });
  if (error.status !== 400) return error;
  return new DrydockError('cluster-invalid', `There is no log of ${container} in pod ${namespace}/${pod}: ${error.serverMessage}.`, {
    hint: previous ? 'It has not run before, or its log was removed.' : "The pod's events say what it waits for.",
    cause: error,
  });
}
