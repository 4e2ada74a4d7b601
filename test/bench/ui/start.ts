import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { milliseconds, say } from './report.ts';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** From `npm start` in a clone to the usable page: nothing built yet, and built. Dependencies are installed in both. */
export async function measureStart(browser: Browser): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'drydock-bench-'));
  try {
    const checkout = join(folder, 'drydock');
    execFileSync('git', ['clone', '--quiet', '--local', root, checkout]);
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'));
    for (const name of ['cold (builds programs and page)', 'warm']) {
      const { address, content } = await start(browser, checkout, join(folder, `home-${name.slice(0, 4)}`));
      say(`npm start, ${name}: until the address is printed`, milliseconds(address));
      say(`npm start, ${name}: from opening it to the first page`, milliseconds(content));
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function start(browser: Browser, checkout: string, home: string): Promise<{ readonly address: number; readonly content: number }> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(checkout, 'build', 'run.mjs'), 'start', '--web', '--no-open', '--port', '0', '--home', home], {
    cwd: checkout,
    env: { ...process.env, KUBECONFIG: join(home, 'none') },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`npm start ended (${String(code)}) without an address`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /running at (\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const address = performance.now() - begun;
  const page = await browser.newPage();
  const opened = performance.now();
  await page.goto(url);
  await page.getByRole('button', { name: 'Try the example' }).waitFor();
  const content = performance.now() - opened;
  await page.close();
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { address, content };
}
