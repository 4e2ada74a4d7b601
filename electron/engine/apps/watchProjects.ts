import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** File events come in bursts (a temporary file, a rename). */
const QUIET_MS = 100;

/** Tells when the files of the projects may have changed, until the returned function is called. */
export async function watchProjects(home: string, listener: () => void): Promise<() => void> {
  const folder = join(home, 'projects');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let quiet: NodeJS.Timeout | undefined;
  const watcher = watch(folder, () => {
    clearTimeout(quiet);
    quiet = setTimeout(listener, QUIET_MS);
  });
  return () => {
    clearTimeout(quiet);
    watcher.close();
  };
}
