import type { JsonValue } from './json.ts';

/** apimachinery api/resource/suffix.go. */
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const QUANTITY = /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE][+-]?\d{1,3})|([A-Za-z]{0,2}))$/;
/** What a server rounds to: nothing is smaller than one billionth (apimachinery api/resource/quantity.go). */
const SMALLEST = 9;

/** The number of billionths that a quantity is, rounded up as the server rounds; undefined for what is no quantity. */
export function billionths(value: JsonValue | undefined): bigint | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const match = QUANTITY.exec(String(value));
  const [, sign, whole = '', fraction = '', exponent, suffix = ''] = match ?? [];
  const digits = `${whole}${fraction}`;
  if (match === null || digits === '' || digits.length > 40) return undefined;
  const shift = BINARY[suffix];
  const tens = exponent === undefined ? DECIMAL[suffix] : Number(exponent.slice(1));
  if (shift === undefined && tens === undefined) return undefined;
  const power = SMALLEST - fraction.length + (shift === undefined ? (tens ?? 0) : 0);
  const amount = BigInt(digits) << (shift ?? 0n);
  const rounded = power >= 0 ? amount * 10n ** BigInt(power) : (amount + 10n ** BigInt(-power) - 1n) / 10n ** BigInt(-power);
  return sign === '-' ? -rounded : rounded;
}
