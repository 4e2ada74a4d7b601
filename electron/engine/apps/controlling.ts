import type { ApplicationSource, StoredApplication } from '../../../shared/model/application.ts';
import type { SettledDestination } from '../../../shared/model/destination.ts';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Operation, RemovalHooks, RemovalResult, SyncEvent } from '../../../shared/model/operation.ts';
import type { Orphans } from '../../../shared/model/orphans.ts';
import type { Plan, SyncOptions } from '../../../shared/model/plan.ts';
import type { ApplicationCondition, ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import type { Cluster } from '../cluster/index.ts';
import type { Masker } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { JqRunner } from '../scripts/index.ts';
import type { Household } from './children.ts';
import type { ClusterHealth } from './clusterHealth.ts';
import type { Evaluation } from './evaluate.ts';
import type { Governance, Hold } from './governance.ts';
import type { BuiltTree } from './liveTree.ts';
import type { RemovalWay } from './propagation.ts';
import type { SchemaSource } from './schemas.ts';
import type { SourceReader } from './source.ts';

/** Where a plan's manifests come from, if not from the application's own source. */
export interface PlanSource {
  readonly source: ApplicationSource;
  readonly revision: string;
}

/** Of what, and how freshly, a plan is made. */
export interface PlanRequest {
  readonly from?: PlanSource;
  readonly depth?: RefreshDepth;
  readonly signal?: AbortSignal | undefined;
}

/** What a controller is given; it owns none of it. */
export interface ControllerDependencies {
  readonly home: string;
  readonly sources: SourceReader;
  /** The cluster of a context, shared by all applications. Throws for an unknown context. */
  cluster(context: string): Cluster;
  readonly schemas: SchemaSource;
  readonly jq: JqRunner;
  /** For applications and projects that the application renders. */
  readonly household: Household;
  /** The health of a cluster's objects, shared by all applications. */
  readonly healthOf: (cluster: Cluster) => ClusterHealth;
  /** Which context an application goes to, and who says so. */
  destinationOf(application: StoredApplication): SettledDestination;
  /** The context that an application goes to. Throws with "choose a context" where there is none. */
  contextOf(application: StoredApplication): string;
  /** What the application's project says of it with a source. Throws `not-found` and `project-*`. */
  govern(application: StoredApplication, repoURL: string): Promise<Governance>;
  /** Whether the settings keep a context from being written to. */
  isReadOnly(context: string): boolean;
  readonly planKey: Uint8Array;
  readonly mask: Masker;
  readonly now: () => Date;
  /** How long syncs and removals wait for what they delete, in milliseconds. */
  readonly deletionWaitMs: number;
  /** Told of each live change that the application should look at. */
  readonly onLiveChange: () => void;
  /** Told of each new view. */
  readonly onView: (view: ApplicationView) => void;
  /** Told how each comparison with a cluster went: no error means that it answered. */
  readonly onContact: (context: string, error: ErrorShape | undefined) => void;
}

export interface SyncRequest {
  readonly plan: Plan;
  readonly from?: PlanSource;
  /** The interrupted operation that is gone on with, and who does; `plan` is its own, as it was recorded. */
  readonly resume?: { readonly operation: string; readonly username: string };
  /** Which retry of a failed sync this is, from 1 on. */
  readonly retry?: number;
  readonly initiatedBy: { readonly username: string; readonly automated: boolean };
  readonly onEvent?: (event: SyncEvent) => void;
  /** Lets the application be bound to another cluster than the one it first synced to. */
  readonly confirmCluster?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** How an application is removed from its cluster. */
export interface RemovalCall {
  readonly way: RemovalWay;
  readonly onResult?: ((result: RemovalResult) => void) | undefined;
  /** The commit whose hooks a person was shown; the newest where nothing is said. */
  readonly revision?: string | undefined;
  /** Ends the wait for hooks, which fail then; deletions go on. */
  readonly signal?: AbortSignal | undefined;
}

/** One application at work: keeps what is known of it, plans, and syncs. Its calls run one after the other. */
export interface Controller {
  readonly application: StoredApplication;
  readonly view: ApplicationView;
  /** Which context it goes to now. */
  readonly destination: SettledDestination;
  /** The last comparison; undefined while there is none, or after one failed. */
  readonly evaluation: Evaluation | undefined;
  /** Nothing is compared or written any more: the application was removed, or another stands in its place. */
  readonly closed: boolean;
  /** What the application's file said when it was compared last, successfully or not; undefined before that. */
  readonly compared: StoredApplication['manifest'] | undefined;
  /** The cluster that was compared with; undefined while there is none. */
  readonly cluster: Cluster | undefined;
  /** What keeps automatic syncs from being begun now, as of the last comparison; windows by the clock. */
  holds(): readonly Hold[];
  /** What the loop has to say of the application beside what comparing found; undefined takes it back. True if that is news. */
  notice(condition: ApplicationCondition | undefined): boolean;
  /**
   * Compares anew; `since` as for `SourceReader.read`. Never throws for what is wrong with Git or the cluster: the view
   * says it. While a sync runs, which can take as long as what it waits for, the view is what is known of it; how deep
   * was asked for is made good after it.
   */
  refresh(depth: RefreshDepth, signal?: AbortSignal, since?: number): Promise<ApplicationView>;
  /** Makes a plan. Throws what is wrong with Git or the cluster. */
  plan(options: SyncOptions, request?: PlanRequest): Promise<Plan>;
  /** The plan of some rows of the last comparison, nothing pruned or adopted; undefined while there is none. */
  planOf(rows: readonly Row[]): Plan | undefined;
  /** Carries out a plan and records it. Throws before the first write if the plan does not hold. */
  sync(request: SyncRequest): Promise<Operation>;
  /** Ends the sync that runs before its next action, waits included. False where none runs. */
  terminate(): boolean;
  /** The hooks that run when it is deleted with its objects, after fetching Git. Throws what keeps that from being known. */
  removalHooks(signal?: AbortSignal): Promise<RemovalHooks>;
  /** Deletes, or lets go of, everything that is the application's in the cluster. `terminate` ends the wait for its hooks. */
  remove(call: RemovalCall): Promise<RemovalResult[]>;
  /** The application's objects as the cluster has them. Throws where Git or the cluster does not answer. */
  liveObjects(signal?: AbortSignal): Promise<readonly KubeObject[]>;
  /** What the application's objects own, and with `network` what routes to what. Throws where Git or the cluster does not answer. */
  tree(signal?: AbortSignal, network?: boolean): Promise<BuiltTree>;
  /** What is in its namespaces and nobody tracks, as the cluster has it now. Throws where Git or the cluster does not answer. */
  orphans(signal?: AbortSignal): Promise<Orphans>;
  /** The cluster of the application's context, which need not have been contacted. Throws where none fits. */
  connect(): Cluster;
  /** Takes an edited application file. */
  update(application: StoredApplication): void;
  close(): void;
}
