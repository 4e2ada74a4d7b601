import type { LogBuffer } from './buffer.ts';

/** Which entries hold a text. Each entry is looked at once, however often the log grows. */
export class LogMatches {
  readonly #needle: string;
  readonly #buffer: LogBuffer;
  #numbers: number[] = [];
  #seen: number;

  constructor(buffer: LogBuffer, text: string) {
    this.#buffer = buffer;
    this.#needle = text.toLowerCase();
    this.#seen = buffer.first;
  }

  /** The numbers of the lines that match, oldest first, as of now. Gaps never match. */
  numbers(): readonly number[] {
    const { first, end } = this.#buffer;
    const found: number[] = [];
    for (let number = Math.max(first, this.#seen); number < end; number++) {
      const entry = this.#buffer.at(number);
      if (entry?.kind === 'line' && (entry.text.toLowerCase().includes(this.#needle) || entry.source?.toLowerCase().includes(this.#needle) === true)) found.push(number);
    }
    this.#seen = end;
    const stale = this.#numbers.findIndex((number) => number >= first);
    const kept = stale === -1 ? [] : stale === 0 ? this.#numbers : this.#numbers.slice(stale);
    this.#numbers = found.length === 0 ? kept : [...kept, ...found];
    return this.#numbers;
  }
}
