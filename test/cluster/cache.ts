import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, unlink, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Built control planes in the user's cache folder: one folder per content, complete or absent. A folder is made beside
 * its place and renamed into it; a lock spares a second process the same build, but nothing depends on it.
 */

const KEPT_ENTRIES = 2;
const LOCK_TOUCH_MS = 2_000;
/** A lock whose holder has not touched it for so long belongs to a process that was killed. */
const LOCK_STALE_MS = 20_000;

/** The folder for all of them, below `$XDG_CACHE_HOME` or `~/.cache`. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base !== undefined && base !== '' ? base : join(homedir(), '.cache'), 'drydock', 'control-plane');
}

/** Finds a complete entry whose name satisfies `wanted` and marks it as used. */
export async function findEntry(wanted: (name: string) => boolean): Promise<string | undefined> {
  const name = (await entryNames()).find(wanted);
  if (name === undefined) return undefined;
  const path = join(cacheFolder(), name);
  await touch(path);
  return path;
}

/**
 * Returns the entry `name`, letting `make` fill a temporary folder for it if it is not there. Of several processes one
 * makes it and the others wait; entries beside the two last used are removed afterwards. Throws what `make` throws.
 */
export async function obtainEntry(
  name: string,
  make: (folder: string) => Promise<void>,
  log: (line: string) => void,
): Promise<string> {
  const path = join(cacheFolder(), name);
  await mkdir(cacheFolder(), { recursive: true });
  const release = await lock(`${path}.lock`, async () => (await findEntry((each) => each === name)) !== undefined, log);
  if (release === undefined) return path;
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(temporary);
    await make(temporary);
    try {
      await rename(temporary, path);
    } catch (error) {
      // Somebody else was faster, which is as good: the content is the same.
      if ((await findEntry((each) => each === name)) === undefined) throw error;
    }
    await touch(path);
    await prune();
  } finally {
    await rm(temporary, { recursive: true, force: true });
    await release();
  }
  return path;
}

/** Takes the lock and returns what releases it, or undefined as soon as `done` holds. Waits as long as it takes. */
async function lock(
  path: string,
  done: () => Promise<boolean>,
  log: (line: string) => void,
): Promise<(() => Promise<void>) | undefined> {
  for (let attempt = 0; ; attempt++) {
    if (await done()) return undefined;
    try {
      await (await open(path, 'wx')).close();
      const beat = setInterval(() => void touch(path), LOCK_TOUCH_MS);
      return async () => {
        clearInterval(beat);
        await unlink(path).catch(() => undefined);
      };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const age = await stat(path).then((found) => Date.now() - found.mtimeMs, () => 0);
    if (age > LOCK_STALE_MS) await unlink(path).catch(() => undefined);
    else {
      if (attempt === 0) log('Another process is building the test control plane; waiting for it.');
      await delay(500);
    }
  }
}

/** Removes all but the last used entries, and what killed builds left behind. */
async function prune(): Promise<void> {
  const folder = cacheFolder();
  const aged = await Promise.all(
    (await readdir(folder)).map(async (name) => ({ name, age: Date.now() - (await modified(join(folder, name))) })),
  );
  const entries = aged.filter(({ name }) => isEntry(name)).toSorted((a, b) => a.age - b.age);
  const leftovers = aged.filter(({ name, age }) => name.endsWith('.tmp') && age > 3_600_000);
  for (const { name } of [...entries.slice(KEPT_ENTRIES), ...leftovers]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function entryNames(): Promise<string[]> {
  try {
    return (await readdir(cacheFolder())).filter(isEntry);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function isEntry(name: string): boolean {
  return !name.endsWith('.tmp') && !name.endsWith('.lock');
}

async function modified(path: string): Promise<number> {
  return stat(path).then((found) => found.mtimeMs, () => 0);
}

/** The time of last use decides what is kept; on a read-only cache it stays as it is. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
