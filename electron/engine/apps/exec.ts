import { DrydockError } from '../../../shared/model/errors.ts';
import type { TerminalSize } from '../../../shared/model/exec.ts';
import type { Cluster, ExecProcess, OutputStream } from '../cluster/index.ts';
import { ApiError, startExec } from '../cluster/index.ts';
import type { ContainerChoice } from './pods.ts';
import { containerOf, readPod } from './pods.ts';

/** What is run in which container. */
export interface ExecRequest extends ContainerChoice {
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly size?: TerminalSize | undefined;
}

/** A command that runs in a container. */
export interface RunningCommand extends ExecProcess {
  readonly context: string;
  readonly container: string;
}

/**
 * Starts a command in a container of a pod. Throws `not-found` for a pod or container that is not there, and the server's
 * own words where it refuses. See `startExec` for what follows.
 */
export async function execInPod(cluster: Cluster, request: ExecRequest, onOutput: (stream: OutputStream, data: Uint8Array) => Promise<void> | void, signal: AbortSignal): Promise<RunningCommand> {
  const pod = await readPod(cluster, request.namespace, request.pod, 'nothing can be run in it', signal);
  const container = containerOf(pod, request);
  try {
    return { ...(await startExec(cluster.client, { ...request, container }, onOutput, signal)), context: cluster.context, container };
  } catch (error) {
    // The advice for a refused manifest does not fit.
    if (error instanceof ApiError && error.code === 'cluster-invalid') throw new DrydockError('cluster-invalid', error.message, { hint: "The container may not run: the pod's events say what it waits for.", cause: error });
    throw error;
  }
}
