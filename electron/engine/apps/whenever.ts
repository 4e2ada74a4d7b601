import { setTimeout as delay } from 'node:timers/promises';

/** Calls `wake` whenever something may have changed; returns how to stop listening. */
export type Listen = (wake: () => void) => () => void;

/**
 * Works at once, and again after each wake, until `signal` ends it. Wakes come in bursts: those within `pauseMs` are
 * one, and one that comes during the work is not lost. Rejects with what the work throws.
 */
export async function whenever(listen: Listen, pauseMs: number, signal: AbortSignal, work: () => Promise<void> | void): Promise<void> {
  let changed = Promise.withResolvers<void>();
  const wake = () => changed.resolve();
  const unlisten = listen(wake);
  signal.addEventListener('abort', wake, { once: true });
  try {
    while (!signal.aborted) {
      changed = Promise.withResolvers();
      await work();
      await changed.promise;
      if (!signal.aborted) await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    unlisten();
    signal.removeEventListener('abort', wake);
  }
}

/** Calls `work` once, `pauseMs` after the first of a burst of pokes. */
export interface Batch {
  poke(): void;
  cancel(): void;
}

export function createBatch(pauseMs: number, work: () => void): Batch {
  let timer: NodeJS.Timeout | undefined;
  return {
    poke() {
      timer ??= setTimeout(() => {
        timer = undefined;
        work();
      }, pauseMs);
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
