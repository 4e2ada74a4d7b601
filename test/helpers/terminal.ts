import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist', 'cli.mjs');

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that goes on, `run` say. */
export interface Started {
  readonly pid: number | undefined;
  /** Resolves with the first line of standard output, past and future, for which `wanted` holds. Rejects when the command ends without one. */
  line(wanted: (line: string) => boolean): Promise<string>;
  /** Resolves when all that was written to standard error so far satisfies `wanted`. Rejects when the command ends before. */
  error(wanted: (text: string) => boolean): Promise<void>;
  signal(name: NodeJS.Signals): void;
  readonly finished: Promise<Finished>;
}

/** Starts Drydock's terminal, the built one (`npm test` builds it first), as a person would. */
export function startDrydock(args: readonly string[], env: NodeJS.ProcessEnv): Started {
  if (!existsSync(script)) throw new Error('dist/cli.mjs is missing: npm run build makes it.');
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  let ended = false;
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const wake of waiting) wake();
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      ended = true;
      for (const wake of waiting) wake();
      resolve({ code, stdout, stderr });
    });
  });
  return {
    pid: child.pid,
    finished,
    signal: (name) => void child.kill(name),
    error(wanted) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!wanted(stderr) && !ended) return;
          waiting.delete(look);
          if (wanted(stderr)) resolve();
          else reject(new Error(`The command ended without that text.\n${stdout}${stderr}`));
        };
        waiting.add(look);
        look();
      });
    },
    line(wanted) {
      let seen = 0;
      return new Promise((resolve, reject) => {
        const look = () => {
          for (; seen < lines.length; seen++) {
            const line = lines[seen];
            if (line === undefined || !wanted(line)) continue;
            waiting.delete(look);
            return resolve(line);
          }
          if (!ended) return;
          waiting.delete(look);
          reject(new Error(`The command ended without that line.\n${stdout}${stderr}`));
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** Runs one command to its end. */
export function drydock(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  return startDrydock(args, env).finished;
}
