import type { ResourceDiff } from '../../../shared/model/diff.ts';
import type { KubeObject, Origin, ResourceKey } from '../../../shared/model/kube.ts';
import type { Ownership } from '../../../shared/model/tracking.ts';
import type { Blocked } from '../../../shared/model/plan.ts';
import type { HookDeletePolicy, SyncPhase } from '../../../shared/model/steps.ts';

/** Fields that an apply takes from another manager, as the server's conflict named them. */
export interface TakeOver {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly paths: readonly string[];
}

/**
 * What comparing one object found, before any choice about it. `extra` is ours in the cluster and gone from Git.
 * Values are unmasked: rows stay inside the engine.
 */
export interface Row {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  readonly finding: 'new' | 'changed' | 'adopt' | 'same' | 'extra' | 'hook' | 'blocked';
  readonly desired?: KubeObject;
  readonly live?: KubeObject;
  readonly origin?: Origin;
  readonly ownership: Ownership;
  readonly diff: ResourceDiff;
  readonly blocked?: Blocked;
  readonly takesOver: readonly TakeOver[];
  readonly notes: readonly string[];
  /** On hooks alone, which have a row for each of their phases. */
  readonly hook?: { readonly phase: SyncPhase; readonly policies: readonly HookDeletePolicy[] };
  /** How it is written, if not by an apply: as a whole, or deleted and made anew. */
  readonly replace?: 'whole' | 'anew';
  /** What differs where a person takes the object over; looked for only in a plan that adopts. */
  readonly adopted?: Partial<Pick<Row, 'finding' | 'live' | 'diff' | 'blocked' | 'takesOver' | 'notes'>>;
}
