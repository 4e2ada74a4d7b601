import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { withBench } from './bench.ts';
import { configMap } from './objects.ts';
import { megabytes, say } from './report.ts';

const APPLICATIONS = 20;
const OBJECTS = 10;
const IDLE_SECONDS = 10;
const WHAT = `${APPLICATIONS} applications of ${OBJECTS} objects`;

/** What twenty applications cost while nothing happens. */
export async function measureMemory(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home, served, probe }) => {
    for (let number = 0; number < APPLICATIONS; number++) {
      await application(`app-${number}`, { 'all.yaml': Array.from({ length: OBJECTS }, (_, index) => configMap(`app-${number}-${index}`, 'x')).join('---\n') });
    }
    await home.until((state) => state.applications.length === APPLICATIONS && state.applications.every((item) => item.sync === 'Synced'));
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((item) => item.name === name)?.value ?? Number.NaN;
    const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter((process) => process.type === 'renderer').map((process) => residentBytes(process.id));
    say(`${WHAT}: the host`, `${megabytes(residentBytes(served.pid))} (RSS), ${megabytes((await probe.tell()).heap)} of it heap in use`);
    say(`${WHAT}: the page`, `${megabytes(Math.max(...renderers))} (RSS of its process), ${megabytes(metric('JSHeapUsedSize'))} JavaScript heap, ${metric('Nodes')} DOM nodes`);
    await probe.rest();
    await delay(IDLE_SECONDS * 1_000);
    say(`the host's CPU share at rest, over ${IDLE_SECONDS} s`, `${((await probe.tell()).cpu * 100).toFixed(1)} %`);
  });
}

function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1_024;
}
