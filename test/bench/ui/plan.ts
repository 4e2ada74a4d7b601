import type { Browser } from '@playwright/test';
import { commitFiles } from '../../helpers/git.ts';
import { openTab, withBench } from './bench.ts';
import { measureFrames } from './frames.ts';
import { measureHost } from './hostProbe.ts';
import { whenDrawn } from './inPage.ts';
import { configMap } from './objects.ts';
import { milliseconds, say } from './report.ts';

const OBJECTS = 1_000;

/** A plan in which all of a thousand objects change: from opening it to its rows, and going through them. */
export async function measurePlan(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home, probe }) => {
    const all = (value: string) => ({ 'all.yaml': Array.from({ length: OBJECTS }, (_, index) => configMap(`map-${index}`, value)).join('---\n') });
    const repository = await application('many', all('one'));
    await home.until((state) => state.applications.every((item) => item.sync === 'Synced'));
    await measureHost(probe, `comparing ${OBJECTS} changed objects`, async () => {
      await commitFiles(repository, all('two'), 'all changed');
      await home.until((state) => state.applications.every((item) => item.counts.changed === OBJECTS));
    });
    await openTab(page, 'many', 'resources');
    await page.getByRole('row').nth(5).waitFor();
    await measureHost(probe, `the plan of ${OBJECTS} changed objects`, () =>
      measureFrames(page, `the plan of ${OBJECTS} changed objects`, async () => {
        const drawn = await whenDrawn(page, { selector: 'li button[data-operation]', count: 20 });
        await page.getByRole('navigation').getByRole('link', { name: 'Plan', exact: true }).click();
        say(`the plan of ${OBJECTS} changed objects: from the click to its rows`, milliseconds((await drawn()).sinceClick));
      }),
    );
    await measureFrames(page, 'going through its rows with j, 40 times', async () => {
      for (let step = 0; step < 40; step++) await page.keyboard.press('j');
    });
  });
}
