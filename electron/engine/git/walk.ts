import { DrydockError } from '../../../shared/model/errors.ts';
import { failureError } from './failure.ts';
import type { GitObject, ObjectReader } from './objects.ts';
import { linkTarget } from './path.ts';

/** One entry of a tree object. */
export interface TreeEntry {
  readonly name: string;
  readonly kind: 'tree' | 'file' | 'link' | 'submodule';
  /** Git's octal mode, such as 100644. */
  readonly mode: string;
  readonly id: string;
}

/** What a path leads to when links are followed; `at` is where it really is. */
export type Found =
  | { readonly kind: 'tree' | 'file' | 'submodule'; readonly id: string; readonly mode: string; readonly at: readonly string[] }
  | { readonly kind: 'missing'; readonly folder: readonly string[]; readonly entries: readonly TreeEntry[] }
  | { readonly kind: 'outside'; readonly link: string; readonly target: string }
  | { readonly kind: 'loop' };

const MAX_LINKS = 40;
const MAX_TARGET = 4096;

/** Walks the tree of one commit through an ObjectReader; each tree object is read once. */
export class TreeWalker {
  readonly #reader: ObjectReader;
  readonly #display: string;
  readonly #root: string;
  readonly #trees = new Map<string, Promise<readonly TreeEntry[]>>();

  constructor(reader: ObjectReader, display: string, root: string) {
    this.#reader = reader;
    this.#display = display;
    this.#root = root;
  }

  async entries(id: string): Promise<readonly TreeEntry[]> {
    let entries = this.#trees.get(id);
    if (entries === undefined) {
      entries = this.object(id, 'tree').then((object) => parseTree(object, this.#display));
      this.#trees.set(id, entries);
    }
    return await entries;
  }

  /** An object that a tree names; its absence means that the mirror is damaged. */
  async object(id: string, type: 'tree' | 'blob', maxBytes?: number): Promise<GitObject> {
    const object = await this.#reader.read(id, maxBytes);
    if (object === 'missing' || object === 'ambiguous' || object.type !== type) {
      throw failureError('damaged', this.#display, 'git cat-file', `error: ${type} ${id} is missing`);
    }
    return object;
  }

  /** Follows a path from the top, through links in any of its parts. */
  async find(path: readonly string[]): Promise<Found> {
    let rest = [...path];
    let links = 0;
    restart: for (;;) {
      let current: { kind: 'tree' | 'file' | 'submodule'; id: string; mode: string } = { kind: 'tree', id: this.#root, mode: '40000' };
      const at: string[] = [];
      for (const [index, name] of rest.entries()) {
        if (current.kind !== 'tree') return { kind: 'missing', folder: at, entries: [] };
        const entries = await this.entries(current.id);
        const entry = entries.find((candidate) => candidate.name === name);
        if (entry === undefined) return { kind: 'missing', folder: at, entries };
        if (entry.kind === 'link') {
          if (++links > MAX_LINKS) return { kind: 'loop' };
          const target = (await this.object(entry.id, 'blob', MAX_TARGET)).bytes.toString('utf8');
          const real = linkTarget(at, target);
          if (real === undefined) return { kind: 'outside', link: [...at, name].join('/'), target };
          rest = [...real, ...rest.slice(index + 1)];
          continue restart;
        }
        current = { kind: entry.kind, id: entry.id, mode: entry.mode };
        at.push(name);
      }
      return { ...current, at };
    }
  }
}

/** Reads a tree object: entries of `<mode> <name>\0<raw id>`. */
function parseTree(object: GitObject, display: string): readonly TreeEntry[] {
  const { bytes } = object;
  const idLength = object.id.length / 2;
  const entries: TreeEntry[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const space = bytes.indexOf(0x20, offset);
    const end = bytes.indexOf(0, space);
    if (space < 0 || end < 0 || end + 1 + idLength > bytes.length) {
      throw failureError('damaged', display, 'git cat-file', `error: tree ${object.id} is cut off`);
    }
    const mode = bytes.toString('latin1', offset, space);
    const name = bytes.toString('utf8', space + 1, end);
    // Git never writes such names; a crafted repository could.
    if (name === '' || name === '.' || name === '..' || name.includes('/')) {
      throw new DrydockError('git-path', `${display} contains an entry with the unsafe name "${name}".`);
    }
    const id = bytes.toString('hex', end + 1, end + 1 + idLength);
    entries.push({ name, kind: kindOf(mode), mode, id });
    offset = end + 1 + idLength;
  }
  return entries;
}

function kindOf(mode: string): TreeEntry['kind'] {
  if (mode === '40000') return 'tree';
  if (mode === '120000') return 'link';
  return mode === '160000' ? 'submodule' : 'file';
}
