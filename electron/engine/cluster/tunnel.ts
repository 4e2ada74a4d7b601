import { once } from 'node:events';
import { request } from 'node:http';
import { isIP, connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** A proxy did not open the way; `message` says why. */
export class ProxyError extends Error {
  readonly code = 'DRYDOCK_PROXY';
  /** Host and port of the proxy, without its password. */
  readonly proxy: string;

  constructor(proxy: URL, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ProxyError';
    this.proxy = proxy.host;
  }
}

/** Where a tunnel leads. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** How an `https:` proxy is verified. */
  readonly tls: { readonly ca: string[] | undefined; readonly rejectUnauthorized: boolean };
}

/**
 * Opens a connection to host and port through a proxy: `http:` and `https:` by CONNECT (RFC 9110, 9.3.6), `socks5:` and
 * `socks5h:` by RFC 1928, where the proxy looks the name up. Throws `ProxyError`.
 */
export async function openTunnel(proxy: URL, { host, port, timeoutMs, tls }: TunnelTarget): Promise<Socket> {
  const deadline = AbortSignal.timeout(timeoutMs);
  let socket: Socket | undefined;
  const giveUp = () => socket?.destroy(new Error(`it did not answer within ${timeoutMs / 1_000} seconds`));
  deadline.addEventListener('abort', giveUp, { once: true });
  try {
    socket = proxy.protocol === 'https:' ? connectTls({ ...tls, host: bare(proxy.hostname), port: portOf(proxy), servername: isIP(bare(proxy.hostname)) === 0 ? proxy.hostname : '' }) : connectTcp({ host: bare(proxy.hostname), port: portOf(proxy) });
    await once(socket, proxy.protocol === 'https:' ? 'secureConnect' : 'connect');
    if (proxy.protocol.startsWith('socks5')) await greetSocks(socket, proxy, host, port);
    else await askConnect(socket, proxy, host, port);
    return socket;
  } catch (error) {
    socket?.on('error', () => undefined);
    socket?.destroy();
    throw error instanceof ProxyError ? error : new ProxyError(proxy, error instanceof Error ? error.message : String(error), error);
  } finally {
    deadline.removeEventListener('abort', giveUp);
  }
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'socks5:': 1080, 'socks5h:': 1080 };

function portOf(proxy: URL): number {
  return proxy.port === '' ? (PORTS[proxy.protocol] ?? 0) : Number(proxy.port);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

async function askConnect(socket: Socket, proxy: URL, host: string, port: number): Promise<void> {
  const authority = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const login = proxy.username === '' ? {} : { 'Proxy-Authorization': `Basic ${Buffer.from(`${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`).toString('base64')}` };
  const asked = request({ createConnection: () => socket, method: 'CONNECT', path: authority, headers: { Host: authority, ...login } });
  const status = await new Promise<number>((resolve, reject) => {
    asked.on('connect', (answer, _socket, head: Buffer) => {
      if (head.length > 0) socket.unshift(head);
      resolve(answer.statusCode ?? 0);
    });
    // Only a refusal comes as an ordinary answer.
    asked.on('response', (answer) => resolve(answer.statusCode ?? 0));
    asked.on('error', reject);
    asked.end();
  });
  if (status >= 200 && status < 300) return;
  throw new ProxyError(proxy, status === 407 ? 'it wants a user and a password' : `it refused the connection to ${authority} with HTTP status ${status}`);
}

/** RFC 1928, section 6. */
const SOCKS_REPLIES: Readonly<Record<number, string>> = {
  1: 'it failed',
  2: 'its rules do not allow the connection',
  3: 'it cannot reach the network',
  4: 'it cannot reach the host',
  5: 'the connection was refused behind it',
  6: 'the connection took too long',
  7: 'it does not know the command',
  8: 'it does not know the type of address',
};

async function greetSocks(socket: Socket, proxy: URL, host: string, port: number): Promise<void> {
  const read = reader(socket);
  const login = proxy.username !== '';
  socket.write(login ? Buffer.of(5, 2, 0, 2) : Buffer.of(5, 1, 0));
  const [version, method] = await read(2);
  if (version !== 5) throw new ProxyError(proxy, 'it does not speak SOCKS5');
  if (method === 2 && login) {
    const [user, password] = [proxy.username, proxy.password].map((part) => Buffer.from(decodeURIComponent(part)));
    // RFC 1929
    socket.write(Buffer.concat([Buffer.of(1, user?.length ?? 0), user ?? Buffer.of(), Buffer.of(password?.length ?? 0), password ?? Buffer.of()]));
    if ((await read(2))[1] !== 0) throw new ProxyError(proxy, 'it does not take the user and password');
  } else if (method !== 0) throw new ProxyError(proxy, 'it wants a user and a password');
  const family = isIP(host);
  const name = Buffer.from(host);
  const address = family === 4 ? Buffer.of(1, ...host.split('.').map(Number)) : Buffer.concat([Buffer.of(3, name.length), name]);
  socket.write(Buffer.concat([Buffer.of(5, 1, 0), address, Buffer.of(port >> 8, port & 0xff)]));
  const [, reply = 1, , type] = await read(4);
  if (reply !== 0) throw new ProxyError(proxy, SOCKS_REPLIES[reply] ?? `it answered ${reply}`);
  const length = type === 1 ? 4 : type === 4 ? 16 : ((await read(1))[0] ?? 0);
  await read(length + 2);
}

/** Reads exactly so many bytes at a time, and leaves what follows in the socket. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return async (count) => {
    for (;;) {
      const chunk: unknown = socket.read(count);
      if (Buffer.isBuffer(chunk) && chunk.length === count) return chunk;
      if (socket.readableEnded || socket.destroyed) throw new Error('it closed the connection');
      await Promise.race([once(socket, 'readable'), once(socket, 'end')]);
    }
  };
}
