import type { Browser } from '@playwright/test';
import { commitFiles } from '../../helpers/git.ts';
import { configMap, openTab, withBench } from './bench.ts';
import { measureFrames } from './frames.ts';
import { milliseconds, say } from './report.ts';

const OBJECTS = 1_000;

/** A plan in which all of a thousand objects change: from opening it to its rows, and going through them. */
export async function measurePlan(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home }) => {
    const all = (value: string) => ({ 'all.yaml': Array.from({ length: OBJECTS }, (_, index) => configMap(`map-${index}`, value)).join('---\n') });
    const repository = await application('many', all('one'));
    await home.until((state) => state.applications.every((item) => item.sync === 'Synced'));
    await commitFiles(repository, all('two'), 'all changed');
    await home.until((state) => state.applications.every((item) => item.counts.changed === OBJECTS));
    await openTab(page, 'many', 'resources');
    await page.getByRole('row').nth(5).waitFor();
    const opened = performance.now();
    await openTab(page, 'many', 'plan');
    await page.getByText(`${OBJECTS.toLocaleString('en')} to change`).waitFor();
    say(`the plan of ${OBJECTS} changed objects: from opening it to its rows`, milliseconds(performance.now() - opened));
    await measureFrames(page, 'going through its rows with j, 40 times', async () => {
      for (let step = 0; step < 40; step++) await page.keyboard.press('j');
    });
  });
}
