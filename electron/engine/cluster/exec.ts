import { DrydockError } from '../../../shared/model/errors.ts';
import type { TerminalSize } from '../../../shared/model/exec.ts';
import { mapAt, mapsAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonObject, parseJson } from '../../../shared/model/json.ts';
import type { KubeClient } from './client.ts';
import type { ChannelSocket } from './socket.ts';
import { openSocket } from './socket.ts';

/** What is run where. */
export interface ExecOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The program and its arguments; no shell reads them. */
  readonly command: readonly string[];
  /** The process gets a terminal; its output is then one stream. */
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly size?: TerminalSize | undefined;
}

/** A process in a container, as far as its asker can reach it. */
export interface ExecProcess {
  /** Resolves when the server has taken enough of it for more. */
  input(data: Uint8Array): Promise<void>;
  /** No more input comes. Throws `cluster-failed` where the server's protocol cannot say so. */
  endInput(): void;
  resize(size: TerminalSize): void;
  /**
   * The exit code. Rejects with the server's words if the process could not be started, and with `cluster-unreachable` if
   * the connection broke off: nobody knows then how it ended.
   */
  readonly exitCode: Promise<number>;
}

export type OutputStream = 'stdout' | 'stderr';

/** Since Kubernetes 1.30: a channel can be closed alone (KEP-4006, apimachinery util/remotecommand/constants.go). */
const V5 = 'v5.channel.k8s.io';
const V4 = 'v4.channel.k8s.io';
/** Channel numbers (apimachinery util/remotecommand/constants.go). */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const;
/** An input is cut to such pieces: the server takes messages up to 32 KB (client-go remotecommand/websocket.go). */
const PIECE = 16 * 1024;

/**
 * Runs a command in a container (core/v1 pods/exec, over a WebSocket). Resolves once it is started; no more output is read
 * until what `onOutput` returns is done. `signal` closes the connection. Throws ApiError where the server refuses.
 */
export async function startExec(client: KubeClient, options: ExecOptions, onOutput: (stream: OutputStream, data: Uint8Array) => Promise<void> | void, signal: AbortSignal): Promise<ExecProcess> {
  const { namespace, pod, container, command, tty, stdin, size } = options;
  const query = new URLSearchParams({ container, stdout: 'true', stderr: String(!tty), stdin: String(stdin), tty: String(tty) });
  for (const part of command) query.append('command', part);
  const action = `run ${command[0] ?? 'nothing'} in ${container} of pod ${namespace}/${pod}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec`;
  const socket = await openSocket(client, { path, query, protocols: [V5, V4], action, signal });
  const resize = ({ columns, rows }: TerminalSize): void => socket.send(CHANNEL.resize, Buffer.from(JSON.stringify({ Width: columns, Height: rows })));
  if (tty && size !== undefined) resize(size);
  const exitCode = outcome(socket, { context: client.context, action }, onOutput, signal);
  // Whoever asked may have gone before the command ended.
  exitCode.catch(() => undefined);
  return {
    async input(data) {
      for (let start = 0; start < data.byteLength; start += PIECE) {
        socket.send(CHANNEL.stdin, data.subarray(start, start + PIECE));
        await socket.taken();
      }
    },
    endInput() {
      if (socket.protocol !== V5) {
        socket.close();
        throw new DrydockError('cluster-failed', `${client.context}: could not tell the command that its input ended: the server is older than Kubernetes 1.30.`, { hint: 'The command was stopped. Give it its input in another way, as a file.' });
      }
      socket.send(CHANNEL.close, Uint8Array.of(CHANNEL.stdin));
    },
    resize,
    exitCode,
  };
}

async function outcome(socket: ChannelSocket, { context, action }: { readonly context: string; readonly action: string }, onOutput: (stream: OutputStream, data: Uint8Array) => Promise<void> | void, signal: AbortSignal): Promise<number> {
  let status: JsonObject | undefined;
  try {
    for await (const { channel, data } of socket.frames) {
      if (channel === CHANNEL.error) status = statusOf(data) ?? status;
      else if (data.byteLength > 0 && (channel === CHANNEL.stdout || channel === CHANNEL.stderr)) await onOutput(channel === CHANNEL.stdout ? 'stdout' : 'stderr', data);
    }
  } catch (error) {
    // The server may leave without a goodbye once it said how the process ended.
    if (status === undefined && !signal.aborted) throw error;
  } finally {
    socket.close();
  }
  if (signal.aborted) throw new DrydockError('cancelled', `${context}: stopped before it was done: ${action}.`);
  if (status !== undefined) return exitCodeOf(status, `${context}: could not ${action}`);
  throw new DrydockError('cluster-unreachable', `${context}: the connection ended without saying how the command ended: ${action}.`, { hint: 'Check the network or VPN, and try again.' });
}

function statusOf(data: Uint8Array): JsonObject | undefined {
  if (data.byteLength === 0) return undefined;
  const text = Buffer.from(data).toString('utf8');
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return { status: 'Failure', message: text };
  }
}

/** The exit code in a Status on the error channel (client-go remotecommand/v4.go); throws for a command that never ran. */
function exitCodeOf(status: JsonObject, failure: string): number {
  if (textAt(status, 'status') === 'Success') return 0;
  const code = mapsAt(mapAt(status, 'details'), 'causes').find((cause) => textAt(cause, 'reason') === 'ExitCode');
  const number = Number(textAt(code, 'message'));
  if (textAt(status, 'reason') === 'NonZeroExitCode' && code !== undefined && Number.isInteger(number)) return number;
  throw new DrydockError('cluster-failed', `${failure}: ${textAt(status, 'message') || 'the server did not say why'}`, { hint: 'The container may not have this program, or it has ended.' });
}
