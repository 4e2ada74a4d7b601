import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { createClosers } from './closers.ts';
import { milliseconds, say } from './report.ts';
import { unlessStopped } from './stop.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** From `npm start` in a fresh folder to the usable page: nothing built yet, and built. Dependencies are installed in both. */
export async function measureStart(browser: Browser): Promise<void> {
  const closers = createClosers();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
    closers.add(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
    const checkout = join(folder, 'drydock');
    await copySources(checkout);
    for (const name of ['cold (builds programs and page)', 'warm']) {
      const { address, content } = await start(browser, checkout, join(folder, `home-${name.slice(0, 4)}`));
      say(`npm start, ${name}: until the address is printed`, milliseconds(address));
      say(`npm start, ${name}: from opening it to the first page`, milliseconds(content));
    }
  } finally {
    await closers.close();
  }
}

/** What is in the working tree now, committed or not; `dist` is not part of it. */
async function copySources(checkout: string): Promise<void> {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  await mkdir(checkout, { recursive: true });
  for (const file of listed.split('\0')) {
    // One that is deleted and not yet committed is listed as well.
    if (file !== '') await cp(join(root, file), join(checkout, file), { preserveTimestamps: true }).catch(ignoreMissing);
  }
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function start(browser: Browser, checkout: string, home: string): Promise<{ readonly address: number; readonly content: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(checkout, 'build', 'run.mjs'), 'start', '--web', '--no-open', '--port', '0', '--home', home], {
    cwd: checkout,
    env: { ...process.env, KUBECONFIG: join(home, 'none') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const gone = once(child, 'exit');
  try {
    const url = await unlessStopped(
      new Promise<string>((resolve, reject) => {
        child.once('exit', (code) => reject(new Error(`npm start ended (${String(code)}) without an address`)));
        createInterface({ input: child.stdout }).on('line', (line) => {
          const found = /running at (\S+)/.exec(line)?.[1];
          if (found !== undefined) resolve(found);
        });
      }),
    );
    const address = performance.now() - begun;
    const page = await browser.newPage();
    const opened = performance.now();
    await page.goto(url);
    await unlessStopped(page.getByRole('button', { name: 'Try the example' }).waitFor());
    const content = performance.now() - opened;
    await page.close();
    return { address, content };
  } finally {
    child.kill('SIGTERM');
    await gone;
  }
}
