import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { CallOptions, Client, InputOf, OutputOf, ProgressOf, RequestName } from '../../shared/contract/index.ts';
import { hostMessageSchema, WIRE_VERSION } from '../../shared/contract/index.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import { parseJson, stringifyJson } from '../../shared/model/json.ts';

/** A connection to the host of a home. */
export interface HostConnection extends Client {
  readonly hello: { readonly pid: number; readonly home: string; readonly kubeconfig: readonly string[] };
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

interface Pending {
  resolve(output: unknown): void;
  reject(error: DrydockError): void;
  onProgress(progress: unknown): void;
}

async function talk(socket: Socket, address: string): Promise<HostConnection> {
  const pending = new Map<number, Pending>();
  const hello = Promise.withResolvers<HostConnection['hello']>();
  let next = 1;
  const fail = (error: DrydockError) => {
    hello.reject(error);
    for (const request of pending.values()) request.reject(error);
    pending.clear();
  };
  const timer = setTimeout(() => {
    fail(new DrydockError('conflict', `Something listens at ${address} but does not answer as Drydock does.`, { hint: 'Stop it, or choose another --home.' }));
    socket.destroy();
  }, HELLO_MS);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => fail(new DrydockError('operation-failed', 'The running Drydock went away before it was done.', { hint: 'Look at the application: what was written is on record.' })));
  createInterface({ input: socket }).on('line', (line) => {
    const message = hostMessageSchema.parse(parseJson(line));
    if ('hello' in message) {
      clearTimeout(timer);
      if (message.hello.version === WIRE_VERSION) return hello.resolve(message.hello);
      fail(new DrydockError('conflict', `The running Drydock (process ${message.hello.pid}) is of another version.`, { hint: 'Stop it and start it again.' }));
      return void socket.destroy();
    }
    const request = pending.get(message.id);
    if (request === undefined) return;
    if ('error' in message) request.reject(fromShape(message.error));
    else if ('progress' in message) return request.onProgress(message.progress);
    else request.resolve(message.output);
    pending.delete(message.id);
  });

  try {
    const identity = await hello.promise;
    return {
      hello: identity,
      call<Name extends RequestName>(name: Name, input: InputOf<Name>, { signal, onProgress }: CallOptions<Name> = {}): Promise<OutputOf<Name>> {
        const id = next++;
        const cancel = () => socket.write(`${stringifyJson({ cancel: id })}\n`);
        return new Promise<OutputOf<Name>>((resolve, reject) => {
          if (socket.destroyed) return reject(new DrydockError('operation-failed', 'The running Drydock went away.'));
          // What a host answers under a name is what the contract says; its process is our own.
          pending.set(id, { resolve: (output) => resolve(output as OutputOf<Name>), reject, onProgress: (progress) => onProgress?.(progress as ProgressOf<Name>) });
          socket.write(`${stringifyJson({ id, request: name, input })}\n`);
          if (signal?.aborted === true) cancel();
          else signal?.addEventListener('abort', cancel, { once: true });
        }).finally(() => signal?.removeEventListener('abort', cancel));
      },
      close() {
        socket.destroy();
      },
    };
  } finally {
    clearTimeout(timer);
  }
}

function fromShape({ code, message, hint }: { code: string; message: string; hint?: string | undefined }): DrydockError {
  // Codes are a closed set on both sides of one version.
  return new DrydockError(code as ErrorCode, message, hint === undefined ? {} : { hint });
}
