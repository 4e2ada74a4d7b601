/**
 * Repositories. One bare mirror per repository lives below the cache folder; everything is read from it, so a hundred
 * applications of a monorepo cost one fetch. Two questions are asked of a repository:
 *
 * - `resolve`: which commit does this revision mean? With `fetch`, the remote's refs are listed first (one round trip)
 *   and fetched only if they differ. All who ask at the same time share that, in this process by `Shared`, between
 *   processes by the mirror's lock file.
 * - `readTree`: what files lie under this path of this commit? Answered by one `git cat-file --batch`; nothing is ever
 *   checked out, so no filter, hook, or link of a repository can act.
 *
 * Files: `url` checks and normalises; `environment`, `process` and `local` run git safely; `failure` turns its words into
 * sentences; `refs` is the pure part of resolving; `mirror`, `lock`, `upkeep` own the folders; `objects`, `walk`,
 * `tree` read; `watchLocal` tells of commits in a repository on this machine.
 */
import { DrydockError } from '../../../shared/model/errors.ts';
import type { CommitInfo } from './commit.ts';
import { parseCommit } from './commit.ts';
import { Lru } from './lru.ts';
import { Mirrors } from './mirror.ts';
import { ObjectReader } from './objects.ts';
import type { RunnerOptions } from './process.ts';
import { GitRunner } from './process.ts';
import type { RefList } from './refs.ts';
import { findRevision, isFullId, missingRevision } from './refs.ts';
import type { TreeLimits, TreeRead } from './tree.ts';
import { readTree } from './tree.ts';
import type { RepositoryUrl } from './url.ts';
import { parseRepositoryUrl } from './url.ts';

export type { CommitInfo } from './commit.ts';
export type { CommandEvent } from './process.ts';
export { commitAll, scaffoldRepository } from './scaffold.ts';
export type { TreeLimits, TreeRead } from './tree.ts';
export { redact } from './url.ts';
export { watchLocalRepository } from './watchLocal.ts';

export interface GitOptions extends RunnerOptions {
  /** Folder of the mirrors; made if missing, may be deleted while nothing runs. */
  readonly cacheDir: string;
}

export interface ResolveRequest {
  readonly repoURL: string;
  /** Branch, tag, full ref name, commit id (short too), HEAD; empty means HEAD. */
  readonly revision: string;
  /** `fetch` asks the remote; `cached` only if the mirror cannot answer. */
  readonly refresh: 'cached' | 'fetch';
  /** Since when the question stands (`performance.now`); with what was fetched after that it is answered. Default: now. */
  readonly since?: number;
  readonly signal?: AbortSignal;
}

export interface ResolvedRevision extends CommitInfo {
  /** The full name of the branch or tag; absent for a commit id and a detached HEAD. */
  readonly ref?: string;
}

export interface ReadTreeRequest {
  readonly repoURL: string;
  /** A full commit id, as `resolve` returns it. */
  readonly commit: string;
  readonly path: string;
  /** Default true: folders below too. */
  readonly recurse?: boolean;
  /** Default `.yaml`, `.yml`, `.json`. */
  readonly extensions?: readonly string[];
  readonly limits?: Partial<TreeLimits>;
  readonly signal?: AbortSignal;
}

/** A branch or tag by its short name. */
export interface RemoteRef {
  readonly name: string;
  readonly commit: string;
}

export interface RemoteRefs {
  readonly branches: readonly RemoteRef[];
  readonly tags: readonly RemoteRef[];
  /** Short name; absent in an empty repository and where HEAD is detached. */
  readonly defaultBranch?: string;
}

/**
 * Everything throws DrydockError: `git-failed` for a bad URL or no such repository, `git-auth`, `git-unreachable`,
 * `git-missing` (git itself), `git-revision`, `git-path`, `render-limit`, `timeout`, `cancelled`.
 */
export interface Git {
  resolve(request: ResolveRequest): Promise<ResolvedRevision>;
  readTree(request: ReadTreeRequest): Promise<TreeRead>;
  /** Asks the remote, stores nothing: for forms, before an application exists. */
  remoteRefs(repoURL: string, signal?: AbortSignal): Promise<RemoteRefs>;
  /** A commit that was resolved before. */
  commitInfo(repoURL: string, commit: string, signal?: AbortSignal): Promise<CommitInfo>;
  /** Commits that `to` has and `from` has not, newest first, at most `limit` (default 50). */
  commitsBetween(repoURL: string, from: string, to: string, options?: { limit?: number; signal?: AbortSignal }): Promise<readonly CommitInfo[]>;
  /** Stops what runs; when it returns, no child process is left. */
  close(): Promise<void>;
}

const DEFAULT_LIMITS: TreeLimits = { maxBytes: 10 * 1024 * 1024, maxEntries: 100_000 };
const DEFAULT_EXTENSIONS: readonly string[] = ['.yaml', '.yml', '.json'];
const CACHED_TREE_BYTES = 64 * 1024 * 1024;

export function createGit(options: GitOptions): Git {
  const runner = new GitRunner(options);
  const mirrors = new Mirrors(options.cacheDir, runner);
  const trees = new Lru<TreeRead>(CACHED_TREE_BYTES, weighTree);
  const commits = new Lru<CommitInfo>(1000);

  /** Reads objects of a mirror; damage is repaired and the read repeated. */
  const withReader = async <T>(url: RepositoryUrl, signal: AbortSignal | undefined, read: (reader: ObjectReader) => Promise<T>): Promise<T> => {
    await mirrors.prepare(signal);
    return await mirrors.withRepair(url, signal, async () => {
      const reader = new ObjectReader(runner, mirrors.folder(url), url.display, signal);
      try {
        return await read(reader);
      } finally {
        await reader.close();
      }
    });
  };

  const readCommit = async (url: RepositoryUrl, name: string, signal: AbortSignal | undefined): Promise<CommitInfo | 'missing' | 'ambiguous'> => {
    const key = `${url.identity}\n${name}`;
    const known = commits.get(key);
    if (known !== undefined) return known;
    const object = await withReader(url, signal, async (reader) => await reader.read(`${name}^{commit}`));
    if (typeof object === 'string') return object;
    const info = parseCommit(object);
    // A shortened id may become ambiguous later.
    if (isFullId(name)) commits.set(key, info);
    return info;
  };

  /** Undefined if these refs and the mirror do not know the revision. */
  const lookUp = async (url: RepositoryUrl, refs: RefList, revision: string, signal: AbortSignal | undefined): Promise<ResolvedRevision | undefined> => {
    const candidate = findRevision(refs, revision, url.display);
    if (candidate.kind === 'none') return undefined;
    const info = await readCommit(url, candidate.id, signal);
    if (info === 'ambiguous') {
      throw new DrydockError('git-revision', `"${revision}" is the beginning of more than one commit id of ${url.display}.`, { hint: 'Write more digits.' });
    }
    if (info === 'missing') return undefined;
    return candidate.kind === 'ref' && candidate.ref !== undefined ? { ...info, ref: candidate.ref } : info;
  };

  const resolve = async (request: ResolveRequest): Promise<ResolvedRevision> => {
    const url = parseRepositoryUrl(request.repoURL);
    const revision = request.revision.trim();
    const { signal } = request;
    // A commit never changes: what the mirror has needs no question to the remote.
    if (request.refresh === 'cached' || isFullId(revision)) {
      const local = await mirrors.localRefs(url, signal);
      const found = local === undefined ? undefined : await lookUp(url, local, revision, signal);
      if (found !== undefined) return found;
    }
    const refs = await mirrors.update(url, signal, request.since);
    const found = await lookUp(url, refs, revision, signal);
    if (found !== undefined) return found;
    if (isFullId(revision) && (await mirrors.fetchCommit(url, revision.toLowerCase(), signal))) {
      const fetched = await lookUp(url, refs, revision, signal);
      if (fetched !== undefined) return fetched;
    }
    throw missingRevision(refs, revision, url.display);
  };

  /** Makes sure that the mirror has the commit: the cache may have been deleted since it was resolved. */
  const requireCommit = async (repoURL: string, commit: string, signal: AbortSignal | undefined): Promise<CommitInfo> => {
    if (!isFullId(commit)) throw new DrydockError('git-revision', `"${commit}" is not a full commit id.`);
    const info = await readCommit(parseRepositoryUrl(repoURL), commit, signal);
    if (typeof info !== 'string') return info;
    return await resolve({ repoURL, revision: commit, refresh: 'fetch', ...(signal === undefined ? {} : { signal }) });
  };

  return {
    resolve,

    async readTree(request) {
      const url = parseRepositoryUrl(request.repoURL);
      const query = {
        commit: request.commit,
        path: request.path,
        recurse: request.recurse ?? true,
        extensions: request.extensions ?? DEFAULT_EXTENSIONS,
        limits: { ...DEFAULT_LIMITS, ...request.limits },
      };
      const key = JSON.stringify([url.identity, query]);
      const known = trees.get(key);
      if (known !== undefined) return known;
      await requireCommit(request.repoURL, request.commit, request.signal);
      const read = await withReader(url, request.signal, async (reader) => await readTree(reader, query, url.display));
      trees.set(key, read);
      return read;
    },

    async remoteRefs(repoURL, signal) {
      const list = await mirrors.remoteRefs(parseRepositoryUrl(repoURL), signal);
      const named = (prefix: string): RemoteRef[] =>
        list.refs.filter((ref) => ref.name.startsWith(prefix)).map((ref) => ({ name: ref.name.slice(prefix.length), commit: ref.commit ?? ref.id }));
      const refs = { branches: named('refs/heads/'), tags: named('refs/tags/') };
      const head = list.head?.ref;
      return head?.startsWith('refs/heads/') === true ? { ...refs, defaultBranch: head.slice('refs/heads/'.length) } : refs;
    },

    async commitInfo(repoURL, commit, signal) {
      return await requireCommit(repoURL, commit, signal);
    },

    async commitsBetween(repoURL, from, to, { limit = 50, signal } = {}) {
      const url = parseRepositoryUrl(repoURL);
      for (const commit of [from, to]) await requireCommit(repoURL, commit, signal);
      const { stdout } = await mirrors.run(url, ['rev-list', `--max-count=${limit}`, to, `^${from}`], { signal });
      const ids = stdout.split('\n').filter((id) => id !== '');
      return await withReader(url, signal, async (reader) => {
        const objects = await Promise.all(ids.map(async (id) => await reader.read(id)));
        return objects.flatMap((object) => (typeof object === 'string' ? [] : [parseCommit(object)]));
      });
    },

    async close() {
      await runner.close();
      trees.clear();
      commits.clear();
    },
  };
}

/** The same text for every spelling of one repository; a URL that is none stands for itself. */
export function repositoryIdentity(repoURL: string): string {
  try {
    return parseRepositoryUrl(repoURL).identity;
  } catch (error) {
    if (error instanceof DrydockError) return repoURL;
    throw error;
  }
}

function weighTree(tree: TreeRead): number {
  return tree.files.reduce((sum, file) => sum + file.bytes.length + 2 * file.path.length + 200, 0) + tree.others.length * 100;
}
