import { DrydockError } from '../../../shared/model/errors.ts';
import { classify, failureError } from './failure.ts';
import type { GitChild, GitRunner } from './process.ts';
import { cancelled, notStarted, stopGroup } from './process.ts';
import { redact } from './url.ts';

/** An object of the repository, as stored. */
export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** An object that was asked for and is larger than allowed; its content was not read. */
export class ObjectTooLarge extends Error {
  readonly size: number;

  constructor(size: number) {
    super(`the object has ${size} bytes`);
    this.size = size;
  }
}

interface Request {
  readonly maxBytes: number;
  readonly resolve: (object: GitObject | 'missing' | 'ambiguous') => void;
  readonly reject: (error: Error) => void;
}

const NEWLINE = 0x0a;

/**
 * Objects of one mirror by one `git cat-file --batch`: a request is a line, answers come in order, so thousands can
 * be under way at once. `close` ends the process.
 */
export class ObjectReader {
  readonly #child: GitChild;
  readonly #repository: string;
  readonly #queue: Request[] = [];
  #head = 0;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #answer: { id: string; type: string; size: number } | undefined;
  #stderr = '';
  #failed: Error | undefined;
  readonly #onAbort = (): void => this.#fail(cancelled());
  readonly #signals: readonly AbortSignal[];

  constructor(runner: GitRunner, gitDir: string, repository: string, signal: AbortSignal | undefined) {
    this.#repository = repository;
    this.#child = runner.start(['--git-dir', gitDir, 'cat-file', '--batch'], {});
    this.#signals = signal === undefined ? [runner.signal] : [runner.signal, signal];
    for (const one of this.#signals) one.addEventListener('abort', this.#onAbort);
    if (signal?.aborted === true) this.#onAbort();
    this.#child.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#child.stderr.setEncoding('utf8').on('data', (chunk: string) => (this.#stderr += chunk));
    this.#child.once('error', (error) => this.#fail(notStarted(error)));
    this.#child.once('close', () => {
      if (this.#head < this.#queue.length) {
        // A process that dies over an object has met a damaged one.
        const kind = this.#stderr === '' ? 'damaged' : classify(this.#stderr);
        this.#fail(failureError(kind, this.#repository, 'git cat-file', redact(this.#stderr)));
      }
    });
  }

  /**
   * Reads one object by any name that `git rev-parse` knows. Rejects with ObjectTooLarge, with a GitCommandError of kind
   * `damaged` for an object that cannot be read, with `cancelled` on abort.
   */
  async read(name: string, maxBytes = Number.POSITIVE_INFINITY): Promise<GitObject | 'missing' | 'ambiguous'> {
    if (this.#failed !== undefined) throw this.#failed;
    if (name.includes('\n')) throw new DrydockError('git-revision', 'A revision cannot contain a line break.');
    return await new Promise((resolve, reject) => {
      this.#queue.push({ maxBytes, resolve, reject });
      this.#child.stdin.write(`${name}\n`);
    });
  }

  async close(): Promise<void> {
    for (const one of this.#signals) one.removeEventListener('abort', this.#onAbort);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const gone = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    // An idle reader ends by itself at the end of its input; a busy one has an answer that nobody wants.
    if (this.#head < this.#queue.length || this.#failed !== undefined) stopGroup(this.#child);
    else this.#child.stdin.end();
    await gone;
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#failed === undefined && this.#step());
  }

  #step(): boolean {
    const request = this.#queue[this.#head];
    if (request === undefined) return false;
    if (this.#answer === undefined) {
      const line = this.#takeLine();
      if (line === undefined) return false;
      if (line.endsWith(' missing')) return this.#done(() => request.resolve('missing'));
      if (line.endsWith(' ambiguous')) return this.#done(() => request.resolve('ambiguous'));
      const [id, type, size] = line.split(' ');
      if (id === undefined || type === undefined || size === undefined || !/^[0-9]+$/.test(size)) {
        this.#fail(failureError('damaged', this.#repository, 'git cat-file', redact(line)));
        return false;
      }
      if (Number(size) > request.maxBytes) {
        this.#fail(new ObjectTooLarge(Number(size)));
        return false;
      }
      this.#answer = { id, type, size: Number(size) };
    }
    const { id, type, size } = this.#answer;
    if (this.#buffered < size + 1) return false;
    const bytes = this.#take(size + 1).subarray(0, size);
    this.#answer = undefined;
    return this.#done(() => request.resolve({ id, type, bytes }));
  }

  #done(settle: () => void): boolean {
    this.#head++;
    if (this.#head === this.#queue.length) {
      this.#queue.length = 0;
      this.#head = 0;
    }
    settle();
    return true;
  }

  #fail(error: Error): void {
    if (this.#failed !== undefined) return;
    this.#failed = error;
    for (const request of this.#queue.splice(this.#head)) request.reject(error);
    this.#queue.length = 0;
    this.#head = 0;
    stopGroup(this.#child);
  }

  #takeLine(): string | undefined {
    for (let index = 0, before = 0; index < this.#chunks.length; index++) {
      const chunk = this.#chunks[index];
      if (chunk === undefined) break;
      const end = chunk.indexOf(NEWLINE);
      if (end >= 0) {
        const line = this.#take(before + end + 1);
        return line.toString('utf8', 0, line.length - 1);
      }
      before += chunk.length;
    }
    return undefined;
  }

  #take(size: number): Buffer {
    const first = this.#chunks[0];
    const whole = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#buffered);
    this.#chunks = whole.length === size ? [] : [whole.subarray(size)];
    this.#buffered -= size;
    return whole.subarray(0, size);
  }
}
