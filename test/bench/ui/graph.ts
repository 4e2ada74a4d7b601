import type { Browser } from '@playwright/test';
import { deployment, openTab, withBench } from './bench.ts';
import { drag, measureFrames } from './frames.ts';
import { milliseconds, say } from './report.ts';

const DEPLOYMENTS = 250;
const SECONDS = 3;
const CHANGES_A_SECOND = 20;

/** A tree of a thousand nodes: 250 Deployments, each with a ReplicaSet and two Pods. */
export async function measureGraph(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home, cluster }) => {
    await application('large', { 'all.yaml': Array.from({ length: DEPLOYMENTS }, (_, index) => deployment(`web-${index}`, 2)).join('---\n') });
    await home.until((state) => state.applications.every((item) => item.health === 'Healthy'));
    const opened = performance.now();
    await openTab(page, 'large');
    await page.locator('.react-flow__node').nth(1).waitFor();
    say(`a graph of ${DEPLOYMENTS * 4} nodes: from the address to the first picture, folded`, milliseconds(performance.now() - opened));
    const group = page.locator('.react-flow__node').filter({ hasText: `${DEPLOYMENTS} Deployments` });
    const unfolding = performance.now();
    await group.click();
    await page.locator('.react-flow__node').nth(10).waitFor();
    say(`a graph of ${DEPLOYMENTS * 4} nodes: unfolding all of them`, milliseconds(performance.now() - unfolding));
    await measureFrames(page, `panning it for ${SECONDS} s`, () => drag(page, SECONDS));
    await measureFrames(page, `panning it with ${CHANGES_A_SECOND} changes a second in the cluster`, async () => {
      let number = 0;
      const timer = setInterval(() => {
        number++;
        void cluster.cluster.client
          .request({ method: 'PATCH', path: `/apis/apps/v1/namespaces/default/deployments/web-${number % DEPLOYMENTS}`, body: { metadata: { annotations: { 'example.com/bench': String(number) } } }, contentType: 'application/merge-patch+json', action: 'annotate' })
          // One that comes after the end is of no interest.
          .catch(() => undefined);
      }, 1_000 / CHANGES_A_SECOND);
      await drag(page, SECONDS);
      clearInterval(timer);
    });
  });
}
