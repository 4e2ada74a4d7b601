import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { settingsSchema } from '../../../shared/model/settings.ts';
import { readSettings, writeSettings } from './settings.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'drydock-settings-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const DEFAULTS = settingsSchema.parse({});
const write = (text: string) => writeFile(join(home, 'settings.yaml'), text);

it('are the defaults without a file, and with an empty one', async () => {
  expect(await readSettings(home)).toEqual(DEFAULTS);
  await write('# nothing yet\n');
  expect(await readSettings(home)).toEqual(DEFAULTS);
});

it('are the defaults but for what the file says', async () => {
  await write('git:\n  pollSeconds: 10\n');
  expect(await readSettings(home)).toEqual({ ...DEFAULTS, git: { ...DEFAULTS.git, pollSeconds: 10 } });
});

it.each([
  ['git: [', /settings\.yaml could not be read: ./],
  ['git:\n  pollSeconds: soon\n', /settings\.yaml: git\.pollSeconds: ./],
  ['version: 2\n', /settings\.yaml: version: ./],
  ['- a\n', /settings\.yaml: : ./],
])('are refused with file and field: %j', async (text, message) => {
  await write(text);
  await expect(readSettings(home)).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching(message), hint: expect.stringMatching(/default/) });
});

it('are written with the file\'s comments kept, and read back', async () => {
  await write('# mine\ngit:\n  pollSeconds: 10 # often\n');
  const next = { ...DEFAULTS, git: { ...DEFAULTS.git, pollSeconds: 30 }, contexts: { ...DEFAULTS.contexts, protected: ['eu-*'] } };
  await writeSettings(home, next);
  expect(await readSettings(home)).toEqual(next);
  const text = await readFile(join(home, 'settings.yaml'), 'utf8');
  expect(text).toContain('# mine');
  expect(text).toMatch(/pollSeconds: 30 # often/);
});

it.each([
  ['where there is no file', undefined],
  ['into an empty file', ''],
  ['into a file of comments', '# nothing yet\n'],
])('are written %s', async (_name, text) => {
  if (text !== undefined) await write(text);
  const next = { ...DEFAULTS, page: { ...DEFAULTS.page, context: 'kind-dev' } };
  await writeSettings(home, next);
  expect(await readSettings(home)).toEqual(next);
});

it('are not written over a file that cannot be read', async () => {
  await write('git: [');
  await expect(writeSettings(home, DEFAULTS)).rejects.toMatchObject({ code: 'usage' });
  expect(await readFile(join(home, 'settings.yaml'), 'utf8')).toBe('git: [');
});
