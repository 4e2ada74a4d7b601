const SUFFIXES: Readonly<Record<string, readonly [number, number]>> = {
  n: [10, -9], u: [10, -6], m: [10, -3], '': [10, 0], k: [10, 3], M: [10, 6], G: [10, 9], T: [10, 12], P: [10, 15], E: [10, 18],
  Ki: [2, 10], Mi: [2, 20], Gi: [2, 30], Ti: [2, 40], Pi: [2, 50], Ei: [2, 60],
};
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 1_000_000_000n;

interface Parsed {
  /** In billionths, rounded up. */
  readonly nanos: bigint;
  readonly format: 'decimal' | 'binary' | 'exponent';
}

function parse(given: string): Parsed | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/.exec(given);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = '', exponent] = match;
  if (whole === '' && fraction === '') return undefined;
  const [base, power] = exponent === undefined ? (SUFFIXES[suffix] ?? [10, 0]) : [10, Number(exponent)];
  let numerator = BigInt(whole + fraction) * NANO;
  let denominator = 10n ** BigInt(fraction.length);
  if (power >= 0) numerator *= BigInt(base) ** BigInt(power);
  else denominator *= BigInt(base) ** BigInt(-power);
  const nanos = (numerator + denominator - 1n) / denominator;
  return { nanos: sign === '-' ? -nanos : nanos, format: base === 2 ? 'binary' : exponent === undefined ? 'decimal' : 'exponent' };
}

/** Billionths of a quantity such as `1500m` or `2Gi`; undefined if it is none. */
export function quantityNanos(given: string): bigint | undefined {
  return parse(given)?.nanos;
}

/**
 * A quantity in the form in which a server returns it (apimachinery pkg/api/resource/quantity.go, CanonicalizeBytes):
 * the largest suffix that leaves an integer, in the family that it was written in. Undefined if it is no quantity.
 */
export function canonicalQuantity(given: string): string | undefined {
  const parsed = parse(given);
  if (parsed === undefined) return undefined;
  const { nanos, format } = parsed;
  if (nanos === 0n) return '0';
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (format === 'binary' && nanos % NANO === 0n && magnitude >= 1024n * NANO) return scaled(nanos / NANO, 1024n, BINARY);
  const text = scaled(nanos, 1000n, DECIMAL);
  if (format !== 'exponent') return text;
  const [, digits = '', suffix = ''] = /^(-?\d+)(.*)$/.exec(text) ?? [];
  const power = (DECIMAL.indexOf(suffix) - 3) * 3;
  return power === 0 ? digits : `${digits}e${power}`;
}

function scaled(value: bigint, step: bigint, suffixes: readonly string[]): string {
  let index = 0;
  let left = value;
  while (index < suffixes.length - 1 && left % step === 0n) {
    left /= step;
    index++;
  }
  return `${left}${suffixes[index] ?? ''}`;
}
