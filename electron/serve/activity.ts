import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ActivityEntry } from '../../shared/model/home.ts';

/** What Drydock did, newest last; kept in `<home>/activity.jsonl`, so that a new start still knows it. */
export interface Activity {
  readonly entries: readonly ActivityEntry[];
  add(entry: Omit<ActivityEntry, 'id' | 'time'>): void;
  /** Waits until everything is on disk. */
  flush(): Promise<void>;
}

const KEPT = 200;
const entrySchema = z.object({
  id: z.number(),
  time: z.string(),
  application: z.string().optional(),
  kind: z.enum(['created', 'edited', 'deleted', 'sync-started', 'sync-finished', 'sync-failed', 'drift', 'problem', 'revealed', 'exec-started', 'forward-started', 'action-run']),
  text: z.string(),
  failed: z.boolean(),
});

/** Reads what is there; a damaged line (a kill in mid-write) is passed over. */
export async function openActivity(home: string, onEntry: (entry: ActivityEntry) => void, onError: (error: unknown) => void): Promise<Activity> {
  const file = join(home, 'activity.jsonl');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  let entries = text.split('\n').slice(-KEPT - 1).flatMap(parseEntry);
  let writing: Promise<void> = Promise.resolve();
  let next = (entries.at(-1)?.id ?? 0) + 1;
  return {
    get entries() {
      return entries;
    },
    add(entry) {
      const last = entries.at(-1);
      // The same problem again and again is one line.
      if (last !== undefined && last.failed && last.application === entry.application && last.text === entry.text) return;
      const full: ActivityEntry = { ...entry, id: next++, time: new Date().toISOString() };
      entries = [...entries, full].slice(-KEPT);
      writing = writing.then(() => appendFile(file, `${JSON.stringify(full)}\n`, { mode: 0o600 })).catch(onError);
      onEntry(full);
    },
    flush: () => writing,
  };
}

function parseEntry(line: string): ActivityEntry[] {
  try {
    const { application, ...entry } = entrySchema.parse(JSON.parse(line));
    return [application === undefined ? entry : { ...entry, application }];
  } catch {
    return [];
  }
}
