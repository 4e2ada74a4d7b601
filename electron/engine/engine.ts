import type { ActionResult, ResourceAction } from '../../shared/model/actions.ts';
import type { BrokenApplication, RetryPolicy, StoredApplication } from '../../shared/model/application.ts';
import type { ContextInfo } from '../../shared/model/context.ts';
import type { LogChunk, ResourceDetails, ResourceEvent } from '../../shared/model/details.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import type { ForwardEvent } from '../../shared/model/exec.ts';
import type { DestinationReport, RepositoryRefs, SourceReport } from '../../shared/model/inspect.ts';
import type { JsonValue } from '../../shared/model/json.ts';
import type { ResourceKey } from '../../shared/model/kube.ts';
import type { Network } from '../../shared/model/network.ts';
import type { HistoryEntry, Operation, RemovalHooks, RemovalResult, ResumeOffer, SyncEvent } from '../../shared/model/operation.ts';
import type { Orphans } from '../../shared/model/orphans.ts';
import type { Plan, Propagation, SyncOptions } from '../../shared/model/plan.ts';
import type { RevisionDiff } from '../../shared/model/revisions.ts';
import type { Settings } from '../../shared/model/settings.ts';
import type { Tree } from '../../shared/model/tree.ts';
import type { ApplicationView, RefreshDepth } from '../../shared/model/view.ts';
import type { ApplicationEvent, Connections, Example, ExecRequest, FieldEdit, ForwardRequest, PodLogRequest, ProjectStore, RunningCommand, SourceQuestion, WorkloadLogRequest } from './apps/index.ts';
import type { OutputStream } from './cluster/index.ts';

/** Where an engine lives and what it may look at. */
export interface EngineOptions {
  /** The folder that holds everything; created when needed. */
  readonly home: string;
  /** For KUBECONFIG, HOME and credential plugins; the process's own where nothing is given. */
  readonly env?: NodeJS.ProcessEnv;
  /** Kubeconfig files that are read after all others, such as that of a sandbox. */
  readonly extraKubeconfigs?: readonly string[];
  readonly now?: () => Date;
  /** Drydock's version, which API servers are told. */
  readonly version?: string;
  /** How long syncs and removals wait for what they delete, in milliseconds; a minute where nothing is said. */
  readonly deletionWaitMs?: number;
}

/** What an engine tells of its applications. */
export type EngineEvent = ApplicationEvent;

/** Which log is read. */
export interface LogRequest extends PodLogRequest {
  /** The application in whose cluster the pod runs. */
  readonly name: string;
}

/** What is run in which container of an application's cluster. */
export interface CommandRequest extends ExecRequest {
  readonly name: string;
}

/** How a rollback is asked for, or a sync that was interrupted. */
interface WriteCall {
  readonly onEvent?: (event: SyncEvent) => void;
  readonly confirmCluster?: boolean;
  readonly signal?: AbortSignal;
}

/** What becomes of an application's objects when it is deleted; see `Engine.remove`. */
export interface RemovalRequest {
  readonly cascade: boolean;
  readonly propagation?: Propagation;
  readonly force?: boolean;
  /** Of which revision hooks are run, if not of the application's own. */
  readonly revision?: string;
  readonly signal?: AbortSignal;
}

/** How a sync is asked for. */
export interface SyncCall extends WriteCall {
  /** Tries a failed sync again; without it once. */
  readonly retry?: RetryPolicy;
  /** Stops a sync that takes longer, its retries included, in seconds. */
  readonly timeoutSeconds?: number;
}

/** Everything that can be done with the applications of one home. Names that do not exist throw `not-found`. */
export interface Engine {
  readonly home: string;
  contexts(): { readonly contexts: readonly ContextInfo[]; readonly files: readonly string[]; readonly problems: readonly string[] };
  /** Tells each change of a kubeconfig file within a second, until the returned function is called. */
  watchKubeconfig(listener: () => void): () => void;
  list(): Promise<{ readonly applications: readonly StoredApplication[]; readonly broken: readonly BrokenApplication[] }>;
  create(yaml: string, from: string): Promise<StoredApplication>;
  /** The application as it is known; compared first, as deep as asked for. Its `status` says what is wrong. */
  view(name: string, depth: RefreshDepth, signal?: AbortSignal): Promise<ApplicationView>;
  /**
   * Tells each view until `signal` ends it. Compares after fetching Git, then again after every live change; where `run`
   * keeps the application compared it tells the current view and then listens.
   */
  follow(name: string, onView: (view: ApplicationView) => void, signal: AbortSignal): Promise<void>;
  /** The plan of a sync, after fetching Git as deep as asked for; of `revision` instead of the application's own, to be looked at. */
  plan(name: string, options: SyncOptions, depth?: RefreshDepth, signal?: AbortSignal, revision?: string): Promise<Plan>;
  /** The application's objects as Git has them at a revision (its own where none is said), or as the cluster has them; Secrets are masked. */
  manifests(name: string, from: { readonly source: 'git' | 'live'; readonly revision?: string | undefined }, signal?: AbortSignal): Promise<readonly JsonValue[]>;
  /** What differs between two revisions of the application's source as it is now; asks no cluster. */
  diffRevisions(name: string, from: string, to: string, signal?: AbortSignal): Promise<RevisionDiff>;
  /** Carries out a plan that `plan` made. Throws `plan-stale` before the first write if it does not hold any more. */
  sync(plan: Plan, call?: SyncCall): Promise<Operation>;
  /** What is left of the newest operation, which was interrupted. Throws `usage` where it was not, `plan-stale` where that does not hold any more. */
  resumePlan(name: string, signal?: AbortSignal): Promise<ResumeOffer>;
  /** Goes on with an interrupted operation, in its own record. Throws as `resumePlan`, before the first write. */
  resume(name: string, operation: string, call?: WriteCall): Promise<Operation>;
  /** Ends the sync that this engine runs for an application, before its next action. Throws `not-found` where none runs. */
  terminate(name: string): void;
  history(name: string): Promise<readonly HistoryEntry[]>;
  /** The plan that goes back to a history entry. Throws `usage` while auto-sync is on, which would undo it. */
  rollbackPlan(name: string, historyId: number, options: SyncOptions, signal?: AbortSignal): Promise<Plan>;
  rollback(plan: Plan, historyId: number, call?: WriteCall): Promise<Operation>;
  /** What the application's objects own, as a graph. */
  tree(name: string, signal?: AbortSignal): Promise<Tree>;
  /** What routes to what: from outside by Ingresses, Gateways, routes and Services to pods, of others as well where traffic leads there. */
  network(name: string, signal?: AbortSignal): Promise<Network>;
  /** What is in its namespaces and nobody tracks, by metadata lists that are made when this is asked. */
  orphans(name: string, signal?: AbortSignal): Promise<Orphans>;
  /**
   * Deletes an application: with `cascade` its objects too (`propagation` says what becomes of what they own: foreground
   * where nothing is said), without it they stay and lose Drydock's marks. If anything could not be done, or is still
   * there after the wait for it, the application stays. With `cascade` PreDelete hooks run before and PostDelete hooks
   * after it, those of `revision` where one is named; one that fails keeps the application. `force` removes the file
   * alone, where the cluster is gone for good.
   */
  remove(name: string, options: RemovalRequest, onResult?: (result: RemovalResult) => void): Promise<readonly RemovalResult[]>;
  /** The hooks that run when it is deleted with its objects. Throws where Git, which has them, cannot be read. */
  removalHooks(name: string, signal?: AbortSignal): Promise<RemovalHooks>;
  /** Keeps every application of the home reconciled, files that are added or edited meanwhile included. */
  run(emit: (event: LoopEvent) => void): Promise<{ stop(): Promise<void> }>;
  /** The projects of the home: their files, and `default`. Deleting one that applications are in throws `usage`. */
  readonly projects: ProjectStore;
  /** An application's file as it stands. */
  read(name: string): Promise<{ readonly yaml: string; readonly file: string }>;
  /** Replaces an application's file. Throws `conflict` if it is not `base` any more, and `application-invalid`. */
  replace(name: string, yaml: string, base: string): Promise<StoredApplication>;
  /** Sets fields of an application's file; null removes one. Comments and everything else stay. */
  set(name: string, changes: readonly FieldEdit[]): Promise<StoredApplication>;
  /** The plan of an application that is not stored. Throws what is wrong with it, with Git or the cluster. */
  draftPlan(yaml: string, signal?: AbortSignal): Promise<Plan>;
  refs(repoURL: string, signal?: AbortSignal): Promise<RepositoryRefs>;
  inspectSource(question: SourceQuestion, signal?: AbortSignal): Promise<SourceReport>;
  inspectDestination(context: string, namespace: string, signal?: AbortSignal): Promise<DestinationReport>;
  /** How each context's cluster answers, as far as anything asked it. */
  readonly connections: Connections;
  settings(): Promise<Settings>;
  /** Writes the settings and goes by them from now on; Git's time limit at the next start. */
  saveSettings(settings: Settings): Promise<Settings>;
  readonly example: Example;
  /** Tells each new view of an application, progress of a running sync included, and which one is gone. */
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /** Each of these tells what it follows at once, and again after every change, until `signal` ends it. */
  followTree(name: string, onTree: (tree: Tree) => void, signal: AbortSignal): Promise<void>;
  followNetwork(name: string, onNetwork: (network: Network) => void, signal: AbortSignal): Promise<void>;
  followResource(name: string, key: ResourceKey, onDetails: (details: ResourceDetails) => void, signal: AbortSignal): Promise<void>;
  /** Events of everything in the application's tree, newest first. */
  followEvents(name: string, onEvents: (events: readonly ResourceEvent[]) => void, signal: AbortSignal): Promise<void>;
  /** A pod's log in the application's cluster; with `follow` until `signal` ends it. Throws `not-found` for a pod that is not there. */
  logs(request: LogRequest, onChunk: (chunk: LogChunk) => void, signal: AbortSignal): Promise<void>;
  /**
   * The logs of all pods below one object of the application's tree, merged by time; with `follow` those of pods that come
   * meanwhile too, until `signal` ends it.
   */
  workloadLogs(name: string, request: WorkloadLogRequest, onChunk: (chunk: LogChunk) => void, signal: AbortSignal): Promise<void>;
  /**
   * Chooses the context of an application whose file names none that the kubeconfig has, or takes the choice back
   * (`undefined`); its file stays as it is. Throws `usage` where the file itself leads to a context, and `not-found`.
   */
  bind(name: string, context: string | undefined): Promise<ApplicationView>;
  /** The context of an application's cluster. Throws `not-found` where the kubeconfig has none for it. */
  contextOf(name: string): Promise<string>;
  /**
   * Starts a command in a container. Output is read no faster than what `onOutput` returns is done. It ends with the
   * command, with `signal`, and with the engine. Throws `not-found`, and the server's own words where it refuses.
   */
  exec(request: CommandRequest, onOutput: (stream: OutputStream, data: Uint8Array) => Promise<void> | void, signal: AbortSignal): Promise<RunningCommand>;
  /** Listens on 127.0.0.1 and joins each connection with a port of a pod, until `signal` or the engine ends it. */
  forward(name: string, request: ForwardRequest, onEvent: (event: ForwardEvent) => void, signal: AbortSignal): Promise<void>;
  /** What Argo CD's scripts offer to do with an object of the application's tree. Throws `not-found`, and a script's failure as `usage`. */
  actions(name: string, key: ResourceKey, signal?: AbortSignal): Promise<readonly ResourceAction[]>;
  /** Does one of them, in exactly the version of the object that the script saw. Throws as `actions`, and `conflict` where it moved on. */
  runAction(name: string, key: ResourceKey, action: string, signal?: AbortSignal): Promise<readonly ActionResult[]>;
  /** Every operation on record, newest first. */
  operations(name: string): Promise<readonly Operation[]>;
  /** The plan that an operation carried out. Throws `not-found`. */
  recordedPlan(name: string, operation: string): Promise<Plan>;
  /** Requests sent to a context's API server since the engine was opened; benches and tests read it. */
  requestCount(context: string): number;
  /** Ends every watch, connection and child process. */
  close(): Promise<void>;
}
