import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Client, HostMessage } from '../../shared/contract/index.ts';
import { clientMessageSchema, WIRE_VERSION } from '../../shared/contract/index.ts';
import { DrydockError, errorShape } from '../../shared/model/errors.ts';
import { stringifyJson } from '../../shared/model/json.ts';
import { connectHost } from './connect.ts';

/** What a host says of itself to everyone who connects. */
export interface HostIdentity {
  readonly home: string;
  readonly kubeconfig: readonly string[];
}

/** The contract on a socket of the home. */
export interface SocketServer {
  /** Ends every connection, which cancels what it asked for, and stops listening. */
  close(): Promise<void>;
}

/** A subscriber that is so many bytes behind gets the newest state only (DESIGN "The contract"). */
const BEHIND_BYTES = 1_000_000;

/**
 * Listens for the user's own processes only (mode 0600). Throws `conflict` where another host of the home answers; a
 * socket that a killed host left behind is replaced.
 */
export async function listenOnSocket(address: string, client: Client, identity: HostIdentity): Promise<SocketServer> {
  if (!address.startsWith('\\\\')) await mkdir(identity.home, { recursive: true, mode: 0o700 });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, client, identity);
  });
  try {
    await listen(server, address);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    const other = await connectHost(address);
    if (other !== undefined) {
      other.close();
      throw new DrydockError('conflict', `Drydock is already running for ${identity.home} (process ${other.hello.pid}).`, { cause: error });
    }
    await rm(address, { force: true });
    await listen(server, address);
  }
  if (!address.startsWith('\\\\')) await chmod(address, 0o600);
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serveConnection(socket: Socket, client: Client, identity: HostIdentity): void {
  const running = new Map<number, AbortController>();
  /** Newest progress by request, held back while the reader is behind. */
  const held = new Map<number, HostMessage>();
  const send = (message: HostMessage) => {
    if (!socket.destroyed) socket.write(`${stringifyJson(message)}\n`);
  };
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    for (const controller of running.values()) controller.abort();
  });
  socket.on('drain', () => {
    for (const message of held.values()) send(message);
    held.clear();
  });
  send({ hello: { version: WIRE_VERSION, pid: process.pid, home: identity.home, kubeconfig: identity.kubeconfig } });

  async function answer(line: string): Promise<void> {
    const message = clientMessageSchema.safeParse(parse(line));
    // Whoever sends something else does not speak this contract; there is no request to answer.
    if (!message.success) return void socket.destroy();
    if ('cancel' in message.data) return running.get(message.data.cancel)?.abort();
    const { id, request, input } = message.data;
    if (running.has(id)) return void socket.destroy();
    const controller = new AbortController();
    running.set(id, controller);
    const coalesced = request === 'follow';
    try {
      // The input is parsed by its schema in `call`.
      const output = await client.call(request, input as never, {
        signal: controller.signal,
        onProgress(progress) {
          if (coalesced && socket.writableLength > BEHIND_BYTES) held.set(id, { id, progress });
          else send({ id, progress });
        },
      });
      held.delete(id);
      send({ id, output });
    } catch (error) {
      send({ id, error: errorShape(error) });
    } finally {
      running.delete(id);
    }
  }

  createInterface({ input: socket }).on('line', (line) => void answer(line));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
