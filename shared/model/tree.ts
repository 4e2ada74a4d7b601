import type { Health } from './health.ts';
import type { ResourceKey } from './kube.ts';
import type { SyncPhase } from './steps.ts';

/** Where a pod runs and what it asks for. */
export interface PodFacts {
  /** Absent while it has none. */
  readonly node?: string;
  /** Why it has no node, in the scheduler's words. */
  readonly waits?: string;
  /** Of `containers`. */
  readonly ready: number;
  readonly containers: number;
  /** What it asks of its node, as the scheduler counts: thousandths of a CPU, and bytes. */
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** It has succeeded or failed: nothing of it runs. */
  readonly ended?: boolean;
}

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
  /** It is run by syncs in these phases, and counts for no state of the application. */
  readonly hook?: readonly SyncPhase[];
  /** Of pods alone. */
  readonly pod?: PodFacts;
}

/** What an application's objects own, roots first, each node after its parents. */
export interface Tree {
  readonly nodes: readonly TreeNode[];
}
