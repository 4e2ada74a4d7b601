import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { parse, stringify } from 'yaml';
import { DrydockError, errorShape } from '../../shared/model/errors.ts';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { stringifyJson } from '../../shared/model/json.ts';

type Style = Parameters<typeof styleText>[0];

/** Where a command writes: results to `out`, progress and problems to `err`. */
export interface Terminal {
  /** True if results go to a person's screen: colour and alignment. */
  readonly interactive: boolean;
  out(line: string): void;
  err(line: string): void;
  /** Styled where a person reads it, plain where it is piped. */
  paint(style: Style, text: string): string;
  /** Waits for `work`; a person is told what is being done once it takes long. */
  during<T>(what: string, work: Promise<T>): Promise<T>;
  /** Asks yes or no. Throws `usage` where nobody can answer. */
  confirm(question: string): Promise<boolean>;
}

/** Up to this a wait needs no word (UX "Fast is silent"). */
const BUSY_AFTER_MS = 500;
const CLEAR_LINE = '\r\u001b[2K';

export function processTerminal(): Terminal {
  const interactive = process.stdout.isTTY === true;
  return {
    interactive,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    async during(what, work) {
      if (process.stderr.isTTY !== true) return work;
      let shown = false;
      const timer = setTimeout(() => {
        shown = true;
        process.stderr.write(`${what} ... (Ctrl-C stops)`);
      }, BUSY_AFTER_MS);
      try {
        return await work;
      } finally {
        clearTimeout(timer);
        if (shown) process.stderr.write(CLEAR_LINE);
      }
    },
    async confirm(question) {
      if (process.stdin.isTTY !== true) {
        throw new DrydockError('usage', `${question} Nobody can answer here.`, { hint: 'Say --yes to go on without the question.' });
      }
      const line = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return /^y(es)?$/i.test((await line.question(`${question} [y/N] `)).trim());
      } finally {
        line.close();
      }
    },
  };
}

/** Rows as aligned columns, the first row as the heading; trailing spaces cut. Widths ignore colour codes. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - width(cell))))
      .join('  ')
      .trimEnd(),
  );
}

function width(text: string): number {
  // oxlint-disable-next-line no-control-regex -- colour codes begin with an escape character
  return text.replace(/\u001b\[[0-9;]*m/g, '').length;
}

/** Prints a value as `-o json` does. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(stringifyJson(value, 2));
}

/** Prints a value as `-o yaml` does. */
export function printYaml(terminal: Terminal, value: unknown): void {
  terminal.out(stringify(parse(stringifyJson(value), { intAsBigInt: true }), { lineWidth: 0 }).trimEnd());
}

/** Prints a value if its format was asked for; false where words are wanted. */
export function printed(terminal: Terminal, { output }: { readonly output?: string }, value: unknown): boolean {
  if (output === 'json') printJson(terminal, value);
  else if (output === 'yaml') printYaml(terminal, value);
  return output === 'json' || output === 'yaml';
}

/** Done, differences found or operation failed, wrong use, a problem of the cluster or Git (DESIGN "Two shells, one host"). */
export const EXIT = { done: 0, failed: 1, usage: 2, unreachable: 20 } as const;

const USAGE: ReadonlySet<ErrorCode> = new Set(['usage', 'not-found', 'already-exists', 'application-invalid', 'project-invalid']);
const FAILED: ReadonlySet<ErrorCode> = new Set(['plan-blocked', 'project-refused', 'plan-stale', 'operation-failed', 'timeout', 'cancelled', 'conflict', 'cluster-pin', 'context-read-only']);

export function exitCodeOf(error: unknown): number {
  const { code } = errorShape(error);
  return USAGE.has(code) ? EXIT.usage : FAILED.has(code) ? EXIT.failed : EXIT.unreachable;
}

/** An error as a person reads it: what, and below it what can be done. */
export function printError(terminal: Terminal, error: unknown): void {
  const { code, message, hint } = errorShape(error);
  terminal.err(`${terminal.paint('red', 'Error:')} ${code === 'internal' ? `Drydock itself failed: ${message}` : message}`);
  if (hint !== undefined) terminal.err(hint);
}
