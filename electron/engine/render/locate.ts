import type { Event, ScalarEvent } from 'js-yaml';
import { EVENT_ID, SCALAR_STYLE, YAMLException, getScalarValue, parseEvents } from 'js-yaml';
import { ScalarError, keyText, resolvePlain } from './scalar.ts';
import { splitDocuments } from './split.ts';
import { lineCounter } from './yaml.ts';

/** From the document's top, such as `['spec', 'containers', 0, 'image']`. */
export type ValuePath = readonly (string | number)[];

/** Where a value begins; for one in a mapping, where its key begins. */
interface Place {
  offset: number;
  readonly keys?: Map<string, Place>;
  readonly items?: Place[];
}

/**
 * The line (from 1) of a value in a file, for messages and diffs. If the path ends early (a field behind an alias or a
 * merge key, or one that is not there) it is the line of the deepest part that is; undefined if the document is not
 * there or does not parse.
 */
export function locate(text: string, document: number, path: ValuePath): number | undefined {
  return createLocator(text, document)(path);
}

/** `locate` for many paths of one document, which is parsed at the first question. */
export function createLocator(text: string, document: number): (path: ValuePath) => number | undefined {
  let known: { readonly root: Place | undefined; readonly lineAt: (offset: number) => number } | undefined;
  return (path) => {
    known ??= prepare(text, document);
    let place = known.root;
    if (place === undefined) return undefined;
    for (const step of path) {
      const next: Place | undefined = typeof step === 'string' ? place.keys?.get(step) : place.items?.[step];
      if (next === undefined) break;
      place = next;
    }
    return known.lineAt(place.offset);
  };
}

function prepare(text: string, document: number): { root: Place | undefined; lineAt: (offset: number) => number } {
  const chunk = splitDocuments(text).find((candidate) => candidate.document === document);
  if (chunk === undefined) return { root: undefined, lineAt: () => 1 };
  const lineAt = lineCounter(chunk.text, chunk.line);
  try {
    return { root: placeTree(chunk.text, parseEvents(chunk.text, { maxDepth: 500 })), lineAt };
  } catch (error) {
    if (error instanceof YAMLException) return { root: undefined, lineAt };
    throw error;
  }
}

/** The places of the first document among the events. */
function placeTree(text: string, events: readonly Event[]): Place | undefined {
  const open: { readonly place: Place; key: { readonly name: string; readonly offset: number } | undefined }[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) continue;
    if (event.type === EVENT_ID.POP) {
      const closed = open.pop()?.place;
      if (open.length === 0) return closed;
      continue;
    }
    const parent = open.at(-1);
    const offset = 'start' in event ? event.start : 'valueStart' in event ? event.valueStart : event.anchorStart;
    if (parent?.place.keys !== undefined && parent.key === undefined) {
      parent.key = { name: event.type === EVENT_ID.SCALAR ? keyName(text, event) : '', offset };
      continue;
    }
    const place: Place =
      event.type === EVENT_ID.MAPPING ? { offset, keys: new Map() } : event.type === EVENT_ID.SEQUENCE ? { offset, items: [] } : { offset };
    if (parent?.key !== undefined) {
      place.offset = parent.key.offset;
      parent.place.keys?.set(parent.key.name, place);
      parent.key = undefined;
    } else if (parent !== undefined) {
      // An item that is empty has no place of its own.
      if (offset < 0) place.offset = parent.place.offset;
      parent.place.items?.push(place);
    }
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) open.push({ place, key: undefined });
    else if (parent === undefined) return offset < 0 ? undefined : place;
  }
  return undefined;
}

/** A key that is written as `on` is called `true` in the object. */
function keyName(text: string, event: ScalarEvent): string {
  const source = getScalarValue(text, event);
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return source;
  try {
    return keyText(resolvePlain(source), source);
  } catch (error) {
    if (error instanceof ScalarError) return source;
    throw error;
  }
}
