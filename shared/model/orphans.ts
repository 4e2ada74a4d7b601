import type { ResourceKey } from './kube.ts';

/** An object that nobody tracks and nothing owns. */
export interface Orphan {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  /** RFC 3339. */
  readonly createdAt?: string;
}

/** What is in an application's namespaces beside what somebody tracks. */
export interface Orphans {
  readonly namespaces: readonly string[];
  /** By namespace, kind and name. */
  readonly orphans: readonly Orphan[];
  /** Kinds that could not be listed, each as a sentence: there may be more of these. */
  readonly unreadable: readonly string[];
}
