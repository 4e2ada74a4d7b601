import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../../../test/helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../../test/helpers/git.ts';
import type { CommandEvent, Git } from './index.ts';
import { createGit } from './index.ts';
import { withLock } from './lock.ts';
import { mirrorName, parseRepositoryUrl } from './url.ts';

let sandbox: GitSandbox;
let repository: TestRepository;
let git: Git;
let commands: CommandEvent[];
let cacheDir: string;

const count = (verb: string): number => commands.filter((event) => event.command.includes(` ${verb} `)).length;
const mirror = (): string => join(cacheDir, mirrorName(parseRepositoryUrl(repository.remote)));
const resolve = async (instance: Git = git) => await instance.resolve({ repoURL: repository.remote, revision: '', refresh: 'fetch' });

beforeEach(async () => {
  sandbox = await createGitSandbox();
  repository = await createRepository(sandbox);
  commands = [];
  cacheDir = sandbox.path('cache');
  git = createGit({ cacheDir, environment: sandbox.environment, onCommand: (event) => commands.push(event) });
});

afterEach(async () => {
  await git.close();
  await sandbox.remove();
});

describe('callers at the same time', () => {
  it('twenty cost one listing and one fetch', async () => {
    const first = await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    const all = await Promise.all(Array.from({ length: 20 }, async () => await resolve()));
    expect(new Set(all.map((one) => one.commit))).toEqual(new Set([first]));
    expect(count('ls-remote')).toBe(1);
    expect(count('fetch')).toBe(1);
  });

  it('who ask after a push never get what was listed before it', async () => {
    await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    await resolve();
    for (let round = 0; round < 5; round++) {
      const early = resolve();
      const pushed = await commitFiles(repository, { 'a.yaml': `round ${round}` }, 'more');
      expect((await resolve()).commit).toBe(pushed);
      await early;
    }
  });

  it('in several instances on one cache do not disturb each other', async () => {
    const others = Array.from({ length: 4 }, () => createGit({ cacheDir, environment: sandbox.environment }));
    for (let round = 0; round < 3; round++) {
      const pushed = await commitFiles(repository, { 'a.yaml': `round ${round}` }, 'more');
      const all = await Promise.all([git, ...others].map(async (instance) => (await resolve(instance)).commit));
      expect(new Set(all)).toEqual(new Set([pushed]));
    }
    await Promise.all(others.map(async (instance) => await instance.close()));
    expect(await readdir(cacheDir)).toEqual([mirrorName(parseRepositoryUrl(repository.remote))]);
  });

  it('in two processes both get the commit', async () => {
    const first = await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    const script = sandbox.path('child.mjs');
    await writeFile(
      script,
      `import { createGit } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'index.ts')).href)};
       const git = createGit({ cacheDir: ${JSON.stringify(cacheDir)} });
       const found = await git.resolve({ repoURL: ${JSON.stringify(repository.remote)}, revision: '', refresh: 'fetch' });
       await git.close();
       process.stdout.write(found.commit);`,
    );
    const run = async (): Promise<string> => {
      const child = spawn(process.execPath, [script], { env: sandbox.environment, stdio: ['ignore', 'pipe', 'inherit'] });
      let out = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
      await once(child, 'close');
      return out;
    };
    expect(await Promise.all([run(), run()])).toEqual([first, first]);
  });
});

describe('the lock', () => {
  it('excludes', async () => {
    const file = join(sandbox.root, 'x.lock');
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        await withLock(file, undefined, async () => {
          most = Math.max(most, ++inside);
          await readFile(file);
          inside--;
        });
      }),
    );
    expect(most).toBe(1);
  });

  it('of a process that died is taken over', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'close');
    const file = join(sandbox.root, 'x.lock');
    await writeFile(file, JSON.stringify({ pid: child.pid, host: hostname(), token: 'dead' }));
    expect(await withLock(file, undefined, async () => await Promise.resolve('done'))).toBe('done');
  });

  it('without a beat, or half written, is taken over', async () => {
    const file = join(sandbox.root, 'x.lock');
    for (const content of [JSON.stringify({ pid: process.pid, host: 'elsewhere', token: 't' }), '']) {
      await writeFile(file, content);
      const old = new Date(Date.now() - 3600_000);
      await utimes(file, old, old);
      expect(await withLock(file, undefined, async () => await Promise.resolve('done'))).toBe('done');
    }
  });

  it('that is held can be given up on', async () => {
    const file = join(sandbox.root, 'x.lock');
    await withLock(file, undefined, async () => {
      await expect(withLock(file, AbortSignal.timeout(50), async () => await Promise.resolve())).rejects.toMatchObject({ code: 'cancelled' });
    });
  });

  it('that another took is left to it', async () => {
    const file = join(sandbox.root, 'x.lock');
    const taken = JSON.stringify({ pid: process.pid, host: hostname(), token: 'other' });
    await withLock(file, undefined, async () => await writeFile(file, taken));
    expect(await readFile(file, 'utf8')).toBe(taken);
  });
});

describe('a damaged mirror is cloned anew', () => {
  const packs = async (): Promise<string[]> => {
    const folder = join(mirror(), 'objects', 'pack');
    return (await readdir(folder)).filter((name) => name.endsWith('.pack')).map((name) => join(folder, name));
  };

  it.each<[string, () => Promise<void>]>([
    ['cut off packs', async () => { for (const pack of await packs()) await truncate(pack, 40); }],
    ['an empty HEAD', async () => await truncate(join(mirror(), 'HEAD'), 0)],
    ['a broken configuration', async () => await writeFile(join(mirror(), 'config'), '[core\n')],
    ['a broken packed-refs', async () => await writeFile(join(mirror(), 'refs', 'heads', 'main'), 'garbage\n')],
  ])('%s', async (_what, damage) => {
    const first = await commitFiles(repository, { 'a.yaml': 'one' }, 'first');
    await resolve();
    await damage();
    const fresh = createGit({ cacheDir, environment: sandbox.environment });
    expect(await resolve(fresh)).toMatchObject({ commit: first });
    expect((await fresh.readTree({ repoURL: repository.remote, commit: first, path: '' })).files).toHaveLength(1);
    const second = await commitFiles(repository, { 'a.yaml': 'two' }, 'second');
    expect(await resolve(fresh)).toMatchObject({ commit: second });
    await fresh.close();
  });

  it('a folder that is no mirror, and halves of killed clones', async () => {
    const first = await commitFiles(repository, { 'a.yaml': 'one' }, 'first');
    await mkdir(join(mirror(), 'HEAD'), { recursive: true });
    await mkdir(`${mirror()}.new-123`, { recursive: true });
    expect(await resolve()).toMatchObject({ commit: first });
    expect(await readdir(cacheDir)).toEqual([mirrorName(parseRepositoryUrl(repository.remote))]);
  });

  it('git\'s own lock files of a killed git are removed', async () => {
    await commitFiles(repository, { 'a.yaml': 'one' }, 'first');
    await resolve();
    await writeFile(join(mirror(), 'refs', 'heads', 'main.lock'), '');
    const second = await commitFiles(repository, { 'a.yaml': 'two' }, 'second');
    expect(await resolve()).toMatchObject({ commit: second });
    expect(count('init')).toBe(1);
  });
});

describe('upkeep', () => {
  it('joins many packs and keeps commits of force-pushed branches', { timeout: 120_000 }, async () => {
    const first = await commitFiles(repository, { 'a.yaml': 'one' }, 'first');
    const dropped = await commitFiles(repository, { 'a.yaml': 'dropped' }, 'dropped');
    await resolve();
    await repository.git('reset', '--quiet', '--hard', first);
    for (let index = 0; index < 42; index++) {
      await repository.git('commit', '--quiet', '--allow-empty', '-m', `commit ${index}`);
      await repository.git('push', '--quiet', '--force', 'origin', 'HEAD');
      await resolve();
    }
    expect(count('repack')).toBe(1);
    expect((await readdir(join(mirror(), 'objects', 'pack'))).filter((name) => name.endsWith('.pack')).length).toBeLessThan(10);
    expect((await git.readTree({ repoURL: repository.remote, commit: dropped, path: '' })).files).toHaveLength(1);
  });
});
