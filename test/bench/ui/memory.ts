import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from '@playwright/test';
import { configMap, withBench } from './bench.ts';
import { megabytes, say } from './report.ts';

const APPLICATIONS = 20;
const OBJECTS = 10;
const IDLE_SECONDS = 10;

/** What twenty applications cost while nothing happens. */
export async function measureMemory(browser: Browser): Promise<void> {
  await withBench(browser, async ({ application, page, home, served }) => {
    for (let number = 0; number < APPLICATIONS; number++) {
      await application(`app-${number}`, { 'all.yaml': Array.from({ length: OBJECTS }, (_, index) => configMap(`app-${number}-${index}`, 'x')).join('---\n') });
    }
    await home.until((state) => state.applications.length === APPLICATIONS && state.applications.every((item) => item.sync === 'Synced'));
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((item) => item.name === name)?.value ?? 0;
    say(`${APPLICATIONS} applications of ${OBJECTS} objects: the host's memory (RSS)`, megabytes(residentBytes(served.pid)));
    say(`${APPLICATIONS} applications of ${OBJECTS} objects: the page's JavaScript heap`, `${megabytes(metric('JSHeapUsedSize'))}, ${metric('Nodes')} DOM nodes`);
    const before = cpuSeconds(served.pid);
    await delay(IDLE_SECONDS * 1_000);
    say(`the host's CPU share at rest, over ${IDLE_SECONDS} s`, before === undefined ? 'cannot be told here' : `${((((cpuSeconds(served.pid) ?? 0) - before) / IDLE_SECONDS) * 100).toFixed(1)} %`);
  });
}

function residentBytes(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1_024;
}

/** User and system time of a process; undefined where /proc is not there. The clock has 100 ticks a second on Linux. */
function cpuSeconds(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  const fields = readFileSync(file, 'utf8').replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
