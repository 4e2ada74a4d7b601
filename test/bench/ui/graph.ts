import type { Browser } from '@playwright/test';
import { mapAt, mapsAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { Bench } from './bench.ts';
import { withBench } from './bench.ts';
import { drag, measureFrames } from './frames.ts';
import { measureHost } from './hostProbe.ts';
import { whenDrawn } from './inPage.ts';
import { deployment } from './objects.ts';
import { megabytes, milliseconds, say } from './report.ts';

const DEPLOYMENTS = 250;
const NODES = DEPLOYMENTS * 4;
const SECONDS = 3;
const CHANGES_A_SECOND = 20;
const NODE = '.react-flow__node';

/** A tree of a thousand nodes: 250 Deployments, each with a ReplicaSet and two Pods. */
export async function measureGraph(browser: Browser): Promise<void> {
  await withBench(browser, async (bench) => {
    const { application, page, home, probe } = bench;
    await application('large', { 'all.yaml': Array.from({ length: DEPLOYMENTS }, (_, index) => deployment(`web-${index}`, 2)).join('---\n') });
    await home.until((state) => state.applications.every((item) => item.health === 'Healthy'));
    const opened = await whenDrawn(page, { selector: NODE, count: 2 });
    await page.getByRole('link', { name: 'large', exact: true }).click();
    say(`a graph of ${NODES} nodes: from the click on its application to the first picture, folded`, milliseconds((await opened()).sinceClick));
    const unfolded = await whenDrawn(page, { selector: NODE, count: 10 });
    await page.locator(NODE).filter({ hasText: `${DEPLOYMENTS} Deployments` }).click();
    say(`a graph of ${NODES} nodes: from the click that unfolds all of them to their picture`, milliseconds((await unfolded()).sinceClick));
    await measureFrames(page, `panning it for ${SECONDS} s`, () => drag(page, SECONDS));
    // Some change what is drawn, as in a rollout; others, as most of a cluster's, nothing.
    await measureChanges(bench, 'that do not show', (index, number) => ({ path: deploymentPath(index), body: { metadata: { annotations: { 'example.com/bench': String(number) } } } }));
    const pods = await podNames(bench);
    await measureChanges(bench, 'that show', (_index, number) => ({ path: `/api/v1/namespaces/default/pods/${pods[number % pods.length] ?? ''}/status`, body: { status: { containerStatuses: [{ name: 'web', ready: true, restartCount: number }] } } }));
    await measureHost(probe, 'the graph looked at while nothing happens', () => drag(page, 1));
  });
}

interface Change {
  readonly path: string;
  readonly body: JsonObject;
}

const deploymentPath = (index: number): string => `/apis/apps/v1/namespaces/default/deployments/web-${index}`;

async function podNames({ cluster }: Bench): Promise<string[]> {
  const list = await cluster.read('/api/v1/namespaces/default/pods');
  return mapsAt(list, 'items').map((pod) => textAt(mapAt(pod, 'metadata'), 'name'));
}

async function measureChanges({ page, probe, cluster, received }: Bench, which: string, change: (index: number, number: number) => Change): Promise<void> {
  const what = `panning it with ${CHANGES_A_SECOND} changes a second ${which}`;
  const before = received();
  await measureHost(probe, what, () =>
    measureFrames(page, what, async () => {
      let number = 0;
      let done = 0;
      let failed: unknown;
      const timer = setInterval(() => {
        number++;
        const { path, body } = change(number % DEPLOYMENTS, number);
        cluster.cluster.client.request({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json', action: 'change' }).then(
          () => done++,
          (error: unknown) => (failed ??= error),
        );
      }, 1_000 / CHANGES_A_SECOND);
      try {
        await drag(page, SECONDS);
      } finally {
        clearInterval(timer);
      }
      if (failed !== undefined) throw failed;
      if (done === 0) throw new Error('No change was made.');
    }),
  );
  const after = received();
  say(`${what}: sent to the page`, `${after.messages - before.messages} messages, ${megabytes(after.bytes - before.bytes)}`);
}
