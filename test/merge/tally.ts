import type { Judged, Verdict } from './judge.ts';

/** Results of many comparisons, by verdict, and every difference with what shows it. */
export class Tally {
  readonly counts: Partial<Record<Verdict, number>> = {};
  readonly differences: string[] = [];

  add(judged: Judged, what: string): void {
    this.counts[judged.verdict] = (this.counts[judged.verdict] ?? 0) + 1;
    if (judged.difference !== undefined) this.differences.push(`${what}: ${judged.difference}`);
  }

  get total(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  /** The share of comparisons that showed nothing, since the server's validation refused the result. */
  get invalidShare(): number {
    return this.total === 0 ? 0 : (this.counts.invalid ?? 0) / this.total;
  }
}
