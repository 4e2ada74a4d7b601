/**
 * How a forwarded connection ends, against a server that speaks the kubelet's protocol (test/engine/exec.test.ts goes through
 * a real API server, where kwok waits for both sides).
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Agent } from 'undici';
import { afterEach, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { KubeClient } from './client.ts';
import { openPort } from './portForward.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const DATA = 0;
const ERROR = 1;
const message = (channel: number, data: Uint8Array | string): Buffer => Buffer.concat([Buffer.of(channel), Buffer.from(data)]);

/** A kubelet that greets each connection as the protocol wants, then does as told; and a pair of local sockets to forward. */
async function forwarding(serve: (socket: WebSocket, request: IncomingMessage) => void, before: Promise<void> = Promise.resolve()) {
  const kubelet = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'v4.channel.k8s.io' });
  kubelet.on('connection', (socket, request) => {
    for (const channel of [DATA, ERROR]) socket.send(message(channel, Uint8Array.of(80, 0)));
    serve(socket, request);
  });
  await once(kubelet, 'listening');
  const dispatcher = new Agent();
  const url = `http://127.0.0.1:${(kubelet.address() as AddressInfo).port}`;
  const client: Pick<KubeClient, 'context' | 'address'> = { context: 'test', address: () => before.then(() => ({ url, headers: {}, dispatcher })) };
  const listener = createServer({ allowHalfOpen: true });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const user = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [local] = (await once(listener, 'connection')) as [Socket];
  closers.push(() => {
    for (const socket of kubelet.clients) socket.terminate();
    kubelet.close();
    listener.close();
    user.destroy();
    void dispatcher.destroy();
  });
  return { user, local, done: openPort(client as KubeClient, { namespace: 'shop', pod: 'web', port: 80 }, local, AbortSignal.timeout(30_000)) };
}

const read = async (user: Socket): Promise<string> => {
  let text = '';
  user.on('data', (data) => (text += data.toString('utf8')));
  await once(user, 'close');
  return text;
};

it('the pod ends it: all that it wrote is there, then the end', async () => {
  const { user, done } = await forwarding((socket, request) => {
    socket.send(message(DATA, `asked for ${request.url ?? ''}; `));
    socket.send(message(DATA, 'bye'), () => socket.close(1000));
  });
  expect(await read(user)).toBe('asked for /api/v1/namespaces/shop/pods/web/portforward?ports=80; bye');
  await done;
});


it('the pod refuses: the connection is reset, and the reason is told', async () => {
  const { user, done } = await forwarding((socket) => {
    socket.send(message(ERROR, 'connection refused'), () => socket.close(1000));
  });
  user.on('error', () => undefined);
  await expect(done).rejects.toMatchObject({ code: 'cluster-failed', message: 'test: could not forward to port 80 of pod shop/web: connection refused' });
});

it('whoever connected hangs up: the pod is hung up on', async () => {
  const gone = Promise.withResolvers<void>();
  const greeted = Promise.withResolvers<void>();
  const { user, done } = await forwarding((socket) => {
    socket.on('message', () => greeted.resolve()).on('close', () => gone.resolve());
  });
  user.write('hello');
  await greeted.promise;
  user.resetAndDestroy();
  await Promise.all([done, gone.promise]);
});

it('whoever connected is gone before the pod is reached: the pod is hung up on', async () => {
  const gone = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const { user, local, done } = await forwarding((socket) => void socket.on('close', () => gone.resolve()), reached.promise);
  const closed = new Promise((resolve) => local.on('error', () => undefined).on('close', resolve).resume());
  user.resetAndDestroy();
  await closed;
  reached.resolve();
  await Promise.all([done, gone.promise]);
});

it('the pod ends while more is sent to it: the connection ends as well', async () => {
  const { user, local, done } = await forwarding((socket) => {
    socket.once('message', () => socket.send(message(DATA, 'bye'), () => socket.close(1000)));
  });
  user.on('error', () => undefined).write('hello');
  const closed = once(local, 'close');
  expect(await read(user)).toBe('bye');
  await Promise.all([done, closed]);
});
