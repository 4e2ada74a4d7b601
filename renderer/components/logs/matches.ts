import type { LogBuffer } from './buffer.ts';
import type { LineFilter } from './filter.ts';

/** Which entries hold what a filter looks for. Each entry is looked at once, however often the log grows. */
export class LogMatches {
  readonly #filter: LineFilter;
  readonly #buffer: LogBuffer;
  #numbers: number[] = [];
  #seen: number;

  constructor(buffer: LogBuffer, filter: LineFilter) {
    this.#buffer = buffer;
    this.#filter = filter;
    this.#seen = buffer.first;
  }

  /** The numbers of the lines that match, oldest first, as of now. Gaps and notes never match. */
  numbers(): readonly number[] {
    const { first, end } = this.#buffer;
    const found: number[] = [];
    for (let number = Math.max(first, this.#seen); number < end; number++) {
      const entry = this.#buffer.at(number);
      if (entry?.kind === 'line' && (this.#filter.find(entry.text) ?? (entry.source === undefined ? undefined : this.#filter.find(entry.source.pod))) !== undefined) found.push(number);
    }
    this.#seen = end;
    const stale = this.#numbers.findIndex((number) => number >= first);
    const kept = stale === -1 ? [] : stale === 0 ? this.#numbers : this.#numbers.slice(stale);
    this.#numbers = found.length === 0 ? kept : [...kept, ...found];
    return this.#numbers;
  }
}
