import type { Duplex } from 'node:stream';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeClient } from './client.ts';
import { openSocket } from './socket.ts';

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * The protocol of the kubelet's own port forwarding over a WebSocket: for each port a channel of data and one of errors,
 * each begun by the port's number in two bytes (k8s.io/cri-streaming portforward/websocket.go). kubectl tunnels SPDY
 * instead (KEP-4006). What this one lacks is the end of input alone: a connection is closed whole.
 */
const PROTOCOL = 'v4.channel.k8s.io';
const DATA = 0;
const ERROR = 1;
const PORT_BYTES = 2;
/** Pieces of what is sent. */
const PIECE = 16 * 1024;
/** After the local side ended, the pod may still answer; silent for so long it is taken for done. */
const LINGER_MS = 5_000;

/**
 * Joins a local connection with a port of a pod until either ends. Throws ApiError where the server refuses, and
 * `cluster-failed` with the pod's side of the story: nobody listens there. `signal` closes both.
 */
export async function openPort(client: KubeClient, { namespace, pod, port }: PodPort, local: Duplex, signal: AbortSignal): Promise<void> {
  const action = `forward to port ${port} of pod ${namespace}/${pod}`;
  const stop = new AbortController();
  const socket = await openSocket(client, {
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward`,
    query: new URLSearchParams({ ports: String(port) }),
    protocols: [PROTOCOL],
    action,
    signal: AbortSignal.any([signal, stop.signal]),
  });
  let linger: NodeJS.Timeout | undefined;
  const hangUp = (): void => stop.abort();
  const ended = (): void => {
    linger = setTimeout(hangUp, LINGER_MS);
  };
  const send = (data: Buffer): void => {
    for (let start = 0; start < data.byteLength; start += PIECE) socket.send(DATA, data.subarray(start, start + PIECE));
    local.pause();
    void socket.taken().then(() => local.resume());
  };
  local.on('data', send).on('end', ended).on('close', hangUp).on('error', hangUp);
  // It may have gone while the other side was opened.
  if (local.destroyed) hangUp();
  let refused = '';
  const begun = [0, 0];
  try {
    for await (const { channel, data } of socket.frames) {
      const header = Math.min(data.byteLength, PORT_BYTES - (begun[channel] ?? PORT_BYTES));
      begun[channel] = (begun[channel] ?? PORT_BYTES) + header;
      const rest = data.subarray(header);
      if (rest.byteLength === 0) continue;
      if (channel === ERROR) refused += Buffer.from(rest).toString('utf8');
      else if (channel === DATA) {
        linger?.refresh();
        if (!local.write(rest)) await drained(local);
      }
    }
  } catch (error) {
    // Both sides are gone when the local one hangs up.
    if (!stop.signal.aborted && !signal.aborted) throw error;
  } finally {
    clearTimeout(linger);
    socket.close();
    local.off('close', hangUp).off('end', ended).off('data', send);
    if (refused === '') {
      local.end();
      // What still comes has nobody to go to; unread it would keep the connection from its end.
      local.resume();
    } else local.destroy();
  }
  if (refused !== '') throw new DrydockError('cluster-failed', `${client.context}: could not ${action}: ${refused}`, { hint: 'Nothing may listen on this port in the pod.' });
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
    if (stream.destroyed) done();
  });
}
