/** What the request layer makes of a server that does exactly what the test wants; test/engine/credentials.test.ts has real ones. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import type { ClientOptions, KubeClient } from './client.ts';
import { createKubeClient } from './client.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

let answers: Answer[];
let asked: IncomingMessage[];
let server: ReturnType<typeof createServer>;
let clients: KubeClient[];

beforeEach(async () => {
  answers = [];
  asked = [];
  clients = [];
  server = createServer((request, response) => {
    asked.push(request);
    (answers.shift() ?? ok)(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  server.closeAllConnections();
  server.close();
});

function open(options: ClientOptions = {}, user: object = {}): KubeClient {
  const client = createKubeClient(configOf('x', { cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, user }), options);
  clients.push(client);
  return client;
}

const status = (code: number, headers: Record<string, string | string[]> = {}): Answer => (_request, response) =>
  void response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ kind: 'Status', code, message: `answer ${code}` }));
const ok: Answer = (_request, response) => void response.writeHead(200).end('{"done":true}');
const drop: Answer = (request) => void request.socket.destroy();
const get = { path: '/x', action: 'get x' };
const patch = { method: 'PATCH', path: '/x', body: {}, action: 'patch x' } as const;

it('says who it is', async () => {
  await open({ version: '1.2.3' }).request(get);
  expect(asked[0]?.headers['user-agent']).toBe(`drydock/1.2.3 (${process.platform}/${process.arch})`);
});

it('a read whose connection was closed under it is sent again, a write is not', async () => {
  const client = open();
  answers = [drop, drop];
  expect(await client.request(get)).toEqual({ done: true });
  expect(asked.length).toBe(3);
  answers = [drop];
  await expect(client.request(patch)).rejects.toMatchObject({ code: 'cluster-unreachable' });
  expect(asked.length).toBe(4);
});

it('gives up on a read that is always dropped', async () => {
  answers = [drop, drop, drop, drop];
  await expect(open().request(get)).rejects.toMatchObject({ code: 'cluster-unreachable' });
  expect(asked.length).toBe(3);
});

it.each([429, 503])('what was sent away with %i and a time is sent again, a write too', async (code) => {
  answers = [status(code, { 'retry-after': '0' }), status(code, { 'retry-after': '0' })];
  expect(await open().request(patch)).toEqual({ done: true });
  expect(asked.length).toBe(3);
});

it('says that it is throttled when that does not end', async () => {
  answers = Array.from({ length: 3 }, () => status(429, { 'retry-after': '0' }));
  await expect(open().request(get)).rejects.toMatchObject({ code: 'cluster-throttled', retryAfter: 0 });
});

it('a pause that the server asked for ends with the request', async () => {
  const stop = new AbortController();
  answers = [
    (request, response) => {
      status(429, { 'retry-after': '10' })(request, response);
      response.on('finish', () => setImmediate(() => stop.abort()));
    },
  ];
  await expect(open().request({ ...get, signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(asked.length).toBe(1);
});

it('a pause ends with the client', async () => {
  const client = open();
  answers = [
    (request, response) => {
      status(429, { 'retry-after': '10' })(request, response);
      response.on('finish', () => setImmediate(() => void client.close()));
    },
  ];
  await expect(client.request(get)).rejects.toMatchObject({ code: 'cancelled' });
});

it('an answer without a body is a failure, or nothing where that may be', async () => {
  const empty: Answer = (_request, response) => void response.writeHead(200).end();
  const client = open();
  answers = [empty, empty];
  await expect(client.request(get)).rejects.toMatchObject({ code: 'cluster-failed', message: expect.stringContaining('is not JSON') });
  expect(await client.request({ ...get, mayBeEmpty: true })).toBeNull();
});

it('tells the server\'s warnings to whoever asked', async () => {
  const warnings: string[] = [];
  answers = [(_request, response) => void response.setHeaders(new Headers([['warning', '299 - "old"'], ['warning', '299 - "unknown field \\"x\\""']])).end('{}')];
  await open().request({ ...patch, onWarning: (warning) => warnings.push(warning) });
  expect(warnings).toEqual(['old', 'unknown field "x"']);
});

it('a request never waits for a watch, however many there are', async () => {
  const client = open();
  const stop = new AbortController();
  const count = 60;
  answers = Array.from({ length: count }, (): Answer => (_request, response) => void response.writeHead(200).flushHeaders());
  let opened = 0;
  const all = Promise.withResolvers<void>();
  const watches = Array.from({ length: count }, async () => {
    const lines = client.stream({ ...get, signal: stop.signal }, () => void (++opened === count && all.resolve()));
    await lines[Symbol.asyncIterator]().next();
  });
  const ended = Promise.allSettled(watches);
  await all.promise;
  expect(await client.request(get)).toEqual({ done: true });
  stop.abort();
  expect(new Set((await ended).map((result) => result.status))).toEqual(new Set(['rejected']));
});

it('a server that does not answer in time is a failure of that request alone', async () => {
  const client = open();
  answers = [() => undefined];
  // Undici looks at its timeouts about once a second.
  await expect(client.request({ ...get, timeoutMs: 10 })).rejects.toMatchObject({ code: 'cluster-timeout' });
  expect(await client.request(get)).toEqual({ done: true });
});

it('refuses to write where that is forbidden, before anything is sent', async () => {
  const client = open({ access: () => Promise.resolve('dry-run') });
  await expect(client.request(patch)).rejects.toMatchObject({ code: 'context-read-only', message: 'Could not patch x: x is a read-only context.' });
  await expect(client.address()).rejects.toMatchObject({ code: 'context-read-only' });
  await expect(client.lines({ path: '/api/v1/namespaces/n/pods/p/exec', action: 'run a command' }, 10)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'context-read-only' });
  expect(asked).toEqual([]);
  expect(await client.request({ ...patch, query: { dryRun: 'All' } })).toEqual({ done: true });
  expect(await client.request(get)).toEqual({ done: true });
});

it('a static token that is refused is not sent twice', async () => {
  answers = [status(401)];
  await expect(open({}, { token: 't' }).request(get)).rejects.toMatchObject({ code: 'cluster-unauthorized' });
  expect(asked.map((request) => request.headers.authorization)).toEqual(['Bearer t']);
});

it('says in each header field who else it is', async () => {
  await open({}, { token: 't', as: 'jane', 'as-groups': ['a', 'b, c'] }).request(get);
  const raw = asked[0]?.rawHeaders ?? [];
  expect(raw.flatMap((name, index) => (name === 'Impersonate-Group' ? [raw[index + 1]] : []))).toEqual(['a', 'b, c']);
});

it('renewed, it cuts its watches, lets requests end, and takes new connections', async () => {
  const client = open();
  const held = Promise.withResolvers<ServerResponse>();
  answers = [(_request, response) => void response.writeHead(200).flushHeaders(), (_request, response) => held.resolve(response)];
  const lines = client.stream(get)[Symbol.asyncIterator]();
  const watched = lines.next();
  watched.catch(() => undefined);
  await vi.waitFor(() => expect(asked.length).toBe(1));
  const request = client.request(get);
  const response = await held.promise;
  client.renew();
  await expect(watched).rejects.toMatchObject({ name: 'DrydockError' });
  expect(await client.request(get)).toEqual({ done: true });
  expect(new Set(asked.map(({ socket }) => socket)).size).toBe(3);
  response.end('{"late":true}');
  expect(await request).toEqual({ late: true });
});

it('a closed client answers that it is closed', async () => {
  const client = open();
  await client.close();
  await expect(client.request(get)).rejects.toMatchObject({ code: 'cancelled' });
});
