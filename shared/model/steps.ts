import type { KubeObject, ResourceKey } from './kube.ts';
import { keyText } from './kube.ts';

/**
 * When in a sync an object has its turn: its phase, and its wave in that phase. Read from Argo CD's annotations, or
 * from Drydock's own of the same names, which count first where both are there.
 */

/** In their order; SyncFail instead of what is left, once a sync has failed (argo-cd gitops-engine pkg/sync/common/types.go, SyncPhase). */
export const SYNC_PHASES = ['PreSync', 'Sync', 'PostSync', 'SyncFail'] as const;
export type SyncPhase = (typeof SYNC_PHASES)[number];

/** When an application is deleted with its objects: before them, and when they are gone (argo-cd controller/hook.go, HookType). */
export const DELETION_PHASES = ['PreDelete', 'PostDelete'] as const;
export type DeletionPhase = (typeof DELETION_PHASES)[number];

/** When a hook's object is deleted (argo-cd gitops-engine pkg/sync/common/types.go, HookDeletePolicy). */
export const HOOK_DELETE_POLICIES = ['BeforeHookCreation', 'HookSucceeded', 'HookFailed'] as const;
export type HookDeletePolicy = (typeof HOOK_DELETE_POLICIES)[number];

/** An object that is no part of an application's state: it is run at each sync. */
export interface Hook {
  /** In the order in which they come; empty for a hook that no sync runs. */
  readonly phases: readonly SyncPhase[];
  /** Run when the application is deleted; no sync runs them. */
  readonly deletion: readonly DeletionPhase[];
  readonly policies: readonly HookDeletePolicy[];
  /** What else its annotation asks for, and is not run. */
  readonly ignored: readonly string[];
}

const PREFIXES = ['drydock.dev/', 'argocd.argoproj.io/'];

/** An annotation under Drydock's prefix, else under Argo CD's. */
function annotation(object: KubeObject | undefined, name: string): string | undefined {
  const annotations = object?.metadata.annotations ?? {};
  for (const prefix of PREFIXES) if (Object.hasOwn(annotations, `${prefix}${name}`)) return annotations[`${prefix}${name}`];
  return undefined;
}

function listed(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').map((word) => word.trim()).filter((word) => word !== '');
}

/** The wave of `sync-wave`; 0 where there is none, or where it is no integer (argo-cd gitops-engine pkg/sync/syncwaves/waves.go). */
export function waveOf(object: KubeObject | undefined): number {
  const text = annotation(object, 'sync-wave')?.trim() ?? '';
  return /^[+-]?\d{1,9}$/.test(text) ? Number(text) : 0;
}

/** A `sync-wave` that is no integer, as it stands; undefined where it is one or there is none. */
export function badWaveOf(object: KubeObject): string | undefined {
  const text = annotation(object, 'sync-wave');
  return text === undefined || /^\s*[+-]?\d{1,9}\s*$/.test(text) ? undefined : text;
}

/** True if an object is left out of every sync: `Skip` is all that its `hook` annotation says (argo-cd gitops-engine pkg/sync/hook/hook.go, Skip). */
export function isSkipped(object: KubeObject): boolean {
  const types = listed(annotation(object, 'hook'));
  return types.length > 0 && types.every((type) => type === 'Skip');
}

/** What an object's `hook` annotation makes of it; undefined for one that is none. */
export function hookOf(object: KubeObject | undefined): Hook | undefined {
  const text = annotation(object, 'hook');
  if (object === undefined || text === undefined || isSkipped(object)) return undefined;
  const types = listed(text);
  const policies = listed(annotation(object, 'hook-delete-policy'));
  const known = HOOK_DELETE_POLICIES.filter((policy) => policies.includes(policy));
  return {
    phases: SYNC_PHASES.filter((phase) => types.includes(phase)),
    deletion: DELETION_PHASES.filter((phase) => types.includes(phase)),
    policies: known.length === 0 ? ['BeforeHookCreation'] : known,
    ignored: types.filter((type) => type !== 'Skip' && ![...SYNC_PHASES, ...DELETION_PHASES].some((phase) => phase === type)),
  };
}

/** Tells the rows of a plan, and their results, apart: a hook has one for each of its phases. */
export function stepKey({ key, phase }: { readonly key: ResourceKey; readonly phase?: SyncPhase }): string {
  return phase === undefined ? keyText(key) : `${keyText(key)} ${phase}`;
}
