import type { KubeObject } from '../../../shared/model/kube.ts';
import type { PlanItem } from '../../../shared/model/plan.ts';
import type { HookObject, ResourceResult } from '../../../shared/model/operation.ts';
import type { ApiResource } from '../cluster/index.ts';
import { ApiError, applyObject, deleteObject, getObject, untilGone } from '../cluster/index.ts';
import { hideValues } from '../diff/index.ts';
import { deletionWords } from '../plan/index.ts';
import type { SyncTarget } from './apply.ts';
import { resultOf } from './apply.ts';

/** A hook that was begun: its object, and the manifest that it came from. */
export interface BegunHook {
  readonly item: PlanItem;
  readonly resource: ApiResource;
  readonly object: KubeObject;
}

/**
 * The name of a hook that has only `generateName`: `<sha7>-<phase>-<unix seconds>` instead of the question mark that the
 * plan shows (argo-cd gitops-engine pkg/sync/sync_context.go, getSyncTasks).
 */
export function hookName(planned: string, revision: string, phase: string, startedAt: Date): string {
  const stamp = `${revision.slice(0, 7)}-${phase.toLowerCase()}-${Math.floor(startedAt.getTime() / 1_000)}`;
  return planned.replace(/\?(\d*)$/, (_, number: string) => (number === '' ? stamp : `${stamp}-${number}`));
}

/**
 * Begins a hook: what an earlier sync left of it goes first, if its policy says so or it is being deleted anyway, since
 * an apply would only touch what ended long ago. `until` ends the wait for that.
 * `beginning` is told, and awaited, before anything is sent. Gives why it could not be begun, else what has to be
 * watched. Rejects only where the cluster cannot be reached.
 */
export async function beginHook(target: SyncTarget, item: PlanItem, desired: KubeObject, beginning: (hook: HookObject) => Promise<void>, until: AbortSignal): Promise<ResourceResult | BegunHook> {
  const failed = (message: string) => resultOf(item, 'SyncFailed', message);
  const resource = await target.resourceOf(item.apiVersion, item.key.kind);
  if (resource === undefined) return failed(`The server does not know the kind ${item.key.kind} in ${item.apiVersion}.`);
  const { client } = target.cluster;
  const named = target.nameHook(item, desired);
  const { name = '', namespace = '' } = named.metadata;
  try {
    let live = await getObject(client, resource, namespace, name);
    const uid = live?.metadata.uid;
    await beginning({ name, ...(uid === undefined ? {} : { before: uid }) });
    const leaving = live?.metadata.deletionTimestamp !== undefined;
    if (uid !== undefined && (leaving || item.hook?.policies.includes('BeforeHookCreation') === true)) {
      if (!leaving) await deleteObject(client, resource, namespace, name, { uid, propagation: 'foreground' });
      const left = await untilGone(client, { resource, namespace, name, uid }, until);
      if (left !== undefined) return failed(`It was not begun: the one of before ${deletionWords(left)}.`);
      live = undefined;
    }
    const object = await applyObject(client, resource, named, { dryRun: false, force: live !== undefined });
    target.observe(resource, object);
    return { item, resource, object };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return failed(hideValues(error.serverMessage, named));
  }
}

/**
 * Finds a hook that was begun before the sync was interrupted. A sentence where it is not there, or where it cannot be
 * told whether what is there is it: it is never begun again. Throws where the cluster does not answer.
 */
export async function findHook(target: SyncTarget, item: PlanItem, { name, uid, before }: HookObject): Promise<BegunHook | string> {
  const resource = await target.resourceOf(item.apiVersion, item.key.kind);
  const object = resource === undefined ? undefined : await getObject(target.cluster.client, resource, item.key.namespace, name);
  const found = object?.metadata.uid;
  if (resource === undefined || object === undefined) {
    return uid === undefined ? 'It was about to be begun when the sync was interrupted, and is not there: whether it ran is not known. It is not begun again.' : 'It was begun, and is not there any more: how it ended is not known. It is not begun again.';
  }
  if (uid !== undefined && found !== uid) return 'It was begun, and another one has its name by now: how it ended is not known. It is not begun again.';
  // Nobody saw what it became: it is a new one with the application's marks, or it cannot be told from the one of before.
  if (uid === undefined && (found === before || !target.isOurs(object))) return 'It was about to be begun when the sync was interrupted, and what has its name is not known to be it. It is not begun again.';
  target.observe(resource, object);
  return { item, resource, object };
}

/**
 * Deletes a hook's object, waits until it is gone or `until` says that it was long enough, and says what came of it.
 * Rejects only where the cluster cannot be reached.
 */
export async function deleteHook(target: SyncTarget, { resource, object }: BegunHook, until: AbortSignal): Promise<string> {
  const { client } = target.cluster;
  const { name = '', namespace = '', uid = '' } = object.metadata;
  try {
    await deleteObject(client, resource, namespace, name, { uid, propagation: 'foreground' });
    const left = await untilGone(client, { resource, namespace, name, uid }, until);
    return left === undefined ? 'deleted' : deletionWords(left);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Somebody else made one of the same name meanwhile: that one is not ours to delete.
    return error.status === 409 ? 'another one has its name by now' : `could not be deleted: ${error.serverMessage}`;
  }
}
