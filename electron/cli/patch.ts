import type { Document } from 'yaml';
import { isMap, isSeq } from 'yaml';
import { z } from 'zod';
import { DrydockError } from '../../shared/model/errors.ts';
import { isJsonObject, parseJson } from '../../shared/model/json.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';

const operations = z.array(z.looseObject({ op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']), path: z.string(), from: z.string().optional(), value: z.unknown().optional() }));

/**
 * Changes a document in place by a patch, so that comments and the order of fields stay. Throws `usage` for a patch that
 * cannot be read or does not fit.
 */
export function patchDocument(document: Document, type: 'json' | 'merge', patch: string): void {
  let parsed: JsonValue;
  try {
    parsed = parseJson(patch);
  } catch (error) {
    throw new DrydockError('usage', `Nothing was changed: the patch is not JSON: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
  if (type === 'merge') {
    if (!isJsonObject(parsed)) throw new DrydockError('usage', 'Nothing was changed: a merge patch is a JSON object.');
    return mergeInto(document, [], parsed);
  }
  const steps = operations.safeParse(parsed);
  if (!steps.success) throw new DrydockError('usage', 'Nothing was changed: a JSON patch is a list of operations with "op", "path" and "value" (RFC 6902).');
  for (const [index, step] of steps.data.entries()) apply(document, step, `operation ${index + 1} of the patch (${step.op} ${step.path})`);
}

/** RFC 7386: objects are merged, null removes, everything else replaces. */
function mergeInto(document: Document, at: readonly string[], patch: JsonObject): void {
  for (const [name, value] of Object.entries(patch)) {
    const path = [...at, name];
    if (value === null || value === undefined) document.deleteIn(path);
    else if (!isJsonObject(value)) setValue(document, path, value);
    else {
      if (!isMap(document.getIn(path, true))) document.setIn(path, document.createNode({}));
      mergeInto(document, path, value);
    }
  }
}

/** RFC 6902. */
function apply(document: Document, { op, path, from, value }: z.output<typeof operations>[number], what: string): void {
  const refuse = (why: string) => new DrydockError('usage', `Nothing was changed: ${what}: ${why}.`);
  const target = pointer(path, document, refuse);
  const read = (at: readonly Step[]): unknown => {
    if (at.length > 0 && !document.hasIn(at)) throw refuse('there is nothing at that path');
    const node: unknown = document.getIn(at, true);
    return typeof node === 'object' && node !== null && 'toJSON' in node && typeof node.toJSON === 'function' ? node.toJSON() : node;
  };
  if (target.length === 0 && op !== 'test') throw refuse('the whole document cannot be replaced');
  switch (op) {
    case 'test':
      if (JSON.stringify(read(target)) !== JSON.stringify(value)) throw refuse('the value there is another');
      return;
    case 'remove':
      read(target);
      document.deleteIn(target);
      return;
    case 'replace':
      read(target);
      setValue(document, target, value);
      return;
    case 'add':
      return insert(document, target, value, refuse);
    case 'copy':
    case 'move': {
      const source = pointer(from ?? '', document, refuse);
      const moved = read(source);
      if (op === 'move') document.deleteIn(source);
      return insert(document, target, moved, refuse);
    }
  }
}

type Step = string | number;

function insert(document: Document, target: readonly Step[], value: unknown, refuse: (why: string) => DrydockError): void {
  const parent: unknown = target.length === 1 ? document.contents : document.getIn(target.slice(0, -1), true);
  const last = target.at(-1);
  if (isSeq(parent) && typeof last === 'number') {
    if (last > parent.items.length) throw refuse('the list is shorter than that');
    parent.items.splice(last, 0, document.createNode(value));
  } else if (isMap(parent)) setValue(document, target, value);
  else throw refuse('there is nothing it could be added to');
}

/** A plain value goes into the node that is there, whose comment stays. */
function setValue(document: Document, path: readonly Step[], value: unknown): void {
  document.setIn(path, typeof value === 'object' ? document.createNode(value) : value);
}

/** RFC 6901; `-` is the end of a list. */
function pointer(text: string, document: Document, refuse: (why: string) => DrydockError): readonly Step[] {
  if (text === '') return [];
  if (!text.startsWith('/')) throw refuse('a path begins with "/"');
  const steps: Step[] = [];
  for (const part of text.slice(1).split('/').map((escaped) => escaped.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const parent: unknown = steps.length === 0 ? document.contents : document.getIn(steps, true);
    if (!isSeq(parent)) steps.push(part);
    else if (part === '-') steps.push(parent.items.length);
    else if (/^(0|[1-9]\d*)$/.test(part)) steps.push(Number(part));
    else throw refuse(`"${part}" is no place in a list`);
  }
  return steps;
}
