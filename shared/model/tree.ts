import type { Health } from './health.ts';
import type { ResourceKey } from './kube.ts';

/** One object of an application's tree. */
export interface TreeNode {
  /** The object's uid; for what is not in the cluster, its key as text. */
  readonly id: string;
  readonly key: ResourceKey;
  readonly apiVersion: string;
  /** Ids of what owns it, or is inferred to; empty for roots. */
  readonly parents: readonly string[];
  /** Steps from a root. */
  readonly depth: number;
  readonly health?: Health;
  /** RFC 3339. */
  readonly createdAt?: string;
  /** It is being deleted. */
  readonly deleting?: boolean;
  /** Short facts: `1/1` (ready of wanted), `rev:2`, `2 restarts`. */
  readonly info?: readonly string[];
}

/** What an application's objects own, roots first, each node after its parents. */
export interface Tree {
  readonly nodes: readonly TreeNode[];
}
