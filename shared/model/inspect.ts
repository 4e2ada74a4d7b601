import type { ErrorShape } from './errors.ts';
import type { Origin, ResourceKey } from './kube.ts';

/** What a repository offers as a revision. */
export interface RepositoryRefs {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly defaultBranch?: string;
}

/** What stands at a place in Git. */
export interface SourceReport {
  readonly commit: { readonly id: string; readonly subject: string; readonly author: string; readonly date: string };
  /** The objects found, at most the first 200, in the order of files. */
  readonly found: readonly { readonly key: ResourceKey; readonly origin: Origin }[];
  readonly total: number;
  /** Folders of the repository that hold manifests, to choose a path from; `.` is the top. */
  readonly folders: readonly string[];
  readonly warnings: readonly string[];
  /** Why the path cannot be rendered; `found` is empty then. */
  readonly problem?: ErrorShape;
}

/** What stands behind a context, asked for a form. */
export interface DestinationReport {
  readonly version: string;
  readonly latencyMs: number;
  /** Sorted; undefined where they may not be listed. */
  readonly namespaces: readonly string[] | undefined;
  /** undefined where that may not be told. */
  readonly namespaceExists: boolean | undefined;
}
