import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cacheFolder, findEntry, obtainEntry } from './cache.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-cache-test-'));
  vi.stubEnv('XDG_CACHE_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const quiet = (): void => undefined;
const fill = (folder: string): Promise<void> => writeFile(join(folder, 'binary'), 'x');

it('makes an entry once, however many ask for it at the same time', async () => {
  const make = vi.fn(fill);
  const paths = await Promise.all([1, 2, 3].map(() => obtainEntry('a', make, quiet)));
  expect(new Set(paths)).toEqual(new Set([join(cacheFolder(), 'a')]));
  expect(make).toHaveBeenCalledTimes(1);
  expect(await readdir(cacheFolder())).toEqual(['a']);
  expect(await readdir(join(cacheFolder(), 'a'))).toEqual(['binary']);
});

it('finds what is there, and nothing where there is no cache', async () => {
  expect(await findEntry(() => true)).toBeUndefined();
  await obtainEntry('a', fill, quiet);
  expect(await findEntry((name) => name.startsWith('a'))).toBe(join(cacheFolder(), 'a'));
  expect(await findEntry((name) => name === 'b')).toBeUndefined();
});

it('leaves nothing of a failed attempt, so that the next one can succeed', async () => {
  const failing = async (folder: string): Promise<void> => {
    await fill(folder);
    throw new Error('out of disk');
  };
  await expect(obtainEntry('a', failing, quiet)).rejects.toThrow('out of disk');
  expect(await readdir(cacheFolder())).toEqual([]);
  await obtainEntry('a', fill, quiet);
  expect(await readdir(cacheFolder())).toEqual(['a']);
});

it('takes over the lock of a process that was killed', async () => {
  await obtainEntry('a', fill, quiet);
  await rm(join(cacheFolder(), 'a'), { recursive: true });
  const lock = join(cacheFolder(), 'a.lock');
  await writeFile(lock, '');
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(lock, longAgo, longAgo);
  await obtainEntry('a', fill, quiet);
  expect(await readdir(cacheFolder())).toEqual(['a']);
});

it('keeps the two that were used last', async () => {
  for (const [name, hours] of [
    ['a', 1],
    ['b', 3],
    ['c', 2],
  ] as const) {
    const path = await obtainEntry(name, fill, quiet);
    const then = new Date(Date.now() - hours * 3_600_000);
    await utimes(path, then, then);
  }
  await obtainEntry('d', fill, quiet);
  expect((await readdir(cacheFolder())).toSorted()).toEqual(['a', 'd']);
});
