import type { ErrorShape } from '../../../shared/model/errors.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import type { ConnectionState } from '../../../shared/model/home.ts';
import type { Cluster } from '../cluster/index.ts';

/** What is known of how each context's cluster answers, from probes and from the applications' own comparisons. */
export interface Connections {
  state(context: string): ConnectionState;
  /** Asks a cluster for its version. Never throws: how it went is the state. */
  probe(context: string): Promise<void>;
  /** An application was compared with a cluster, or could not be. */
  note(context: string, error: ErrorShape | undefined): void;
  subscribe(listener: () => void): () => void;
}

const IDLE: ConnectionState = { state: 'idle' };

export function createConnections(clusterOf: (context: string) => Cluster, now: () => Date): Connections {
  const states = new Map<string, ConnectionState>();
  const probes = new Map<string, Promise<void>>();
  const listeners = new Set<() => void>();

  function become(context: string, state: ConnectionState): void {
    states.set(context, state);
    for (const listener of listeners) listener();
  }

  function failed(context: string, error: ErrorShape): void {
    const before = states.get(context);
    if (before?.state === 'failed' && before.error.message === error.message) return;
    become(context, { state: 'failed', error, since: now().toISOString() });
  }

  async function ask(context: string): Promise<void> {
    if (states.get(context)?.state !== 'ready') become(context, { state: 'connecting', since: now().toISOString() });
    try {
      const cluster = clusterOf(context);
      const before = performance.now();
      const version = await cluster.version();
      become(context, { state: 'ready', version, latencyMs: Math.round(performance.now() - before), since: now().toISOString() });
    } catch (error) {
      failed(context, errorShape(error));
    }
  }

  function probe(context: string): Promise<void> {
    const running = probes.get(context) ?? ask(context).finally(() => probes.delete(context));
    probes.set(context, running);
    return running;
  }

  return {
    state: (context) => states.get(context) ?? IDLE,
    probe,
    note(context, error) {
      if (error === undefined) {
        if (states.get(context)?.state !== 'ready') void probe(context);
      } else if (error.code.startsWith('cluster-') && error.code !== 'cluster-forbidden' && error.code !== 'cluster-pin') failed(context, error);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
