/**
 * Runs inside of the measured host (`--import`), where alone its heap and the holds of its event loop can be seen. Answers
 * on a socket, a line of JSON for each line: `rest` begins to count CPU time, `watch` looks for holds as well, `tell` says
 * what was found since.
 */
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the host says of itself. */
export interface ProbeAnswer {
  /** Bytes that are in use after a garbage collection. */
  readonly heap: number;
  /** Milliseconds of work for which nothing else could run, each longer than it should be. */
  readonly holds: readonly number[];
  /** Of one core, since `rest` or `watch`. */
  readonly cpu: number;
}

const TICK_MS = 5;
const LONG_MS = 50;

const address = process.env['DRYDOCK_BENCH_PROBE'];
if (address !== undefined) listen(address);

function listen(path: string): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  let holds: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let cpu = process.cpuUsage();
  let since = performance.now();

  function rest(): void {
    holds = [];
    cpu = process.cpuUsage();
    since = performance.now();
    clearInterval(timer);
  }

  function watch(): void {
    rest();
    let last = since;
    let used = process.cpuUsage();
    timer = setInterval(() => {
      const now = performance.now();
      const { user, system } = process.cpuUsage(used);
      // Where the machine gave the process no time, the process held up nobody.
      const hold = Math.min(now - last - TICK_MS, (user + system) / 1_000);
      if (hold > LONG_MS) holds.push(hold);
      last = now;
      used = process.cpuUsage();
    }, TICK_MS).unref();
  }

  function tell(): ProbeAnswer {
    clearInterval(timer);
    const { user, system } = process.cpuUsage(cpu);
    const share = (user + system) / 1_000 / (performance.now() - since);
    if (typeof collect === 'function') collect();
    return { heap: process.memoryUsage().heapUsed, holds, cpu: share };
  }

  createServer((socket) => {
    socket.unref();
    socket.on('error', () => socket.destroy());
    createInterface({ input: socket }).on('line', (line) => {
      if (line === 'watch') watch();
      else if (line === 'rest') rest();
      socket.write(`${JSON.stringify(line === 'tell' ? tell() : null)}\n`);
    });
  })
    .listen(path)
    .unref();
}
