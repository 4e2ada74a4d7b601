import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../../../test/helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../../test/helpers/git.ts';
import { createGit } from './index.ts';
import type { CommandEvent, RunnerOptions } from './process.ts';
import { GitRunner } from './process.ts';

let sandbox: GitSandbox;
let repository: TestRepository;
let events: CommandEvent[];
let runners: GitRunner[];

beforeEach(async () => {
  sandbox = await createGitSandbox();
  repository = await createRepository(sandbox);
  events = [];
  runners = [];
});

afterEach(async () => {
  for (const runner of runners) await runner.close();
  await sandbox.remove();
});

function createRunner(options: RunnerOptions = {}): GitRunner {
  const runner = new GitRunner({ environment: sandbox.environment, onCommand: (event) => events.push(event), ...options });
  runners.push(runner);
  return runner;
}

/** A program in place of git; its path holds a space. */
async function program(script: string): Promise<string> {
  const path = sandbox.path('my git');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A program that says that it runs, and goes on for ever; `begun` resolves with its process id. */
async function endless(): Promise<{ readonly binary: string; begun(): Promise<number> }> {
  const socket = join(sandbox.root, 's');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  const told = once(server, 'connection').then(async ([connection]: Socket[]) => {
    if (connection === undefined) throw new Error('no connection');
    // It ends when its program is killed.
    connection.on('error', () => undefined);
    server.close();
    const [pid] = (await once(connection.setEncoding('utf8'), 'data')) as string[];
    return Number(pid);
  });
  const script = sandbox.path('endless.mjs');
  await writeFile(script, `import { connect } from 'node:net'; connect(${JSON.stringify(socket)}).write(String(process.pid));`);
  return { binary: await program(`exec '${process.execPath}' '${script}'`), begun: async () => await told };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const at = { repository: 'the repository' };

describe('a local command', () => {
  it('runs, with its bytes as they are', async () => {
    const head = await commitFiles(repository, { 'a.yaml': '1' }, 'über');
    const runner = createRunner();
    const { stdout } = await runner.runLocal(['--git-dir', repository.remote, 'for-each-ref', '--format=%(refname)%00%(objectname) %(subject)'], at);
    expect(stdout).toBe(`refs/heads/main\0${head} über\n`);
    expect(events).toMatchObject([{ command: `git --git-dir ${repository.remote} for-each-ref --format=%(refname)%00%(objectname) %(subject)` }]);
    expect(events[0]?.failure).toBeUndefined();
  });

  it('sees the environment of every git, whatever the user has set', async () => {
    const environment = { ...sandbox.environment, EDITOR: 'vi', VISUAL: 'vi', PAGER: 'less', PREFIX: '/usr', GIT_DIR: '/nowhere', GIT_EDITOR: 'vi', GIT_CONFIG_PARAMETERS: "'core.pager=x'" };
    const runner = createRunner({ environment });
    const { stdout } = await runner.runLocal(['--git-dir', repository.remote, 'config', '--get-regexp', '^(core.hookspath|test.value)$'], { ...at, config: [['test.value', 'mine']] });
    expect(stdout.split('\n').toSorted()).toEqual(['', expect.stringMatching(/^core\.hookspath \S+$/), 'test.value mine']);
    const asked = createRunner({ environment, binary: await program('env') });
    const seen = (await asked.runLocal(['version'], at)).stdout;
    expect(seen).toContain('GIT_TERMINAL_PROMPT=0\n');
    expect(seen).toContain('GIT_ASKPASS=\n');
    expect(seen).toContain('SSH_ASKPASS=false\n');
    expect(seen).toContain('LC_ALL=C\n');
    expect(seen).not.toMatch(/^(GIT_DIR|GIT_EDITOR|GIT_CONFIG_PARAMETERS|EDITOR|PAGER)=/m);
  });

  it('hands an expected failure back', async () => {
    const args = ['--git-dir', repository.remote, 'rev-parse', '--verify', 'nothing'];
    expect(await createRunner().runLocal(args, { ...at, expect: ['missing-object'] })).toEqual({ stdout: '', failure: 'missing-object' });
    expect(events[0]?.failure).toBe('missing-object');
  });

  it('throws an unexpected failure, redacted', async () => {
    const runner = createRunner({ binary: await program('echo "fatal: https://me:secret@host/x is bad" >&2; exit 128') });
    const error: unknown = await runner.runLocal(['version', 'https://me:secret@host/x'], at).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'git-failed', message: expect.stringContaining('***@host/x is bad') });
    expect(JSON.stringify([String(error), events])).not.toContain('secret');
  });

  it('a failure without words is a failure', async () => {
    const runner = createRunner({ binary: await program('exit 3') });
    await expect(runner.runLocal(['version'], at)).rejects.toMatchObject({ code: 'git-failed' });
  });

  it('without git, or one that may not be run, says so', async () => {
    await expect(createRunner({ binary: 'no-such-git' }).runLocal(['version'], at)).rejects.toMatchObject({ code: 'git-missing', message: expect.stringContaining('not installed') });
    const locked = await program('true');
    await chmod(locked, 0o644);
    await expect(createRunner({ binary: locked }).runLocal(['version'], at)).rejects.toMatchObject({ code: 'git-missing', message: expect.stringContaining('EACCES') });
  });
});

describe.skipIf(process.platform === 'win32')('a local command that does not end', () => {
  it('is stopped without output, and gone when that is said', async () => {
    const { binary, begun } = await endless();
    const running = createRunner({ binary, idleTimeout: 2000 }).runLocal(['version'], at);
    const ended = expect(running).rejects.toMatchObject({ code: 'timeout' });
    const pid = await begun();
    await ended;
    expect(isAlive(pid)).toBe(false);
    expect(events[0]?.failure).toBe('timeout');
  });

  it('is stopped on abort, and gone when that is said', async () => {
    const { binary, begun } = await endless();
    const controller = new AbortController();
    const running = createRunner({ binary }).runLocal(['version'], { ...at, signal: controller.signal });
    const ended = expect(running).rejects.toMatchObject({ code: 'cancelled' });
    const pid = await begun();
    controller.abort();
    await ended;
    expect(isAlive(pid)).toBe(false);
    expect(events[0]?.failure).toBe('cancelled');
  });

  it('is stopped on close, which waits for it; later ones are refused', async () => {
    const { binary, begun } = await endless();
    const runner = createRunner({ binary });
    const ended = expect(runner.runLocal(['version'], at)).rejects.toMatchObject({ code: 'cancelled' });
    const pid = await begun();
    await runner.close();
    expect(isAlive(pid)).toBe(false);
    await ended;
    await expect(runner.runLocal(['version'], at)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ended by a signal from outside counts as cancelled', async () => {
    const { binary, begun } = await endless();
    const ended = expect(createRunner({ binary }).runLocal(['version'], at)).rejects.toMatchObject({ code: 'cancelled' });
    process.kill(await begun(), 'SIGINT');
    await ended;
  });
});

describe('the mirror\'s HEAD', () => {
  it.each([
    ['a branch', 'main', 'ref: refs/heads/main'],
    ['another branch', 'feature/x', 'ref: refs/heads/feature/x'],
  ])('names %s from the start', async (_what, branch, head) => {
    await commitFiles(repository, { 'a.yaml': '1' }, 'first');
    await repository.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    execFileSync('git', ['--git-dir', repository.remote, 'symbolic-ref', 'HEAD', `refs/heads/${branch}`], { env: sandbox.environment });
    const cacheDir = sandbox.path('cache');
    const git = createGit({ cacheDir, environment: sandbox.environment, onCommand: (event) => events.push(event) });
    expect(await git.resolve({ repoURL: repository.remote, revision: 'HEAD', refresh: 'fetch' })).toMatchObject({ ref: `refs/heads/${branch}` });
    const [mirror] = execFileSync('ls', [cacheDir], { encoding: 'utf8' }).split('\n');
    expect((await readFile(join(cacheDir, mirror ?? '', 'HEAD'), 'utf8')).trim()).toBe(head);
    expect(events.filter((event) => event.command.includes('symbolic-ref'))).toEqual([]);
    execFileSync('git', ['--git-dir', repository.remote, 'symbolic-ref', 'HEAD', 'refs/heads/gone'], { env: sandbox.environment });
    await expect(git.resolve({ repoURL: repository.remote, revision: 'HEAD', refresh: 'fetch' })).rejects.toMatchObject({ code: 'git-revision' });
    await git.close();
  });
});
