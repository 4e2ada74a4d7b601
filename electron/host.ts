import type { Client } from '../shared/contract/index.ts';
import { errorShape } from '../shared/model/errors.ts';
import type { LoopEvent } from '../shared/model/events.ts';
import { createEngine } from './engine/index.ts';
import { createHandlers, hostAddress, listenOnSocket } from './serve/index.ts';

/** The one process that works for a home: engine, reconcile loop, and the contract on the home's socket. */
export interface Host {
  readonly client: Client;
  /** Stops the loop, then everything else; no handle and no child is left. */
  close(): Promise<void>;
}

/**
 * Becomes the host of a home and reconciles its applications. Throws `conflict` that names the process where another one
 * is; nothing was begun then.
 */
export async function startHost(options: { readonly home: string; readonly env?: NodeJS.ProcessEnv }): Promise<Host> {
  const engine = createEngine(options);
  const listeners = new Set<(event: LoopEvent) => void>();
  const emit = (event: LoopEvent) => {
    for (const listener of listeners) listener(event);
  };
  const client = createHandlers(engine, (listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  });
  try {
    const server = await listenOnSocket(hostAddress(options.home), client, { home: options.home, kubeconfig: engine.contexts().files });
    // The loop begins when nobody else can be the host any more.
    const runner = engine.run(emit);
    runner.catch((error: unknown) => emit({ type: 'problem', error: errorShape(error) }));
    return {
      client,
      async close() {
        await server.close();
        await (await runner.catch(() => undefined))?.stop();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
