import type { ApplicationSource } from './application.ts';
import type { ErrorShape } from './errors.ts';
import type { ResourceKey } from './kube.ts';
import type { Plan, PlanOperation } from './plan.ts';
import type { DeletionPhase, SyncPhase } from './steps.ts';

/** As Argo CD's OperationState: Running until it ended; Error: it could not be carried out at all. */
export type OperationPhase = 'Running' | 'Succeeded' | 'Failed' | 'Error';

/** What became of one object in a sync. */
export interface ResourceResult {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  readonly operation: PlanOperation;
  /** As in the plan's row: absent for the phase Sync, which only hooks name, and for wave 0. */
  readonly phase?: SyncPhase;
  readonly wave?: number;
  /** Running: a hook that was begun. A later result of the same row takes its place. */
  readonly status: 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped' | 'Running';
  /** The server's answer, or why it was not done. */
  readonly message: string;
  /** Of a hook that is, or may be, in the cluster. */
  readonly hook?: HookObject;
}

/** Which object a hook runs as, so that one that was begun is found again and never begun twice. */
export interface HookObject {
  readonly name: string;
  /** Absent where it was about to be created, and nobody saw whether it was. */
  readonly uid?: string;
  /** The object that had its name before. */
  readonly before?: string;
}

/** Where a running sync is. */
export interface SyncProgress {
  readonly phase: SyncPhase;
  readonly wave: number;
  /** What keeps the next step from beginning, each with how it is: "1 of 3 updated replicas are available". */
  readonly waitingFor: readonly { readonly key: ResourceKey; readonly message: string }[];
  /** Why nothing is heard of them, as a sentence: the cluster does not answer, and is waited for as well. */
  readonly unheard?: string;
}

/** What is told of a sync while it runs. */
export type SyncEvent =
  | { readonly kind: 'result'; readonly result: ResourceResult }
  | { readonly kind: 'progress'; readonly progress: SyncProgress }
  /** It failed, with this message, and is tried again after a pause; `limit` is below zero where there is none. */
  | { readonly kind: 'retry'; readonly retry: number; readonly limit: number; readonly waitMs: number; readonly message: string };

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
  /** While it runs. */
  readonly progress?: SyncProgress;
  readonly error?: ErrorShape;
  /** A person ended it before it was over. */
  readonly stopped?: boolean;
  /** Which retry of a failed sync by a person this is, from 1 on. */
  readonly retry?: number;
  /** Drydock ended before it did: it can be resumed as long as nothing else was synced since. */
  readonly interrupted?: boolean;
  /** When and by whom it was gone on with after it was interrupted. */
  readonly resumed?: readonly Resumption[];
}

/** An interrupted operation that was gone on with; `at` is RFC 3339. */
export interface Resumption {
  readonly at: string;
  readonly username: string;
}

/** What is left of an interrupted operation, looked at before it is gone on with. */
export interface ResumeOffer {
  readonly operation: Operation;
  /** The rows of its plan that have no result yet, hooks that were begun included; its id is that of the whole plan. */
  readonly rest: Plan;
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

/** The hooks that run when an application is deleted with its objects, before them and after them. */
export interface RemovalHooks {
  /** The commit that they are of; absent where there is none to know of. */
  readonly revision?: string;
  readonly preDelete: readonly ResourceKey[];
  readonly postDelete: readonly ResourceKey[];
}

/** What became of one object, or one hook, when its application was deleted. */
export interface RemovalResult {
  readonly key: ResourceKey;
  /** Ran, Running: of a hook. A later result of the same object takes the place of one that is Running. */
  readonly status: 'Deleted' | 'Released' | 'Kept' | 'Failed' | 'Ran' | 'Running';
  /** Of a hook: when it runs. */
  readonly hook?: DeletionPhase;
  readonly message: string;
}
