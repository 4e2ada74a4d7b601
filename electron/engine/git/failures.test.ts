import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../../../test/helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../../test/helpers/git.ts';
import type { GitServer, GitServerOptions } from '../../../test/helpers/gitServer.ts';
import { serveGit } from '../../../test/helpers/gitServer.ts';
import type { CommandEvent, Git } from './index.ts';
import { createGit } from './index.ts';

let sandbox: GitSandbox;
let repository: TestRepository;
let git: Git;
let commands: CommandEvent[];
let servers: GitServer[];

beforeEach(async () => {
  sandbox = await createGitSandbox();
  repository = await createRepository(sandbox);
  commands = [];
  servers = [];
  git = createGit({ cacheDir: sandbox.path('cache'), environment: sandbox.environment, onCommand: (event) => commands.push(event) });
});

afterEach(async () => {
  await git.close();
  for (const server of servers) await server.close();
  await sandbox.remove();
});

async function serve(options: GitServerOptions = {}): Promise<GitServer> {
  const server = await serveGit(sandbox, dirname(repository.remote), options);
  servers.push(server);
  return server;
}

const resolve = async (repoURL: string, signal?: AbortSignal) =>
  await git.resolve({ repoURL, revision: '', refresh: 'fetch', ...(signal === undefined ? {} : { signal }) });

/** Git processes of this test: their environment names the sandbox's HOME. */
function gitProcesses(): string[] {
  if (process.platform !== 'linux') return [];
  const out = execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return out.split('\n').filter((line) => /^\s*\d+ (\S*\/)?git[ -]/.test(line) && line.includes(`HOME=${sandbox.root}`));
}

describe('over http', () => {
  it('works like a local path, and an unchanged remote costs one request', async () => {
    const first = await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    const server = await serve();
    const repoURL = `${server.url}/app.git`;
    expect(await resolve(repoURL)).toMatchObject({ commit: first });
    expect((await git.readTree({ repoURL, commit: first, path: '' })).files).toHaveLength(1);
    const before = server.requests.length;
    await resolve(`${server.url}/app`).catch(() => undefined);
    await resolve(repoURL);
    expect(server.requests.slice(before).filter((url) => url.includes('app.git') && url.includes('info/refs'))).toHaveLength(1);
  });

  it('uses the credentials in the URL and shows them nowhere', async () => {
    const first = await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    const server = await serve({ auth: { user: 'me', password: 's3cret/@' } });
    const host = server.url.slice('http://'.length);
    expect(await resolve(`http://me:s3cret%2F%40@${host}/app.git`)).toMatchObject({ commit: first });
    await expect(resolve(`http://me:wr0ng@${host}/app.git`)).rejects.toMatchObject({ code: 'git-auth' });
    const error: unknown = await resolve(`http://me:wr0ng@${host}/app.git`).catch((caught: unknown) => caught);
    expect(JSON.stringify([error, error instanceof Error ? error.message : '', commands])).not.toMatch(/s3cret|wr0ng|bWU6/);
  });

  it('says that credentials are needed, without asking for them', async () => {
    await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    const server = await serve({ auth: { user: 'me', password: 'x' } });
    await expect(resolve(`${server.url}/app.git`)).rejects.toMatchObject({ code: 'git-auth', message: expect.stringContaining('asks for credentials') });
  });

  it.each([
    [404, 'git-failed', 'no Git repository'],
    [403, 'git-auth', 'credentials'],
    [500, 'git-unreachable', 'cannot be reached'],
    [503, 'git-unreachable', 'cannot be reached'],
  ])('status %i is %s', async (status, code, words) => {
    const server = await serve({ intercept: (_request, response) => (response.writeHead(status).end('no'), true) });
    await expect(resolve(`${server.url}/app.git`)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });

  it('a web page is no repository', async () => {
    const server = await serve({ intercept: (_request, response) => (response.end('<!doctype html>\n<html><body>\nA page, whatever the path\n</body></html>\n'), true) });
    await expect(resolve(`${server.url}/app.git`)).rejects.toMatchObject({ code: 'git-failed' });
  });
});

describe('unreachable', () => {
  it('a host that does not exist', async () => {
    await expect(resolve('https://no-such-host.invalid/app.git')).rejects.toMatchObject({ code: 'git-unreachable' });
  });

  it('a port that nobody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(resolve(`http://127.0.0.1:${port}/app.git`)).rejects.toMatchObject({ code: 'git-unreachable' });
    await expect(resolve(`git://127.0.0.1:${port}/app.git`)).rejects.toMatchObject({ code: 'git-unreachable' });
  });

  it('a folder that is no repository, or not there', async () => {
    const folder = sandbox.path('plain');
    await mkdir(folder);
    await expect(resolve(folder)).rejects.toMatchObject({ code: 'git-failed', message: expect.stringContaining('no Git repository') });
    await expect(resolve(sandbox.path('absent'))).rejects.toMatchObject({ code: 'git-failed' });
  });
});

describe('a server that hangs', () => {
  const hanging: GitServerOptions = { intercept: () => true };

  it('is left after the time without progress', async () => {
    const server = await serve(hanging);
    const impatient = createGit({ cacheDir: sandbox.path('cache'), environment: sandbox.environment, idleTimeout: 300 });
    await expect(impatient.resolve({ repoURL: `${server.url}/app.git`, revision: '', refresh: 'fetch' })).rejects.toMatchObject({ code: 'timeout' });
    expect(gitProcesses()).toEqual([]);
    await impatient.close();
  });

  it('is left on abort, and no process stays', async () => {
    const controller = new AbortController();
    const server = await serve({ intercept: () => (controller.abort(), true) });
    await expect(resolve(`${server.url}/app.git`, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await git.close();
    expect(gitProcesses()).toEqual([]);
  });

  it('is left on close, and everything after is refused', async () => {
    let asked = (): void => undefined;
    const request = new Promise<void>((done) => (asked = done));
    const server = await serve({ intercept: () => (asked(), true) });
    const pending = expect(resolve(`${server.url}/app.git`)).rejects.toMatchObject({ code: 'cancelled' });
    await request;
    await git.close();
    await pending;
    expect(gitProcesses()).toEqual([]);
    await expect(resolve(repository.remote)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('does not keep others waiting when one of two callers leaves', async () => {
    const first = await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    const controller = new AbortController();
    const server = await serve({ intercept: () => (controller.abort(), false) });
    const left = expect(resolve(`${server.url}/app.git`, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await resolve(`${server.url}/app.git`)).toMatchObject({ commit: first });
    await left;
  });
});

describe('safety', () => {
  it('an aborted signal starts nothing', async () => {
    await expect(resolve(repository.remote, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
    expect(commands).toEqual([]);
  });

  it.each([['ext::sh -c "touch $0" x'], ['--upload-pack=touch x'], ['relative']])('%s is refused before git runs', async (url) => {
    await expect(resolve(url)).rejects.toMatchObject({ code: 'git-failed' });
    expect(commands).toEqual([]);
  });

  it('a URL that the user\'s git rewrites to another transport is refused by git', async () => {
    await writeFile(`${sandbox.root}/home/.gitconfig`, '[url "ext::sh -c false #"]\n\tinsteadOf = https://rewritten.invalid/\n');
    await expect(resolve('https://rewritten.invalid/app.git')).rejects.toMatchObject({ message: expect.stringContaining("'ext' not allowed") });
  });

  it('says when git is missing', async () => {
    const none = createGit({ cacheDir: sandbox.path('cache'), environment: sandbox.environment, binary: '/nonexistent/git' });
    await expect(none.resolve({ repoURL: repository.remote, revision: '', refresh: 'fetch' })).rejects.toMatchObject({
      code: 'git-missing',
      hint: expect.stringContaining('nstall'),
    });
    await none.close();
  });

  it('runs none of the mirror\'s or the user\'s hooks', async () => {
    const hooks = sandbox.path('hooks');
    await mkdir(hooks);
    await writeFile(`${hooks}/reference-transaction`, `#!/bin/sh\ntouch ${sandbox.root}/hooked\n`, { mode: 0o755 });
    await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    await writeFile(`${sandbox.root}/home/.gitconfig`, `[core]\n\thooksPath = ${hooks}\n`);
    await resolve(repository.remote);
    await expect(stat(`${sandbox.root}/hooked`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
