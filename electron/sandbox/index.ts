/**
 * The sandbox: a Kubernetes API without a cluster, for trying Drydock and for fast tests. In memory, kept in a folder.
 *
 *   model/        what a server knows about kinds: the table of kinds, schemas, decoding, defaults, validation
 *   store/        the objects, their versions and history; the journal on disk
 *   write/        create, update, patch, apply, delete: from a request to what is stored, ownership by shared/merge
 *   api/          HTTPS: discovery, lists, watches, tables, and the way of a request to a write
 *   controllers/  what a control plane and a kubelet do by themselves, each a listener of the store
 *
 * A write runs from beginning to end without a pause, so nothing is ever locked or retried. Controllers act after it, in
 * a turn of their own, through the same writes as everybody else, under the names of Kubernetes' controllers. README.md
 * lists where it differs from a real server.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './api/server.ts';
import { bootstrap } from './bootstrap.ts';
import { createCertificate } from './certificate.ts';
import { startControllers } from './controllers/index.ts';
import { CONTEXT, writeKubeconfig } from './kubeconfig.ts';
import { Registry } from './model/registry.ts';
import { openJournal } from './store/journal.ts';
import { Store } from './store/store.ts';

export interface SandboxOptions {
  /** Where objects and kubeconfig are kept; without one a temporary folder, removed at the end. */
  readonly folder?: string;
  /** On 127.0.0.1; a free one where nothing is said. */
  readonly port?: number;
  /** Gets problems, a line at a time. */
  readonly log?: (line: string) => void;
}

/** A running sandbox. */
export interface Sandbox {
  /** A kubeconfig with the one context `drydock-sandbox`. */
  readonly kubeconfig: string;
  readonly context: string;
  /** The URL. */
  readonly server: string;
  readonly port: number;
  /** Writes what is left and ends; leaves no handle. May be called twice. */
  close(): Promise<void>;
}

/** Starts a sandbox. Throws a DrydockError if the port is taken or the folder can not be read. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const log = options.log ?? (() => undefined);
  const onError = (error: unknown): void => log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const temporary = options.folder === undefined ? await mkdtemp(join(tmpdir(), 'drydock-sandbox-')) : undefined;
  const folder = options.folder ?? temporary ?? '';
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const store = new Store();
  const journal = await openJournal(join(folder, 'objects'), store, onError);
  store.journal = journal;
  const world = { store, registry: new Registry(store), now: () => Date.now() };
  const token = randomBytes(32).toString('base64url');
  const certificate = createCertificate(world.now());
  const controllers = startControllers(world, certificate.certificate, onError);
  bootstrap(world);
  const stop = async (): Promise<void> => {
    controllers.stop();
    await journal.close();
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  };
  let server;
  try {
    server = await startServer({ world, token, certificate, port: options.port ?? 0, log: controllers.log, onError });
  } catch (error) {
    await stop();
    throw error;
  }
  const url = `https://127.0.0.1:${server.port}`;
  const kubeconfig = join(folder, 'kubeconfig');
  await writeKubeconfig(kubeconfig, url, certificate.certificate, token);
  let closing: Promise<void> | undefined;
  const running = server;
  return {
    kubeconfig,
    context: CONTEXT,
    server: url,
    port: running.port,
    close: () => (closing ??= running.close().then(stop)),
  };
}
