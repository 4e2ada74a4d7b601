/** A piece of a file that holds one YAML document (or more, after `...`). */
export interface Chunk {
  readonly text: string;
  /** Number of the document, from 1. */
  readonly document: number;
  /** Line of the file, from 1, where `text` begins. */
  readonly line: number;
}

const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
/** A line that says nothing: blank, a comment, a directive. */
const EMPTY_LINE = /^(?:[ \t]*(?:#.*)?|%.*)\r?$/;

/**
 * Cuts a file at lines that begin with `---`, as kubectl does (apimachinery util/yaml YAMLReader): YAML allows such
 * a line nowhere inside a document. What stands before the first separator is a document only if it says something.
 */
export function splitDocuments(text: string): Chunk[] {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const cuts = [...body.matchAll(SEPARATOR)].map((match) => match.index);
  const chunks: Chunk[] = [];
  let document = 0;
  let line = 1;
  for (let index = -1; index < cuts.length; index++) {
    const start = cuts[index] ?? 0;
    const piece = body.slice(start, cuts[index + 1] ?? body.length);
    const empty = index < 0 && (cuts[0] === 0 || isEmpty(piece));
    if (!empty) chunks.push({ text: piece, document: ++document, line });
    line += countLines(piece);
  }
  return chunks;
}

function isEmpty(text: string): boolean {
  return text.split('\n').every((line) => EMPTY_LINE.test(line));
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
