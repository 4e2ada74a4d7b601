import type { ApplicationSource } from './application.ts';
import type { ErrorShape } from './errors.ts';
import type { ResourceKey } from './kube.ts';
import type { PlanOperation } from './plan.ts';

/** As Argo CD's OperationState: Running until it ended; Error: it could not be carried out at all. */
export type OperationPhase = 'Running' | 'Succeeded' | 'Failed' | 'Error';

/** What became of one object in a sync. */
export interface ResourceResult {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  readonly operation: PlanOperation;
  readonly status: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';
  /** The server's answer, or why it was not done. */
  readonly message: string;
}

/** A running or finished sync or rollback. */
export interface Operation {
  readonly id: string;
  readonly application: string;
  readonly kind: 'sync' | 'rollback';
  readonly phase: OperationPhase;
  readonly message: string;
  readonly revision: string;
  readonly planId: string;
  readonly source: ApplicationSource;
  readonly initiatedBy: { readonly username: string; readonly automated: boolean };
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly results: readonly ResourceResult[];
  readonly error?: ErrorShape;
}

/** One successful full sync, as history keeps it (argo-cd types.go, RevisionHistory). */
export interface HistoryEntry {
  readonly id: number;
  readonly revision: string;
  readonly deployStartedAt: string;
  readonly deployedAt: string;
  readonly source: ApplicationSource;
  readonly initiatedBy: { readonly username: string; readonly automated: boolean };
  readonly counts: Readonly<Partial<Record<PlanOperation, number>>>;
}

/** What became of one object when its application was deleted. */
export interface RemovalResult {
  readonly key: ResourceKey;
  readonly status: 'Deleted' | 'Released' | 'Kept' | 'Failed';
  readonly message: string;
}
