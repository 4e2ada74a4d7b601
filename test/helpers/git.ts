/**
 * Real git in temporary folders. Each repository is a bare remote with a working clone beside it that pushes to it.
 * Git runs with a HOME of its own, a fixed identity, the initial branch main, and none of the inherited GIT_*.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const CONFIG = `[user]
  name = Test Author
  email = author@example.test
[init]
  defaultBranch = main
[commit]
  gpgSign = false
[core]
  autocrlf = false
  fsync = none
[gc]
  auto = 0
[maintenance]
  auto = false
[advice]
  detachedHead = false
`;

/** A temporary folder with a HOME for git; `remove` deletes everything in it. */
export interface GitSandbox {
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A fresh path inside the sandbox; nothing is created there. */
  path(name: string): string;
  remove(): Promise<void>;
}

/** A bare remote and a working clone. */
export interface TestRepository {
  /** Absolute path of the bare repository; a repoURL as it is. */
  readonly remote: string;
  readonly work: string;
  /** Runs git in the working clone and returns its trimmed output; rejects on failure. */
  git(...args: string[]): Promise<string>;
}

/** A file's content; null deletes it; `link` makes a symbolic link; `executable` sets the mode. */
export type FileContent = string | Uint8Array | null | { readonly link: string } | { readonly executable: string };

/** Creates the folder and the HOME. */
export async function createGitSandbox(): Promise<GitSandbox> {
  const root = await mkdtemp(join(tmpdir(), 'drydock-git-'));
  const home = join(root, 'home');
  await mkdir(home);
  await writeFile(join(home, '.gitconfig'), CONFIG);
  const environment: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env)) if (!name.toUpperCase().startsWith('GIT_')) environment[name] = value;
  Object.assign(environment, { HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: join(home, '.config'), GIT_CONFIG_NOSYSTEM: '1' });
  let count = 0;
  return {
    root,
    environment,
    path: (name) => join(root, `${++count}-${name}`),
    remove: async () => await rm(root, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Creates an empty remote and its clone; `name` becomes part of the path, spaces and all. */
export async function createRepository(sandbox: GitSandbox, name = 'app'): Promise<TestRepository> {
  const folder = sandbox.path(name);
  const remote = join(folder, `${name}.git`);
  const work = join(folder, 'work');
  await mkdir(work, { recursive: true });
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await run('git', args, { cwd: work, env: sandbox.environment, maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  };
  await git('init', '--quiet', '--bare', remote);
  await git('init', '--quiet');
  await git('remote', 'add', 'origin', remote);
  return { remote, work, git };
}

/** Writes the files, commits everything, pushes the current branch (by force), and returns the commit's id. */
export async function commitFiles(repository: TestRepository, files: Readonly<Record<string, FileContent>>, message: string): Promise<string> {
  for (const [path, content] of Object.entries(files)) await writeContent(join(repository.work, path), content);
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--allow-empty', '-m', message);
  await repository.git('push', '--quiet', '--force', 'origin', 'HEAD');
  return await repository.git('rev-parse', 'HEAD');
}

async function writeContent(path: string, content: FileContent): Promise<void> {
  await rm(path, { recursive: true, force: true });
  if (content === null) return;
  await mkdir(dirname(path), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) {
    await writeFile(path, content);
  } else if ('link' in content) {
    await symlink(content.link, path);
  } else {
    await writeFile(path, content.executable);
    await chmod(path, 0o755);
  }
}
