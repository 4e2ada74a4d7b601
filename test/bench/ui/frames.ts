import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { milliseconds, quantile, say } from './report.ts';

/** A folder into which each measurement's CPU profile of the page goes, for Chromium's tools; profiling slows what is measured. */
const profiles = process.env['DRYDOCK_BENCH_PROFILES'];

/** Frames drawn, and long tasks, while something goes on in the page. */
export async function measureFrames(page: Page, what: string, work: () => Promise<void>): Promise<void> {
  await page.evaluate(() => {
    const record = { frames: [] as number[], tasks: [] as number[], last: performance.now(), on: true };
    const frame = (now: number) => {
      record.frames.push(now - record.last);
      record.last = now;
      if (record.on) requestAnimationFrame(frame);
    };
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) record.tasks.push(entry.duration);
    });
    observer.observe({ entryTypes: ['longtask'] });
    requestAnimationFrame((now) => {
      record.last = now;
      requestAnimationFrame(frame);
    });
    Reflect.set(window, 'drydockFrames', { record, stop: () => observer.disconnect() });
  });
  await profiled(page, what, work);
  const { frames, tasks } = await page.evaluate(() => {
    const { record, stop } = Reflect.get(window, 'drydockFrames') as { record: { frames: number[]; tasks: number[]; on: boolean }; stop: () => void };
    record.on = false;
    stop();
    return record;
  });
  const slow = frames.filter((frame) => frame > 50).length;
  say(`${what}: frames`, `median ${milliseconds(quantile(frames, 0.5))}, p95 ${milliseconds(quantile(frames, 0.95))}, worst ${milliseconds(Math.max(...frames))}; ${slow} of ${frames.length} over 50 ms`);
  say(`${what}: tasks over 50 ms`, tasks.length === 0 ? 'none' : `${tasks.length}, longest ${milliseconds(Math.max(...tasks))}`);
}

async function profiled(page: Page, what: string, work: () => Promise<void>): Promise<void> {
  if (profiles === undefined) return work();
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 200 });
  await session.send('Profiler.start');
  await work();
  const { profile } = await session.send('Profiler.stop');
  await writeFile(join(profiles, `${what.replaceAll(/\W+/g, '-')}.cpuprofile`), JSON.stringify(profile));
  await session.detach();
}

/** Drags the canvas back and forth for a while, as a hand does. */
export async function drag(page: Page, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  await page.mouse.move(900, 600);
  await page.mouse.down();
  for (let step = 0; performance.now() < end; step++) await page.mouse.move(900 - 300 * Math.sin(step / 12), 600 - 250 * Math.cos(step / 9));
  await page.mouse.up();
}
