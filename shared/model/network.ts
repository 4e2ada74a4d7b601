import type { Health } from './health.ts';
import type { ResourceKey } from './kube.ts';

/** The kind of what is no object: an address outside of the cluster. */
export const OUTSIDE = 'Outside';

/** One object that traffic passes, or an address outside of the cluster (kind `Outside`, no group and no namespace). */
export interface NetworkNode {
  /** The object's uid; for what is not in the cluster, its key as text. */
  readonly id: string;
  readonly key: ResourceKey;
  /** Missing for what something routes to and the cluster does not have, Unknown where it may not be read. */
  readonly health?: Health;
  /** RFC 3339. */
  readonly createdAt?: string;
  /** Short facts: `ClusterIP`, `1/1`. */
  readonly info?: readonly string[];
  /** It is no part of the application's tree: only routed to, or from. */
  readonly foreign?: boolean;
  /** Why traffic does not pass, each as the end of a sentence: `selects no pod`. */
  readonly problems?: readonly string[];
}

/** Where traffic goes from one node to another; one edge for each pair. */
export interface NetworkEdge {
  readonly from: string;
  readonly to: string;
  /** By what it is chosen: `shop.example.com/cart :80`, `80 → 8080`. May be empty. */
  readonly labels: readonly string[];
}

/** What routes to what: from outside to pods. A node comes before those that it routes to, except in circles. */
export interface Network {
  readonly nodes: readonly NetworkNode[];
  readonly edges: readonly NetworkEdge[];
}
