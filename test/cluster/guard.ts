import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/**
 * Binaries that are not the wrapper's know nothing of a lifeline. For them a second Node process waits, in a session of
 * its own, for the launcher's end, and then kills what the launcher had running and removes its folder.
 */

/** The launcher's end of the guard. */
export interface Guard {
  watch(pid: number): void;
  forget(pid: number): void;
  /** For after everything was ended in order. */
  stop(): void;
}

export function startGuard(folder: string): Guard {
  const child = spawn(process.execPath, [import.meta.filename, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.stdin.on('error', () => undefined); // it was killed by somebody: nothing to tell it any more
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  child.unref();
  return {
    watch: (pid) => void child.stdin.write(`+${pid}\n`),
    forget: (pid) => void child.stdin.write(`-${pid}\n`),
    stop: () => void child.kill('SIGKILL'),
  };
}

async function guard(folder: string): Promise<void> {
  const pids = new Set<number>();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.startsWith('+')) pids.add(Number(line.slice(1)));
    else pids.delete(Number(line.slice(1)));
  }
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
}

if (process.argv[1] === import.meta.filename && process.argv[2] !== undefined) await guard(process.argv[2]);
