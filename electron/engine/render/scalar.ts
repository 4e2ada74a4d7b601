/**
 * What a YAML scalar means to kubectl, which reads YAML 1.1 by go-yaml v2 (sigs.k8s.io/yaml -> go.yaml.in/yaml/v2
 * resolve.go) and turns it into JSON. `y`, `no` and `on` are booleans, `012` is octal, dates and `1:30` are strings.
 */
export type Scalar = null | boolean | number | bigint | string;

/** The reason why a scalar cannot be what its tag says, or cannot be JSON. */
export class ScalarError extends Error {}

const WORDS: ReadonlyMap<string, null | boolean> = new Map<string, null | boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, boolean] => [word, true]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, boolean] => [word, false]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
]);

const INFINITE = /^(?:[+-]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const MAYBE_NUMBER = /^[+\-.0-9]/;
/** Go's strconv.ParseInt with base 0, after underscores are gone. */
const INTEGER = /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const MAX_INT64 = 2n ** 63n - 1n;

/** A plain scalar without a tag. Throws ScalarError for infinities and NaN, which JSON does not have. */
export function resolvePlain(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!MAYBE_NUMBER.test(text)) return text;
  if (INFINITE.test(text)) throw new ScalarError(`${text} is not a number that JSON knows`);
  // Dates such as 2026-01-01 never look like a number, so go-yaml's check for them needs no counterpart.
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  return integer(plain) ?? float(plain) ?? text;
}

/**
 * A scalar with an explicit tag, in full form (`tag:yaml.org,2002:int`) or short (`!!int`). Tags that go-yaml does not
 * know leave the text as it is. Throws ScalarError if the text is nothing of the kind.
 */
export function resolveTagged(text: string, tag: string): Scalar {
  const name = tag.replace(/^tag:yaml\.org,2002:/, '!!');
  if (name === '!!binary') return binary(text);
  if (!['!!bool', '!!int', '!!float', '!!null'].includes(name)) return text;
  const value = resolvePlain(text);
  const fits =
    name === '!!null'
      ? value === null
      : name === '!!bool'
        ? typeof value === 'boolean'
        : typeof value === 'bigint' || (typeof value === 'number' && (name === '!!float' || Number.isInteger(value)));
  if (!fits) throw new ScalarError(`\`${text}\` is not a ${name}`);
  return value;
}

/**
 * A mapping key as JSON has it: always a string. Floats are written as Go writes a float32 with format 'g'.
 * Throws ScalarError for null.
 */
export function keyText(key: Scalar, source: string): string {
  if (typeof key === 'string') return key;
  if (key === null) throw new ScalarError('a mapping key is empty or null');
  if (typeof key === 'number' && !INTEGER.test(source.replaceAll('_', ''))) return float32Text(key);
  return String(key);
}

/** Integers that neither a double nor an int64 holds become doubles, as in the API server's JSON. */
function integer(text: string): number | bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, bin, oct, dec] = match;
  const digits = hex !== undefined ? `0x${hex}` : bin !== undefined ? `0b${bin}` : oct !== undefined ? `0o${oct}` : (dec ?? '0');
  const size = BigInt(digits);
  // Beyond 64 bits go-yaml gives up on integers and reads the same text as a decimal float, octal-looking or not.
  if (size > 2n ** 64n - 1n) return undefined;
  const value = sign === '-' ? -size : size;
  if (value > MAX_INT64 || value < -MAX_INT64 - 1n) return sign === '-' ? undefined : Number(value);
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

function float(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  // Out of range is an error to Go's ParseFloat, so the text stays a string.
  return Number.isFinite(value) ? value : undefined;
}

function binary(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.length % 4 !== 0) throw new ScalarError('!!binary value contains invalid base64 data');
  return new TextDecoder().decode(Uint8Array.from(atob(compact), (char) => char.charCodeAt(0)));
}

/** strconv.FormatFloat(value, 'g', -1, 32): the shortest digits that give the same float32. */
function float32Text(value: number): string {
  const single = Math.fround(value);
  let shortest = single.toExponential(8);
  for (let digits = 0; digits < 9; digits++) {
    const candidate = single.toExponential(digits);
    if (Math.fround(Number(candidate)) === single) {
      shortest = candidate;
      break;
    }
  }
  const [mantissa = '', power = '0'] = shortest.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return Object.is(value, -0) ? '-0' : Number(shortest).toString();
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
