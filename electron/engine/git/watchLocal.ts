import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRepositoryUrl } from './url.ts';

/** A commit touches several files of a repository within some milliseconds. */
const QUIET_MS = 150;
/** What comes and goes beside the refs, with reading commands too. */
const NO_REF = /(\.lock|^(objects|index|logs|FETCH_HEAD|ORIG_HEAD|COMMIT_EDITMSG))$/;

/**
 * Watches the refs of a repository on this machine and tells when one may have moved: a commit, a push into it, a switch
 * of branch. Returns how to stop. A repository elsewhere, or none, is not watched; what cannot be watched is still polled.
 *
 * Folders are watched, each by itself: git replaces a ref's file, and a recursive watch on Linux stays with the file that
 * was replaced.
 */
export async function watchLocalRepository(repoURL: string, onChange: () => void): Promise<() => void> {
  const folder = await gitFolder(repoURL);
  if (folder === undefined) return () => undefined;
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const changed = (_event: string, file: string | null) => {
    if (file !== null && NO_REF.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A branch may have made folders of its own.
      void follow().then(() => !stopped && onChange());
    }, QUIET_MS);
  };

  async function follow(): Promise<void> {
    const folders = [folder ?? '', ...(await foldersBelow(join(folder ?? '', 'refs')))];
    if (stopped) return;
    for (const [path, watcher] of watchers) {
      if (folders.includes(path)) continue;
      watcher.close();
      watchers.delete(path);
    }
    for (const path of folders) {
      if (watchers.has(path)) continue;
      try {
        const watcher = watch(path, changed);
        watcher.on('error', () => watcher.close());
        watchers.set(path, watcher);
      } catch {
        // Gone again, or too many watches: polling goes on.
      }
    }
  }

  await follow();
  return () => {
    stopped = true;
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

/** A folder and all folders below it; none where it is not there. */
async function foldersBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [];
  const below = await Promise.all(entries.filter((entry) => entry.isDirectory()).map((entry) => foldersBelow(join(path, entry.name))));
  return [path, ...below.flat()];
}

/** Where a local repository keeps its refs: `<path>/.git`, or the path itself where it is bare. */
async function gitFolder(repoURL: string): Promise<string | undefined> {
  let path: string;
  try {
    const { identity, fetchUrl } = parseRepositoryUrl(repoURL);
    if (!identity.startsWith('file://')) return undefined;
    path = fetchUrl;
  } catch {
    return undefined; // The comparison says what is wrong with the URL.
  }
  for (const folder of [join(path, '.git'), path]) {
    const refs = await stat(join(folder, 'refs')).catch(() => undefined);
    if (refs?.isDirectory() === true) return folder;
  }
  return undefined;
}
