/** Prints one measured line. */
export function say(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(64)} ${value}\n`);
}

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`;
}

/** The value below which so large a part of the values lies. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Median, 95th percentile and worst, in milliseconds. */
export function spread(values: readonly number[]): string {
  return `median ${milliseconds(quantile(values, 0.5))}, p95 ${milliseconds(quantile(values, 0.95))}, worst ${milliseconds(Math.max(...values))} (${values.length} samples)`;
}
