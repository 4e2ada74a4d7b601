import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { join } from 'node:path';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Client } from '../../shared/contract/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { HostIdentity } from './channel.ts';
import { serveChannel } from './channel.ts';
import { openPage } from './page.ts';

/** The page and the contract for a browser on this machine. */
export interface WebServer {
  readonly port: number;
  /** What to open: its token becomes a cookie at the first visit. */
  readonly url: string;
  close(): Promise<void>;
}

export interface WebOptions {
  readonly client: Client;
  readonly identity: HostIdentity;
  /** The folder of the built page. */
  readonly page: string;
  /** Exactly this port; where nothing is said, the one of the last time, or a free one. */
  readonly port?: number;
}

/** `<home>/web.json`: where a browser finds the running Drydock. The token stays, so that an open page can come back. */
const stateSchema = z.object({ token: z.string().min(32), port: z.number().int(), pid: z.number().int() });
type WebState = z.output<typeof stateSchema>;

const MAX_MESSAGE_BYTES = 4_000_000;
const CONTRACT_PATH = '/contract';

/**
 * Serves on 127.0.0.1 only. Whoever asks must name 127.0.0.1 or localhost as Host, come from this page (Origin), and have
 * the token: everyone else gets nothing (DESIGN "Security"). Throws `conflict` where the port is taken.
 */
export async function serveWeb({ client, identity, page, port }: WebOptions): Promise<WebServer> {
  const before = await readWebState(identity.home);
  const token = before?.token ?? randomBytes(32).toString('base64url');
  const cookie = `drydock_${createHash('sha256').update(identity.home).digest('hex').slice(0, 8)}`;
  const files = await openPage(page);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES });
  let origins: readonly string[] = [];
  let hosts: readonly string[] = [];

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!hosts.includes(request.headers.host ?? '')) return refuse(response, 421, 'This address is not served here.');
    if (!isSameSite(request, origins)) return refuse(response, 403, 'Another page may not ask for this.');
    if (url.pathname === '/' && isToken(url.searchParams.get('token') ?? '', token)) {
      response.writeHead(303, { Location: '/', 'Set-Cookie': `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`, 'Cache-Control': 'no-store' });
      return void response.end();
    }
    if (!isToken(cookieOf(request, cookie), token)) return refuse(response, 401, 'Open Drydock by the address that it printed when it started, which ends in a token.');
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only pages can be read here.');
    const file = files.find(url.pathname);
    if (file === undefined) return refuse(response, 404, 'There is no such file.');
    response.writeHead(200, { ...file.headers, ...securityHeaders(origins), 'Content-Length': file.content.length });
    response.end(request.method === 'HEAD' ? undefined : file.content);
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const allowed =
      new URL(request.url ?? '/', 'http://127.0.0.1').pathname === CONTRACT_PATH &&
      hosts.includes(request.headers.host ?? '') &&
      origins.includes(request.headers.origin ?? '') &&
      isToken(cookieOf(request, cookie), token);
    socket.on('error', () => socket.destroy());
    if (!allowed) return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    sockets.handleUpgrade(request, socket, head, (opened) => serveSocket(opened, client, identity));
  }

  const server = createServer(answer);
  server.on('upgrade', upgrade);
  const bound = await listenNear(server, port, before?.port);
  origins = [`http://127.0.0.1:${bound}`, `http://localhost:${bound}`];
  hosts = [`127.0.0.1:${bound}`, `localhost:${bound}`];
  await writeWebState(identity.home, { token, port: bound, pid: process.pid });
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}/?token=${token}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The address of the browser's Drydock that a process serves for a home; undefined where it serves none. */
export async function servedUrl(home: string, pid: number): Promise<string | undefined> {
  const state = await readWebState(home);
  return state?.pid === pid ? `http://127.0.0.1:${state.port}/?token=${state.token}` : undefined;
}

function serveSocket(socket: WebSocket, client: Client, identity: HostIdentity): void {
  const served = serveChannel(
    {
      send: (text) =>
        socket.send(text, () => {
          if (socket.bufferedAmount === 0) served.drained();
        }),
      get behind() {
        return socket.bufferedAmount;
      },
      close: () => socket.terminate(),
    },
    client,
    identity,
  );
  socket.on('message', (data, binary) => {
    if (binary || !Buffer.isBuffer(data)) socket.terminate();
    else served.receive(data.toString('utf8'));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => served.closed());
}

/** Listens on exactly the wanted port, else on the last one, else on a free one. */
async function listenNear(server: Server, wanted: number | undefined, last: number | undefined): Promise<number> {
  try {
    return await listen(server, wanted ?? last ?? 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))) throw error;
    if (wanted !== undefined) {
      throw new DrydockError('conflict', `Port ${wanted} of 127.0.0.1 ${error.code === 'EACCES' ? 'may not be used by you' : 'is in use by another program'}.`, {
        hint: 'Choose another by --port, or leave it out for a free one.',
        cause: error,
      });
    }
    return listen(server, 0);
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function readWebState(home: string): Promise<WebState | undefined> {
  try {
    return stateSchema.parse(JSON.parse(await readFile(join(home, 'web.json'), 'utf8')));
  } catch {
    return undefined; // None yet, or damaged: a new one is made, and open pages ask for the printed address.
  }
}

async function writeWebState(home: string, state: WebState): Promise<void> {
  const file = join(home, 'web.json');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify(state), { mode: 0o600 });
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' });
  response.end(`${text}\n`);
}

/** Browsers say where a request comes from; a link that was typed or clicked elsewhere may open the page, and nothing else. */
function isSameSite(request: IncomingMessage, origins: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin !== undefined && !origins.includes(origin)) return false;
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none' || request.headers['sec-fetch-mode'] === 'navigate';
}

function isToken(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function cookieOf(request: IncomingMessage, name: string): string {
  const found = (request.headers.cookie ?? '').split(';').map((part) => part.trim()).find((part) => part.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}

function securityHeaders(origins: readonly string[]): Record<string, string> {
  const sockets = origins.map((origin) => origin.replace('http:', 'ws:')).join(' ');
  return {
    'Content-Security-Policy': `default-src 'self'; connect-src 'self' ${sockets}; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'`,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
