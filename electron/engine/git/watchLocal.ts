import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRepositoryUrl } from './url.ts';

/** A commit touches several files of a repository within some milliseconds. */
const QUIET_MS = 150;

/**
 * Watches the refs of a repository on this machine and tells when one may have moved: a commit, a push into it, a switch
 * of branch. Returns how to stop. A repository elsewhere, or none, is not watched; what cannot be watched is still polled.
 */
export async function watchLocalRepository(repoURL: string, onChange: () => void): Promise<() => void> {
  const folder = await gitFolder(repoURL);
  if (folder === undefined) return () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const watchers: FSWatcher[] = [];
  const changed = (_event: string, file: string | null) => {
    // Lock files come and go with reading commands too; objects say nothing about refs.
    if (file !== null && (file.endsWith('.lock') || /^(objects|index|logs|FETCH_HEAD|ORIG_HEAD|COMMIT_EDITMSG)\b/.test(file))) return;
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
  };
  for (const [path, recursive] of [[folder, false], [join(folder, 'refs'), true]] as const) {
    try {
      const watcher = watch(path, { recursive }, changed);
      // The folder was removed: polling says so.
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch {
      // Too many watches, or a file system without them: polling goes on.
    }
  }
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
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
