import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../shared/model/json.ts';

/** A seeded source of choices: the same seed makes the same choices on every machine (mulberry32). */
export class Random {
  #state: number;
  readonly #nulls: number;

  /** `nulls`: how probable it is that an optional field is null instead. */
  constructor(seed: number, nulls = 0) {
    this.#state = seed >>> 0;
    this.#nulls = nulls;
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** At least 0, below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    const found = from[this.below(from.length)];
    if (found === undefined) throw new RangeError('nothing to pick from');
    return found;
  }

  /** Some of the values, in a random order. */
  some<T>(from: readonly T[], atLeast = 0): T[] {
    const shuffled = this.shuffle(from);
    return shuffled.slice(0, atLeast + this.below(from.length - atLeast + 1));
  }

  shuffle<T>(values: readonly T[]): T[] {
    const out = [...values];
    for (let end = out.length - 1; end > 0; end--) {
      const at = this.below(end + 1);
      [out[end], out[at]] = [out[at] as T, out[end] as T];
    }
    return out;
  }

  /** `{ [name]: value }` now and then, `{}` otherwise; for spreading into an object. */
  maybe(name: string, value: () => JsonValue, probability = 0.5): JsonObject {
    if (!this.chance(probability)) return {};
    return { [name]: this.#nulls > 0 && this.chance(this.#nulls) ? null : value() };
  }

  /** A map with some of the names. */
  map(names: readonly string[], value: (name: string) => JsonValue, atLeast = 0): JsonObject {
    return Object.fromEntries(this.some(names, atLeast).map((name) => [name, value(name)]));
  }
}

/**
 * A configuration between two others of the same kind: what both have is there, of one, of the other or of both; what
 * one has may be. So whatever a generator always writes is always there.
 */
export function between(a: JsonObject, b: JsonObject, random: Random): JsonObject {
  const out: Record<string, JsonValue> = {};
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [left, right] = [a[name], b[name]];
    const only = left ?? right;
    if (left === undefined || right === undefined) {
      if (only !== undefined && random.chance(0.5)) out[name] = only;
    } else if (isJsonObject(left) && isJsonObject(right) && random.chance(0.6)) out[name] = between(left, right, random);
    else if (isJsonArray(left) && random.chance(0.2)) out[name] = random.shuffle(left);
    else out[name] = random.chance(0.6) ? left : right;
  }
  return out;
}

/**
 * The configuration with one thing made wrong somewhere: an item of a list twice, a field nobody knows, or a value of
 * another type. Whether a server minds depends on where it is.
 */
export function spoiled(value: JsonObject, random: Random): JsonObject {
  const places: (() => void)[] = [];
  const copy = structuredClone(value) as Record<string, JsonValue>;
  const visit = (node: JsonValue): void => {
    if (isJsonArray(node)) {
      const list = node as JsonValue[];
      if (list.length > 0) places.push(() => list.push(random.pick(list)));
      list.forEach(visit);
    } else if (isJsonObject(node)) {
      const map = node as Record<string, JsonValue>;
      places.push(() => (map['unheardOf'] = random.pick(['x', 1])));
      for (const name of Object.keys(map)) {
        const child = map[name] ?? null;
        if (typeof child !== 'object') places.push(() => (map[name] = random.pick([{}, [], true, 7, 'seven'])));
        else visit(child);
      }
    }
  };
  for (const name of Object.keys(copy)) if (typeof copy[name] === 'object' && name !== 'metadata') visit(copy[name] ?? null);
  if (places.length > 0) random.pick(places)();
  return copy;
}
