import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, isLocked } from './lock.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-lock-'));
  file = join(folder, 'app', 'lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  return child.pid ?? 0;
}

describe('the lock', () => {
  it('is held with this process\'s id until it is released, and leaves nothing', async () => {
    const release = await acquireLock(file, 'syncing app');
    expect(await readFile(file, 'utf8')).toBe(String(process.pid));
    expect(await isLocked(file)).toBe(true);
    await expect(acquireLock(file, 'syncing app')).rejects.toMatchObject({ code: 'conflict', message: `Another Drydock (process ${process.pid}) is syncing app right now.` });
    await release();
    expect(await isLocked(file)).toBe(false);
    expect(await readdir(join(folder, 'app'))).toEqual([]);
    await (await acquireLock(file, 'syncing app'))();
  });

  it('of a living process is refused', async () => {
    await (await acquireLock(file, 'x'))();
    await writeFile(file, String(process.ppid));
    expect(await isLocked(file)).toBe(true);
    await expect(acquireLock(file, 'syncing app')).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`process ${process.ppid}`) });
    expect(await readFile(file, 'utf8')).toBe(String(process.ppid));
  });

  it.each<[string, () => Promise<string>]>([
    ['of a process that died', async () => String(await deadPid())],
    ['of a process that died and had our id', async () => String(process.pid)],
    ['that is empty', async () => ''],
    ['with nonsense', async () => 'nonsense'],
    ['of process 0', async () => '0'],
  ])('%s is taken over', async (_what, content) => {
    await (await acquireLock(file, 'x'))();
    await writeFile(file, await content());
    expect(await isLocked(file)).toBe(false);
    const release = await acquireLock(file, 'syncing app');
    expect(await readFile(file, 'utf8')).toBe(String(process.pid));
    await release();
    expect(await readdir(join(folder, 'app'))).toEqual([]);
  });

  it('whose takeover was cut short is taken over', async () => {
    await (await acquireLock(file, 'x'))();
    await writeFile(file, String(await deadPid()));
    await writeFile(`${file}.takeover`, String(await deadPid()));
    const old = new Date(Date.now() - 60_000);
    await utimes(`${file}.takeover`, old, old);
    await (await acquireLock(file, 'syncing app'))();
    expect(await readdir(join(folder, 'app'))).toEqual([]);
  });
});

describe('processes that race', () => {
  it('for one lock, free or left by the dead, never both hold it', async () => {
    const script = join(folder, 'racer.mjs');
    const dead = await deadPid();
    await writeFile(
      script,
      `import { open, rename, rm, writeFile } from 'node:fs/promises';
       import { acquireLock } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'lock.ts')).href)};
       const [file, marker, me] = process.argv.slice(2);
       let held = 0;
       process.stdout.write('ready\\n');
       await new Promise((go) => process.stdin.once('data', go));
       for (let round = 0; held < 60; round++) {
         let release;
         try {
           release = await acquireLock(file, 'racing');
         } catch (error) {
           if (error.code !== 'conflict') throw error;
           await new Promise(setImmediate);
           continue;
         }
         held++;
         const mark = await open(marker, 'wx').catch(() => process.exit(7));
         await mark.close();
         await rm(marker);
         if (held % 2 === 0) await release();
         else {
           await writeFile(file + '.' + me, '${dead}');
           await rename(file + '.' + me, file);
         }
       }
       process.exit(0);`,
    );
    const racers = [1, 2, 3].map((me) => spawn(process.execPath, [script, file, join(folder, 'marker'), String(me)], { stdio: ['pipe', 'pipe', 'inherit'] }));
    await Promise.all(racers.map((racer) => once(racer.stdout, 'data')));
    const ends = racers.map((racer) => once(racer, 'close'));
    for (const racer of racers) racer.stdin.write('go\n');
    expect((await Promise.all(ends)).map(([code]) => code as number)).toEqual([0, 0, 0]);
  });
});
