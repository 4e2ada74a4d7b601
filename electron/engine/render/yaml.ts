import type { Event, ScalarEvent } from 'js-yaml';
import { EVENT_ID, SCALAR_STYLE, YAMLException, getScalarValue, parseEvents } from 'js-yaml';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { Scalar } from './scalar.ts';
import { ScalarError, keyText, resolvePlain, resolveTagged } from './scalar.ts';
import { splitDocuments } from './split.ts';

/** One YAML document that is not empty. */
export interface YamlDocument {
  /** From 1; empty documents between others count. */
  readonly document: number;
  /** Line of the file, from 1, where the content begins. */
  readonly line: number;
  readonly value: JsonValue;
}

/** Something wrong at a line of the file. */
export interface YamlProblem {
  readonly document: number;
  readonly line: number;
  readonly message: string;
}

export interface ParsedYaml {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly YamlProblem[];
}

/** Values that aliases and merges may add to one document: beyond that it is an attack, or unreadable anyway. */
const MAX_EXPANDED = 100_000;
const MAX_DEPTH = 500;

/** Parses every document by itself, so that one broken document hides no problem of another. Never throws. */
export function parseYaml(text: string): ParsedYaml {
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const chunk of splitDocuments(text)) {
    const lineAt = lineCounter(chunk.text, chunk.line);
    try {
      const events = parseEvents(chunk.text, { maxDepth: MAX_DEPTH });
      for (const found of new Builder(chunk.text, events).documents()) {
        if (found.value !== null) documents.push({ document: chunk.document, line: lineAt(found.start), value: found.value });
      }
    } catch (error) {
      if (error instanceof BuildError) {
        problems.push({ document: chunk.document, line: lineAt(error.offset), message: error.message });
      } else if (error instanceof YAMLException) {
        problems.push({ document: chunk.document, line: Math.min(chunk.line + (error.mark?.line ?? 0), lineAt(chunk.text.trimEnd().length)), message: error.reason });
      } else {
        throw error;
      }
    }
  }
  return { documents, problems };
}

/** Offsets to lines; offsets are asked for in no particular order. */
export function lineCounter(text: string, first: number): (offset: number) => number {
  let starts: number[] | undefined;
  return (offset) => {
    if (starts === undefined) {
      starts = [0];
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    }
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return first + low;
  };
}

class BuildError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

interface Anchor {
  readonly value: JsonValue;
  /** Number of values in it, itself included. */
  readonly size: number;
}

interface MutableObject {
  [key: string]: JsonValue;
}

interface Frame {
  readonly container: JsonValue[] | MutableObject;
  readonly start: number;
  readonly anchor: string | undefined;
  readonly sizeBefore: number;
  /** A mapping: the key that waits for its value, and the keys that stand in the text. */
  key: string | undefined;
  keyStart: number;
  merging: boolean;
  readonly keys: Set<string> | undefined;
}

/**
 * Builds plain values from parser events, iteratively. It does what js-yaml's own constructor does, with kubectl's
 * scalars, and knows where everything is. Aliases become copies, so that no two places share an object.
 */
class Builder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #frames: Frame[] = [];
  #anchors = new Map<string, Anchor | 'open'>();
  #size = 0;
  #expanded = 0;
  #result: JsonValue = null;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  *documents(): Generator<{ start: number; value: JsonValue }> {
    let start = 0;
    for (const event of this.#events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          this.#anchors = new Map();
          this.#size = this.#expanded = 0;
          this.#result = null;
          start = -1;
          break;
        case EVENT_ID.MAPPING:
        case EVENT_ID.SEQUENCE: {
          if (start < 0) start = event.start;
          const container: JsonValue[] | MutableObject = event.type === EVENT_ID.MAPPING ? {} : [];
          this.#refuseAsKey(container, event.start);
          const anchor = event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
          if (anchor !== undefined) this.#anchors.set(anchor, 'open');
          this.#frames.push({
            container,
            start: event.start,
            anchor,
            sizeBefore: this.#size,
            key: undefined,
            keyStart: 0,
            merging: false,
            keys: event.type === EVENT_ID.MAPPING ? new Set() : undefined,
          });
          break;
        }
        case EVENT_ID.SCALAR: {
          if (start < 0) start = Math.max(event.valueStart, 0);
          this.#scalar(event);
          break;
        }
        case EVENT_ID.ALIAS:
          this.#alias(this.#text.slice(event.anchorStart, event.anchorEnd), event.anchorStart);
          break;
        case EVENT_ID.POP: {
          const frame = this.#frames.pop();
          if (frame === undefined) {
            yield { start: Math.max(start, 0), value: this.#result };
            break;
          }
          if (frame.anchor !== undefined) {
            this.#anchors.set(frame.anchor, { value: frame.container, size: this.#size - frame.sizeBefore + 1 });
          }
          this.#add(frame.container, frame.start);
          break;
        }
      }
    }
  }

  #scalar(event: ScalarEvent): void {
    const offset = Math.max(event.valueStart, event.tagStart, event.anchorStart, 0);
    const source = getScalarValue(this.#text, event);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const tag = event.tagStart < 0 ? undefined : this.#text.slice(event.tagStart, event.tagEnd);
    const frame = this.#frames.at(-1);
    let value: Scalar;
    try {
      if (frame?.keys !== undefined && frame.key === undefined && !frame.merging) {
        if (source === '<<' && ((plain && tag === undefined) || tag === '!!merge')) {
          frame.merging = true;
          frame.keyStart = offset;
          return;
        }
        value = resolveScalar(source, plain, tag);
        this.#setKey(frame, keyText(value, source), offset);
        if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, size: 1 });
        return;
      }
      value = resolveScalar(source, plain, tag);
    } catch (error) {
      throw error instanceof ScalarError ? new BuildError(error.message, offset) : error;
    }
    if (event.anchorStart >= 0) this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, size: 1 });
    // JSON has no negative zero.
    this.#add(value === 0 ? 0 : value, offset);
  }

  #alias(name: string, offset: number): void {
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) throw new BuildError(`the alias *${name} has no anchor &${name} before it`, offset);
    if (anchor === 'open') throw new BuildError(`the anchor &${name} contains itself`, offset);
    this.#expanded += anchor.size;
    if (this.#expanded > MAX_EXPANDED) {
      throw new BuildError(`aliases expand to more than ${MAX_EXPANDED} values`, offset);
    }
    this.#size += anchor.size - 1;
    const frame = this.#frames.at(-1);
    if (frame?.keys !== undefined && frame.key === undefined && !frame.merging) {
      if (typeof anchor.value === 'object' && anchor.value !== null) throw new BuildError('a mapping key is a collection', offset);
      this.#setKey(frame, keyText(anchor.value, String(anchor.value)), offset);
      return;
    }
    this.#add(copy(anchor.value, offset), offset);
  }

  #refuseAsKey(container: JsonValue[] | MutableObject, offset: number): void {
    const frame = this.#frames.at(-1);
    if (frame?.keys !== undefined && frame.key === undefined && !frame.merging) {
      // Nearly always a template such as `{{ .Values.name }}`.
      throw new BuildError(`a mapping key is a ${isJsonArray(container) ? 'list' : 'mapping'}; is this a template?`, offset);
    }
  }

  #setKey(frame: Frame, key: string, offset: number): void {
    if (frame.keys?.has(key) === true) throw new BuildError(`the key "${key}" is there twice`, offset);
    frame.keys?.add(key);
    frame.key = key;
    frame.keyStart = offset;
  }

  #add(value: JsonValue, offset: number): void {
    this.#size++;
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      this.#result = value;
    } else if (Array.isArray(frame.container)) {
      frame.container.push(value);
    } else if (frame.merging) {
      frame.merging = false;
      merge(frame.container, value, offset);
    } else if (frame.key !== undefined) {
      define(frame.container, frame.key, value);
      frame.key = undefined;
    }
  }
}

/**
 * go-yaml v2 merges where the `<<` stands: it replaces keys above it and is replaced by keys below it. (The YAML 1.1
 * merge key would never replace; kubectl does, measured with 1.32.) In a list of mappings the first one wins.
 */
function merge(target: MutableObject, value: JsonValue, offset: number): void {
  const sources = isJsonArray(value) ? value.toReversed() : [value];
  for (const source of sources) {
    if (!isJsonObject(source)) throw new BuildError('a merge key (<<) needs a mapping or a list of mappings', offset);
    for (const [key, item] of Object.entries(source)) if (item !== undefined) define(target, key, item);
  }
}

/** Assigns; the key `__proto__` would change the object itself. */
function define(target: MutableObject, key: string, value: JsonValue): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

function resolveScalar(source: string, plain: boolean, tag: string | undefined): Scalar {
  if (tag !== undefined) return resolveTagged(source, tag.replace(/^!<(.*)>$/, '$1'));
  return plain ? resolvePlain(source) : source;
}

/** A deep copy. Anchors inside anchors can nest deeper than the parser allows, so depth is checked here too. */
function copy(value: JsonValue, offset: number, depth = 0): JsonValue {
  if (depth > MAX_DEPTH) throw new BuildError(`aliases nest deeper than ${MAX_DEPTH} levels`, offset);
  if (isJsonArray(value)) return value.map((item) => copy(item, offset, depth + 1));
  if (!isJsonObject(value)) return value;
  const result: MutableObject = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) define(result, key, copy(item, offset, depth + 1));
  return result;
}
