import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Client, HostHello } from '../../shared/contract/index.ts';
import { createWireClient } from '../../shared/contract/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';

/** A connection to the host of a home. */
export interface HostConnection extends Client {
  readonly hello: HostHello;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  close(): void;
}

/** A host answers at once or not at all. */
const HELLO_MS = 2_000;

/**
 * Connects to the host that listens at an address; undefined where nobody does. Throws `conflict` if the host speaks
 * another version of the contract, or does not answer.
 */
export async function connectHost(address: string): Promise<HostConnection | undefined> {
  const socket = connect(address);
  const opened = await new Promise<boolean>((resolve, reject) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      // No socket, one that a killed host left, or not a socket at all.
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTSOCK') resolve(false);
      else reject(error);
    });
  });
  return opened ? talk(socket, address) : undefined;
}

async function talk(socket: Socket, address: string): Promise<HostConnection> {
  const client = createWireClient((text) => void socket.write(`${text}\n`));
  const timer = setTimeout(() => {
    client.fail(new DrydockError('conflict', `Something listens at ${address} but does not answer as Drydock does.`, { hint: 'Stop it, or choose another --home.' }));
  }, HELLO_MS);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => client.fail(new DrydockError('operation-failed', 'The running Drydock went away before it was done.', { hint: 'Look at the application: what was written is on record.' })));
  createInterface({ input: socket }).on('line', (line) => client.receive(line));
  try {
    const hello = await client.hello;
    return { hello, closed, call: client.call, close: () => void socket.destroy() };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
