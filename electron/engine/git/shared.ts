import { setImmediate } from 'node:timers/promises';
import { cancelled, throwIfAborted } from './process.ts';

interface Job<T> {
  readonly promise: Promise<T>;
  readonly controller: AbortController;
  waiters: number;
  /** When its work began (`performance.now`); undefined before. */
  begunAt: number | undefined;
}

interface Lane<T> {
  running?: Job<T>;
  /** Not begun yet: whoever asks now gets a state that is not older than the question. */
  waiting?: Job<T>;
}

/**
 * One run at a time per key, shared by all who ask while it has not begun. A run that has begun is never joined, for
 * what it read may be older than the question; the next run is, and it is one for all. Who says since when the question
 * stands (`performance.now`) is also content with a run that began after that, with its failure too. A caller's abort
 * leaves the others alone; the run itself is aborted when nobody waits any more.
 */
export class Shared<T> {
  readonly #lanes = new Map<string, Lane<T>>();
  /** The run of each key that began last. */
  readonly #newest = new Map<string, Job<T>>();

  async run(key: string, signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>, since = Infinity): Promise<T> {
    throwIfAborted(signal);
    const newest = this.#newest.get(key);
    if (newest !== undefined && (newest.begunAt ?? -Infinity) >= since && !newest.controller.signal.aborted) return await wait(newest, signal);
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
      job.begunAt = performance.now();
      this.#newest.set(key, job);
      try {
        throwIfAborted(controller.signal);
        return await work(controller.signal);
      } finally {
        delete lane.running;
        if (lane.waiting === undefined) this.#lanes.delete(key);
      }
    };
    const job: Job<T> = { promise: start(), controller, waiters: 0, begunAt: undefined };
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
