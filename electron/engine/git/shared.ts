import { setImmediate } from 'node:timers/promises';
import { cancelled, throwIfAborted } from './process.ts';

interface Job<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
}

interface Lane<T> {
  running?: Job<T>;
  /** Not begun yet: whoever asks now gets a state that is not older than the question. */
  waiting?: Job<T>;
}

/**
 * One run at a time per key, shared by all who ask while it has not begun. A run that has begun is never joined, for
 * what it read may be older than the question; the next run is, and it is one for all. A caller's abort leaves the
 * others alone; the run itself is aborted when nobody waits any more.
 */
export class Shared<T> {
  readonly #lanes = new Map<string, Lane<T>>();

  async run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    const lane = this.#lanes.get(key) ?? {};
    this.#lanes.set(key, lane);
    lane.waiting ??= this.#enqueue(key, lane, work);
    return await wait(lane.waiting, signal);
  }

  #enqueue(key: string, lane: Lane<T>, work: (signal: AbortSignal) => Promise<T>): Job<T> {
    const controller = new AbortController();
    const before = lane.running?.promise;
    const start = async (): Promise<T> => {
      // A failure of the run before belongs to those who waited for it.
      await before?.catch(() => undefined);
      await setImmediate();
      if (lane.waiting === job) delete lane.waiting;
      lane.running = job;
      try {
        throwIfAborted(controller.signal);
        return await work(controller.signal);
      } finally {
        delete lane.running;
        if (lane.waiting === undefined) this.#lanes.delete(key);
      }
    };
    const job: Job<T> = { promise: start(), controller, waiters: 0 };
    // Nobody may be left to hear of it once all have aborted.
    job.promise.catch(() => undefined);
    return job;
  }
}

async function wait<T>(job: Job<T>, signal: AbortSignal | undefined): Promise<T> {
  job.waiters++;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      if (--job.waiters === 0) job.controller.abort();
      reject(cancelled());
    };
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([job.promise, aborted]);
  } finally {
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
