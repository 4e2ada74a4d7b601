import type { Node } from 'yaml';
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';

/** Where a path leads in a text. */
export interface PathLine {
  /** From 1. */
  readonly line: number;
  /** False where the text has only something above the path; `line` is then the deepest of it. */
  readonly exact: boolean;
}

/** Finds the lines of paths such as `.spec.containers[name="web"].image` in one YAML text; parses it once, when first asked. */
export function pathFinder(text: string): (path: string) => PathLine | undefined {
  const counter = new LineCounter();
  let root: Node | null | undefined;
  return (path) => {
    root ??= parseDocument(text, { lineCounter: counter, intAsBigInt: true }).contents;
    const found = descend(root, path, 0);
    return found === undefined ? undefined : { line: counter.linePos(found.offset).line, exact: found.exact };
  };
}

/** A field's name may itself hold dots (`.example.com/role`), so the longest name that the map has is taken. */
function descend(start: Node | null, path: string, offset: number): { readonly offset: number; readonly exact: boolean } | undefined {
  let node: unknown = start;
  let rest = path === '.' ? '' : path;
  let at = offset;
  while (rest !== '') {
    const step = isMap(node) ? stepIntoMap(node.items, rest) : isSeq(node) ? stepIntoList(node.items, rest) : undefined;
    if (step === undefined) return { offset: at, exact: false };
    ({ node, rest } = step);
    at = step.offset;
  }
  return { offset: at, exact: true };
}

interface Step {
  readonly node: unknown;
  readonly offset: number;
  readonly rest: string;
}

function stepIntoMap(items: readonly { readonly key: unknown; readonly value: unknown }[], path: string): Step | undefined {
  let best: Step | undefined;
  for (const { key, value } of items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    for (const written of [`.${name}`, `[${JSON.stringify(name)}]`]) {
      if (!path.startsWith(written)) continue;
      const rest = path.slice(written.length);
      if (rest !== '' && rest[0] !== '.' && rest[0] !== '[') continue;
      if (best === undefined || rest.length < best.rest.length) best = { node: value, offset: key.range?.[0] ?? 0, rest };
    }
  }
  return best;
}

function stepIntoList(items: readonly unknown[], path: string): Step | undefined {
  const end = closing(path);
  if (end === undefined) return undefined;
  const inside = path.slice(1, end);
  const rest = path.slice(end + 1);
  const index = /^\d+$/.test(inside) ? Number(inside) : items.findIndex((item) => answers(item, inside));
  const node = items[index];
  return node === undefined ? undefined : { node, offset: offsetOf(node), rest };
}

/** The bracket that ends the first selector; those inside of strings do not count. */
function closing(path: string): number | undefined {
  if (path[0] !== '[') return undefined;
  const match = /^\[(?:[^"\]]|"(?:[^"\\]|\\.)*")*\]/.exec(path);
  return match === null ? undefined : match[0].length - 1;
}

/** `name="web",port=80` against an item's fields; `="finalizer"` against the item itself. */
function answers(item: unknown, selector: string): boolean {
  if (selector.startsWith('=')) return isScalar(item) && asJson(item.value) === selector.slice(1);
  if (!isMap(item)) return false;
  const wanted = item.items.flatMap(({ key, value }) => (isScalar(key) && isScalar(value) ? [`${String(key.value)}=${asJson(value.value)}`] : []));
  const parts = selector.match(/[^,="]+=(?:"(?:[^"\\]|\\.)*"|[^,]*)/g) ?? [];
  return parts.length > 0 && parts.every((part) => wanted.includes(part));
}

function asJson(value: unknown): string {
  return typeof value === 'bigint' ? value.toString() : JSON.stringify(value);
}

function offsetOf(node: unknown): number {
  return isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] ?? 0 : 0;
}
