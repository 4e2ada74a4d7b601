import { createHash } from 'node:crypto';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { ObjectReader } from './objects.ts';
import { ObjectTooLarge } from './objects.ts';
import { pathSegments } from './path.ts';
import { TreeWalker } from './walk.ts';

/** A file that was read. */
export interface TreeFile {
  /** From the top of the repository, by the path that was asked for (links in it are kept). */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Git's mode of the file itself: 100644 or 100755. */
  readonly mode: string;
}

/** What lies under a path of a commit. */
export interface TreeRead {
  /** Equal hashes: equal content. Git's own hash of the folder, unless links lead out of it. */
  readonly treeHash: string;
  /** Sorted by path. */
  readonly files: readonly TreeFile[];
  /** Paths that were seen and not read: other extensions, links to folders. Sorted. */
  readonly others: readonly string[];
  readonly submodules: readonly string[];
  /** Sentences about what was left out though its name asked for it. */
  readonly warnings: readonly string[];
}

export interface TreeLimits {
  /** Bytes of all files together; default 10 MB, as Argo CD's combined manifest limit. */
  readonly maxBytes: number;
  /** Entries of any kind; default 100,000. */
  readonly maxEntries: number;
}

export interface TreeQuery {
  readonly commit: string;
  /** A folder; '' and '.' are the top of the repository. */
  readonly path: string;
  readonly recurse: boolean;
  /** Endings that are read, with their dot; compared exactly, as Argo CD does. */
  readonly extensions: readonly string[];
  readonly limits: TreeLimits;
}

interface Wanted {
  readonly path: string;
  readonly id: string;
  readonly mode: string;
}

const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/');

/**
 * Reads the files under a path of a commit. Throws DrydockError `git-path` for a path that is missing, leaves the
 * repository or is no folder, and `render-limit` for too much; `git-revision` if the commit is not there.
 */
export async function readTree(reader: ObjectReader, query: TreeQuery, display: string): Promise<TreeRead> {
  const segments = pathSegments(query.path);
  const root = await reader.read(`${query.commit}^{tree}`);
  if (root === 'missing' || root === 'ambiguous') {
    throw new DrydockError('git-revision', `${display} has no commit ${query.commit}.`);
  }
  const walker = new TreeWalker(reader, display, root.id);
  const folder = await findFolder(walker, segments, query, display);
  const collected = await collect(walker, folder.id, segments, folder.at, query, display);
  const { files, pointers } = await readFiles(walker, collected.wanted, query.limits, display);
  const outside = collected.outside.sort();
  return {
    treeHash: outside.length === 0 ? folder.id : createHash('sha256').update([folder.id, ...outside].join('\n')).digest('hex'),
    files,
    others: [...collected.others, ...pointers].sort(compare),
    submodules: collected.submodules.sort(compare),
    warnings: [
      ...collected.submodules.map((path) => `${path} is a Git submodule; submodules are not read.`),
      ...collected.warnings,
      ...pointers.map((path) => `${path} is stored in Git LFS; only its pointer is in the repository, so it was left out.`),
    ],
  };
}

async function findFolder(
  walker: TreeWalker,
  segments: readonly string[],
  query: TreeQuery,
  display: string,
): Promise<{ id: string; at: readonly string[] }> {
  const found = await walker.find(segments);
  const where = `${display} at ${query.commit.slice(0, 12)}`;
  switch (found.kind) {
    case 'tree':
      return found;
    case 'outside':
      throw linkOutside(found.link, found.target, display);
    case 'loop':
      throw new DrydockError('git-path', `"${query.path}" in ${where} is a symbolic link that leads to itself.`);
    case 'submodule':
      throw new DrydockError('git-path', `"${query.path}" in ${where} is a Git submodule; submodules are not read.`, {
        hint: "Make an application of the submodule's own repository.",
      });
    case 'file':
      throw new DrydockError('git-path', `"${query.path}" in ${where} is a file; a source's path is a folder.`, {
        hint: `Use its folder "${segments.slice(0, -1).join('/') || '.'}", with directory.include to choose the file.`,
      });
    case 'missing': {
      const nearest = found.folder.length === 0 ? 'The top of the repository' : `"${found.folder.join('/')}"`;
      const folders = found.entries.filter((entry) => entry.kind === 'tree').map((entry) => entry.name);
      const shown = folders.slice(0, 12).join(', ') + (folders.length > 12 ? `, and ${folders.length - 12} more` : '');
      throw new DrydockError('git-path', `There is no "${query.path}" in ${where}.`, {
        hint: `${nearest} exists and has ${folders.length === 0 ? 'no folders' : `these folders: ${shown}`}.`,
      });
    }
  }
}

interface Collected {
  readonly wanted: Wanted[];
  readonly others: string[];
  readonly submodules: string[];
  readonly warnings: string[];
  /** `<path> <id>` of what links outside the folder lead to. */
  readonly outside: string[];
}

async function collect(
  walker: TreeWalker,
  top: string,
  shown: readonly string[],
  real: readonly string[],
  query: TreeQuery,
  display: string,
): Promise<Collected> {
  const result: Collected = { wanted: [], others: [], submodules: [], warnings: [], outside: [] };
  let seen = 0;
  let level: { id: string; below: readonly string[] }[] = [{ id: top, below: [] }];
  while (level.length > 0) {
    const lists = await Promise.all(level.map(async ({ id }) => await walker.entries(id)));
    const next: typeof level = [];
    for (const [index, { below }] of level.entries()) {
      for (const entry of lists[index] ?? []) {
        if (++seen > query.limits.maxEntries) {
          throw new DrydockError('render-limit', `"${query.path}" in ${display} has more than ${query.limits.maxEntries} files.`, {
            hint: 'Point the application at a smaller folder.',
          });
        }
        const inside = [...below, entry.name];
        const path = [...shown, ...inside].join('/');
        const named = query.extensions.some((extension) => entry.name.endsWith(extension));
        if (entry.kind === 'tree') {
          if (query.recurse) next.push({ id: entry.id, below: inside });
        } else if (entry.kind === 'submodule') {
          result.submodules.push(path);
        } else if (entry.kind === 'link') {
          await collectLink(walker, { path, named, real: [...real, ...inside], folder: real }, result, display);
        } else if (named) {
          result.wanted.push({ path, id: entry.id, mode: entry.mode });
        } else {
          result.others.push(path);
        }
      }
    }
    level = next;
  }
  return result;
}

async function collectLink(
  walker: TreeWalker,
  link: { path: string; named: boolean; real: readonly string[]; folder: readonly string[] },
  result: Collected,
  display: string,
): Promise<void> {
  const found = await walker.find(link.real);
  if (found.kind === 'outside') throw linkOutside(found.link, found.target, display);
  if (found.kind !== 'missing' && found.kind !== 'loop' && !link.folder.every((part, index) => found.at[index] === part)) {
    result.outside.push(`${link.path} ${found.id}`);
  }
  if (found.kind === 'file' && link.named) {
    result.wanted.push({ path: link.path, id: found.id, mode: found.mode });
    return;
  }
  result.others.push(link.path);
  if (found.kind === 'tree') result.warnings.push(`${link.path} is a symbolic link to a folder; such links are not followed.`);
  else if (found.kind !== 'file' && link.named) result.warnings.push(`${link.path} is a symbolic link that leads nowhere; it was left out.`);
}

async function readFiles(
  walker: TreeWalker,
  wanted: Wanted[],
  limits: TreeLimits,
  display: string,
): Promise<{ files: TreeFile[]; pointers: string[] }> {
  wanted.sort((a, b) => compare(a.path, b.path));
  const files: TreeFile[] = [];
  const pointers: string[] = [];
  let total = 0;
  const tooMuch = (path: string): DrydockError =>
    new DrydockError('render-limit', `The manifests are larger than ${limits.maxBytes} bytes together; the limit was reached at ${path} of ${display}.`, {
      hint: 'Point the application at a smaller folder.',
    });
  const reads = wanted.map(async (file) => {
    try {
      return (await walker.object(file.id, 'blob', limits.maxBytes)).bytes;
    } catch (error) {
      throw error instanceof ObjectTooLarge ? tooMuch(file.path) : error;
    }
  });
  // The first rejection is thrown below, in order; the others are the same one.
  for (const read of reads) read.catch(() => undefined);
  for (const [index, file] of wanted.entries()) {
    const bytes = await reads[index];
    if (bytes === undefined) continue;
    total += bytes.length;
    if (total > limits.maxBytes) throw tooMuch(file.path);
    if (bytes.subarray(0, LFS_POINTER.length).equals(LFS_POINTER)) pointers.push(file.path);
    // A copy: a slice would keep the whole chunk alive in the cache.
    else files.push({ path: file.path, bytes: new Uint8Array(bytes), mode: file.mode });
  }
  return { files, pointers };
}

function linkOutside(link: string, target: string, display: string): DrydockError {
  return new DrydockError('git-path', `The symbolic link "${link}" leads out of the repository ${display}, to "${target}".`, {
    hint: 'Drydock reads nothing outside the repository. Replace the link by the file.',
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
