import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isMissing, writeFileAtomic } from './files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('writes a file, its folders, and nothing else, readable by its owner alone', async () => {
  const file = join(folder, 'a', 'b', 'c.yaml');
  await writeFileAtomic(file, 'one');
  await writeFileAtomic(file, new TextEncoder().encode('two'));
  expect(await readFile(file, 'utf8')).toBe('two');
  expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c.yaml']);
  if (process.platform !== 'win32') {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o700);
  }
});

it('that fails leaves what was there, and no temporary file', async () => {
  const taken = join(folder, 'taken');
  await mkdir(taken);
  await writeFile(join(taken, 'inside'), 'x');
  await expect(writeFileAtomic(taken, 'text')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['taken']);
  expect(await readFile(join(taken, 'inside'), 'utf8')).toBe('x');
});

it('by many at once leaves one of them whole', async () => {
  const file = join(folder, 'x');
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(texts.map((text) => writeFileAtomic(file, text)));
  expect(texts).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['x']);
});

it('knows the error of what is not there', async () => {
  const missing: unknown = await readFile(join(folder, 'no')).catch((error: unknown) => error);
  const other: unknown = await readFile(folder).catch((error: unknown) => error);
  expect([isMissing(missing), isMissing(other), isMissing('ENOENT')]).toEqual([true, false, false]);
});
