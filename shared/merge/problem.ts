import type { Path } from './element.ts';
import { pathText } from './element.ts';

/**
 * Why the server would refuse an applied object: `duplicate` two items of a set or list map with the same keys,
 * `missing-key` an item without any of its keys, `null-item` a null in such a list, `unknown-field` a field that the
 * schema does not declare, `wrong-type` a value of another type than the schema's.
 */
export type ProblemCode = 'duplicate' | 'missing-key' | 'null-item' | 'unknown-field' | 'wrong-type';

export interface Problem {
  readonly code: ProblemCode;
  /** Where, for people; for items that have no keys by index: `.spec.ports[1]`. */
  readonly path: string;
  /** A sentence that says what is wrong, with the path. */
  readonly message: string;
}

export function problem(code: ProblemCode, path: Path, detail: string): Problem {
  const text = pathText(path);
  const where = text === '' ? 'the object' : text;
  return { code, path: text, message: `${where} ${detail}.` };
}
