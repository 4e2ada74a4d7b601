import type { CallOptions, Client, HostHello, InputOf, OutputOf, ProgressOf, RequestName, WireClient } from '../../shared/contract/index.ts';
import { createWireClient } from '../../shared/contract/index.ts';
import type { ErrorShape } from '../../shared/model/errors.ts';
import { DrydockError, errorShape } from '../../shared/model/errors.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';

/** How it stands with the host. `since` in milliseconds of the clock. */
export type HostStatus = { readonly state: 'connecting' } | { readonly state: 'open'; readonly hello: HostHello } | { readonly state: 'lost'; readonly since: number; readonly error: ErrorShape };

/** What follows a request that goes on. */
export interface Following<Name extends RequestName> {
  onProgress(progress: ProgressOf<Name>): void;
  /** It failed; undefined once it works again. It is tried again by itself, unless what it follows does not exist. */
  onError?(error: ErrorShape | undefined): void;
}

/** The page's way to the host. It comes back by itself when the host was gone, and what was followed goes on. */
export interface HostClient extends Client {
  readonly status: HostStatus;
  onStatus(listener: (status: HostStatus) => void): () => void;
  /** Makes a request that goes on, and makes it again after each interruption. Returns how to stop. */
  follow<Name extends RequestName>(name: Name, input: InputOf<Name>, following: Following<Name>): () => void;
}

const RECONNECT_MS = { first: 300, max: 3_000 };
const RETRY_MS = 4_000;
/** Waiting does not help here. */
const FINAL: ReadonlySet<string> = new Set(['not-found', 'usage', 'application-invalid']);

/** Connects at once. `open` makes a carrier; it is called again after each loss. */
export function createHostClient(open: (events: CarrierEvents) => Carrier): HostClient {
  let status: HostStatus = { state: 'connecting' };
  let wire: WireClient;
  let attempts = 0;
  const listeners = new Set<(status: HostStatus) => void>();

  function become(next: HostStatus): void {
    status = next;
    for (const listener of listeners) listener(next);
  }

  function lost(error: DrydockError): void {
    become({ state: 'lost', since: status.state === 'lost' ? status.since : Date.now(), error: errorShape(error) });
    setTimeout(connect, Math.min(RECONNECT_MS.first * 2 ** attempts++, RECONNECT_MS.max));
  }

  function connect(): void {
    let over = false;
    const end = (error: DrydockError) => {
      if (over) return;
      over = true;
      opened.fail(error);
      lost(error);
    };
    const carrier = open({
      text: (text) => opened.receive(text),
      closed: () => end(new DrydockError('operation-failed', 'The connection to Drydock was lost.', { hint: 'It is tried again. If Drydock was stopped, start it again by npm start.' })),
    });
    const opened = createWireClient((text) => carrier.send(text));
    wire = opened;
    opened.hello.then(
      (hello) => {
        attempts = 0;
        become({ state: 'open', hello });
      },
      (error: unknown) => {
        carrier.close();
        end(error instanceof DrydockError ? error : new DrydockError('internal', String(error)));
      },
    );
  }

  function whenOpen(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (status.state !== 'open' && !signal.aborted) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      signal.addEventListener('abort', look, { once: true });
      look();
    });
  }

  async function keepFollowing<Name extends RequestName>(name: Name, input: InputOf<Name>, { onProgress, onError }: Following<Name>, signal: AbortSignal): Promise<void> {
    let failed = false;
    while (!signal.aborted) {
      await whenOpen(signal);
      if (signal.aborted) return;
      const asked = wire;
      try {
        await asked.call(name, input, {
          signal,
          onProgress(progress) {
            if (signal.aborted) return;
            if (failed) onError?.(undefined);
            failed = false;
            onProgress(progress);
          },
        });
        return;
      } catch (error) {
        if (signal.aborted) return;
        const shape = errorShape(error);
        // A lost connection is said once, for all of the page.
        if (status.state !== 'open' || asked !== wire) continue;
        failed = true;
        onError?.(shape);
        if (FINAL.has(shape.code)) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  connect();
  return {
    get status() {
      return status;
    },
    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    call: <Name extends RequestName>(name: Name, input: InputOf<Name>, options?: CallOptions<Name>): Promise<OutputOf<Name>> => wire.call(name, input, options),
    follow(name, input, following) {
      const stop = new AbortController();
      void keepFollowing(name, input, following, stop.signal);
      return () => stop.abort();
    },
  };
}
