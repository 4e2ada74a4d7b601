import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'host.mjs');

/** Drydock as `npm start` serves it to a browser: the built one, in a process of its own. */
export interface Served {
  /** What it printed as its address. */
  readonly url: string;
  readonly pid: number;
  /** Ends it in order, or at once. Resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Everything that it said on standard error. */
  said(): string;
}

/** Starts it on a free port, or the one given, and waits for its address. Rejects with what it said if it ends before. */
export function serve(home: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): Promise<Served> {
  if (!existsSync(script)) throw new Error('dist/host.mjs is missing: npm run build makes it.');
  const child = spawn(process.execPath, [script, '--home', home, '--no-open', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    void ended.then((code) => reject(new Error(`Drydock ended (${String(code)}): ${errors}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /^Drydock is (?:already )?running at (\S+)$/.exec(line)?.[1];
      if (url === undefined) return;
      resolve({
        url,
        pid: child.pid ?? 0,
        said: () => errors,
        stop(signal = 'SIGTERM') {
          child.kill(signal);
          return ended;
        },
      });
    });
  });
}
