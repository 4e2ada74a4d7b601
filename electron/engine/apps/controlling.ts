import type { ApplicationSource, StoredApplication } from '../../../shared/model/application.ts';
import type { SettledDestination } from '../../../shared/model/destination.ts';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Operation, RemovalResult, SyncEvent } from '../../../shared/model/operation.ts';
import type { Plan, SyncOptions } from '../../../shared/model/plan.ts';
import type { Tree } from '../../../shared/model/tree.ts';
import type { ApplicationCondition, ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import type { Cluster } from '../cluster/index.ts';
import type { Masker } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { JqRunner } from '../scripts/index.ts';
import type { Household } from './children.ts';
import type { ClusterHealth } from './clusterHealth.ts';
import type { Evaluation } from './evaluate.ts';
import type { Governance } from './governance.ts';
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

/** Why an application is not synced by itself now. */
export interface Hold {
  readonly condition: ApplicationCondition;
  /** When it ends by itself, RFC 3339; absent where something has to happen first. */
  readonly until?: string;
}

export interface SyncRequest {
  readonly plan: Plan;
  readonly from?: PlanSource;
  readonly initiatedBy: { readonly username: string; readonly automated: boolean };
  readonly onEvent?: (event: SyncEvent) => void;
  /** Lets the application be bound to another cluster than the one it first synced to. */
  readonly confirmCluster?: boolean;
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
  /** Deletes, or lets go of, everything that is the application's in the cluster. */
  remove(way: RemovalWay, onResult?: (result: RemovalResult) => void): Promise<RemovalResult[]>;
  /** The application's objects as the cluster has them. Throws where Git or the cluster does not answer. */
  liveObjects(signal?: AbortSignal): Promise<readonly KubeObject[]>;
  /** What the application's objects own. Throws where Git or the cluster does not answer. */
  tree(signal?: AbortSignal): Promise<Tree>;
  /** The cluster of the application's context, which need not have been contacted. Throws where none fits. */
  connect(): Cluster;
  /** Takes an edited application file. */
  update(application: StoredApplication): void;
  close(): void;
}
