import type { ApplicationSource, ApplicationSpec } from './application.ts';
import type { SettledDestination } from './destination.ts';
import type { HealthStatus } from './health.ts';
import type { Operation, OperationPhase, ResourceResult, SyncProgress } from './operation.ts';

/** How much a refresh asks for: what is known, what Git has now, or everything anew without caches. */
export type RefreshDepth = 'known' | 'fetch' | 'hard';

export type SyncStatus = 'Synced' | 'OutOfSync' | 'Unknown';

/** One resource of an application, in the shape of Argo CD's `status.resources[]` (argo-cd types.go, ResourceStatus). */
export interface ResourceStatus {
  readonly group?: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly status: SyncStatus;
  readonly health?: { readonly status: HealthStatus; readonly message?: string };
  /** In the cluster, ours, and no longer in Git. */
  readonly requiresPruning?: boolean;
  /** Drydock's own: why it is not Synced, or what to know, in words. */
  readonly message?: string;
}

/** What is wrong with an application as a whole (argo-cd types.go, ApplicationCondition). */
export interface ApplicationCondition {
  readonly type: string;
  readonly message: string;
  readonly hint?: string;
}

/** An application as Argo CD's API shows it: what `-o json` prints and what every list is made of. */
export interface ApplicationView {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'Application';
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: ApplicationSpec;
  readonly status: {
    readonly sync: { readonly status: SyncStatus; readonly revision?: string };
    readonly health: { readonly status: HealthStatus; readonly message?: string };
    readonly resources: readonly ResourceStatus[];
    readonly history: readonly {
      readonly id: number;
      readonly revision: string;
      readonly deployStartedAt: string;
      readonly deployedAt: string;
      readonly source: ApplicationSource;
      readonly initiatedBy: { readonly username?: string; readonly automated?: boolean };
    }[];
    readonly conditions: readonly ApplicationCondition[];
    /** RFC 3339; absent until the application was compared. */
    readonly reconciledAt?: string;
    /** Which context the application goes to, and who says so; absent where nothing looked yet. */
    readonly destination?: SettledDestination;
    /** The context that the application really uses, and the commit's subject line and author. */
    readonly context?: string;
    readonly commit?: { readonly subject: string; readonly author: string; readonly date: string };
    /** The running operation with its results so far, else the last one. */
    readonly operationState?: {
      readonly id: string;
      readonly kind: Operation['kind'];
      readonly planId: string;
      /** How many objects its plan writes; `syncResult.resources` are those that were tried. */
      readonly total: number;
      readonly initiatedBy: Operation['initiatedBy'];
      readonly phase: OperationPhase;
      readonly message: string;
      readonly startedAt: string;
      readonly finishedAt?: string;
      /** Drydock ended before it did: it can be resumed. */
      readonly interrupted?: boolean;
      /** Where it is while it runs. */
      readonly progress?: SyncProgress;
      readonly syncResult: { readonly revision: string; readonly resources: readonly ResourceResult[] };
    };
  };
}
