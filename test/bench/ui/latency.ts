import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { openTab, withBench } from './bench.ts';
import { whenDrawn } from './inPage.ts';
import { configMap, deployment } from './objects.ts';
import { say, spread } from './report.ts';

const SAMPLES = 20;
const COMMITS = 10;

/** From a change in the cluster, or a commit, to the page that shows it; page and bench share one clock. */
export async function measureLatency(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home, cluster }) => {
    const pushed = await application('pushed', { 'web.yaml': deployment('web', 1), 'map.yaml': configMap('map', 'start') });
    const local = await application('local', { 'map.yaml': configMap('local', 'start') }, ({ work }) => work);
    await home.until((state) => state.applications.every((item) => item.sync === 'Synced' && item.health === 'Healthy'));
    await openTab(page, 'pushed');
    await page.locator('.react-flow__node').nth(3).waitFor();
    const events: number[] = [];
    const path = '/apis/apps/v1/namespaces/default/deployments/web';
    for (let sample = 0; sample < SAMPLES; sample++) {
      const out = sample % 2 === 0;
      const shown = await headerShows(page, out ? OUT : SYNCED);
      const sent = Date.now();
      await cluster.scale(path, out ? 3 : 1);
      events.push((await shown()) - sent);
    }
    say('from a write in the cluster to the drawn change', spread(events));
    const pushes: number[] = [];
    for (let commit = 0; commit < COMMITS; commit++) {
      await writeFile(join(pushed.work, 'map.yaml'), configMap('map', `v${commit}`));
      await pushed.git('commit', '--quiet', '--all', '-m', `commit ${commit}`);
      const shown = await headerShows(page, `commit ${commit},`);
      const before = Date.now();
      await pushed.git('push', '--quiet', 'origin', 'HEAD');
      pushes.push((await shown()) - before);
    }
    say('from the begin of "git push" to the subject on the page', spread(pushes));
    await openTab(page, 'local');
    await page.locator('.react-flow__node').nth(1).waitFor();
    const commits: number[] = [];
    for (let commit = 0; commit < COMMITS; commit++) {
      const out = commit % 2 === 0;
      await writeFile(join(local.work, 'map.yaml'), configMap('local', out ? 'changed' : 'start'));
      const shown = await headerShows(page, out ? OUT : SYNCED);
      const before = Date.now();
      await local.git('commit', '--quiet', '--all', '-m', `commit ${commit}`);
      commits.push((await shown()) - before);
    }
    say('from the begin of "git commit" to its state (out of sync, synced) on the page', spread(commits));
  });
}

const OUT = 'Out of sync: 1 changed';
const SYNCED = 'Synced';

/** Begins to watch the header for a text; the returned function waits until it is drawn and gives the page's time. */
async function headerShows(page: Page, text: string): Promise<() => Promise<number>> {
  const drawn = await whenDrawn(page, { selector: 'main header', text });
  return async () => (await drawn()).at;
}
