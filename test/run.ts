/**
 * Runs the tests and ends with one line, `tests: N passed, N failed, N skipped`, counted from vitest's own report. What
 * was skipped is named with its reason. Arguments go to vitest.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reportFile = join(root, 'artifacts', 'tests.json');

const reportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string(), ancestorTitles: z.array(z.string()) })),
    }),
  ),
});

async function main(): Promise<number> {
  await mkdir(dirname(reportFile), { recursive: true });
  await rm(reportFile, { force: true });
  const code = await vitest(['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...process.argv.slice(2)]);
  const report = reportSchema.parse(JSON.parse(await readFile(reportFile, 'utf8')));
  const tests = report.testResults.flatMap((file) => file.assertionResults);
  const count = (...states: string[]) => tests.filter((test) => states.includes(test.status)).length;
  // A file that did not even load has no tests, and must not look like none failed.
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed')).length;
  const skipped = tests.filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status));
  for (const reason of new Set(skipped.map((test) => test.ancestorTitles[0] ?? test.fullName))) console.log(`skipped: ${reason}`);
  const failed = count('failed') + brokenFiles;
  console.log(`tests: ${count('passed')} passed, ${failed} failed, ${skipped.length} skipped`);
  if (process.env['CI'] !== undefined && skipped.length > 0) {
    console.error('Nothing may be skipped in CI.');
    return 1;
  }
  return code !== 0 ? code : failed > 0 || tests.length === 0 ? 1 : 0;
}

function vitest(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), ...args], { cwd: root, stdio: 'inherit' });
  const stop = () => child.kill('SIGTERM');
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

process.exitCode = await main();
