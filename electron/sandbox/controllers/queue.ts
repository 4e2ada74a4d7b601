/** A longer timer would fire after a millisecond; the work is asked early instead, and puts itself off again. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Runs keyed work in later turns: a key that is asked for again while it waits runs once; `later` runs it after a time. */
export class WorkQueue {
  readonly #waiting = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #work: (key: string) => void;
  readonly #onError: (error: unknown) => void;
  #turn: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(work: (key: string) => void, onError: (error: unknown) => void) {
    this.#work = work;
    this.#onError = onError;
  }

  add(key: string): void {
    if (this.#stopped) return;
    this.#waiting.add(key);
    this.#turn ??= setImmediate(() => this.#run());
  }

  later(key: string, ms: number): void {
    if (this.#stopped || this.#timers.has(key)) return;
    this.#timers.set(key, setTimeout(() => {
      this.#timers.delete(key);
      this.add(key);
    }, Math.min(ms, LONGEST_TIMER_MS)));
  }

  stop(): void {
    this.#stopped = true;
    if (this.#turn !== undefined) clearImmediate(this.#turn);
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #run(): void {
    this.#turn = undefined;
    const keys = [...this.#waiting];
    this.#waiting.clear();
    for (const key of keys) {
      try {
        this.#work(key);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
