/**
 * The protocol's client against a server that speaks it as the API server does and runs real processes: what the tests'
 * control plane cannot show (see test/engine/exec.test.ts, which goes through a real API server).
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import type { KubeClient } from './client.ts';
import { createKubeClient } from './client.ts';
import type { ExecOptions } from './exec.ts';
import { startExec } from './exec.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Kubelet {
  readonly client: KubeClient;
  readonly children: readonly ChildProcess[];
  /** Instead of running anything. */
  answer: ((socket: WebSocket) => void) | undefined;
}

/** A server that runs what it is asked to and speaks one protocol; `refusal` is what it answers instead of upgrading. */
async function kubelet(protocol: string, refusal?: { readonly status: number; readonly body: string }): Promise<Kubelet> {
  const children: ChildProcess[] = [];
  const server: Server = createServer((_request, response) => response.writeHead(refusal?.status ?? 400, { 'content-type': 'application/json' }).end(refusal?.body ?? 'no upgrade'));
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has(protocol) ? protocol : false) });
  const kept: Kubelet & { client: KubeClient } = { children, answer: undefined, client: undefined as never };
  if (refusal === undefined) {
    server.on('upgrade', (request, raw, head) =>
      sockets.handleUpgrade(request, raw, head, (socket) => {
        if (kept.answer !== undefined) return kept.answer(socket);
        children.push(run(socket, new URL(request.url ?? '', 'http://kubelet').searchParams.getAll('command')));
      }),
    );
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createKubeClient(configOf('test', { cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }));
  closers.push(async () => {
    for (const child of children) child.kill('SIGKILL');
    await client.close();
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  kept.client = client;
  return kept;
}

/** Channels as k8s.io/apiserver's translator has them. */
function run(socket: WebSocket, [program = '', ...args]: readonly string[]): ChildProcess {
  const child = spawn(program, args);
  const send = (channel: number, data: Uint8Array | string): void => socket.send(Buffer.concat([Buffer.of(channel), Buffer.from(data)]));
  child.stdout.on('data', (data: Buffer) => send(1, data));
  child.stderr.on('data', (data: Buffer) => send(2, data));
  child.stdin.on('error', () => undefined);
  socket.on('message', (message: Buffer) => {
    if (message[0] === 0) child.stdin.write(message.subarray(1));
    if (message[0] === 255 && message[1] === 0) child.stdin.end();
  });
  socket.on('close', () => child.stdin.end());
  child.on('close', (code) => {
    const failure = { status: 'Failure', reason: 'NonZeroExitCode', message: `command terminated with non-zero exit code ${code}`, details: { causes: [{ reason: 'ExitCode', message: String(code) }] } };
    send(3, JSON.stringify(code === 0 ? { status: 'Success' } : failure));
    socket.close();
  });
  return child;
}

async function start({ client }: Kubelet, command: readonly string[], signal = AbortSignal.timeout(30_000), options: Partial<ExecOptions> = {}) {
  let text = '';
  let changed = Promise.withResolvers<void>();
  const running = await startExec(
    client,
    { namespace: 'shop', pod: 'web', container: 'main', command, tty: false, stdin: true, ...options },
    (stream, data) => {
      text += `${stream === 'stderr' ? '!' : ''}${Buffer.from(data).toString('utf8')}`;
      changed.resolve();
      changed = Promise.withResolvers();
    },
    signal,
  );
  const said = async (words: string): Promise<void> => {
    while (!text.includes(words)) await changed.promise;
  };
  return { ...running, said, text: () => text };
}

it.each(['v5.channel.k8s.io', 'v4.channel.k8s.io'])('exit codes over %s', async (protocol) => {
  const pods = await kubelet(protocol);
  expect(await (await start(pods, ['sh', '-c', 'exit 0'])).exitCode).toBe(0);
  const failed = await start(pods, ['sh', '-c', 'echo why >&2; exit 42']);
  expect(await failed.exitCode).toBe(42);
  expect(failed.text()).toBe('!why\n');
});

it('the end of the input alone: what the command writes then still comes', async () => {
  const cat = await start(await kubelet('v5.channel.k8s.io'), ['sh', '-c', 'cat; echo done']);
  await cat.input(Buffer.from('one '));
  await cat.input(Buffer.from('two '));
  cat.endInput();
  expect(await cat.exitCode).toBe(0);
  expect(cat.text()).toBe('one two done\n');
});

it('an older server cannot be told the end of the input: said, and the command is not left waiting', async () => {
  const cat = await start(await kubelet('v4.channel.k8s.io'), ['cat']);
  expect(() => cat.endInput()).toThrow(/older than Kubernetes 1.30/);
  await cat.exitCode.catch(() => undefined);
});

it('hanging up closes the connection, so that the command ends', async () => {
  const pods = await kubelet('v5.channel.k8s.io');
  const stop = new AbortController();
  const cat = await start(pods, ['sh', '-c', 'echo ready; cat; exit 5'], stop.signal);
  await cat.said('ready');
  stop.abort();
  await expect(cat.exitCode).rejects.toMatchObject({ code: 'cancelled' });
  const [child] = pods.children;
  if (child?.exitCode === null) await once(child, 'close');
  expect(child?.exitCode).toBe(5);
});

it.each([
  [403, '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":"pods \\"web\\" is forbidden: User \\"jane\\" cannot create resource \\"pods/exec\\""}', 'cluster-forbidden', 'User "jane" cannot create'],
  [400, '{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"BadRequest","message":"container other is not valid for pod web"}', 'cluster-invalid', 'container other is not valid'],
  [503, 'upstream is gone', 'cluster-failed', 'upstream is gone'],
])('a refusal with %i is told in the words of the server', async (status, body, code, words) => {
  await expect(start(await kubelet('v5.channel.k8s.io', { status, body }), ['sh'])).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
});

it('a server that speaks neither protocol is said to', async () => {
  await expect(start(await kubelet('channel.k8s.io'), ['sh'])).rejects.toMatchObject({ code: 'cluster-failed', message: expect.stringContaining('speaks none of v5.channel.k8s.io, v4.channel.k8s.io') });
});

it('a server that is not there', async () => {
  const pods = await kubelet('v5.channel.k8s.io');
  await closers.pop()?.();
  await expect(start(pods, ['sh'])).rejects.toMatchObject({ code: 'cancelled' });
});

it.each<[string, (socket: WebSocket) => void, string, RegExp]>([
  ['breaks off', (socket) => socket.terminate(), 'cluster-unreachable', /broke off/],
  ['ends without a word', (socket) => socket.close(1000), 'cluster-unreachable', /without saying how/],
  ['says why nothing ran', (socket) => socket.send(Buffer.concat([Buffer.of(3), Buffer.from('{"status":"Failure","reason":"InternalError","message":"exec: sh: not found"}')]), () => socket.close(1000)), 'cluster-failed', /could not run sh in main of pod shop\/web: exec: sh: not found/],
  ['says it in plain text', (socket) => socket.send(Buffer.concat([Buffer.of(3), Buffer.from('no such container')]), () => socket.close(1000)), 'cluster-failed', /no such container/],
])('a connection that %s is no success', async (_what, answer, code, message) => {
  const pods = await kubelet('v5.channel.k8s.io');
  pods.answer = answer;
  await expect(start(pods, ['sh']).then((running) => running.exitCode)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

it('whoever is impersonated comes with each group on a line of its own', async () => {
  const lines: string[] = [];
  const server = createServer().on('upgrade', (request, socket) => {
    lines.push(...request.rawHeaders);
    socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createKubeClient(configOf('test', { cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, user: { as: 'jane', 'as-groups': ['sailors', 'cooks'] } }));
  closers.push(() => client.close(), () => void server.close());
  await expect(startExec(client, { namespace: 'n', pod: 'p', container: 'c', command: ['id'], tty: false, stdin: false }, () => undefined, AbortSignal.timeout(10_000))).rejects.toMatchObject({ code: 'cluster-forbidden' });
  expect(lines.filter((_line, index) => lines[index - 1]?.toLowerCase() === 'impersonate-group' && index % 2 === 1)).toEqual(['sailors', 'cooks']);
  expect(lines.filter((_line, index) => lines[index - 1]?.toLowerCase() === 'user-agent' && index % 2 === 1)).toEqual([expect.stringMatching(/^drydock\//)]);
});
