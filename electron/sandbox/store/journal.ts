import { mkdir, open, readFile, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonObject, parseJson, stringifyJson } from '../../../shared/model/json.ts';
import type { Dict } from '../model/values.ts';
import type { Journal, Store } from './store.ts';

/**
 * What the sandbox keeps in its folder: `snapshot.jsonl`, every object at some version, replaced atomically, and
 * `log.jsonl`, the changes since, appended as they happen. A kill loses at most what was not yet appended; a torn last
 * line is passed over.
 */
const FORMAT = 1;
const COMPACT_BYTES = 8 * 1024 * 1024;

/** A journal that was opened; `close` writes what is left. */
export interface OpenJournal extends Journal {
  close(): Promise<void>;
}

/** Loads a folder into a store and goes on writing there. Throws if the snapshot can not be read: it is left alone. */
export async function openJournal(folder: string, store: Store, onError: (error: unknown) => void): Promise<OpenJournal> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const snapshot = join(folder, 'snapshot.jsonl');
  const logFile = join(folder, 'log.jsonl');
  const base = await loadSnapshot(snapshot, store);
  await loadLog(logFile, store, base);
  await writeSnapshot(snapshot, store);
  let log: FileHandle = await open(logFile, 'w', 0o600);
  let pending: string[] = [];
  let bytes = 0;
  let running: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (pending.length > 0) {
      const text = pending.join('');
      pending = [];
      await log.appendFile(text);
      bytes += text.length;
      if (bytes < COMPACT_BYTES) continue;
      await writeSnapshot(snapshot, store);
      await log.close();
      log = await open(logFile, 'w', 0o600);
      bytes = 0;
    }
  }

  return {
    append({ version, resource, key, object }) {
      pending.push(`${stringifyJson({ version, resource, key, object: object ?? null })}\n`);
      running ??= Promise.resolve()
        .then(drain)
        .catch(onError)
        .finally(() => (running = undefined));
    },
    async close() {
      // What is appended meanwhile begins another turn.
      for (let turn = running; turn !== undefined; turn = running) await turn;
      await log.close();
    },
  };
}

async function loadSnapshot(file: string, store: Store): Promise<number> {
  const lines = (await readIfThere(file)).split('\n').filter((line) => line !== '');
  const [first, ...rest] = lines;
  if (first === undefined) return 0;
  const header = parse(first);
  if (header['format'] !== FORMAT) {
    throw new DrydockError('internal', `The sandbox's objects in ${file} are of format ${String(header['format'])}, which this version does not read.`, {
      hint: 'Move the folder away to begin with an empty sandbox.',
    });
  }
  const version = Number(header['version']);
  for (const line of rest) restore(store, parse(line), version);
  store.restore('', '', undefined, version);
  return version;
}

async function loadLog(file: string, store: Store, base: number): Promise<void> {
  for (const line of (await readIfThere(file)).split('\n')) {
    if (line === '') continue;
    let entry: Dict;
    try {
      entry = parse(line);
    } catch {
      // The process was killed in the middle of this line, so it is the last.
      return;
    }
    const version = Number(entry['version']);
    // A kill between a snapshot and the new log leaves the old log beside the newer snapshot.
    if (version > base) restore(store, entry, version);
  }
}

function restore(store: Store, entry: Dict, version: number): void {
  const { resource, key, object } = entry;
  store.restore(String(resource), String(key), isJsonObject(object) ? (object as Dict) : undefined, version);
}

function parse(line: string): Dict {
  const value: JsonValue = parseJson(line);
  return isJsonObject(value) ? (value as Dict) : {};
}

async function writeSnapshot(file: string, store: Store): Promise<void> {
  const lines = [stringifyJson({ format: FORMAT, version: store.version })];
  for (const resource of store.resources()) {
    for (const [key, object] of store.entries(resource)) lines.push(stringifyJson({ resource, key, object }));
  }
  const handle = await open(`${file}.new`, 'w', 0o600);
  try {
    await handle.writeFile(`${lines.join('\n')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(`${file}.new`, file);
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

