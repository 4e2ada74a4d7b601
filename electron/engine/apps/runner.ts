import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredApplication } from '../../../shared/model/application.ts';
import type { ApplicationStore } from './store.ts';

/** One running application, as the runner holds it. */
export interface Running {
  /** Its file was edited. */
  trigger(): Promise<void>;
  stop(): Promise<void>;
}

export interface RunnerInput {
  readonly store: ApplicationStore;
  readonly home: string;
  start(application: StoredApplication): Promise<Running>;
  /** Told when the folder could not be read; the loops that run go on. */
  onError(error: unknown): void;
}

/** File events come in bursts (a temporary file, a rename). */
const DEBOUNCE_MS = 100;

/**
 * Keeps one loop per application file: files that appear are started, edited ones told, removed ones stopped. Broken
 * files are left alone; their application goes on with what was last valid.
 */
export async function runApplications({ store, home, start, onError }: RunnerInput): Promise<{ stop(): Promise<void> }> {
  const running = new Map<string, { readonly text: string; readonly loop: Running }>();
  const folder = join(home, 'applications');
  let timer: NodeJS.Timeout | undefined;
  let queue: Promise<void> = Promise.resolve();
  let stopped = false;

  async function follow(): Promise<void> {
    if (stopped) return;
    const { applications, broken } = await store.list();
    const present = new Set([...applications.map((application) => application.name), ...broken.map((file) => file.name)]);
    for (const [name, { loop }] of running) {
      if (present.has(name)) continue;
      running.delete(name);
      await loop.stop();
    }
    for (const application of applications) {
      const text = JSON.stringify([application.uid, application.spec, application.manifest['metadata']]);
      const known = running.get(application.name);
      if (known === undefined) running.set(application.name, { text, loop: await start(application) });
      else if (known.text !== text) {
        running.set(application.name, { text, loop: known.loop });
        await known.loop.trigger();
      }
    }
  }

  const enqueue = () => {
    queue = queue.then(follow, follow);
    return queue;
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const watcher = watch(folder, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void enqueue().catch(onError), DEBOUNCE_MS);
  });
  await enqueue();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      watcher.close();
      await queue.catch(onError);
      await Promise.all([...running.values()].map(({ loop }) => loop.stop()));
      running.clear();
    },
  };
}
