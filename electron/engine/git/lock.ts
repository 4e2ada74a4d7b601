import { randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { cancelled } from './process.ts';

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

const BEAT = 10_000;
/** Six missed beats: the owner is gone, or the machine slept and its next beat will find the lock taken. */
const STALE = 60_000;
const POLL = 100;

/**
 * Holds the lock file while `work` runs; other processes wait. A lock survives its owner's crash: it is taken over at
 * once when the process is gone, and after a minute without a beat otherwise. Two takers at the same instant are
 * possible in theory; git's own ref locks keep that harmless. Throws `cancelled` on abort.
 */
export async function withLock<T>(file: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const token = await acquire(file, signal);
  const beat = setInterval(() => {
    const now = new Date();
    // Someone removed the cache, or took the lock over: the end of the work notices what matters.
    utimes(file, now, now).catch(() => undefined);
  }, BEAT);
  beat.unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readOwner(file))?.token === token) await removeFile(file);
  }
}

async function acquire(file: string, signal: AbortSignal | undefined): Promise<string> {
  const owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
  for (;;) {
    if (await create(file, owner)) return owner.token;
    const held = await readOwner(file);
    if (await isStale(file, held)) {
      if ((await readOwner(file))?.token === held?.token) await removeFile(file);
      continue;
    }
    try {
      await delay(POLL, undefined, { signal });
    } catch {
      throw cancelled();
    }
  }
}

async function create(file: string, owner: Owner): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(JSON.stringify(owner));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Undefined while the file is missing or still being written. */
async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('host' in value) || !('token' in value)) return undefined;
    const { pid, host, token } = value;
    return typeof pid === 'number' && typeof host === 'string' && typeof token === 'string' ? { pid, host, token } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function isStale(file: string, owner: Owner | undefined): Promise<boolean> {
  if (owner !== undefined && owner.host === hostname() && !isAlive(owner.pid)) return true;
  try {
    return Date.now() - (await stat(file)).mtimeMs > STALE;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

async function removeFile(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
