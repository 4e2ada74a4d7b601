import type { ResourceDiff } from './diff.ts';
import type { Origin, ResourceKey } from './kube.ts';
import type { HookDeletePolicy, SyncPhase } from './steps.ts';

/**
 * What a sync does to one object. `adopt`: only field ownership or tracking changes. `blocked`: nothing can be done
 * until the reason is gone. `replace`: it is deleted and made anew. `prune`: it goes; with `skipped` it would go if pruning were on.
 */
export type PlanOperation = 'create' | 'update' | 'adopt' | 'replace' | 'prune' | 'hook' | 'unchanged' | 'blocked';

/** Why a row is blocked, as a code for programs; the words are in `message`. */
export type BlockReason =
  | 'forbidden'
  | 'invalid'
  | 'immutable'
  | 'too-large'
  | 'missing-kind'
  | 'missing-namespace'
  | 'owner'
  | 'conflict'
  | 'unreadable'
  | 'deleting'
  | 'project'
  | 'window'
  | 'rejected';

export interface Blocked {
  readonly reason: BlockReason;
  /** Why, and what would unblock it. */
  readonly message: string;
}

export interface PlanItem {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  readonly operation: PlanOperation;
  /** When it has its turn: absent for the phase Sync, which only hooks name, and for wave 0. */
  readonly phase?: SyncPhase;
  readonly wave?: number;
  /** On hooks alone: when the object is deleted. */
  readonly hook?: { readonly policies: readonly HookDeletePolicy[] };
  /** The object is sent as a whole, and what Git does not name goes (`Replace=true`). */
  readonly whole?: boolean;
  /** Where the manifest stands in Git; absent for what Git no longer has. */
  readonly origin?: Origin;
  /** The live object that was compared; both are sent as preconditions. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly diff: ResourceDiff;
  /** Of a Secret, whose masks are another's after a restart: a hash of what changes, by a key of the home. */
  readonly changeHash?: string;
  readonly blocked?: Blocked;
  /** The sync leaves it: a prune that the options do not allow, or what was not chosen. */
  readonly skipped?: boolean;
  /** It is skipped because other resources were chosen. */
  readonly unchosen?: boolean;
  /** What a person should know: restarts, forced fields, a diff that is only structural. */
  readonly notes: readonly string[];
  /** Other managers whose fields this row takes over. */
  readonly takesOver?: readonly { readonly manager: string; readonly operation: string; readonly paths: readonly string[] }[];
}

/**
 * How a deletion treats what the object owns: it goes first and the object waits for it, it goes afterwards, or it stays
 * (apimachinery meta/v1 DeletionPropagation).
 */
export const PROPAGATIONS = ['foreground', 'background', 'orphan'] as const;
export type Propagation = (typeof PROPAGATIONS)[number];

/** What a person or a policy chose for one sync. */
export interface SyncOptions {
  readonly prune: boolean;
  /** Automatic syncs never force another tool's Apply manager. */
  readonly automatic: boolean;
  /** Take over objects that another Drydock application or another tool tracks. */
  readonly adopt: boolean;
  /** The resources that it is of (`selection.ts`); all where nothing is said. Hooks are not run then, and history gets no entry. */
  readonly resources?: readonly string[] | undefined;
}

/** Everything that a sync will do. */
export interface Plan {
  /** Hash of what the plan says: options, and per object its uid, operation and diff. Same id, same effect. */
  readonly id: string;
  readonly application: string;
  readonly context: string;
  readonly namespace: string;
  /** The full commit that was rendered. */
  readonly revision: string;
  readonly options: SyncOptions;
  /** In the order in which they are done: by phase and wave, and in a wave what is deleted first. */
  readonly items: readonly PlanItem[];
  readonly warnings: readonly string[];
}

/** How many rows of each operation a plan has, counting only those that will be done, and those that are unchanged. */
export function planCounts(plan: Plan): Record<PlanOperation, number> {
  const counts: Record<PlanOperation, number> = { create: 0, update: 0, adopt: 0, replace: 0, prune: 0, hook: 0, unchanged: 0, blocked: 0 };
  for (const item of plan.items) if ((item.operation === 'unchanged' || item.skipped !== true) && !isForFailure(item)) counts[item.operation]++;
  return counts;
}

/** The rows that a sync of this plan writes if all goes well. */
export function plannedWrites(plan: Plan): readonly PlanItem[] {
  return plan.items.filter((item) => item.operation !== 'unchanged' && item.operation !== 'blocked' && item.skipped !== true && !isForFailure(item));
}

/** Of SyncFail, which is run only after a failure. */
function isForFailure(item: PlanItem): boolean {
  return item.phase === 'SyncFail' && item.operation === 'hook';
}
