/** The page in a real browser. Under CI a missing one fails the run; elsewhere these suites are skipped and say why. */
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import { describe } from 'vitest';
import { withLock } from '../../electron/engine/git/lock.ts';
import { findChromium, launch as launchChromium } from '../helpers/chromium.ts';

const artifacts = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'artifacts', 'e2e');

/** A suite that needs a browser: skipped, with the reason in its name, where there is none. */
export function describeBrowser(name: string, suite: () => void): void {
  if (findChromium() !== undefined) describe(name, suite);
  else if (process.env['CI'] === undefined || process.env['CI'] === '') describe.skip(`${name} (skipped: there is no Chromium; CHROMIUM can name one)`, suite);
  else throw new Error('There is no Chromium, which CI must have: apt-get install chromium, or name one by CHROMIUM.');
}

/** Starts a browser; two at most run at once, those of a third worker wait until one has ended. */
export async function launch(): Promise<Browser> {
  const begun = Promise.withResolvers<Browser>();
  const slot = join(tmpdir(), `drydock-browser-${process.ppid}-${Number(process.env['VITEST_POOL_ID'] ?? 0) % 2}`);
  const held = withLock(slot, undefined, async () => {
    const browser = await launchChromium();
    const ended = new Promise<void>((resolve) => void browser.once('disconnected', () => resolve()));
    begun.resolve(browser);
    await ended;
  });
  held.catch(begun.reject);
  return begun.promise;
}

/** A page that fails its test for what a person would not see: errors in the console, broken policies, failed scripts. */
export interface TestPage {
  readonly page: Page;
  /** Takes pictures of what is there, in both themes, into artifacts/e2e. */
  picture(name: string): Promise<void>;
  /** What went wrong so far; `allow` takes what a step causes on purpose. */
  problems(allow?: RegExp): readonly string[];
  close(): Promise<void>;
}

/** Opens the page at 1280x800, without motion, so that a picture shows the end of everything. */
export async function openPage(browser: Browser, url: string, suite: string): Promise<TestPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce', colorScheme: 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
  // Pictures of an earlier run would be taken for this one's.
  await rm(join(artifacts, suite), { recursive: true, force: true });
  await page.goto(url);
  let number = 0;
  return {
    page,
    async picture(name) {
      number++;
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        const folder = join(artifacts, suite, theme);
        await mkdir(folder, { recursive: true });
        await page.screenshot({ path: join(folder, `${String(number).padStart(2, '0')}-${name}.png`), animations: 'disabled' });
      }
      await page.emulateMedia({ colorScheme: 'light' });
    },
    problems: (allow) => problems.filter((problem) => allow === undefined || !allow.test(problem)),
    close: () => context.close(),
  };
}
