import type { Client } from '../shared/contract/index.ts';
import type { HostIdentity } from './serve/index.ts';
import { serveChannel } from './serve/index.ts';

/** What a shell serves: this process as the host, or its connection to the one that is. */
export interface Serving {
  readonly client: Client;
  readonly identity: HostIdentity;
  /** Resolves when the host that this process is a client of is gone; absent where this process is the host. */
  readonly gone?: Promise<void>;
  close(): Promise<void>;
}

/** Electron's MessagePortMain, as far as it is used: the page's end is in a window. */
export interface WindowPort {
  postMessage(message: unknown): void;
  start(): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** Electron's `process.parentPort`, by which the main process speaks to a utility process. */
export interface ParentPort {
  postMessage(message: HostNotice): void;
  on(event: 'message', listener: (event: { readonly data: unknown; readonly ports: readonly WindowPort[] }) => void): unknown;
}

/** What the host tells the main process. */
export type HostNotice = { readonly type: 'ready' };

/** What the main process tells the host: a window came, with its port, or everything ends. */
export type HostCommand = { readonly type: 'window' } | { readonly type: 'stop' };

/** Electron's main process starts the host with a parent port; every other Node has none. */
export function parentPort(): ParentPort | undefined {
  return (process as { readonly parentPort?: ParentPort }).parentPort;
}

/** Serves the contract to each window's port until the main process says stop. */
export async function servePorts(parent: ParentPort, host: Serving): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  parent.on('message', ({ data, ports: [port] }) => {
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'stop') stopped.resolve();
    if (data.type === 'window' && port !== undefined) serveWindow(port, host);
  });
  parent.postMessage({ type: 'ready' });
  // The main process starts another one then, which may become the host itself.
  void host.gone?.then(() => stopped.resolve());
  await stopped.promise;
  await host.close();
  process.exit(0);
}

function serveWindow(port: WindowPort, host: Serving): void {
  // A port says nothing of what its other end has taken.
  const served = serveChannel({ send: (text) => port.postMessage(text), behind: 0, close: () => undefined }, host.client, host.identity);
  port.on('message', ({ data }) => {
    if (typeof data === 'string') served.receive(data);
  });
  port.on('close', () => served.closed());
  port.start();
}
