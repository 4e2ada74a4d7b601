/** The page's carrier on loopback: who may ask, and what they get. The host behind it runs the sandbox and no other cluster. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Host } from '../../electron/host.ts';
import { startHost } from '../../electron/host.ts';
import { serveWeb } from '../../electron/serve/index.ts';
import type { WireClient } from '../../shared/contract/index.ts';
import { createWireClient } from '../../shared/contract/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { GitSandbox } from '../helpers/git.ts';
import { createGitSandbox } from '../helpers/git.ts';
import { followHome } from '../helpers/homeFollower.ts';

let git: GitSandbox;
let host: Host;
let web: Awaited<ReturnType<typeof serveWeb>>;
let page: string;
let cookie: string;

beforeAll(async () => {
  git = await createGitSandbox();
  page = git.path('page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Drydock</title>');
  await writeFile(join(page, 'assets', 'index-1.js'), 'export {};');
  await writeFile(git.path('secret.html'), 'not for anyone');
  host = await startHost({ home: git.path('home'), env: { ...git.environment, KUBECONFIG: git.path('none') } });
  web = await serveWeb({ client: host.client, identity: host.identity, page });
  cookie = (await get(new URL(web.url).pathname + new URL(web.url).search)).headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await web.close();
  await host.close();
  await git.remove();
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `fetch` does not let a Host or Origin be set. */
function get(path: string, headers: Record<string, string> = {}, port = web.port, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

it('prints an address whose token becomes a cookie that scripts and other sites never see', async () => {
  const { status, headers } = await get(new URL(web.url).pathname + new URL(web.url).search);
  expect(status).toBe(303);
  expect(headers.location).toBe('/');
  expect(headers['set-cookie']?.[0]).toMatch(/^drydock_[0-9a-f]{8}=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
});

it('serves the page with its policy, and its files', async () => {
  const answer = await get('/', { Cookie: cookie });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('<title>Drydock</title>');
  const policy = answer.headers['content-security-policy'] ?? '';
  for (const part of ["default-src 'self'", `connect-src 'self' ws://127.0.0.1:${web.port} ws://localhost:${web.port}`, "style-src 'self' 'unsafe-inline'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) expect(policy).toContain(part);
  expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  const script = await get('/assets/index-1.js', { Cookie: cookie });
  expect(script).toMatchObject({ status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': expect.stringContaining('immutable') } });
});

it.each([
  ['without the cookie', '/', {}, 401],
  ['with another token', '/?token=nope', {}, 401],
  ['with another cookie', '/', { Cookie: 'drydock_00000000=abc' }, 401],
  ['under another Host', '/', { Host: 'evil.example' }, 421],
  ['under a Host that was rebound to 127.0.0.1, with the cookie', '/', { Host: 'evil.example:80', OWN: 'cookie' }, 421],
  ['from another Origin, with the cookie', '/', { Origin: 'https://evil.example', OWN: 'cookie' }, 403],
  ['from an Origin without a name, with the cookie', '/', { Origin: 'null', OWN: 'cookie' }, 403],
  ['by another site, with the cookie', '/assets/index-1.js', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', OWN: 'cookie' }, 403],
  ['for a file outside of the page', '/../secret.html', { OWN: 'cookie' }, 404],
  ['for an encoded way out of the page', '/..%2f2-secret.html', { OWN: 'cookie' }, 404],
  ['for what is not there', '/nothing', { OWN: 'cookie' }, 404],
] as const)('gives nothing to a request %s', async (_name, path, headers, status) => {
  const { OWN, ...sent } = { OWN: undefined, ...headers };
  const answer = await get(path, { ...sent, ...(OWN === undefined ? {} : { Cookie: cookie }) });
  expect(answer.status).toBe(status);
  expect(answer.body).not.toContain('Drydock</title>');
  expect(answer.headers['set-cookie']).toBeUndefined();
});

it('takes no other method', async () => {
  expect((await get('/', { Cookie: cookie }, web.port, 'POST')).status).toBe(405);
});

function open(headers: Record<string, string>, path = '/contract'): Promise<WireClient & { close(): void }> {
  const socket = new WebSocket(`ws://127.0.0.1:${web.port}${path}`, { headers });
  const client = createWireClient((text) => socket.send(text));
  socket.on('message', (data) => client.receive(String(data)));
  socket.on('close', () => client.fail(new DrydockError('operation-failed', 'gone')));
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => resolve({ ...client, close: () => socket.terminate() }));
  });
}

const own = () => ({ Cookie: cookie, Origin: `http://127.0.0.1:${web.port}` });

it.each([
  ['without the cookie', () => ({ Origin: `http://127.0.0.1:${web.port}` })],
  ['without an Origin', () => ({ Cookie: cookie })],
  ['from another Origin', () => ({ Cookie: cookie, Origin: 'https://evil.example' })],
  ['from another port of this machine', () => ({ Cookie: cookie, Origin: `http://127.0.0.1:${web.port + 1}` })],
  ['under another Host', () => ({ ...own(), Host: 'evil.example' })],
])('opens no contract to a WebSocket %s', async (_name, headers) => {
  await expect(open(headers())).rejects.toThrow(/403/);
});

it('speaks the contract: snapshot, changes, errors as values, and hangs up on what is no message', async () => {
  const client = await open(own());
  expect(await client.hello).toMatchObject({ pid: process.pid, home: host.identity.home });
  await expect(client.call('view', { name: 'nope', depth: 'known' })).rejects.toMatchObject({ code: 'not-found' });
  const follower = followHome(client);
  const first = await follower.until((state) => state.contexts.length > 0);
  expect(first).toMatchObject({ applications: [], contexts: [{ name: 'drydock-sandbox', builtIn: true, local: true, protected: false }] });
  const example = await client.call('createExample', { context: 'drydock-sandbox' });
  const compared = await follower.until((state) => state.applications.some((application) => application.sync === 'OutOfSync'));
  expect(compared.example).toEqual(example);
  expect(compared.applications[0]).toMatchObject({ name: 'example', health: 'Missing', counts: { missing: 8, changed: 0 } });
  expect(compared.activity.map((entry) => entry.kind)).toContain('created');
  await follower.until((state) => state.contexts[0]?.connection.state === 'ready');
  follower.stop();
  client.close();
  const rude = new WebSocket(`ws://127.0.0.1:${web.port}/contract`, { headers: own() });
  const closed = new Promise((resolve) => rude.on('close', resolve));
  rude.on('open', () => rude.send('{"id":1,"request":"format-disk"}'));
  await closed;
});

it('keeps its token and port for the next start, and says which port is taken', async () => {
  const before = JSON.parse(await readFile(join(host.identity.home, 'web.json'), 'utf8'));
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const address = blocker.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(serveWeb({ client: host.client, identity: host.identity, page, port })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`Port ${port}`), hint: expect.stringContaining('--port') });
  blocker.close();
  // The last port is in use by the first server: a free one serves as well.
  const second = await serveWeb({ client: host.client, identity: host.identity, page });
  expect(second.port).not.toBe(web.port);
  expect(new URL(second.url).searchParams.get('token')).toBe(before.token);
  await second.close();
});

it('says what is missing where the page was not built', async () => {
  await expect(serveWeb({ client: host.client, identity: host.identity, page: git.path('nothing') })).rejects.toMatchObject({ message: expect.stringContaining('not there'), hint: expect.stringContaining('build') });
});
