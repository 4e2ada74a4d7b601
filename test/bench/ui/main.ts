/**
 * `npm run bench:ui`: the page as a person meets it, in real Chromium over the built host and its sandbox: from `npm start`
 * to the first picture, memory, a graph of a thousand nodes, from an event in the cluster to the changed pixel. Prints
 * numbers; nothing here fails for being slow.
 */
import { launch } from '../../helpers/chromium.ts';
import { measureGraph } from './graph.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measurePlan } from './plan.ts';
import { measureStart } from './start.ts';
import { stopOnSignals } from './stop.ts';

const wanted = process.argv.slice(2);
const parts: readonly (readonly [string, (browser: Awaited<ReturnType<typeof launch>>) => Promise<void>])[] = [
  ['start', measureStart],
  ['memory', measureMemory],
  ['graph', measureGraph],
  ['latency', measureLatency],
  ['plan', measurePlan],
];

stopOnSignals();
const browser = await launch({ ownSignals: true });
try {
  for (const [name, measure] of parts) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    await measure(browser);
  }
} catch (error) {
  process.exitCode ||= 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await browser.close();
}
