import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { ProbeAnswer } from './probe.ts';
import { milliseconds, say } from './report.ts';

/** A look into a host that was started with `probeEnvironment`. */
export interface HostProbe {
  /** Counts CPU time from now on, and does nothing else. */
  rest(): Promise<void>;
  /** Looks for holds of the event loop from now on. */
  watch(): Promise<void>;
  tell(): Promise<ProbeAnswer>;
  close(): void;
}

/** What a host's environment needs, so that it can be looked into at this address. */
export function probeEnvironment(address: string): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'probe.ts')).href}`, DRYDOCK_BENCH_PROBE: address };
}

/** Connects to the probe of a running host. */
export async function openProbe(address: string): Promise<HostProbe> {
  const socket = connect(address);
  await once(socket, 'connect');
  const lines = createInterface({ input: socket });
  const ask = async (line: string): Promise<string> => {
    const answer = once(lines, 'line');
    socket.write(`${line}\n`);
    return String((await answer)[0]);
  };
  return {
    async rest() {
      await ask('rest');
    },
    async watch() {
      await ask('watch');
    },
    tell: async () => JSON.parse(await ask('tell')) as ProbeAnswer,
    close: () => socket.destroy(),
  };
}

/** Says how busy the host was while something went on, and whether it was held up. */
export async function measureHost(probe: HostProbe, what: string, work: () => Promise<void>): Promise<void> {
  await probe.watch();
  await work();
  const { cpu, holds } = await probe.tell();
  say(`${what}: the host`, `${(cpu * 100).toFixed(0)} % of a core; ${holds.length === 0 ? 'never held up for 50 ms' : `held up ${holds.length} times over 50 ms, longest ${milliseconds(Math.max(...holds))}`}`);
}
