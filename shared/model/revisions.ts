import type { ResourceDiff } from './diff.ts';
import type { Origin, ResourceKey } from './kube.ts';

/** A commit, as people are told of it. */
export interface CommitFacts {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  readonly date: string;
}

/** One object that two revisions render differently; its namespace is that of the file, which may be none. */
export interface RevisionChange {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  /** Where it stands in the later revision, or where it stood. */
  readonly origin: Origin;
  /** `live` is what the first revision renders, `predicted` the second; Secrets are masked. */
  readonly diff: ResourceDiff;
}

/** What differs between two revisions of an application's source, as rendered manifests. */
export interface RevisionDiff {
  readonly from: CommitFacts;
  readonly to: CommitFacts;
  readonly changes: readonly RevisionChange[];
}
