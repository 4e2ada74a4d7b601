import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'yaml';
import { isMap, parse, parseDocument } from 'yaml';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonObject, jsonEqual } from '../../../shared/model/json.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { settingsSchema } from '../../../shared/model/settings.ts';
import { isMissing, writeFileAtomic } from './files.ts';

/** Reads `<home>/settings.yaml`; a missing file means the defaults. Throws `usage` that names the file and field. */
export async function readSettings(home: string): Promise<Settings> {
  const file = join(home, 'settings.yaml');
  let content: unknown;
  try {
    content = parse(await readText(file)) ?? {};
  } catch (error) {
    throw new DrydockError('usage', `${file} could not be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`, {
      hint: 'Correct the file, or move it away to go on with the defaults.',
      cause: error,
    });
  }
  const parsed = settingsSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DrydockError('usage', `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, {
    hint: 'Correct the value, or remove it for the default.',
  });
}

/**
 * Writes what differs into the file; comments, and what the file does not say, stay as they are. A broken file is not
 * overwritten: throws as `readSettings` does.
 */
export async function writeSettings(home: string, settings: Settings): Promise<void> {
  const before: JsonObject = await readSettings(home);
  const file = join(home, 'settings.yaml');
  const document: Document = parseDocument(await readText(file));
  if (!isMap(document.contents)) document.contents = document.createNode({});
  for (const [section, fields] of Object.entries(settings)) {
    if (typeof fields !== 'object') continue;
    for (const [field, value] of Object.entries(fields)) {
      const old = before[section];
      if (isJsonObject(old) && jsonEqual(old[field], value)) continue;
      // A plain value goes into the node that is there, whose comment stays.
      document.setIn([section, field], typeof value === 'object' ? document.createNode(value) : value);
    }
  }
  await writeFileAtomic(file, document.toString());
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
