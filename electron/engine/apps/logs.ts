import type { LogChunk } from '../../../shared/model/details.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError, resourcePath } from '../cluster/index.ts';
import { containerOf, PODS, readPod } from './pods.ts';
import { createBatch } from './whenever.ts';

/** Which log is read. */
export interface PodLogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string | undefined;
  /** The log of the container's run before this one. */
  readonly previous: boolean;
  readonly follow: boolean;
  readonly tailLines: number;
}

/** A chunk is told after this time, or when it is full: a message of the contract stays small. */
const CHUNK_MS = 100;
const CHUNK_LINES = 500;
const CHUNK_CHARACTERS = 256 * 1024;
/** A longer line is cut: a program can write for hours without an end of line. */
const LINE_CHARACTERS = 64 * 1024;

/**
 * Reads a pod's log (core/v1 pods/log), with `follow` until `signal` ends it or the container does. Without a container
 * the pod's default one is read, else its first. Throws `not-found` for a pod or container that is not there, and the
 * server's own words for a container that has not started.
 */
export async function readLog(cluster: Cluster, request: PodLogRequest, onChunk: (chunk: LogChunk) => void, signal: AbortSignal): Promise<void> {
  const container = containerOf(await readPod(cluster, request.namespace, request.pod, 'there is no log of it', signal), request);
  let lines: { time: string; text: string }[] = [];
  let characters = 0;
  const flush = (): void => {
    batch.cancel();
    if (lines.length === 0 || signal.aborted) return;
    const chunk = lines;
    lines = [];
    characters = 0;
    onChunk({ lines: chunk, skipped: 0 });
  };
  const batch = createBatch(CHUNK_MS, flush);
  try {
    const stream = cluster.client.lines(
      {
        path: `${resourcePath(PODS, request.namespace, request.pod)}/log`,
        query: { container, timestamps: true, tailLines: request.tailLines, follow: request.follow ? true : undefined, previous: request.previous ? true : undefined },
        accept: '*/*',
        action: `read the log of ${container} in pod ${request.namespace}/${request.pod}`,
        signal,
        // A container that has written nothing yet answers with its headers only when it writes.
        ...(request.follow ? { timeoutMs: 0 } : {}),
      },
      LINE_CHARACTERS,
    );
    for await (const line of stream) {
      lines.push(logLine(line));
      characters += line.length;
      if (lines.length >= CHUNK_LINES || characters >= CHUNK_CHARACTERS) flush();
      else batch.poke();
    }
    flush();
  } catch (error) {
    flush();
    if (!signal.aborted) throw explained(error, request, container);
  } finally {
    batch.cancel();
  }
}

/** `timestamps` puts an RFC 3339 time and a space before each line. */
function logLine(line: string): { time: string; text: string } {
  const space = line.indexOf(' ');
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(space < 0 ? line : line.slice(0, space))) return { time: '', text: line };
  return space < 0 ? { time: line, text: '' } : { time: line.slice(0, space), text: line.slice(space + 1) };
}

/** The server's own words, without the advice that fits a refused manifest. */
function explained(error: unknown, { namespace, pod, previous }: PodLogRequest, container: string): unknown {
  if (!(error instanceof ApiError)) return error;
  if (error.status === 404) return new DrydockError('not-found', `There is no log of pod ${namespace}/${pod}: ${error.serverMessage}.`, { cause: error });
  if (error.status !== 400) return error;
  return new DrydockError('cluster-invalid', `There is no log of ${container} in pod ${namespace}/${pod}: ${error.serverMessage}.`, {
    hint: previous ? 'It has not run before, or its log was removed.' : "The pod's events say what it waits for.",
    cause: error,
  });
}
