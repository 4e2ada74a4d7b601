import type { ApplicationSource, BrokenApplication } from './application.ts';
import type { ContextInfo } from './context.ts';
import type { SettledDestination } from './destination.ts';
import type { ErrorCode, ErrorShape } from './errors.ts';
import type { HealthStatus } from './health.ts';
import type { OperationPhase } from './operation.ts';
import type { BrokenProject, StoredProject } from './project.ts';
import type { Settings } from './settings.ts';
import type { SyncStatus } from './view.ts';

/** How it stands with a context's cluster, as far as anything asked it. */
export type ConnectionState =
  /** Nothing asked yet; a cluster that is not looked at is not contacted. */
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly since: string }
  | { readonly state: 'ready'; readonly version: string; readonly latencyMs: number; readonly since: string }
  | {
      readonly state: 'failed';
      readonly error: ErrorShape;
      readonly since: string;
      /** It answered before, so that something changed behind it or in the kubeconfig. */
      readonly answeredBefore?: boolean;
      /** When it is asked again by itself, RFC 3339; absent where only a change or a person can help. */
      readonly retryAt?: string;
    };

/** What keeps a cluster from answering, in a word for programs. */
export type Trouble = 'unauthorized' | 'certificate' | 'throttled' | 'unreachable' | 'failed';

/** The kind of trouble behind an error of a connection. */
export function troubleOf(code: ErrorCode): Trouble {
  switch (code) {
    case 'cluster-unauthorized':
      return 'unauthorized';
    case 'cluster-tls':
      return 'certificate';
    case 'cluster-throttled':
      return 'throttled';
    case 'cluster-unreachable':
    case 'cluster-timeout':
      return 'unreachable';
    default:
      return 'failed';
  }
}

/** A context, what the settings say about it, and how its cluster answers. */
export interface ContextFacts extends ContextInfo {
  /** kind, minikube, k3d, Docker Desktop, Rancher Desktop, OrbStack, the sandbox: nothing shared is behind it. */
  readonly local: boolean;
  /** A sync needs the context's name to be typed. */
  readonly protected: boolean;
  /** Every write to it is refused. */
  readonly readOnly: boolean;
  /** From 1 to 8, where the settings choose one. */
  readonly colour?: number;
  readonly connection: ConnectionState;
}

/** A context as the page shows it. */
export interface ContextState extends ContextFacts {
  /** It is the sandbox that Drydock runs itself. */
  readonly builtIn: boolean;
}

/** A running or the last operation of an application, in a line. */
export interface OperationSummary {
  readonly id: string;
  readonly kind: 'sync' | 'rollback';
  readonly phase: OperationPhase;
  readonly message: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  /** Objects done, and how many there are to do. */
  readonly done: number;
  readonly total: number;
  readonly initiatedBy: { readonly username: string; readonly automated: boolean };
}

/** An application as lists show it; everything in it comes from its last comparison. */
export interface ApplicationSummary {
  readonly name: string;
  readonly uid: string;
  readonly project: string;
  readonly source: ApplicationSource;
  /** The context that it goes to; what the file says where a person has to choose one. */
  readonly context: string;
  /** Who says so; absent until something looked. */
  readonly destination?: SettledDestination;
  readonly namespace: string;
  readonly automated: boolean;
  readonly prune: boolean;
  readonly selfHeal: boolean;
  readonly sync: SyncStatus;
  readonly health: HealthStatus;
  readonly counts: {
    readonly resources: number;
    /** Modified, not in the cluster, no longer in Git, not to be compared. */
    readonly changed: number;
    readonly missing: number;
    readonly extra: number;
    readonly unknown: number;
  };
  readonly revision?: string;
  readonly commit?: { readonly subject: string; readonly author: string; readonly date: string };
  readonly operation?: OperationSummary;
  /** What keeps it from being compared, with what to do. */
  readonly error?: { readonly message: string; readonly hint?: string };
  readonly warnings: number;
  /** RFC 3339; absent until it was compared. */
  readonly reconciledAt?: string;
}

/** Something that Drydock did or met, for the activity page; newest last. */
export interface ActivityEntry {
  readonly id: number;
  /** RFC 3339. */
  readonly time: string;
  readonly application?: string;
  readonly kind: 'created' | 'edited' | 'deleted' | 'sync-started' | 'sync-finished' | 'sync-failed' | 'drift' | 'problem' | 'revealed' | 'exec-started' | 'forward-started' | 'action-run';
  /** A sentence. */
  readonly text: string;
  readonly failed: boolean;
}

/** The example that a new user tries Drydock with: a local repository with a history of its own. */
export interface ExampleState {
  readonly application: string;
  readonly repository: string;
  /** What its newest commit says; undefined where that cannot be read. */
  readonly replicas: number | undefined;
}

/** Everything that lists, switchers and settings are made of. */
export interface HomeState {
  readonly home: string;
  /** Drydock's own version. */
  readonly version: string;
  readonly user: string;
  readonly contexts: readonly ContextState[];
  readonly kubeconfig: { readonly files: readonly string[]; readonly problems: readonly string[] };
  readonly applications: readonly ApplicationSummary[];
  readonly broken: readonly BrokenApplication[];
  readonly projects: readonly StoredProject[];
  readonly brokenProjects: readonly BrokenProject[];
  readonly settings: Settings;
  /** The newest, at most 200. */
  readonly activity: readonly ActivityEntry[];
  readonly example?: ExampleState;
}

/** What changed since the last message; each replaces its part of the state. */
export type HomeChange =
  | { readonly type: 'contexts'; readonly contexts: readonly ContextState[]; readonly kubeconfig: HomeState['kubeconfig'] }
  | { readonly type: 'application'; readonly application: ApplicationSummary }
  | { readonly type: 'removed'; readonly name: string }
  | { readonly type: 'broken'; readonly broken: readonly BrokenApplication[] }
  | { readonly type: 'projects'; readonly projects: readonly StoredProject[]; readonly broken: readonly BrokenProject[] }
  | { readonly type: 'settings'; readonly settings: Settings }
  | { readonly type: 'example'; readonly example: ExampleState | undefined }
  | { readonly type: 'activity'; readonly entry: ActivityEntry };

/** A snapshot first, then changes in batches. */
export type HomeMessage = { readonly type: 'snapshot'; readonly state: HomeState } | { readonly type: 'changes'; readonly changes: readonly HomeChange[] };

const KEPT_ACTIVITY = 200;

/** The state after a message. Pure; what a change does not touch stays the same object. */
export function reduceHome(state: HomeState | undefined, message: HomeMessage): HomeState | undefined {
  if (message.type === 'snapshot') return message.state;
  return state === undefined ? undefined : message.changes.reduce(applyChange, state);
}

function applyChange(state: HomeState, change: HomeChange): HomeState {
  switch (change.type) {
    case 'contexts':
      return { ...state, contexts: change.contexts, kubeconfig: change.kubeconfig };
    case 'application': {
      const others = state.applications.filter((item) => item.name !== change.application.name);
      return { ...state, applications: [...others, change.application].toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
    }
    case 'removed':
      return { ...state, applications: state.applications.filter((item) => item.name !== change.name) };
    case 'broken':
      return { ...state, broken: change.broken };
    case 'projects':
      return { ...state, projects: change.projects, brokenProjects: change.broken };
    case 'settings':
      return { ...state, settings: change.settings };
    case 'example': {
      const { example: _before, ...rest } = state;
      return change.example === undefined ? rest : { ...rest, example: change.example };
    }
    case 'activity':
      // One that came while the snapshot was made may be in both.
      if (state.activity.some((entry) => entry.id === change.entry.id)) return state;
      return { ...state, activity: [...state.activity, change.entry].slice(-KEPT_ACTIVITY) };
  }
}
