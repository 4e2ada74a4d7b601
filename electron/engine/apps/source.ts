import type { ApplicationSource } from '../../../shared/model/application.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { Manifest } from '../../../shared/model/kube.ts';
import type { Git, ResolvedRevision } from '../git/index.ts';
import { detectSourceType, renderDirectory } from '../render/index.ts';

/** A source at a commit, rendered. */
export interface Rendered {
  readonly commit: { readonly id: string; readonly subject: string; readonly author: string; readonly date: string };
  readonly manifests: readonly Manifest[];
  readonly warnings: readonly string[];
}

/** Reads and renders sources; equal trees with equal settings are rendered once. */
export interface SourceReader {
  /**
   * `known` uses the revision as it was last fetched; `since` is when a fetch was asked for (`performance.now`), so that
   * all who asked at one time are served by one. Throws `git-*` and `render-*`.
   */
  read(source: ApplicationSource, revision: string, depth: 'known' | 'fetch' | 'hard', signal?: AbortSignal, since?: number): Promise<Rendered>;
}

/** Renders kept in memory: a few per application is plenty. */
const KEPT = 64;

export function createSourceReader(git: Git): SourceReader {
  const kept = new Map<string, Pick<Rendered, 'manifests' | 'warnings'>>();

  return {
    async read(source, revision, depth, signal, since) {
      const path = source.path ?? '.';
      const abort = signal === undefined ? {} : { signal };
      const commit = await git.resolve({ repoURL: source.repoURL, revision, refresh: depth === 'known' ? 'cached' : 'fetch', ...(since === undefined ? {} : { since }), ...abort });
      const { recurse = false, include, exclude } = source.directory ?? {};
      const tree = await git.readTree({ repoURL: source.repoURL, commit: commit.commit, path, recurse, ...abort });
      const key = JSON.stringify([tree.treeHash, path, recurse, include, exclude]);
      let rendered = depth === 'hard' ? undefined : kept.get(key);
      if (rendered === undefined) {
        // Who says `directory:` wants a directory (argo-cd ApplicationSource.ExplicitType).
        const type = source.directory !== undefined ? 'Directory' : detectSourceType([...tree.files.map((file) => file.path), ...tree.others], path);
        if (type !== 'Directory') {
          throw new DrydockError('render-unsupported', `${source.repoURL}: ${path} is a ${type} source, which is not supported yet.`, {
            hint: 'Choose a path with plain manifests, or render them into Git.',
          });
        }
        const { manifests, warnings } = renderDirectory({
          files: tree.files,
          others: tree.others,
          path,
          recurse,
          ...(include === undefined ? {} : { include }),
          ...(exclude === undefined ? {} : { exclude }),
        });
        rendered = { manifests, warnings: [...tree.warnings, ...warnings] };
        if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? '');
      }
      kept.delete(key);
      kept.set(key, rendered);
      return { commit: commitOf(commit), ...rendered };
    },
  };
}

function commitOf({ commit, subject, author, date }: ResolvedRevision): Rendered['commit'] {
  return { id: commit, subject, author, date };
}
