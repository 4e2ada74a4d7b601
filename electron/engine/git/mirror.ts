import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { GitConfig } from './environment.ts';
import { GitCommandError } from './failure.ts';
import { hasCode, withLock } from './lock.ts';
import type { GitRunner, RunOptions, RunResult } from './process.ts';
import type { RefList } from './refs.ts';
import { FOR_EACH_REF, isFullId, parseForEachRef, parseLsRemote, sameRefs } from './refs.ts';
import { Shared } from './shared.ts';
import { removeLockFiles, upkeep } from './upkeep.ts';
import type { RepositoryUrl } from './url.ts';
import { mirrorName } from './url.ts';

/** Commits that were asked for by id and are on no branch or tag are kept here, so that they stay readable. */
const KEPT = 'refs/drydock/commits';
/** The remote's HEAD: a detached one may be on no branch. */
const REMOTE_HEAD = 'refs/drydock/head';
const HEADS = 'refs/heads/';
/** Never exists: what the mirror's HEAD names while the remote's names nothing. */
const NO_HEAD = 'refs/drydock/none';

/**
 * The bare mirrors, one folder per repository below `cacheDir`. Writes happen under the mirror's lock file, one at a
 * time for all processes; reads need no lock, since git replaces nothing in place.
 */
export class Mirrors {
  readonly #cacheDir: string;
  readonly #runner: GitRunner;
  readonly #listings = new Shared<RefList>();
  readonly #updates = new Shared<RefList>();

  constructor(cacheDir: string, runner: GitRunner) {
    this.#cacheDir = cacheDir;
    this.#runner = runner;
  }

  folder(url: RepositoryUrl): string {
    return join(this.#cacheDir, mirrorName(url));
  }

  /** The remote's HEAD, branches and tags; nothing is stored. Concurrent callers share one request. */
  async remoteRefs(url: RepositoryUrl, signal: AbortSignal | undefined): Promise<RefList> {
    return await this.#listings.run(laneOf(url), signal, async (shared) => await this.#lsRemote(url, shared));
  }

  /** The mirror's refs as they were last fetched, or undefined if there is no usable mirror. */
  async localRefs(url: RepositoryUrl, signal: AbortSignal | undefined): Promise<RefList | undefined> {
    const folder = this.folder(url);
    let head: string;
    try {
      head = await readFile(join(folder, 'HEAD'), 'utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].some((code) => hasCode(error, code))) return undefined;
      throw error;
    }
    const args = ['--git-dir', folder, 'for-each-ref', `--format=${FOR_EACH_REF}`, 'refs/heads', 'refs/tags'];
    const result = await this.#runLocal(url, args, { signal, expect: ['damaged'] });
    return result.failure === undefined ? parseForEachRef(result.stdout, head) : undefined;
  }

  /**
   * Makes the mirror equal to the remote and returns the refs. Asks the remote for its refs first and fetches only if
   * they differ. Concurrent callers share one update, and so do those whose question stands since before it began
   * (`since`, by `performance.now`); a damaged mirror is replaced.
   */
  async update(url: RepositoryUrl, signal: AbortSignal | undefined, since?: number): Promise<RefList> {
    return await this.#updates.run(laneOf(url), signal, async (shared) => {
      const remote = await this.#lsRemote(url, shared);
      const local = await this.localRefs(url, shared);
      if (local !== undefined && sameRefs(local, remote)) return local;
      return await this.#locked(url, shared, async () => {
        const now = await this.localRefs(url, shared);
        if (now !== undefined && sameRefs(now, remote)) return now;
        if (now === undefined) return await this.#replace(url, remote, shared);
        return await this.#fetchOrRepair(url, remote, shared);
      });
    }, since);
  }

  async #fetchOrRepair(url: RepositoryUrl, remote: RefList, signal: AbortSignal | undefined): Promise<RefList> {
    const folder = this.folder(url);
    try {
      return await this.#fetch(url, folder, remote, signal);
    } catch (error) {
      if (!(error instanceof GitCommandError)) throw error;
      if (error.kind === 'damaged') return await this.#replace(url, remote, signal);
      if (error.kind !== 'locked') throw error;
      // We hold the mirror's lock, so git's own lock files are those of a git that was killed.
      await removeLockFiles(folder);
      return await this.#fetch(url, folder, remote, signal);
    }
  }

  /** Fetches one commit that is on no branch or tag. Returns false if the remote does not have it or does not give it. */
  async fetchCommit(url: RepositoryUrl, commit: string, signal: AbortSignal | undefined): Promise<boolean> {
    if (!isFullId(commit)) return false;
    return await this.#locked(url, signal, async () => {
      const refspec = `+${commit}:${KEPT}/${commit}`;
      const args = [...fetchArgs(this.folder(url)), '--', url.fetchUrl, refspec];
      const result = await this.#run(url, args, { signal, config: credentials(url), expect: ['missing-ref'] });
      return result.failure === undefined;
    });
  }

  /**
   * Runs a read of the mirror; if it meets damage, the mirror is cloned anew and the read tried once more.
   * What the read throws otherwise is passed on.
   */
  async withRepair<T>(url: RepositoryUrl, signal: AbortSignal | undefined, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof GitCommandError) || error.kind !== 'damaged') throw error;
      const remote = await this.#lsRemote(url, signal);
      await this.#locked(url, signal, async () => await this.#replace(url, remote, signal));
      return await read();
    }
  }

  /** Runs a local command on the mirror. */
  async run(url: RepositoryUrl, args: readonly string[], options: Omit<RunOptions, 'repository' | 'cwd'>): Promise<RunResult> {
    return await this.#runLocal(url, ['--git-dir', this.folder(url), ...args], options);
  }

  async #lsRemote(url: RepositoryUrl, signal: AbortSignal | undefined): Promise<RefList> {
    const args = ['ls-remote', '--symref', '--', url.fetchUrl, 'HEAD', 'refs/heads/*', 'refs/tags/*'];
    const { stdout } = await this.#run(url, args, { signal, config: credentials(url) });
    return parseLsRemote(stdout);
  }

  async #fetch(url: RepositoryUrl, folder: string, remote: RefList, signal: AbortSignal | undefined): Promise<RefList> {
    const refspecs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
    if (remote.head !== undefined) refspecs.push(`+HEAD:${REMOTE_HEAD}`);
    const args = [...fetchArgs(folder), '--prune', '--', url.fetchUrl, ...refspecs];
    await this.#run(url, args, { signal, config: credentials(url) });
    await this.#setHead(url, folder, remote, signal);
    // A repack starts `git pack-objects`, which simple-git's abort would leave behind.
    await upkeep(folder, async (repack) => void (await this.#run(url, repack, { signal, idleTimeout: 600_000 })));
    const head = await readFile(join(folder, 'HEAD'), 'utf8');
    const format = ['--git-dir', folder, 'for-each-ref', `--format=${FOR_EACH_REF}`, 'refs/heads', 'refs/tags'];
    return parseForEachRef((await this.#runLocal(url, format, { signal })).stdout, head);
  }

  /** The mirror's HEAD follows the remote's, so that a changed default branch is seen without the network too. */
  async #setHead(url: RepositoryUrl, folder: string, remote: RefList, signal: AbortSignal | undefined): Promise<void> {
    const { head } = remote;
    const detached = head !== undefined && head.ref === undefined ? head.id : undefined;
    const name = head?.ref ?? NO_HEAD;
    // It hardly ever changes, and simple-git takes 50 ms longer over a command that prints nothing.
    if ((await readFile(join(folder, 'HEAD'), 'utf8')).trim() === (detached ?? `ref: ${name}`)) return;
    const args = detached === undefined ? ['symbolic-ref', 'HEAD', name] : ['update-ref', '--no-deref', 'HEAD', detached];
    await this.#runLocal(url, ['--git-dir', folder, ...args], { signal });
  }

  /** Clones beside the mirror and swaps the folders: a crash leaves the old one or the new one, never a half. */
  async #replace(url: RepositoryUrl, remote: RefList, signal: AbortSignal | undefined): Promise<RefList> {
    const folder = this.folder(url);
    await this.#removeLeftovers(folder);
    const fresh = `${folder}.new-${randomUUID().slice(0, 8)}`;
    const aside = `${folder}.old-${randomUUID().slice(0, 8)}`;
    const id = remote.refs[0]?.id ?? remote.head?.id ?? '';
    try {
      const branch = remote.head?.ref?.startsWith(HEADS) === true ? [`--initial-branch=${remote.head.ref.slice(HEADS.length)}`] : [];
      // Said always: the user's init.defaultObjectFormat may be another than the remote's.
      const format = `--object-format=${id.length === 64 ? 'sha256' : 'sha1'}`;
      const init = ['init', '--bare', '--template=', format, ...branch, '--', fresh];
      await this.#runLocal(url, init, { signal });
      const refs = await this.#fetch(url, fresh, remote, signal);
      try {
        await rename(folder, aside);
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) throw error;
      }
      await rename(fresh, folder);
      return refs;
    } finally {
      await rm(fresh, { recursive: true, force: true });
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** Halves of clones whose process was killed; nobody else writes while the lock is held. */
  async #removeLeftovers(folder: string): Promise<void> {
    const prefixes = [`${folder}.new-`, `${folder}.old-`];
    for (const name of await readdir(this.#cacheDir)) {
      const path = join(this.#cacheDir, name);
      if (prefixes.some((prefix) => path.startsWith(prefix))) await rm(path, { recursive: true, force: true });
    }
  }

  async #locked<T>(url: RepositoryUrl, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const both = signal === undefined ? this.#runner.signal : AbortSignal.any([signal, this.#runner.signal]);
    await this.prepare(signal);
    return await withLock(`${this.folder(url)}.lock`, both, work);
  }

  /** For what contacts the remote, or starts processes of its own. */
  async #run(url: RepositoryUrl, args: readonly string[], options: Omit<RunOptions, 'repository' | 'cwd'>): Promise<RunResult> {
    return await this.#runner.run(args, await this.#at(url, options));
  }

  async #runLocal(url: RepositoryUrl, args: readonly string[], options: Omit<RunOptions, 'repository' | 'cwd'>): Promise<RunResult> {
    return await this.#runner.runLocal(args, await this.#at(url, options));
  }

  /** The cache folder as the working folder: a repository around the current one must not lend its configuration. */
  async #at(url: RepositoryUrl, options: Omit<RunOptions, 'repository' | 'cwd'>): Promise<RunOptions> {
    await this.prepare(options.signal);
    return { ...options, repository: url.display, cwd: this.#cacheDir };
  }

  /** Makes sure of git and of the cache folder. */
  async prepare(signal: AbortSignal | undefined): Promise<void> {
    await this.#runner.checkVersion(signal);
    try {
      await mkdir(this.#cacheDir, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new DrydockError('git-failed', `The cache folder ${this.#cacheDir} cannot be created: ${error instanceof Error ? error.message : String(error)}.`, { cause: error });
    }
  }
}

function fetchArgs(folder: string): string[] {
  return ['--git-dir', folder, 'fetch', '--force', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--progress'];
}

/** In the environment, never on the command line, where every user of the machine could read them. */
function credentials(url: RepositoryUrl): readonly GitConfig[] {
  return url.authorization === undefined ? [] : [['http.extraHeader', `Authorization: ${url.authorization}`]];
}

/** Callers with other credentials must not share an answer. */
function laneOf(url: RepositoryUrl): string {
  return `${url.identity}\n${url.authorization ?? ''}`;
}
