import type { LogSource } from '../../../shared/model/details.ts';

/** One line of a log; a note is a sentence about the log, and no line of the container. */
export interface LogLine {
  readonly kind: 'line' | 'note';
  readonly text: string;
  /** RFC 3339, as the server stamped it. */
  readonly time?: string;
  /** Where it came from; several may be shown at once. */
  readonly source?: LogSource;
}

/** A place where lines are missing, told as such. */
export interface LogGap {
  readonly kind: 'gap';
  readonly count: number;
}

export type LogEntry = LogLine | LogGap;

/**
 * The newest lines of a log: a ring of fixed size, so that a log that never ends costs no more than its window.
 * Entries are numbered from the first one ever appended; a number means the same line for ever.
 */
export class LogBuffer {
  readonly capacity: number;
  readonly #ring: (LogEntry | undefined)[];
  readonly #listeners = new Set<() => void>();
  readonly #numbers = new Map<string, number>();
  #sources: readonly LogSource[] = [];
  #end = 0;
  #lost = 0;
  #version = 0;

  constructor(capacity = 100_000) {
    this.capacity = capacity;
    this.#ring = Array.from({ length: capacity });
  }

  /** The number of the oldest entry that is still there. */
  get first(): number {
    return Math.max(0, this.#end - this.capacity);
  }

  /** One past the number of the newest entry. */
  get end(): number {
    return this.#end;
  }

  /** How many lines fell out at the old end, those inside of gaps counted too. */
  get lost(): number {
    return this.#lost;
  }

  /** Changes with every append. */
  get version(): number {
    return this.#version;
  }

  /** Everything that lines came from, in the order in which it was first seen; another array when one is added. */
  get sources(): readonly LogSource[] {
    return this.#sources;
  }

  /** A source's place among `sources`; -1 for one that was never seen. */
  numberOf(source: LogSource): number {
    return this.#numbers.get(sourceText(source)) ?? -1;
  }

  at(number: number): LogEntry | undefined {
    return number < this.first || number >= this.#end ? undefined : this.#ring[number % this.capacity];
  }

  /** Adds entries at the new end; listeners hear of it once. */
  append(entries: readonly LogEntry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      const slot = this.#end % this.capacity;
      const old = this.#end >= this.capacity ? this.#ring[slot] : undefined;
      if (old !== undefined) this.#lost += old.kind === 'gap' ? old.count : 1;
      this.#ring[slot] = entry;
      this.#end++;
      if (entry.kind !== 'gap' && entry.source !== undefined) this.#see(entry.source);
    }
    this.#version++;
    for (const listener of this.#listeners) listener();
  }

  /** Returns what ends the subscription. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #see(source: LogSource): void {
    const text = sourceText(source);
    if (this.#numbers.has(text)) return;
    this.#numbers.set(text, this.#sources.length);
    this.#sources = [...this.#sources, source];
  }
}

/** What a text file of a log holds. */
export interface LogTextOptions {
  readonly timestamps: boolean;
  /** Before each line, where there are several. */
  readonly nameOf: ((source: LogSource) => string) | undefined;
  /** These entries only; all that are still there without it. */
  readonly numbers?: readonly number[];
}

/** What is still there, as text for a file. */
export function logText(buffer: LogBuffer, { timestamps, nameOf, numbers }: LogTextOptions): string {
  const lines: string[] = [];
  const add = (number: number): void => {
    const entry = buffer.at(number);
    if (entry === undefined) return;
    if (entry.kind === 'gap') lines.push(gapWords(entry.count));
    else lines.push([timestamps ? entry.time : undefined, entry.source === undefined ? undefined : nameOf?.(entry.source), entry.kind === 'note' ? `(${entry.text})` : entry.text].filter((part) => part !== undefined).join(' '));
  };
  if (numbers === undefined) {
    if (buffer.lost > 0) lines.push(gapWords(buffer.lost));
    for (let number = buffer.first; number < buffer.end; number++) add(number);
  } else for (const number of numbers) add(number);
  return `${lines.join('\n')}\n`;
}

/** "1,204 lines left out". */
export function gapWords(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'line' : 'lines'} left out`;
}

function sourceText({ namespace, pod, container }: LogSource): string {
  return `${namespace}/${pod}/${container}`;
}
