import { DrydockError } from '../../../shared/model/errors.ts';

/** A branch or tag. `id` is what the ref holds (an annotated tag's own object), `commit` what it peels to, if known. */
export interface GitRef {
  /** `refs/heads/...` or `refs/tags/...` */
  readonly name: string;
  readonly id: string;
  readonly commit?: string;
}

/** All branches and tags of a repository, sorted by name, and its HEAD. */
export interface RefList {
  readonly refs: readonly GitRef[];
  /** Absent in an empty repository. `ref` is absent where HEAD is detached. */
  readonly head?: { readonly ref?: string; readonly id: string };
}

/** Reads the output of `git ls-remote --symref`. Refs other than HEAD, branches and tags are left out. */
export function parseLsRemote(output: string): RefList {
  const ids = new Map<string, string>();
  let headRef: string | undefined;
  for (const line of output.split('\n')) {
    const tab = line.indexOf('\t');
    if (tab < 0) continue;
    const left = line.slice(0, tab);
    const name = line.slice(tab + 1);
    if (left.startsWith('ref: ')) {
      if (name === 'HEAD') headRef = left.slice(5);
    } else {
      ids.set(name, left);
    }
  }
  const refs: GitRef[] = [];
  for (const [name, id] of ids) {
    if (name.endsWith('^{}') || !(name.startsWith('refs/heads/') || name.startsWith('refs/tags/'))) continue;
    const peeled = ids.get(`${name}^{}`);
    refs.push({ name, id, commit: peeled ?? id });
  }
  return listOf(refs, ids.get('HEAD'), headRef);
}

/** What `git for-each-ref` is asked for by `parseForEachRef`. */
export const FOR_EACH_REF = '%(refname)%00%(objectname)%00%(*objectname)';

/** Reads a mirror's own refs; `head` is the content of its HEAD file. */
export function parseForEachRef(output: string, head: string): RefList {
  const refs: GitRef[] = [];
  for (const line of output.split('\n')) {
    const [name, id, peeled] = line.split('\0');
    if (name === undefined || id === undefined) continue;
    refs.push({ name, id, commit: peeled === undefined || peeled === '' ? id : peeled });
  }
  const symbolic = /^ref: (\S+)/.exec(head)?.[1];
  const id = symbolic === undefined ? head.trim() : refs.find((ref) => ref.name === symbolic)?.id;
  return listOf(refs, id, symbolic);
}

function listOf(refs: GitRef[], headId: string | undefined, headRef: string | undefined): RefList {
  refs.sort((a, b) => (a.name < b.name ? -1 : 1));
  if (headId === undefined || headId === '') return { refs };
  return { refs, head: headRef === undefined ? { id: headId } : { ref: headRef, id: headId } };
}

/** True if both hold the same refs with the same objects and the same HEAD. */
export function sameRefs(a: RefList, b: RefList): boolean {
  return (
    a.head?.id === b.head?.id &&
    a.head?.ref === b.head?.ref &&
    a.refs.length === b.refs.length &&
    a.refs.every((ref, index) => ref.name === b.refs[index]?.name && ref.id === b.refs[index]?.id)
  );
}

/** A revision found among the refs, or an object name to ask the mirror for, or nothing. */
export type Candidate =
  | { readonly kind: 'ref'; readonly ref?: string; readonly id: string }
  | { readonly kind: 'object'; readonly id: string }
  | { readonly kind: 'none' };

const FULL_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
const SHORT_ID = /^[0-9a-f]{4,64}$/i;

export function isFullId(revision: string): boolean {
  return FULL_ID.test(revision);
}

/**
 * Finds a revision as Argo CD does: empty and HEAD are the default branch; a full id is itself; a name is a branch or
 * a tag; what else looks like hexadecimal digits may be a shortened id. Throws `git-revision` for a name that is both
 * a branch and a tag of different commits.
 */
export function findRevision(list: RefList, revision: string, display: string): Candidate {
  if (revision === '' || revision === 'HEAD') {
    if (list.head === undefined) return { kind: 'none' };
    return list.head.ref === undefined ? { kind: 'ref', id: list.head.id } : { kind: 'ref', ref: list.head.ref, id: list.head.id };
  }
  if (isFullId(revision)) return { kind: 'object', id: revision.toLowerCase() };
  const byName = (name: string): GitRef | undefined => list.refs.find((ref) => ref.name === name);
  const branch = byName(`refs/heads/${revision}`);
  const tag = byName(`refs/tags/${revision}`);
  if (branch !== undefined && tag !== undefined && branch.commit !== tag.commit) {
    throw new DrydockError('git-revision', `"${revision}" is both a branch and a tag of ${display}, at different commits.`, {
      hint: `Write refs/heads/${revision} or refs/tags/${revision}.`,
    });
  }
  const found = branch ?? tag ?? byName(revision) ?? byName(`refs/${revision}`);
  if (found !== undefined) return { kind: 'ref', ref: found.name, id: found.commit ?? found.id };
  return SHORT_ID.test(revision) ? { kind: 'object', id: revision.toLowerCase() } : { kind: 'none' };
}

const SEMVER_RANGE = /^(?:[\^~]|[<>]=?|=)\s*v?\d|^v?\d+(?:\.\d+)?\.[x*]$|^v?\d+\.[x*]|\s(?:\|\||-)\s|^\*$/i;

/** The error for a revision that does not exist; names the nearest branches and tags. */
export function missingRevision(list: RefList, revision: string, display: string): DrydockError {
  if (revision === '' || revision === 'HEAD') {
    return list.refs.length === 0
      ? new DrydockError('git-revision', `${display} is empty: it has no branch and no commit yet.`, { hint: 'Commit a manifest and push it.' })
      : new DrydockError('git-revision', `${display} has no default branch: its HEAD names a branch that does not exist.`, {
          hint: `Write a branch as targetRevision: ${nearestRefs(list, 'main').join(', ')}.`,
        });
  }
  if (SEMVER_RANGE.test(revision)) {
    return new DrydockError('git-revision', `"${revision}" looks like a version range, which Drydock does not resolve yet, and no branch or tag of ${display} has this name.`, {
      hint: `Write a tag itself: ${nearestRefs(list, revision).join(', ') || 'there is none'}.`,
    });
  }
  const nearest = nearestRefs(list, revision);
  return new DrydockError('git-revision', `${display} has no branch, tag or commit "${revision}".`, {
    hint: nearest.length === 0 ? 'It has no branch and no tag.' : `The nearest names: ${nearest.join(', ')}.`,
  });
}

/** Up to five short names of branches and tags, the most similar first. */
export function nearestRefs(list: RefList, wanted: string): string[] {
  const target = wanted.toLowerCase();
  const names = [...new Set(list.refs.map((ref) => ref.name.replace(/^refs\/(heads|tags)\//, '')))];
  return names
    .map((name) => ({ name, score: distance(name.toLowerCase(), target) }))
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map((entry) => entry.name);
}

/** Edits between two names; a name that contains the other counts as near. */
function distance(a: string, b: string): number {
  if (a.includes(b) || b.includes(a)) return Math.abs(a.length - b.length) / 100;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
