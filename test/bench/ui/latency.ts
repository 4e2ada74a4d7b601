import type { Browser, Page } from '@playwright/test';
import { commitFiles } from '../../helpers/git.ts';
import { configMap, deployment, openTab, withBench } from './bench.ts';
import { say, spread } from './report.ts';

const SAMPLES = 20;
const COMMITS = 8;

/** From a change in the cluster, or a commit, to the page that shows it; page and bench share one clock. */
export async function measureLatency(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home, cluster }) => {
    const repository = await application('small', { 'web.yaml': deployment('web', 1), 'map.yaml': configMap('map', 'start') });
    await home.until((state) => state.applications.every((item) => item.sync === 'Synced' && item.health === 'Healthy'));
    await openTab(page, 'small');
    await page.locator('.react-flow__node').nth(3).waitFor();
    const events: number[] = [];
    const path = '/apis/apps/v1/namespaces/default/deployments/web';
    for (let sample = 0; sample < SAMPLES; sample++) {
      const out = sample % 2 === 0;
      const shown = await whenShown(page, out ? 'Out of sync: 1 changed' : 'Synced');
      const sent = Date.now();
      await cluster.scale(path, out ? 3 : 1);
      events.push((await shown()) - sent);
    }
    say('from a write in the cluster to the changed pixel', spread(events));
    const commits: number[] = [];
    for (let commit = 0; commit < COMMITS; commit++) {
      const shown = await whenShown(page, `commit ${commit},`);
      const before = Date.now();
      await commitFiles(repository, { 'map.yaml': configMap('map', `v${commit}`) }, `commit ${commit}`);
      commits.push((await shown()) - before);
    }
    say('from the begin of a commit and push to its subject on the page', spread(commits));
  });
}

/** Begins to watch the header for a text; the returned function waits for it and gives the page's time of the frame after. */
async function whenShown(page: Page, text: string): Promise<() => Promise<number>> {
  const seen = await page.evaluateHandle((wanted) => {
    const shows = () => (document.querySelector('main header')?.textContent ?? '').includes(wanted);
    return {
      time: new Promise<number>((resolve) => {
        const look = () => {
          if (!shows()) return;
          observer.disconnect();
          requestAnimationFrame(() => resolve(Date.now()));
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      }),
    };
  }, text);
  return () => seen.evaluate(({ time }) => time);
}
