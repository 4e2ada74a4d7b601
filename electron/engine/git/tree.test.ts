import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../../../test/helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../../test/helpers/git.ts';
import type { CommandEvent, Git, ReadTreeRequest, TreeRead } from './index.ts';
import { createGit } from './index.ts';

let sandbox: GitSandbox;
let repository: TestRepository;
let git: Git;
let commands: CommandEvent[];
let cacheDir: string;

beforeEach(async () => {
  sandbox = await createGitSandbox();
  repository = await createRepository(sandbox, 'my app');
  commands = [];
  cacheDir = sandbox.path('cache');
  git = createGit({ cacheDir, environment: sandbox.environment, onCommand: (event) => commands.push(event) });
});

afterEach(async () => {
  await git.close();
  await sandbox.remove();
});

async function read(path: string, options: Partial<ReadTreeRequest> = {}): Promise<TreeRead> {
  const { commit } = await git.resolve({ repoURL: repository.remote, revision: '', refresh: 'fetch' });
  return await git.readTree({ repoURL: repository.remote, commit, path, ...options });
}

const texts = (tree: TreeRead): Record<string, string> =>
  Object.fromEntries(tree.files.map((file) => [file.path, new TextDecoder().decode(file.bytes)]));

describe('files', () => {
  it('are those below the path with the right ending', async () => {
    await commitFiles(
      repository,
      {
        'README.md': 'no',
        'top.yaml': 'top: 1\n',
        'apps/web/deploy.yaml': 'kind: Deployment\r\n',
        'apps/web/svc.yml': '',
        'apps/web/sub/cm.json': '{}',
        'apps/web/sub/lib.jsonnet': 'x',
        'apps/web/Kustomization': 'x',
        'apps/api/deploy.yaml': 'other',
        'apps/web/run.yaml': { executable: 'a: 1' },
      },
      'first',
    );
    const all = await read('apps/web');
    expect(texts(all)).toEqual({
      'apps/web/deploy.yaml': 'kind: Deployment\r\n',
      'apps/web/run.yaml': 'a: 1',
      'apps/web/sub/cm.json': '{}',
      'apps/web/svc.yml': '',
    });
    expect(all.files.find((file) => file.path === 'apps/web/run.yaml')?.mode).toBe('100755');
    expect(all.others).toEqual(['apps/web/Kustomization', 'apps/web/sub/lib.jsonnet']);
    expect(all.treeHash).toBe(await repository.git('rev-parse', 'HEAD:apps/web'));
    expect(Object.keys(texts(await read('apps/web', { recurse: false })))).toEqual(['apps/web/deploy.yaml', 'apps/web/run.yaml', 'apps/web/svc.yml']);
    expect(Object.keys(texts(await read('.', { recurse: false })))).toEqual(['top.yaml']);
    expect((await read('')).files).toHaveLength(6);
    expect((await read('./apps//web/')).files).toHaveLength(4);
    expect(Object.keys(texts(await read('apps/web', { extensions: ['.jsonnet'] })))).toEqual(['apps/web/sub/lib.jsonnet']);
  });

  it('may have spaces and any letters in their paths', async () => {
    const files = { 'my apps/wéb 雪/a b.yaml': '1', 'my apps/wéb 雪/"q".yaml': '2', 'my apps/wéb 雪/tab\there.yaml': '3', 'my apps/wéb 雪/*.yaml': '4' };
    await commitFiles(repository, files, 'first');
    expect(texts(await read('my apps/wéb 雪'))).toEqual(files);
  });

  it('come byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256);
    await commitFiles(repository, { 'x.yaml': bytes, 'y.yaml': 'after' }, 'first');
    const tree = await read('');
    expect(Buffer.from(tree.files[0]?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true);
    expect(new TextDecoder().decode(tree.files[1]?.bytes)).toBe('after');
  });

  it('of a tree of 5,000 are read by one process', async () => {
    const files: Record<string, string> = {};
    for (let index = 0; index < 5000; index++) files[`apps/app-${index % 250}/file-${index}.yaml`] = `kind: ConfigMap\nn: ${index}\n`;
    await commitFiles(repository, files, 'many');
    await read('apps/app-1');
    commands.length = 0;
    const tree = await read('apps');
    expect(texts(tree)).toEqual(files);
    expect(commands.filter((event) => !event.command.includes('ls-remote') && !event.command.includes('for-each-ref'))).toEqual([]);
  });

  it('are cached by commit and path', async () => {
    await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    expect(await read('')).toBe(await read(''));
    const before = await read('');
    await commitFiles(repository, { 'a.yaml': '2' }, 'second');
    expect(await read('')).not.toBe(before);
  });
});

describe('a path', () => {
  it.each([['../etc'], ['apps/../../etc'], ['/etc'], ['C:\\Windows'], ['apps/..']])('%s is refused', async (path) => {
    await commitFiles(repository, { 'apps/a.yaml': '1' }, 'first');
    await expect(read(path)).rejects.toMatchObject({ code: 'git-path' });
  });

  it('that is missing names the nearest folder and what it has', async () => {
    await commitFiles(repository, { 'apps/web/a.yaml': '1', 'apps/api/a.yaml': '1', 'infra/x.yaml': '' }, 'first');
    await expect(read('apps/wbe/base')).rejects.toMatchObject({
      code: 'git-path',
      message: expect.stringContaining('There is no "apps/wbe/base"'),
      hint: '"apps" exists and has these folders: api, web.',
    });
    await expect(read('nowhere')).rejects.toMatchObject({ hint: 'The top of the repository exists and has these folders: apps, infra.' });
    await expect(read('apps/web/a.yaml/b')).rejects.toMatchObject({ code: 'git-path' });
  });

  it('that is a file says so', async () => {
    await commitFiles(repository, { 'apps/a.yaml': '1' }, 'first');
    await expect(read('apps/a.yaml')).rejects.toMatchObject({ code: 'git-path', message: expect.stringContaining('is a file') });
  });
});

describe('symbolic links', () => {
  it('to files inside the repository are read, in the path too', async () => {
    await commitFiles(
      repository,
      {
        'shared/cm.yaml': 'shared',
        'apps/v2/a.yaml': 'a',
        'apps/v2/cm.yaml': { link: '../../shared/cm.yaml' },
        'apps/v2/same.yaml': { link: './a.yaml' },
        'apps/v2/chain.yaml': { link: 'same.yaml' },
        'apps/current': { link: 'v2' },
      },
      'first',
    );
    const tree = await read('apps/current');
    expect(texts(tree)).toEqual({
      'apps/current/a.yaml': 'a',
      'apps/current/chain.yaml': 'a',
      'apps/current/cm.yaml': 'shared',
      'apps/current/same.yaml': 'a',
    });
    await commitFiles(repository, { 'shared/cm.yaml': 'changed' }, 'second');
    expect((await read('apps/current')).treeHash).not.toBe(tree.treeHash);
  });

  it.each([['/etc/passwd'], ['../../../etc/passwd'], ['../../..']])('to %s are refused', async (target) => {
    await commitFiles(repository, { 'apps/web/a.yaml': '1', 'apps/web/evil.yaml': { link: target } }, 'first');
    await expect(read('apps/web')).rejects.toMatchObject({
      code: 'git-path',
      message: expect.stringContaining(`"apps/web/evil.yaml" leads out of the repository`),
    });
  });

  it('as a path that leads out are refused', async () => {
    await commitFiles(repository, { 'a.yaml': '1', out: { link: '../..' } }, 'first');
    await expect(read('out/x')).rejects.toMatchObject({ code: 'git-path', message: expect.stringContaining('leads out') });
  });

  it('that are broken, circular or lead to folders are left out and named', async () => {
    await commitFiles(
      repository,
      { 'a/x.yaml': '1', 'a/gone.yaml': { link: 'nowhere.yaml' }, 'a/loop.yaml': { link: 'loop.yaml' }, 'a/dir': { link: '../b' }, 'b/y.yaml': '2' },
      'first',
    );
    const tree = await read('a');
    expect(Object.keys(texts(tree))).toEqual(['a/x.yaml']);
    expect(tree.others).toEqual(['a/dir', 'a/gone.yaml', 'a/loop.yaml']);
    expect(tree.warnings).toHaveLength(3);
  });
});

describe('what is left out', () => {
  it('names submodules', async () => {
    await commitFiles(repository, { 'apps/a.yaml': '1' }, 'first');
    await repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},apps/library`);
    await repository.git('commit', '--quiet', '-m', 'submodule');
    await repository.git('push', '--quiet', 'origin', 'HEAD');
    const tree = await read('apps');
    expect(tree.submodules).toEqual(['apps/library']);
    expect(tree.warnings).toEqual(['apps/library is a Git submodule; submodules are not read.']);
    await expect(read('apps/library')).rejects.toMatchObject({ code: 'git-path', message: expect.stringContaining('submodule') });
  });

  it('names pointers of Git LFS', async () => {
    await commitFiles(repository, { 'a.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n' }, 'first');
    const tree = await read('');
    expect(tree.files).toEqual([]);
    expect(tree.warnings[0]).toContain('Git LFS');
  });
});

describe('limits', () => {
  it('name the file that was too much', async () => {
    await commitFiles(repository, { 'a.yaml': 'x'.repeat(600), 'b.yaml': 'x'.repeat(600), 'c.yaml': '1' }, 'first');
    await expect(read('', { limits: { maxBytes: 1000 } })).rejects.toMatchObject({ code: 'render-limit', message: expect.stringContaining('b.yaml') });
    await expect(read('', { limits: { maxBytes: 500 } })).rejects.toMatchObject({ code: 'render-limit', message: expect.stringContaining('a.yaml') });
    await expect(read('', { limits: { maxEntries: 2 } })).rejects.toMatchObject({ code: 'render-limit' });
  });

  it('do not count what is not read', async () => {
    await commitFiles(repository, { 'a.yaml': '1', 'big.bin': 'x'.repeat(5000) }, 'first');
    expect((await read('', { limits: { maxBytes: 1000 } })).files).toHaveLength(1);
  });
});

describe('a commit', () => {
  it('is fetched again after the cache was deleted', async () => {
    const commit = await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    await read('');
    await rm(cacheDir, { recursive: true });
    const tree = await git.readTree({ repoURL: repository.remote, commit, path: '.' });
    expect(tree.files).toHaveLength(1);
  });

  it('that nobody has is an error', async () => {
    await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    await expect(git.readTree({ repoURL: repository.remote, commit: '1'.repeat(40), path: '' })).rejects.toMatchObject({ code: 'git-revision' });
    await expect(git.readTree({ repoURL: repository.remote, commit: 'main', path: '' })).rejects.toMatchObject({ code: 'git-revision' });
  });
});
