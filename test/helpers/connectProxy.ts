import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from '../cluster/certificates.ts';

/** A real proxy that opens tunnels. */
export interface ConnectProxy {
  readonly port: number;
  /** Host and port of every tunnel that was asked for. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** `user:password` that it wants. */
  readonly login?: string;
  /** Speaks TLS with these. */
  readonly tls?: Certificate;
  /** Refuses every tunnel: an HTTP status, or a SOCKS reply. */
  readonly refuse?: number;
}

/** Starts an HTTP proxy that knows CONNECT and nothing else. */
export async function startConnectProxy({ login, tls, refuse }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const server = tls === undefined ? createHttpServer() : createHttpsServer({ cert: tls.certificate, key: tls.key });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    asked.push(request.url ?? '');
    const given = request.headers['proxy-authorization'];
    const status = login !== undefined && given !== `Basic ${Buffer.from(login).toString('base64')}` ? 407 : refuse;
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    join(socket, connect(Number(port), hostname), () => void socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
  });
  return listening(server, asked);
}

/** Starts a SOCKS5 proxy (RFC 1928, 1929). */
export async function startSocksProxy({ login, refuse = 0 }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const asked: string[] = [];
  const server = createServer((socket) => void serveSocks(socket, login, refuse, asked).catch(() => socket.destroy()));
  return listening(server, asked);
}

async function serveSocks(socket: Socket, login: string | undefined, refuse: number, asked: string[]): Promise<void> {
  const read = async (count: number): Promise<Buffer> => {
    for (;;) {
      const chunk: unknown = socket.read(count);
      if (Buffer.isBuffer(chunk) && chunk.length === count) return chunk;
      if (socket.readableEnded) throw new Error('ended');
      await Promise.race([once(socket, 'readable'), once(socket, 'end')]);
    }
  };
  const methods = await read((await read(2))[1] ?? 0);
  const method = login === undefined ? 0 : 2;
  socket.write(Buffer.of(5, methods.includes(method) ? method : 255));
  if (!methods.includes(method)) return void socket.end();
  if (login !== undefined) {
    const user = await read((await read(2))[1] ?? 0);
    const password = await read((await read(1))[0] ?? 0);
    const right = `${user.toString()}:${password.toString()}` === login;
    socket.write(Buffer.of(1, right ? 0 : 1));
    if (!right) return void socket.end();
  }
  const type = (await read(4))[3];
  const host = type === 1 ? (await read(4)).join('.') : (await read((await read(1))[0] ?? 0)).toString();
  const port = (await read(2)).readUInt16BE();
  asked.push(`${host}:${port}`);
  const reply = () => socket.write(Buffer.of(5, refuse, 0, 1, 0, 0, 0, 0, 0, 0));
  if (refuse !== 0) return void reply();
  join(socket, connect(port, host), reply);
}

function join(from: Duplex, to: Socket, onConnect: () => void): void {
  to.on('connect', () => {
    onConnect();
    from.pipe(to).pipe(from);
  });
  from.on('error', () => to.destroy());
  to.on('error', () => from.destroy());
}

async function listening(server: Server, asked: readonly string[]): Promise<ConnectProxy> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
