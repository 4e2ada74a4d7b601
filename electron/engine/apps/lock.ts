import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DrydockError } from '../../../shared/model/errors.ts';
import { isMissing } from './files.ts';

/**
 * Holds a lock file with this process's id. A lock whose process is gone is taken over. Throws `conflict` that names
 * the process which holds it.
 */
export async function acquireLock(file: string, what: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = await open(file, 'wx', 0o600);
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const holder = await readHolder(file);
      if (holder !== undefined && isAlive(holder)) {
        throw new DrydockError('conflict', `Another Drydock (process ${holder}) is ${what} right now.`, {
          hint: 'Wait until it is done, or stop it there.',
          cause: error,
        });
      }
      await rm(file, { force: true });
    }
  }
  throw new DrydockError('conflict', `Another Drydock is ${what} right now.`, { hint: 'Try again in a moment.' });
}

/** True while a living process holds the lock. */
export async function isLocked(file: string): Promise<boolean> {
  const holder = await readHolder(file);
  return holder !== undefined && isAlive(holder);
}

async function readHolder(file: string): Promise<number | undefined> {
  try {
    const pid = Number((await readFile(file, 'utf8')).trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
