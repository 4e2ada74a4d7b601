import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { settingsSchema } from '../../../shared/model/settings.ts';
import { isMissing } from './files.ts';

/** Reads `<home>/settings.yaml`; a missing file means the defaults. Throws `usage` that names the file and field. */
export async function readSettings(home: string): Promise<Settings> {
  const file = join(home, 'settings.yaml');
  let content: unknown = {};
  try {
    content = parse(await readFile(file, 'utf8')) ?? {};
  } catch (error) {
    if (!isMissing(error)) {
      throw new DrydockError('usage', `${file} could not be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`, {
        hint: 'Correct the file, or move it away to go on with the defaults.',
        cause: error,
      });
    }
  }
  const parsed = settingsSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new DrydockError('usage', `${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, {
    hint: 'Correct the value, or remove it for the default.',
  });
}
