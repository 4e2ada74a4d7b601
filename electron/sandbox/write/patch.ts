import { badRequest, StatusError } from '../model/status.ts';
import type { Dict, Value } from '../model/values.ts';
import { isDict, same } from '../model/values.ts';

/** JSON merge patch (RFC 7396). Changes nothing that is given. */
export function mergePatch(target: Value, patch: Value): Value {
  if (!isDict(patch)) return structuredClone(patch);
  const out = new Map(Object.entries(isDict(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) out.delete(name);
    else if (value !== undefined) out.set(name, mergePatch(out.get(name), value));
  }
  return Object.fromEntries(out);
}

/** JSON patch (RFC 6902) on a copy. Throws a 422 where an operation can not be done, as a server does. */
export function jsonPatch(target: Dict, operations: Value): Value {
  if (!Array.isArray(operations)) throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  let root: Value = structuredClone(target);
  for (const operation of operations) {
    if (!isDict(operation)) throw badRequest('error decoding patch');
    const path = pointer(operation['path']);
    switch (operation['op']) {
      case 'add':
        root = write(root, path, structuredClone(operation['value']), true);
        break;
      case 'replace':
        read(root, path);
        root = write(root, path, structuredClone(operation['value']), false);
        break;
      case 'remove':
        root = remove(root, path);
        break;
      case 'move': {
        const from = pointer(operation['from']);
        const value = read(root, from);
        root = write(remove(root, from), path, value, true);
        break;
      }
      case 'copy':
        root = write(root, path, structuredClone(read(root, pointer(operation['from']))), true);
        break;
      case 'test':
        if (!same(read(root, path) ?? null, operation['value'] ?? null)) throw refused(`testing value ${String(operation['path'])} failed: test failed`);
        break;
      default:
        throw refused(`Unexpected kind: ${String(operation['op'])}`);
    }
  }
  return root;
}

function refused(why: string): StatusError {
  return new StatusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${why}`);
}

function pointer(value: Value): string[] {
  if (typeof value !== 'string' || (value !== '' && !value.startsWith('/'))) throw refused(`bad path ${String(value as string)}`);
  return value.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(root: Value, path: readonly string[]): Value {
  let current = root;
  for (const part of path) {
    const next: Value = Array.isArray(current) ? current[Number(part)] : isDict(current) ? current[part] : undefined;
    if (next === undefined) throw refused(`path "/${path.join('/')}" does not exist`);
    current = next;
  }
  return current;
}

function write(root: Value, path: readonly string[], value: Value, insert: boolean): Value {
  const last = path.at(-1);
  if (last === undefined) return value;
  const parent = read(root, path.slice(0, -1));
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last);
    if (!Number.isInteger(index) || index < 0 || index > parent.length) throw refused(`index ${last} is out of bounds`);
    parent.splice(index, insert ? 0 : 1, value);
  } else if (isDict(parent)) parent[last] = value;
  else throw refused(`path "/${path.join('/')}" does not exist`);
  return root;
}

function remove(root: Value, path: readonly string[]): Value {
  read(root, path);
  const parent = read(root, path.slice(0, -1));
  const last = path.at(-1) ?? '';
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else if (isDict(parent)) delete parent[last];
  return root;
}
