/**
 * Runs the tests and ends with one line, `tests: N passed, N failed, N skipped`, counted from vitest's own report. What
 * was skipped is named. Arguments go to vitest, but for `--failed=...`: what failed before the tests, to be said again
 * where it is seen.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FAILED_BEFORE = '--failed=';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), ancestorTitles: z.array(z.string()) })),
    }),
  ),
});
type Report = z.infer<typeof reportSchema>;

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const before = args.filter((argument) => argument.startsWith(FAILED_BEFORE)).map((argument) => argument.slice(FAILED_BEFORE.length));
  const filters = args.filter((argument) => !argument.startsWith(FAILED_BEFORE));
  const folder = await mkdtemp(join(tmpdir(), 'drydock-tests-'));
  try {
    const file = join(folder, 'report.json');
    const code = await vitest(['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters]);
    const report = await readReport(file);
    // In a run of everything for CI, a test that was skipped has not held.
    return conclude(report, { code, before, skipping: !isSet(process.env['CI']) || filters.length > 0 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Nothing ran where vitest wrote no report: it could not begin, or was killed. */
async function readReport(file: string): Promise<Report> {
  try {
    return reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    return { testResults: [] };
  }
}

interface Circumstances {
  /** vitest's exit code. */
  readonly code: number;
  readonly before: readonly string[];
  /** Whether tests may be skipped. */
  readonly skipping: boolean;
}

/** What a suite's name says where it needs something that cannot be had on this machine; it is skipped, also in CI. */
const CANNOT_RUN = '(cannot run here: ';

/** Prints the end of the output and returns the exit code. */
function conclude({ testResults }: Report, { code, before, skipping }: Circumstances): number {
  const tests = testResults.flatMap((file) => file.assertionResults);
  const passed = tests.filter((test) => test.status === 'passed').length;
  const skipped = tests.filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status));
  // A file that did not even load has no failed test, and must not look like none failed.
  const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'));
  let failed = tests.filter((test) => test.status === 'failed').length + broken.length;
  for (const suite of new Set(skipped.map((test) => test.ancestorTitles[0] ?? test.fullName))) say(`skipped: ${suite}`);
  // Everything else can run in CI, and must.
  const wanting = skipping ? [] : skipped.filter((test) => !test.ancestorTitles.some((title) => title.includes(CANNOT_RUN)));
  if (wanting.length > 0) say('Nothing that can run may be skipped in CI.');
  if (tests.length === 0) say('No test ran.');
  if (failed === 0 && (code !== 0 || tests.length === 0)) {
    say(`The run itself failed (vitest's exit code: ${code}); it counts as one failure.`);
    failed = 1;
  }
  for (const what of before) say(`FAILED before the tests: ${what}`);
  say(`tests: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  if (code > 1) return code;
  return failed > 0 || before.length > 0 || wanting.length > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}

/** Runs vitest to its end, which comes with the end of this process at the latest, and returns its exit code. */
function vitest(args: readonly string[]): Promise<number> {
  const guard = `--require=${join(root, 'build', 'guard.cjs')}`;
  const child = spawn(process.execPath, [guard, join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const stop = (): void => {
    if (child.connected) child.disconnect();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main();
