import { isMap, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { z } from 'zod';
import type { ErrorCode } from '../../../shared/model/errors.ts';
import { DrydockError } from '../../../shared/model/errors.ts';

/** What kind of file is read, for its errors. */
export interface FileKind {
  readonly kind: 'Application' | 'AppProject';
  readonly code: Extract<ErrorCode, 'application-invalid' | 'project-invalid'>;
}

/** Parses YAML of one document that is a mapping. Throws with file and line. */
export function parseMapping(text: string, file: string, { kind, code }: FileKind): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  // Without `prettyErrors` a message does not repeat the place.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [first] = document.errors;
  if (first !== undefined) {
    const { line } = lines.linePos(first.pos[0]);
    throw new DrydockError(code, `${file}:${line}: this is not valid YAML: ${first.message}`, { cause: first });
  }
  if (!isMap(document.contents)) throw new DrydockError(code, `${file}: this is not an ${kind}: it is no YAML mapping.`);
  return { document, lines };
}

/** Checks a document by its schema. Throws every problem with file, line and field. */
export function validateDocument<Schema extends z.ZodType>(schema: Schema, { document, lines }: ReturnType<typeof parseMapping>, manifest: unknown, file: string, { kind, code }: FileKind): z.output<Schema> {
  const parsed = schema.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => placed(document, lines, file, issue.path.map(String), issue.message));
  throw new DrydockError(code, problems.join('\n'), { hint: `The fields are those of Argo CD's ${kind}.` });
}

/** "file:line: field: message", as exactly as the field can be found. */
export function placed(document: Document, lines: LineCounter, file: string, path: readonly string[], message: string): string {
  const range = lineOf(document, path);
  const line = range === undefined ? '' : `:${lines.linePos(range).line}`;
  return `${file}${line}: ${path.join('.') || 'document'}: ${message}`;
}

/** The offset of the deepest node of a path that exists. */
function lineOf(document: Document, path: readonly string[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return undefined;
}
