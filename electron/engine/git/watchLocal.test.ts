import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import type { GitSandbox, TestRepository } from '../../../test/helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../../test/helpers/git.ts';
import { watchLocalRepository } from './watchLocal.ts';

let git: GitSandbox;
beforeAll(async () => {
  git = await createGitSandbox();
});
afterAll(() => git.remove());

/** Watches, and waits for the next telling. */
async function watching(url: string) {
  let told = Promise.withResolvers<void>();
  const stop = await watchLocalRepository(url, () => told.resolve());
  onTestFinished(stop);
  return {
    stop,
    async next(): Promise<void> {
      await told.promise;
      told = Promise.withResolvers();
    },
  };
}

async function repository(name: string): Promise<TestRepository> {
  const made = await createRepository(git, name);
  await commitFiles(made, { 'a.yaml': 'a: 1\n' }, 'start');
  return made;
}

it('tells each push into a bare repository, one after the other', async () => {
  const { remote, ...rest } = await repository('bare');
  const watched = await watching(remote);
  for (let push = 0; push < 4; push++) {
    await commitFiles({ remote, ...rest }, { 'a.yaml': `a: ${push + 2}\n` }, `push ${push}`);
    await watched.next();
  }
});

it('tells each commit in a working folder, and a switch of branch', async () => {
  const { work, git: run } = await repository('work');
  const watched = await watching(work);
  for (let commit = 0; commit < 3; commit++) {
    await run('commit', '--quiet', '--allow-empty', '-m', `commit ${commit}`);
    await watched.next();
  }
  await run('switch', '--quiet', '-c', 'other');
  await watched.next();
});

it('follows branches into folders that appear while it watches', async () => {
  const { work, git: run } = await repository('nested');
  const watched = await watching(work);
  await run('branch', 'feature/one/deep');
  await watched.next();
  await run('commit', '--quiet', '--allow-empty', '-m', 'more');
  await watched.next();
  await run('branch', '--force', 'feature/one/deep', 'HEAD');
  await watched.next();
});

it('tells when refs are packed, and tags that are made', async () => {
  const { work, git: run } = await repository('packed');
  const watched = await watching(work);
  await run('pack-refs', '--all');
  await watched.next();
  await run('tag', 'v1');
  await watched.next();
});

it.each(['https://example.com/a.git', '/nowhere/at/all', 'not a url'])('watches nothing for %s', async (url) => {
  const stop = await watchLocalRepository(url, () => {
    throw new Error('told');
  });
  expect(stop).toBeTypeOf('function');
  stop();
});
