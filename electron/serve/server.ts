import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Client } from '../../shared/contract/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { HostIdentity } from './channel.ts';
import { serveChannel } from './channel.ts';
import { connectHost } from './connect.ts';

/** The contract on a socket of the home. */
export interface SocketServer {
  /** Ends every connection, which cancels what it asked for, and stops listening. */
  close(): Promise<void>;
}

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
  const served = serveChannel(
    {
      send: (text) => void socket.write(`${text}\n`),
      get behind() {
        return socket.writableLength;
      },
      close: () => void socket.destroy(),
    },
    client,
    identity,
  );
  socket.on('error', () => socket.destroy());
  socket.on('close', () => served.closed());
  socket.on('drain', () => served.drained());
  createInterface({ input: socket }).on('line', (line) => served.receive(line));
}
