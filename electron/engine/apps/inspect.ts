import { posix } from 'node:path';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { DestinationReport, RepositoryRefs, SourceReport } from '../../../shared/model/inspect.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Cluster } from '../cluster/index.ts';
import { ApiError, listPages } from '../cluster/index.ts';
import type { Git, TreeRead } from '../git/index.ts';
import type { SourceReader } from './source.ts';

/** Objects that a report names; their number is told as well. */
const SHOWN = 200;
const FOLDERS = 500;
const MANIFEST = /\.(?:ya?ml|json)$/;

/** What a form asks about a place in Git. */
export interface SourceQuestion {
  readonly repoURL: string;
  readonly revision: string;
  readonly path: string;
  readonly recurse: boolean;
}

/** Branches and tags as the remote lists them now, the newest-looking tag first. Throws `git-*`. */
export async function repositoryRefs(git: Git, repoURL: string, signal?: AbortSignal): Promise<RepositoryRefs> {
  const { branches, tags, defaultBranch } = await git.remoteRefs(repoURL, signal);
  const numeric = new Intl.Collator('en', { numeric: true });
  return {
    branches: branches.map((branch) => branch.name).toSorted((a, b) => (a === defaultBranch ? -1 : b === defaultBranch ? 1 : numeric.compare(a, b))),
    tags: tags.map((tag) => tag.name).toSorted((a, b) => numeric.compare(b, a)),
    ...(defaultBranch === undefined ? {} : { defaultBranch }),
  };
}

/**
 * Looks at a source before there is an application for it. A path that cannot be rendered is a `problem` of the report,
 * which still names the folders to choose from. Throws `git-*` where the repository or revision is not to be had.
 */
export async function inspectSource(git: Git, sources: SourceReader, question: SourceQuestion, signal?: AbortSignal): Promise<SourceReport> {
  const { repoURL, revision, path, recurse } = question;
  const abort = signal === undefined ? {} : { signal };
  const commit = await git.resolve({ repoURL, revision, refresh: 'fetch', ...abort });
  // No file is read for this: with no extension wanted, all of them are only seen.
  const listing = await git.readTree({ repoURL, commit: commit.commit, path: '.', recurse: true, extensions: [], ...abort });
  const report = { commit: { id: commit.commit, subject: commit.subject, author: commit.author, date: commit.date }, folders: manifestFolders(listing) };
  try {
    const rendered = await sources.read({ repoURL, path, ...(recurse ? { directory: { recurse } } : {}) }, commit.commit, 'known', signal);
    return {
      ...report,
      found: rendered.manifests.slice(0, SHOWN).map(({ object, origin }) => ({ key: keyOf(object), origin })),
      total: rendered.manifests.length,
      warnings: rendered.warnings,
    };
  } catch (error) {
    if (!(error instanceof DrydockError) || error.code === 'cancelled') throw error;
    return { ...report, found: [], total: 0, warnings: [], problem: errorShape(error) };
  }
}

/** The folders that hold a file which looks like a manifest, and those above them. */
function manifestFolders({ files, others }: Pick<TreeRead, 'files' | 'others'>): readonly string[] {
  const folders = new Set<string>();
  for (const file of [...files.map(({ path }) => path), ...others]) {
    if (!MANIFEST.test(file)) continue;
    for (let folder = posix.dirname(file); !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder);
  }
  return [...folders].toSorted().slice(0, FOLDERS);
}

/** Contacts a cluster for a form. Throws `cluster-*` where it does not answer; what may not be read is undefined. */
export async function inspectDestination(cluster: Cluster, namespace: string, signal?: AbortSignal): Promise<DestinationReport> {
  const before = performance.now();
  const version = await cluster.version();
  const latencyMs = Math.round(performance.now() - before);
  const resource = (await cluster.discovery()).preferred('', 'Namespace');
  let namespaces: readonly string[] | undefined;
  try {
    if (resource !== undefined) namespaces = (await listPages(cluster.client, resource, '', 'metadata', { signal })).items.map((object) => object.metadata.name ?? '').toSorted();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
  }
  return { version, latencyMs, namespaces, namespaceExists: namespaces?.includes(namespace) };
}
