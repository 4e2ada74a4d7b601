import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const MANY_PACKS = 40;
const DAY = 24 * 3600 * 1000;

/**
 * Keeps a mirror small after a fetch, under its lock. Every fetch adds a pack; when there are many, they are joined.
 * A geometric repack keeps unreachable commits, which history and rollbacks may name after a force push (`git gc`
 * would drop them). Halves of packs from killed fetches go after a day.
 */
export async function upkeep(folder: string, run: (args: readonly string[]) => Promise<void>): Promise<void> {
  const packs = join(folder, 'objects', 'pack');
  const names = await readdir(packs);
  for (const name of names.filter((entry) => entry.startsWith('tmp_'))) {
    const path = join(packs, name);
    if (Date.now() - (await stat(path)).mtimeMs > DAY) await rm(path, { force: true });
  }
  if (names.filter((name) => name.endsWith('.pack')).length > MANY_PACKS) {
    await run(['--git-dir', folder, 'repack', '-d', '--geometric=2', '--quiet']);
  }
}

/** Removes git's own lock files from a mirror that no living process writes to. */
export async function removeLockFiles(folder: string): Promise<void> {
  const top = (await readdir(folder)).map((name) => join(folder, name));
  const refs = (await readdir(join(folder, 'refs'), { recursive: true })).map((name) => join(folder, 'refs', name));
  for (const path of [...top, ...refs]) if (path.endsWith('.lock')) await rm(path, { force: true });
}
