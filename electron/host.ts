import { join } from 'node:path';
import type { Client } from '../shared/contract/index.ts';
import { SANDBOX_CONTEXT } from '../shared/model/context.ts';
import { DrydockError, errorShape } from '../shared/model/errors.ts';
import type { LoopEvent } from '../shared/model/events.ts';
import type { Engine } from './engine/index.ts';
import { createEngine, kubeconfigFiles } from './engine/index.ts';
import type { Sandbox } from './sandbox/index.ts';
import { startSandbox } from './sandbox/index.ts';
import type { HostIdentity } from './serve/index.ts';
import { createHandlers, hostAddress, listenOnSocket, openHomeState } from './serve/index.ts';
import { VERSION } from './version.ts';

/** The one process that works for a home: engine, reconcile loop, sandbox, and the contract on the home's socket. */
export interface Host {
  readonly client: Client;
  readonly identity: HostIdentity;
  /** Stops the loop, then everything else; no handle and no child is left. */
  close(): Promise<void>;
}

export interface HostOptions {
  readonly home: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Gets problems that no request could be told of, a line at a time. */
  readonly log?: (line: string) => void;
}

/**
 * Becomes the host of a home and reconciles its applications. Throws `conflict` that names the process where another one
 * is; nothing was begun then.
 */
export async function startHost({ home, env = process.env, log = () => undefined }: HostOptions): Promise<Host> {
  const sandboxFolder = join(home, 'sandbox');
  const engine = createEngine({ home, env, extraKubeconfigs: [join(sandboxFolder, 'kubeconfig')], version: VERSION });
  const identity: HostIdentity = { pid: process.pid, home, kubeconfig: kubeconfigFiles(env) };
  const begun = Promise.withResolvers<Client>();
  begun.promise.catch(() => undefined);
  // Whoever connects while the host begins waits for it.
  const client: Client = { call: async (...request) => (await begun.promise).call(...request) };
  try {
    // Nobody else can be the host from here on; the sandbox's files and the loop are for one process only.
    const server = await listenOnSocket(hostAddress(home), client, identity);
    try {
      const work = await begin(engine, sandboxFolder, log);
      begun.resolve(work.client);
      return {
        client,
        identity,
        async close() {
          await server.close();
          await work.close();
        },
      };
    } catch (error) {
      await server.close();
      throw error;
    }
  } catch (error) {
    begun.reject(error);
    await engine.close();
    throw error;
  }
}

async function begin(engine: Engine, sandboxFolder: string, log: (line: string) => void): Promise<{ readonly client: Client; close(): Promise<void> }> {
  const listeners = new Set<(event: LoopEvent) => void>();
  const onError = (error: unknown) => log(errorShape(error).message);
  const sandbox = await openSandbox(engine, sandboxFolder, log);
  const home = await openHomeState(engine, { version: VERSION, sandbox: sandbox?.server, onError });
  const emit = (event: LoopEvent) => {
    home.loopEvent(event);
    for (const listener of listeners) listener(event);
  };
  const events = (listener: (event: LoopEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const runner = engine.run(emit);
  runner.catch((error: unknown) => emit({ type: 'problem', error: errorShape(error) }));
  const handlers = createHandlers(engine, { events, home });
  return {
    client: handlers.client,
    async close() {
      await handlers.close();
      await (await runner.catch(() => undefined))?.stop();
      await home.close();
      await engine.close();
      await sandbox?.close();
    },
  };
}

/** The sandbox, unless a kubeconfig of the user's has a context of its name; one that cannot start is said and left out. */
async function openSandbox(engine: Engine, folder: string, log: (line: string) => void): Promise<Sandbox | undefined> {
  const own = join(folder, 'kubeconfig');
  const before = engine.contexts();
  const taken = before.files.some((file) => file !== own) && before.contexts.find((context) => context.name === SANDBOX_CONTEXT);
  try {
    const sandbox = await startSandbox({ folder, log });
    const now = engine.contexts().contexts.find((context) => context.name === SANDBOX_CONTEXT);
    if (taken === undefined || taken === false || now?.server === sandbox.server) return sandbox;
    await sandbox.close();
    return undefined;
  } catch (error) {
    log(`The sandbox could not be started: ${errorShape(error instanceof DrydockError ? error : new DrydockError('internal', String(error))).message}`);
    return undefined;
  }
}
