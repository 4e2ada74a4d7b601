import type { ErrorCode, ErrorShape } from '../../../shared/model/errors.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import type { ConnectionState } from '../../../shared/model/home.ts';
import { troubleOf } from '../../../shared/model/home.ts';
import type { Cluster } from '../cluster/index.ts';

/** What is known of how each context's cluster answers, from probes and from the applications' own comparisons. */
export interface Connections {
  state(context: string): ConnectionState;
  /** Asks a cluster for its version. Never throws: how it went is the state. */
  probe(context: string): Promise<void>;
  /** An application was compared with a cluster, or could not be. */
  note(context: string, error: ErrorShape | undefined): void;
  /** Its entry in the kubeconfig is another now: what was known is of another cluster, or of other credentials. */
  forget(context: string): void;
  subscribe(listener: () => void): () => void;
  /** Asks nobody any more. */
  close(): void;
}

export interface ConnectionsOptions {
  clusterOf(context: string): Cluster;
  /** Whether an application wants the context: only those are asked again by themselves. */
  inUse(context: string): boolean;
  /** A cluster that failed answers again. */
  onRecovered(context: string): void;
  readonly now: () => Date;
  /** From 0 to 1, for the pauses; Math.random where nothing is given. */
  readonly random?: () => number;
}

const IDLE: ConnectionState = { state: 'idle' };
/** Pauses between attempts at a cluster that does not answer. */
const BACKOFF_MS = { first: 2_000, factor: 2, max: 60_000 };

/** What a server says about an object or a permission, so that it answers. */
const ABOUT_OBJECTS: ReadonlySet<ErrorCode> = new Set(['cluster-forbidden', 'cluster-pin', 'cluster-not-found', 'cluster-conflict', 'cluster-invalid']);

/**
 * A pause before the next attempt, from half to one and a half of what doubles each time, so that many do not ask at
 * once. `failures` is how many there were in a row, from 1.
 */
export function retryPause(failures: number, random: number): number {
  return Math.min(BACKOFF_MS.first * BACKOFF_MS.factor ** (failures - 1), BACKOFF_MS.max) * (0.5 + random);
}

export function createConnections({ clusterOf, inUse, onRecovered, now, random = Math.random }: ConnectionsOptions): Connections {
  const states = new Map<string, ConnectionState>();
  const probes = new Map<string, Promise<void>>();
  const answered = new Set<string>();
  const failures = new Map<string, number>();
  const retries = new Map<string, NodeJS.Timeout>();
  const listeners = new Set<() => void>();
  let closed = false;

  function become(context: string, state: ConnectionState): void {
    states.set(context, state);
    for (const listener of listeners) listener();
  }

  function failed(context: string, error: ErrorShape): void {
    const before = states.get(context);
    const again = before?.state === 'failed' && before.error.message === error.message;
    // Several applications that fail on one cluster are one failure of it.
    if (again && retries.has(context)) return;
    const retryAt = retryLater(context, error);
    become(context, {
      state: 'failed',
      error,
      since: again ? before.since : now().toISOString(),
      ...(answered.has(context) ? { answeredBefore: true } : {}),
      ...(retryAt === undefined ? {} : { retryAt: retryAt.toISOString() }),
    });
  }

  /** A refused login or certificate does not mend itself, and a plugin that is run again may open a browser. */
  function retryLater(context: string, error: ErrorShape): Date | undefined {
    const trouble = troubleOf(error.code);
    if (closed || trouble === 'unauthorized' || trouble === 'certificate' || !error.code.startsWith('cluster-') || !inUse(context)) return undefined;
    const count = (failures.get(context) ?? 0) + 1;
    failures.set(context, count);
    const pause = retryPause(count, random());
    clearTimeout(retries.get(context));
    const timer = setTimeout(() => {
      retries.delete(context);
      if (inUse(context)) void probe(context);
    }, pause);
    timer.unref();
    retries.set(context, timer);
    return new Date(now().getTime() + pause);
  }

  function stopRetrying(context: string): void {
    clearTimeout(retries.get(context));
    retries.delete(context);
  }

  async function ask(context: string): Promise<void> {
    const before = states.get(context);
    const failedBefore = before?.state === 'failed';
    if (before?.state !== 'ready' && !failedBefore) become(context, { state: 'connecting', since: now().toISOString() });
    try {
      const cluster = clusterOf(context);
      const start = performance.now();
      const version = await cluster.version();
      stopRetrying(context);
      answered.add(context);
      become(context, { state: 'ready', version, latencyMs: Math.round(performance.now() - start), since: now().toISOString() });
      if (failedBefore) onRecovered(context);
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
        // Only this ends a row of failures: a server that tells its version may still fail at everything else.
        failures.delete(context);
        if (states.get(context)?.state !== 'ready') void probe(context);
      } else if (error.code.startsWith('cluster-') && !ABOUT_OBJECTS.has(error.code)) failed(context, error);
    },
    forget(context) {
      stopRetrying(context);
      failures.delete(context);
      answered.delete(context);
      if (states.delete(context)) for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      closed = true;
      for (const timer of retries.values()) clearTimeout(timer);
      retries.clear();
    },
  };
}
