import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { GitConfig } from './environment.ts';
import { gitEnvironment } from './environment.ts';
import { runLocal } from './local.ts';

/** Who commits: a repository that Drydock made is not the user's work. */
const IDENTITY: readonly GitConfig[] = [
  ['user.name', 'Drydock example'],
  ['user.email', 'example@drydock.dev'],
  ['init.defaultBranch', 'main'],
  ['commit.gpgSign', 'false'],
];
const IDLE_MS = 30_000;

/** Makes a repository in a folder, unless it is one, with these files as its first commit. Throws `git-*`. */
export async function scaffoldRepository(folder: string, files: Readonly<Record<string, string>>, message: string, env: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await git(folder, ['init', '--quiet', '--template='], env);
  await commitAll(folder, files, message, env);
}

/** Writes files into a working folder and commits everything there. Throws `git-*`; nothing to commit is no failure. */
export async function commitAll(folder: string, files: Readonly<Record<string, string>>, message: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await git(folder, ['add', '--all', '.'], env);
  if ((await git(folder, ['status', '--porcelain'], env)).trim() !== '') await git(folder, ['commit', '--quiet', '-m', message], env);
}

async function git(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const ending = await runLocal({ binary: 'git', args, cwd, environment: gitEnvironment(env, IDENTITY), idleTimeout: IDLE_MS, signal: new AbortController().signal });
  if (ending.kind === 'exited' && ending.code === 0) return ending.stdout;
  if (ending.kind === 'not-started') throw new DrydockError('git-missing', `git could not be started: ${ending.error.message}`, { hint: 'Install git, and start Drydock again.' });
  throw new DrydockError('git-failed', `git ${args[0] ?? ''} failed in ${cwd}: ${ending.kind === 'exited' ? ending.stderr.trim() : ending.why}`);
}
