import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../../shared/model/errors.ts';
import { isMissing } from './files.ts';

/** Locks that this process holds: its id in any other lock is that of a dead process which had the same one. */
const held = new Set<string>();
/** Takeovers last as long as reading a file; one this old was cut short by a crash. */
const TAKEOVER_MS = 5_000;
const PAUSE_MS = 20;

/**
 * Holds a lock file with this process's id. A lock whose process is gone is taken over. Throws `conflict` that names
 * the process which holds it.
 */
export async function acquireLock(file: string, what: string): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  for (;;) {
    if (await create(file)) {
      held.add(file);
      return async () => {
        held.delete(file);
        await rm(file, { force: true });
      };
    }
    const holder = await readHolder(file);
    if (holder === 'none') continue;
    if (isHolding(file, holder)) {
      throw new DrydockError('conflict', `Another Drydock (process ${holder}) is ${what} right now.`, {
        hint: 'Wait until it is done, or stop it there.',
      });
    }
    await removeStale(file);
  }
}

/** True while a living process holds the lock. */
export async function isLocked(file: string): Promise<boolean> {
  const holder = await readHolder(file);
  return holder !== 'none' && isHolding(file, holder);
}

/** Creates the lock, never seen empty: the file is complete before it gets its name. False if there is one already. */
async function create(file: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, String(process.pid), { flag: 'wx', mode: 0o600 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (exists(error)) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Removes a dead process's lock. One at a time: a second one would remove the lock of whoever was faster. */
async function removeStale(file: string): Promise<void> {
  const takeover = `${file}.takeover`;
  if (!(await create(takeover))) {
    const since = await stat(takeover).then(
      (info) => info.mtimeMs,
      (error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      },
    );
    if (since !== undefined && Date.now() - since > TAKEOVER_MS) await rm(takeover, { force: true });
    else await delay(PAUSE_MS);
    return;
  }
  try {
    const holder = await readHolder(file);
    // A lock that was let go meanwhile is free: whoever takes it now must not lose it here.
    if (holder !== 'none' && !isHolding(file, holder)) await rm(file, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

function isHolding(file: string, holder: number | undefined): boolean {
  return holder !== undefined && (holder === process.pid ? held.has(file) : isAlive(holder));
}

function exists(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** The process in a lock file; undefined where it is not readable as one, `none` where there is no lock. */
async function readHolder(file: string): Promise<number | undefined | 'none'> {
  try {
    const pid = Number((await readFile(file, 'utf8')).trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (isMissing(error)) return 'none';
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
