import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { Worker } from 'node:worker_threads';
import { DrydockError } from '../../../shared/model/errors.ts';

/** Calls answered by a worker thread, one after the other. */
export interface Runner<Question, Answer> {
  /** Throws `timeout` where a call does not end in its time, and `internal` where the thread is lost otherwise. */
  call(question: Question): Promise<Answer>;
  close(): Promise<void>;
}

export interface RunnerOptions {
  /** The worker's file beside this one, and its name where programs are bundled. */
  readonly source: string;
  readonly bundled: string;
  /** How long one call may take, in milliseconds; the start of the thread does not count. */
  readonly limitMs: number;
}

/** What a worker sends: first that it is ready, then one answer a question. */
export type WorkerMessage<Answer> = { readonly kind: 'ready' } | { readonly kind: 'answer'; readonly answer: Answer };

const RESOURCES: ResourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

/** The thread is started by the first call, and again by the first one after it was lost. */
export function createRunner<Question, Answer>({ source, bundled, limitMs }: RunnerOptions): Runner<Question, Answer> {
  let thread: Promise<Worker> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function start(): Promise<Worker> {
    const worker = new Worker(fileOf(source, bundled), { resourceLimits: RESOURCES, env: {}, stdin: false });
    worker.unref();
    await next<Answer>(worker, undefined);
    return worker;
  }

  async function ask(question: Question): Promise<Answer> {
    if (closed) throw new DrydockError('cancelled', 'The engine is closed.');
    thread ??= start();
    let worker: Worker | undefined;
    try {
      worker = await thread;
      const answer = next<Answer>(worker, limitMs);
      worker.postMessage(question);
      const message = await answer;
      if (message.kind !== 'answer') throw new DrydockError('internal', 'A worker thread began anew while it was asked.');
      return message.answer;
    } catch (error) {
      thread = undefined;
      await worker?.terminate();
      throw error;
    }
  }

  return {
    call(question) {
      const answer = queue.then(() => ask(question));
      queue = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      closed = true;
      const worker = await thread?.catch(() => undefined);
      await worker?.terminate();
    },
  };
}

/** The next message of a worker. Rejects where the worker fails or ends first, or where the time is over. */
async function next<Answer>(worker: Worker, limitMs: number | undefined): Promise<WorkerMessage<Answer>> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerMessage<Answer>>();
  const failed = (error: Error) => reject(new DrydockError('internal', `A worker thread failed: ${error.message}`, { cause: error }));
  const ended = () => reject(new DrydockError('internal', 'A worker thread ended.'));
  const timer = limitMs === undefined ? undefined : setTimeout(() => reject(new DrydockError('timeout', `It took longer than ${limitMs / 1_000} s.`)), limitMs);
  worker.on('message', resolve).on('error', failed).on('exit', ended);
  // The process stays for an answer, and for no other reason.
  worker.ref();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.unref();
    worker.off('message', resolve).off('error', failed).off('exit', ended);
  }
}

function fileOf(source: string, bundled: string): string {
  const files = [source, bundled].map((name) => fileURLToPath(new URL(/* @vite-ignore */ `./${name}`, import.meta.url)));
  const found = files.find((file) => existsSync(file));
  if (found === undefined) throw new DrydockError('internal', `The program ${bundled} is missing beside the others.`, { hint: 'Install Drydock again.' });
  return found;
}
