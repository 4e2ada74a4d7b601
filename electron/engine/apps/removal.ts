import type { Application } from '../../../shared/model/application.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Propagation } from '../../../shared/model/plan.ts';
import type { RemovalResult } from '../../../shared/model/operation.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { DeletionPhase } from '../../../shared/model/steps.ts';
import { hookOf } from '../../../shared/model/steps.ts';
import { APPLICATION_LABEL, syncOption, TRACKING_ANNOTATION } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster, Need } from '../cluster/index.ts';
import { ApiError, deleteObject, getObject, mapConcurrent, mergePatch, refusedNeeds, untilGone } from '../cluster/index.ts';
import { compareForApply, deletionWords } from '../plan/index.ts';
import { refusalWords } from './forbidden.ts';
import type { RemovalWay } from './propagation.ts';
import type { Scan } from './scan.ts';
import { scanCluster } from './scan.ts';

const CONCURRENT_WRITES = 16;
/** Each holds a connection while it waits. */
const CONCURRENT_WAITS = 6;

/** What else a removal is given. */
export interface RemovalWork {
  readonly deletionWaitMs: number;
  readonly onResult: (result: RemovalResult) => void;
  /** Removes what is no object of the cluster, and tells it by itself. */
  removeElsewhere(): Promise<readonly RemovalResult[]>;
  /** Runs the hooks of a phase, which it tells by itself. */
  runHooks(phase: DeletionPhase): Promise<readonly RemovalResult[]>;
}

/**
 * Deletes an application's objects (`cascade`), or takes Drydock's label and annotation off and leaves them. The whole
 * cluster is looked through first; if a kind cannot be listed nothing is done, because what was not seen would stay
 * behind without an owner. What is deleted is waited for, `deletionWaitMs` milliseconds at most for all; what is still
 * there then has failed, with what holds it. With `cascade` hooks are run before and after; one that fails ends it
 * there. Throws if a kind cannot be listed, and where the cluster does not answer.
 */
export async function removeOwned(cluster: Cluster, application: Application, { cascade, propagation }: RemovalWay, { deletionWaitMs, onResult, removeElsewhere, runHooks }: RemovalWork): Promise<RemovalResult[]> {
  const results: RemovalResult[] = [];
  const finish = (result: RemovalResult) => {
    results.push(result);
    onResult(result);
  };
  let objects = await lookThrough(cluster, application, cascade);
  // Where nothing is left to be deleted, an earlier deletion came as far as PostDelete.
  if (cascade && objects.some(({ object }) => (hookOf(object)?.deletion.length ?? 0) === 0)) {
    results.push(...(await runHooks('PreDelete')));
    if (results.some(({ status }) => status === 'Failed')) return results;
    // What the hooks made or changed goes as well.
    if (results.length > 0) objects = await lookThrough(cluster, application, cascade);
  }
  results.push(...(await removeElsewhere()));
  if (results.some(({ status }) => status === 'Failed')) return results;
  const deletions: { readonly resource: ApiResource; readonly key: ResourceKey; readonly uid: string }[] = [];
  // Kind after kind, dependents before what they depend on.
  for (let start = 0; start < objects.length; ) {
    let end = start;
    while (end < objects.length && objects[end]?.object.kind === objects[start]?.object.kind) end++;
    await mapConcurrent(objects.slice(start, end), CONCURRENT_WRITES, async ({ resource, object }) => {
      const key = keyOf(object);
      const keep = keeps(application, object);
      if (!cascade || keep) return finish(await release(cluster, resource, key, keep && cascade));
      const uid = object.metadata.uid ?? '';
      const refused = await deleteOne(cluster, resource, key, uid, propagation);
      if (refused === undefined) deletions.push({ resource, key, uid });
      else finish(refused);
    });
    start = end;
  }
  const until = AbortSignal.timeout(deletionWaitMs);
  await mapConcurrent(deletions, CONCURRENT_WAITS, async ({ resource, key, uid }) => {
    const left = await untilGone(cluster.client, { resource, namespace: key.namespace, name: key.name, uid }, until);
    finish(left === undefined ? { key, status: 'Deleted', message: 'deleted' } : { key, status: 'Failed', message: deletionWords(left) });
  });
  if (cascade && results.every(({ status }) => status !== 'Failed')) results.push(...(await runHooks('PostDelete')));
  return results;
}

/** Everything of the application in the cluster, dependents first, if all of it may be seen and done. */
async function lookThrough(cluster: Cluster, application: Application, cascade: boolean): Promise<Scan['objects']> {
  const scan = await scanCluster(cluster, application);
  if (scan.unreadable.length > 0) {
    throw new DrydockError('cluster-forbidden', `Nothing was done: not everything in ${cluster.context} could be looked at, so objects of ${application.name} could be left behind. ${scan.unreadable[0]}`, {
      hint: 'Use a context with more permissions.',
    });
  }
  const objects = scan.objects.toSorted((a, b) => compareForApply(keyOf(b.object), keyOf(a.object)));
  await refuseForbidden(cluster, application, objects, cascade);
  return objects;
}

/** Asks for every permission before the first write. Throws `cluster-forbidden`. */
async function refuseForbidden(cluster: Cluster, application: Application, objects: Scan['objects'], cascade: boolean): Promise<void> {
  const needs = objects.map(({ resource, object }): Need => {
    const { namespace, name } = keyOf(object);
    return { verb: cascade && !keeps(application, object) ? 'delete' : 'patch', group: resource.group, resource: resource.resource, namespace, name };
  });
  const [first] = await refusedNeeds(cluster.client, needs);
  if (first === undefined) return;
  throw new DrydockError('cluster-forbidden', `Nothing was done: objects of ${application.name} would be left behind. ${refusalWords(first)}`, { hint: 'Use a context with more permissions.' });
}

function keeps({ spec }: Application, object: KubeObject): boolean {
  return syncOption('Delete', object, syncPolicyOf(spec).options) === 'false';
}

/** Undefined where the deletion was begun. */
async function deleteOne(cluster: Cluster, resource: ApiResource, key: ResourceKey, uid: string, propagation: Propagation): Promise<RemovalResult | undefined> {
  try {
    const existed = await deleteObject(cluster.client, resource, key.namespace, key.name, { uid, propagation });
    return existed ? undefined : { key, status: 'Deleted', message: 'was already gone' };
  } catch (error) {
    if (error instanceof ApiError) return { key, status: 'Failed', message: error.serverMessage };
    throw error;
  }
}

/** Takes the marks off, so that a later application of that name cannot take the object for its own. */
async function release(cluster: Cluster, resource: ApiResource, key: ResourceKey, kept: boolean): Promise<RemovalResult> {
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      const live = await getObject(cluster.client, resource, key.namespace, key.name);
      if (live === undefined) return { key, status: 'Released', message: 'was already gone' };
      try {
        await mergePatch(cluster.client, resource, key.namespace, key.name, {
          metadata: {
            uid: live.metadata.uid,
            resourceVersion: live.metadata.resourceVersion,
            labels: { [APPLICATION_LABEL]: null },
            annotations: { [TRACKING_ANNOTATION]: null },
          },
        });
        return { key, status: kept ? 'Kept' : 'Released', message: kept ? 'stays: Delete=false' : 'stays, no longer tracked' };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 409) throw error;
      }
    }
    return { key, status: 'Failed', message: 'it changes faster than it can be written' };
  } catch (error) {
    if (error instanceof ApiError) return { key, status: 'Failed', message: error.serverMessage };
    throw error;
  }
}
