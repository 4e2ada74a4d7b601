import { errorShape } from '../../../shared/model/errors.ts';
import type { RemovalHooks, RemovalResult } from '../../../shared/model/operation.ts';
import type { Children } from './children.ts';
import type { RemovalCall } from './controlling.ts';
import type { DeletionHooks, DeletionHooksInput } from './deletionHooks.ts';
import { findDeletionHooks, hooksShown, refuseBlockedHooks, unknownHooksError } from './deletionHooks.ts';
import { readInventory } from './inventory.ts';
import { removeOwned } from './removal.ts';

/** How an application is removed from its cluster. */
export interface RemovingInput extends Omit<DeletionHooksInput, 'rendered' | 'governance'> {
  readonly home: string;
  readonly children: Children;
  /** Reads the source, at `revision` where one is named, and asks the project. */
  read(revision: string | undefined, signal: AbortSignal | undefined): Promise<Pick<DeletionHooksInput, 'rendered' | 'governance'>>;
}

/** What will run before and after the application's objects are deleted. Throws what keeps that from being known. */
export async function removalHooks(input: RemovingInput, signal?: AbortSignal): Promise<RemovalHooks> {
  const hooks = await hooksOf(input, undefined, signal);
  return hooks === undefined ? { preDelete: [], postDelete: [] } : hooksShown(hooks);
}

/**
 * Removes an application from its cluster: with `cascade` its PreDelete hooks run first and have to succeed, then its
 * objects are deleted, and when all are gone its PostDelete hooks run. Objects that are left behind run no hook.
 */
export async function removeApplication(input: RemovingInput, { way, onResult = () => undefined, revision }: RemovalCall, signal: AbortSignal): Promise<RemovalResult[]> {
  const { application, linked, children, deletionWaitMs } = input;
  const hooks = way.cascade ? await hooksOf(input, revision, signal) : undefined;
  if (hooks !== undefined) refuseBlockedHooks(hooks, application.name);
  return removeOwned(linked.cluster, application, way, { deletionWaitMs, onResult, removeElsewhere: () => children.remove(way, onResult), runHooks: async (phase) => (await hooks?.run(phase, onResult, signal)) ?? [] });
}

/**
 * The hooks in Git. Where that cannot be read, what was synced last tells whether there are any, as Argo CD's
 * finalizers do (argo-cd controller/appcontroller.go, SetPostDeleteFinalizer); an application that was never synced has none to run.
 */
async function hooksOf(input: RemovingInput, revision: string | undefined, signal: AbortSignal | undefined): Promise<DeletionHooks | undefined> {
  let read: Pick<DeletionHooksInput, 'rendered' | 'governance'>;
  try {
    read = await input.read(revision, signal);
  } catch (error) {
    // The cluster is contacted beside Git: nothing can be deleted there, hooks or none.
    if (/^(cluster|kubeconfig)-/.test(errorShape(error).code)) throw error;
    const { pin, deletionHooks } = await readInventory(input.home, input.application);
    if (pin === undefined || deletionHooks === false) return undefined;
    throw unknownHooksError(input.application.name, error);
  }
  return findDeletionHooks({ ...input, ...read }, signal);
}
