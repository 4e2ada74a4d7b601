import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../../../test/helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../../test/helpers/git.ts';
import type { CommandEvent, Git } from './index.ts';
import { createGit } from './index.ts';

let sandbox: GitSandbox;
let repository: TestRepository;
let git: Git;
let commands: CommandEvent[];
let cacheDir: string;

const count = (verb: string): number => commands.filter((event) => event.command.includes(` ${verb} `)).length;
const resolve = async (revision: string, refresh: 'cached' | 'fetch' = 'fetch') =>
  await git.resolve({ repoURL: repository.remote, revision, refresh });

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

describe('a revision', () => {
  it('is a branch, a tag, an annotated tag, a commit, a short one, HEAD or empty', async () => {
    const first = await commitFiles(repository, { 'a.yaml': 'a: 1\n' }, 'First\n\nBody');
    await repository.git('tag', 'light');
    await repository.git('tag', '-a', 'heavy', '-m', 'annotated');
    await repository.git('tag', '-a', 'nested', '-m', 'tag of a tag', 'heavy');
    await repository.git('push', '--quiet', '--tags');
    const second = await commitFiles(repository, { 'a.yaml': 'a: 2\n' }, 'Second: more\nwords');
    expect(await resolve('')).toMatchObject({ commit: second, ref: 'refs/heads/main', subject: 'Second: more words', author: 'Test Author' });
    expect(await resolve('HEAD')).toMatchObject({ commit: second });
    expect(await resolve('main')).toMatchObject({ commit: second });
    expect(await resolve('light')).toMatchObject({ commit: first, ref: 'refs/tags/light', subject: 'First' });
    expect(await resolve('heavy')).toMatchObject({ commit: first, ref: 'refs/tags/heavy' });
    expect(await resolve('nested')).toMatchObject({ commit: first });
    expect(await resolve(first)).toMatchObject({ commit: first });
    expect(await resolve(first)).not.toHaveProperty('ref');
    expect(await resolve(first.slice(0, 8))).toMatchObject({ commit: first });
    const seconds = Number(await repository.git('show', '-s', '--format=%ct', second));
    expect((await resolve('main')).date).toBe(new Date(seconds * 1000).toISOString());
  });

  it('that is missing names the nearest', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/release/1.0');
    await expect(resolve('relase/1.0')).rejects.toMatchObject({ code: 'git-revision', hint: expect.stringContaining('release/1.0') });
    await expect(resolve('0'.repeat(40))).rejects.toMatchObject({ code: 'git-revision' });
    await expect(resolve('^1.0')).rejects.toMatchObject({ code: 'git-revision', message: expect.stringContaining('version range') });
    await expect(resolve('-x')).rejects.toMatchObject({ code: 'git-revision' });
  });

  it('of an empty repository says so, and is found after the first push', async () => {
    await expect(resolve('')).rejects.toMatchObject({ code: 'git-revision', message: expect.stringContaining('is empty') });
    const first = await commitFiles(repository, { a: '1' }, 'first');
    expect(await resolve('')).toMatchObject({ commit: first });
  });

  it('that is a tag of a file is no commit', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('tag', 'blob', await repository.git('rev-parse', 'HEAD:a'));
    await repository.git('push', '--quiet', '--tags');
    await expect(resolve('blob')).rejects.toMatchObject({ code: 'git-revision' });
  });

  it('by id is found on no branch or tag, if the remote gives it', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await resolve('main');
    await repository.git('checkout', '--quiet', '-b', 'review');
    const pulled = await commitFiles(repository, { a: '2' }, 'a pull request');
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/pull/1/head', ':review');
    expect(await resolve(pulled)).toMatchObject({ commit: pulled, subject: 'a pull request' });
  });
});

describe('a remote that changes', () => {
  it('is fetched only if it did', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await resolve('main');
    expect(count('fetch')).toBe(1);
    await resolve('main');
    await resolve('HEAD');
    expect(count('fetch')).toBe(1);
    const second = await commitFiles(repository, { a: '2' }, 'second');
    expect((await resolve('main', 'cached')).commit).not.toBe(second);
    expect((await resolve('main')).commit).toBe(second);
    expect(count('fetch')).toBe(2);
    expect((await resolve('main', 'cached')).commit).toBe(second);
  });

  it('is not asked for a commit that is known', async () => {
    const first = await commitFiles(repository, { a: '1' }, 'first');
    await resolve('main');
    const before = count('ls-remote');
    await resolve(first);
    expect(count('ls-remote')).toBe(before);
  });

  it('may change its default branch', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await resolve('');
    await repository.git('checkout', '--quiet', '-b', 'trunk');
    const trunk = await commitFiles(repository, { a: '2' }, 'on trunk');
    await repository.git('--git-dir', repository.remote, 'symbolic-ref', 'HEAD', 'refs/heads/trunk');
    expect(await resolve('')).toMatchObject({ commit: trunk, ref: 'refs/heads/trunk' });
    expect(await resolve('', 'cached')).toMatchObject({ commit: trunk, ref: 'refs/heads/trunk' });
  });

  it('may have a detached HEAD that is on no branch', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('checkout', '--quiet', '-b', 'gone');
    const loose = await commitFiles(repository, { a: '2' }, 'loose');
    await repository.git('--git-dir', repository.remote, 'update-ref', '--no-deref', 'HEAD', loose);
    await repository.git('push', '--quiet', 'origin', ':gone');
    const resolved = await resolve('');
    expect(resolved).toMatchObject({ commit: loose });
    expect(resolved).not.toHaveProperty('ref');
    expect(await resolve('', 'cached')).toMatchObject({ commit: loose });
  });

  it('may be force-pushed; the old commit stays readable', async () => {
    const first = await commitFiles(repository, { a: '1' }, 'first');
    const old = await commitFiles(repository, { a: '2' }, 'old');
    await resolve('main');
    await repository.git('reset', '--quiet', '--hard', first);
    const forced = await commitFiles(repository, { a: '3' }, 'forced');
    expect(await resolve('main')).toMatchObject({ commit: forced });
    expect(await resolve(old)).toMatchObject({ subject: 'old' });
  });

  it('may delete a branch, even for one below its name', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/topic');
    await resolve('topic');
    await repository.git('push', '--quiet', 'origin', ':topic', 'HEAD:refs/heads/topic/new');
    await expect(resolve('topic')).rejects.toMatchObject({ code: 'git-revision', hint: expect.stringContaining('topic/new') });
    await expect(resolve('topic', 'cached')).rejects.toMatchObject({ code: 'git-revision' });
    expect(await resolve('topic/new')).toMatchObject({ ref: 'refs/heads/topic/new' });
  });

  it('may move a tag', async () => {
    const first = await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('tag', 'latest');
    await repository.git('push', '--quiet', '--tags');
    expect(await resolve('latest')).toMatchObject({ commit: first });
    const second = await commitFiles(repository, { a: '2' }, 'second');
    await repository.git('tag', '-f', 'latest');
    await repository.git('push', '--quiet', '--force', '--tags');
    expect(await resolve('latest')).toMatchObject({ commit: second });
  });

  it('may have a branch and a tag of one name', async () => {
    await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('tag', 'v1');
    await commitFiles(repository, { a: '2' }, 'second');
    await repository.git('push', '--quiet', 'origin', 'HEAD:refs/heads/v1', 'refs/tags/v1');
    await expect(resolve('v1')).rejects.toMatchObject({ code: 'git-revision', hint: expect.stringContaining('refs/tags/v1') });
    expect(await resolve('refs/tags/v1')).toMatchObject({ subject: 'first' });
    expect(await resolve('refs/heads/v1')).toMatchObject({ subject: 'second' });
  });

  it('may be gone while the cache still answers', async () => {
    const first = await commitFiles(repository, { a: '1' }, 'first');
    await resolve('main');
    await rm(repository.remote, { recursive: true });
    expect(await resolve('main', 'cached')).toMatchObject({ commit: first });
    await expect(resolve('main')).rejects.toMatchObject({ code: 'git-failed', message: expect.stringContaining('no Git repository') });
  });
});

describe('history and forms', () => {
  it('lists branches and tags without a mirror', async () => {
    const first = await commitFiles(repository, { a: '1' }, 'first');
    await repository.git('tag', '-a', 'v1', '-m', 'one');
    await repository.git('push', '--quiet', '--tags', 'origin', 'HEAD:refs/heads/dev');
    expect(await git.remoteRefs(repository.remote)).toEqual({
      branches: [{ name: 'dev', commit: first }, { name: 'main', commit: first }],
      tags: [{ name: 'v1', commit: first }],
      defaultBranch: 'main',
    });
    expect(count('fetch')).toBe(0);
  });

  it('lists the commits between two', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 4; index++) ids.push(await commitFiles(repository, { a: String(index) }, `commit ${index}`));
    await resolve('main');
    const [first = '', , , last = ''] = ids;
    const between = await git.commitsBetween(repository.remote, first, last);
    expect(between.map((commit) => commit.subject)).toEqual(['commit 3', 'commit 2', 'commit 1']);
    expect((await git.commitsBetween(repository.remote, first, last, { limit: 1 })).map((commit) => commit.commit)).toEqual([last]);
    expect(await git.commitsBetween(repository.remote, last, last)).toEqual([]);
    expect((await git.commitInfo(repository.remote, first)).subject).toBe('commit 0');
  });

  it('reads subjects in other encodings', async () => {
    await repository.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    await commitFiles(repository, { a: '1' }, 'placeholder');
    const tree = await repository.git('rev-parse', 'HEAD^{tree}');
    const id = await repository.git('commit-tree', tree, '-m', 'Grün');
    await repository.git('push', '--quiet', 'origin', `${id}:refs/heads/latin`);
    // git stores the message's bytes as they came, UTF-8 here, and names the encoding: decoding follows the name.
    expect((await resolve('latin')).subject).toBe(new TextDecoder('iso-8859-1').decode(Buffer.from('Grün', 'utf8')));
  });
});
