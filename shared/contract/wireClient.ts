import type { ErrorCode } from '../model/errors.ts';
import { DrydockError } from '../model/errors.ts';
import { parseJson, stringifyJson } from '../model/json.ts';
import type { CallOptions, Client } from './client.ts';
import type { InputOf, OutputOf, ProgressOf, RequestName } from './requests.ts';
import type { HostMessage } from './wire.ts';
import { hostMessageSchema, WIRE_VERSION } from './wire.ts';

/** Who answers at the other end. */
export type HostHello = Extract<HostMessage, { hello: unknown }>['hello'];

/** The client's end of a carrier: it is fed what comes in, and says what goes out. */
export interface WireClient extends Client {
  /** Resolves once the host said who it is; rejects with `conflict` where it speaks another version. */
  readonly hello: Promise<HostHello>;
  /** Takes one message of the host, as text. */
  receive(text: string): void;
  /** The carrier is gone: everything under way fails with this. */
  fail(error: DrydockError): void;
}

interface Pending {
  resolve(output: unknown): void;
  reject(error: DrydockError): void;
  onProgress(progress: unknown): void;
}

/** Speaks the contract over anything that moves texts in order: a socket, a WebSocket, a message port. */
export function createWireClient(send: (text: string) => void): WireClient {
  const pending = new Map<number, Pending>();
  const hello = Promise.withResolvers<HostHello>();
  // Whoever only makes requests learns of a failure from them.
  hello.promise.catch(() => undefined);
  let gone: DrydockError | undefined;
  let next = 1;

  function fail(error: DrydockError): void {
    gone ??= error;
    hello.reject(error);
    for (const request of pending.values()) request.reject(error);
    pending.clear();
  }

  return {
    hello: hello.promise,
    fail,
    receive(text) {
      const message = hostMessageSchema.parse(parseJson(text));
      if ('hello' in message) {
        if (message.hello.version === WIRE_VERSION) return hello.resolve(message.hello);
        return fail(new DrydockError('conflict', `The running Drydock (process ${message.hello.pid}) is of another version.`, { hint: 'Stop it and start it again.' }));
      }
      const request = pending.get(message.id);
      if (request === undefined) return;
      if ('progress' in message) return request.onProgress(message.progress);
      pending.delete(message.id);
      if ('error' in message) request.reject(fromShape(message.error));
      else request.resolve(message.output);
    },
    call<Name extends RequestName>(name: Name, input: InputOf<Name>, { signal, onProgress }: CallOptions<Name> = {}): Promise<OutputOf<Name>> {
      const id = next++;
      const cancel = () => send(stringifyJson({ cancel: id }));
      return new Promise<OutputOf<Name>>((resolve, reject) => {
        if (gone !== undefined) return reject(gone);
        // What a host answers under a name is what the contract says; its process is our own.
        pending.set(id, { resolve: (output) => resolve(output as OutputOf<Name>), reject, onProgress: (progress) => onProgress?.(progress as ProgressOf<Name>) });
        send(stringifyJson({ id, request: name, input }));
        if (signal?.aborted === true) cancel();
        else signal?.addEventListener('abort', cancel, { once: true });
      }).finally(() => signal?.removeEventListener('abort', cancel));
    },
  };
}

function fromShape({ code, message, hint }: { code: string; message: string; hint?: string | undefined }): DrydockError {
  // Codes are a closed set on both sides of one version.
  return new DrydockError(code as ErrorCode, message, hint === undefined ? {} : { hint });
}
