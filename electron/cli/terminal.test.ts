import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../shared/model/errors.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { Terminal } from './terminal.ts';
import { exitCodeOf, printError, printJson, table } from './terminal.ts';

describe('table', () => {
  it.each<[string, string[][], string[]]>([
    ['nothing', [], []],
    ['columns as wide as their widest cell', [['NAME', 'STATUS'], ['a', 'Synced'], ['longer-name', 'x']], ['NAME         STATUS', 'a            Synced', 'longer-name  x']],
    ['no spaces at the end', [['A', 'B', 'C'], ['1', '', ''], ['', '2', '']], ['A  B  C', '1', '   2']],
    ['rows of unequal length', [['A'], ['1', '2', '3']], ['A', '1  2  3']],
    ['colours take no room', [['NAME', 'X'], ['\u001b[32mgreen\u001b[39m', 'y'], ['plain', 'z']], ['NAME   X', '\u001b[32mgreen\u001b[39m  y', 'plain  z']],
  ])('%s', (_what, rows, lines) => {
    expect(table(rows)).toEqual(lines);
  });
});

describe('the exit code', () => {
  it.each<[ErrorCode, number]>([
    ['usage', 2],
    ['not-found', 2],
    ['already-exists', 2],
    ['application-invalid', 2],
    ['plan-blocked', 1],
    ['plan-stale', 1],
    ['operation-failed', 1],
    ['timeout', 1],
    ['conflict', 1],
    ['cluster-pin', 1],
    ['context-read-only', 1],
    ['git-auth', 20],
    ['git-unreachable', 20],
    ['render-invalid', 20],
    ['cluster-unreachable', 20],
    ['kubeconfig-invalid', 20],
    ['internal', 20],
  ])('of %s is %i', (code, exit) => {
    expect(exitCodeOf(new DrydockError(code, 'x'))).toBe(exit);
  });

  it('of what nobody expected is 20', () => {
    expect(exitCodeOf(new TypeError('x'))).toBe(20);
  });
});

function recorder(): { readonly terminal: Terminal; readonly out: string[]; readonly err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  return { out, err, terminal: { interactive: false, out: (line) => void out.push(line), err: (line) => void err.push(line), paint: (_style, text) => text, during: (_what, work) => work, confirm: async () => Promise.resolve(false) } };
}

describe('printing', () => {
  it.each<[unknown, string[]]>([
    [new DrydockError('git-auth', 'No entry.', { hint: 'Log in.' }), ['Error: No entry.', 'Log in.']],
    [new DrydockError('timeout', 'Too late.'), ['Error: Too late.']],
    [new TypeError('x is not a function'), ['Error: Drydock itself failed: x is not a function']],
  ])('%s', (error, lines) => {
    const { terminal, out, err } = recorder();
    printError(terminal, error);
    expect(err).toEqual(lines);
    expect(out).toEqual([]);
  });

  it('JSON has integers beyond 2^53 as they are', () => {
    const { terminal, out } = recorder();
    printJson(terminal, { a: 9007199254740993n });
    expect(out).toEqual(['{\n  "a": 9007199254740993\n}']);
  });
});
