/**
 * The resource graph: an application, its resources and what they own, from left to right.
 *
 * Plain stages, each a file with its table test, none of which knows a view:
 * `build` and `network` (application and tree, or network -> nodes), `filter` (what was asked for and the way to it), `fold` (many siblings of a
 * kind -> one group), `layout` (a place for each), `elements` (-> xyflow). `navigate` says where the arrow keys lead,
 * `changes` what is new. A layout that fails is an error to show, never an empty graph.
 */
import type { Health, HealthStatus } from '../../../shared/model/health.ts';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import type { SyncStatus } from '../../../shared/model/view.ts';

/** One object in the graph, or the application itself. */
export interface GraphNode {
  readonly id: string;
  readonly key: ResourceKey;
  /** Absent for what Git does not manage, as a Pod of a Deployment. */
  readonly sync?: SyncStatus;
  /** In the cluster, ours, and no longer in Git. */
  readonly pruning?: boolean;
  readonly health?: Health;
  /** RFC 3339. */
  readonly createdAt?: string;
  /** Short facts: "1/1", "rev:2". */
  readonly info?: readonly string[];
  /** Ids of what it hangs below; empty for the application. */
  readonly parents: readonly string[];
  /** What is to be known of it besides, as the comparison says. */
  readonly message?: string;
  /** The phases in which syncs run it. */
  readonly hook?: string;
  /** Nobody tracks it. */
  readonly orphaned?: boolean;
  /** It is no part of the application. */
  readonly foreign?: boolean;
  /** Why traffic does not pass it. */
  readonly problem?: string;
  /** By what it is reached, on the edges that lead to it. */
  readonly ways?: readonly string[];
}

/** A state to filter by: of sync, or of health. `Unknown` of health is `UnknownHealth`, for the two may differ. */
export type GraphState = Exclude<SyncStatus, 'Unknown'> | Exclude<HealthStatus, 'Unknown'> | 'UnknownSync' | 'UnknownHealth' | 'Pruning' | 'Problem' | 'Hook';

/** What of a graph is asked for; an empty set or text asks for all. */
export interface GraphFilter {
  readonly kinds: ReadonlySet<string>;
  readonly states: ReadonlySet<GraphState>;
  readonly text: string;
}

/** A filter that lets everything through. */
export const EVERYTHING: GraphFilter = { kinds: new Set(), states: new Set(), text: '' };

/** Siblings of one kind under one parent, told as one; `open` while they stand below it. */
export interface GraphGroup {
  readonly id: string;
  readonly kind: string;
  readonly group: string;
  readonly parents: readonly string[];
  readonly count: number;
  /** Members that are neither Healthy nor of unknown health by nature. */
  readonly notReady: number;
  readonly worst?: HealthStatus;
  readonly outOfSync: number;
  readonly ways: readonly string[];
  readonly open: boolean;
}

/** What is drawn: an object, or a group that stands for many. */
export type GraphItem =
  | { readonly type: 'resource'; readonly id: string; readonly parents: readonly string[]; readonly node: GraphNode; readonly matched: boolean }
  | { readonly type: 'group'; readonly id: string; readonly parents: readonly string[]; readonly group: GraphGroup };

/** The upper left corner of a node. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const NODE_WIDTH = 220;
export const NODE_HEIGHT = 44;
