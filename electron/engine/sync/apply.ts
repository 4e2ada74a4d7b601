import { DrydockError } from '../../../shared/model/errors.ts';
import type { Health } from '../../../shared/model/health.ts';
import { canonicalJson } from '../../../shared/model/json.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { ResourceResult } from '../../../shared/model/operation.ts';
import type { PlanItem, Propagation } from '../../../shared/model/plan.ts';
import type { ApiResource, ApplyOptions, Cluster } from '../cluster/index.ts';
import { ApiError, applyObject, createObject, deleteObject, replaceManagedFields, replaceObject, untilGone, withPreconditions } from '../cluster/index.ts';
import type { Migration } from '../diff/index.ts';
import { hideValues } from '../diff/index.ts';
import { deletionWords } from '../plan/index.ts';
import type { Standing } from './standing.ts';

/** What is true of one planned object right now: the same comparison that made the plan, done again. */
export interface Recheck {
  readonly item: PlanItem;
  readonly desired: KubeObject | undefined;
  readonly live: KubeObject | undefined;
}

/** How a sync reaches the cluster; everything it needs and nothing else. */
export interface SyncTarget {
  readonly cluster: Cluster;
  /** How long an object that is to be made anew is waited for to go, in milliseconds. */
  readonly deletionWaitMs: number;
  /** What becomes of what pruned objects own. */
  readonly propagation: Propagation;
  /** What holds a row that is no object of the cluster; undefined for all others. */
  elsewhere(key: ResourceKey): Elsewhere | undefined;
  /** The kind at this version; asks discovery again where it is not known yet. */
  resourceOf(apiVersion: string, kind: string): Promise<ApiResource | undefined>;
  /** Compares one object anew against what the cluster has now. */
  recheck(item: PlanItem): Promise<Recheck>;
  /** Whose fields become Drydock's before an object is applied; undefined for nobody's. */
  migration(desired: KubeObject, live: KubeObject): Promise<Migration | undefined>;
  /** Told what a write returned, so that the next comparison sees it. */
  observe(resource: ApiResource, object: KubeObject): void;
  /** Whether an object carries the application's marks. */
  isOurs(object: KubeObject): boolean;
  /** The object that a hook's manifest makes in this sync: with a name, and Drydock's marks. */
  nameHook(item: PlanItem, desired: KubeObject): KubeObject;
  /** Watches the kinds and namespaces of these rows as well, until each was listed. Throws where one may not be. */
  include(items: readonly PlanItem[]): Promise<void>;
  /** The live object as the watches last told it. */
  find(resource: ApiResource, key: ResourceKey): KubeObject | undefined;
  /** Why the watches tell nothing now; undefined while they do. */
  trouble(): string | undefined;
  /** The health of exactly this version of an object; undefined for kinds without a rule. */
  assess(object: KubeObject): Promise<Health | undefined>;
  /** What keeps the pods of a live workload from running, in words; undefined where nothing does, or nothing is known. */
  podTrouble(workload: KubeObject): Promise<string | undefined>;
  /** Tells that any watched object changed, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** What holds rows that are no objects of the cluster: the home, for what an application renders of Drydock's own kinds. */
export interface Elsewhere {
  /** Does what the row says, and tells what became of it. Throws `conflict` where it is not as it was compared any more. */
  write(now: Recheck): Promise<Pick<ResourceResult, 'status' | 'message'>>;
  /** How far it is, for the wave that waits for it. */
  standing(item: PlanItem): Promise<Standing>;
}

/** A deletion that the server took; the object goes when nothing holds it any more. */
export interface Deletion {
  readonly item: PlanItem;
  readonly resource: ApiResource;
  readonly uid: string;
}

/** An object that keeps changing under a sync (its controller writes status) is tried this often. */
const ATTEMPTS = 6;

/**
 * Writes one row of a plan, or says why not. The compared uid and version are preconditions; where the object moved
 * on, it is compared again: the same change is sent again, another one is refused. A prune gives the deletion that was
 * begun; whether it ends has to be seen (`settleDeletion`). Rejects only where the cluster
 * cannot be reached. A write that was begun is never cancelled: its outcome would be unknown.
 */
export async function applyItem(target: SyncTarget, planned: PlanItem, current: Recheck): Promise<ResourceResult | Deletion> {
  const done = (status: ResourceResult['status'], message: string): ResourceResult => resultOf(planned, status, message);
  // Somebody else, or this sync before it was interrupted, did it meanwhile.
  if (current.item.operation === 'unchanged') return done('Synced', 'was already as planned');
  const send = await senderOf(target, planned, done);
  if (send === undefined) return done('SyncFailed', `The server does not know the kind ${planned.key.kind} in ${planned.apiVersion}.`);
  let now = current;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) {
      now = await target.recheck(planned);
      if (now.item.operation === 'unchanged') return done('Synced', 'was already as planned');
      if (!sameChange(planned, now.item)) {
        return done('SyncFailed', `${keyWords(planned.key)} changed since the plan was made, and what would be done is no longer what the plan said. Look at the new plan.`);
      }
    }
    try {
      return await send(now);
    } catch (error) {
      if (error instanceof DrydockError && error.code === 'conflict') continue;
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 409) return done('SyncFailed', now.desired === undefined ? error.serverMessage : hideValues(error.serverMessage, now.desired));
    }
  }
  return done('SyncFailed', `${keyWords(planned.key)} changes faster than it can be written. Try again.`);
}

/** What does a row's work where the row is at home; undefined where the cluster does not know its kind. */
async function senderOf(target: SyncTarget, planned: PlanItem, done: Done): Promise<((now: Recheck) => Promise<ResourceResult | Deletion>) | undefined> {
  const elsewhere = target.elsewhere(planned.key);
  if (elsewhere !== undefined) {
    return async (now) => {
      const { status, message } = await elsewhere.write(now);
      return done(status, message);
    };
  }
  const resource = await target.resourceOf(planned.apiVersion, planned.key.kind);
  if (resource === undefined) return undefined;
  return (now) => (planned.operation === 'prune' ? prune(target, resource, planned, now, done) : write(target, resource, now, done));
}

/** The result of one row. */
export function resultOf({ key, apiVersion, operation, phase, wave }: PlanItem, status: ResourceResult['status'], message: string): ResourceResult {
  return { key, apiVersion, operation, ...(phase === undefined ? {} : { phase }), ...(wave === undefined ? {} : { wave }), status, message };
}

/** True if two rows do the same to the same object, whatever their versions. */
export function sameChange(a: PlanItem, b: PlanItem): boolean {
  if (a.operation !== b.operation || a.uid !== b.uid || a.whole !== b.whole) return false;
  return a.changeHash !== undefined && b.changeHash !== undefined ? a.changeHash === b.changeHash : canonicalJson(changesOf(a)) === canonicalJson(changesOf(b));
}

function changesOf(item: PlanItem): JsonValue {
  return item.diff.changes.map(({ path, before, after }) => ({ path, before, after }));
}

type Done = (status: ResourceResult['status'], message: string) => ResourceResult;

async function write(target: SyncTarget, resource: ApiResource, now: Recheck, done: Done): Promise<ResourceResult> {
  const { desired } = now;
  if (desired === undefined) return done('SyncFailed', 'Its manifest is gone.');
  if (desired.metadata.name === undefined) {
    const created = await createObject(target.cluster.client, resource, desired, { dryRun: false });
    return done('Synced', `created as ${created.metadata.name ?? ''}`);
  }
  if (now.live !== undefined && now.item.operation === 'replace') return makeAnew(target, resource, desired, now.live, done);
  const warned: string[] = [];
  const told = { dryRun: false, onWarning: (warning: string) => warned.push(hideValues(warning, desired)) };
  const written = now.live !== undefined && now.item.whole === true ? await replaceObject(target.cluster.client, resource, withPreconditions(desired, now.live), told) : await apply(target, resource, desired, now.live, told);
  target.observe(resource, written);
  const what = now.live === undefined ? 'created' : written.metadata.resourceVersion === now.live.metadata.resourceVersion ? 'unchanged' : now.item.whole === true ? 'replaced' : 'configured';
  return done('Synced', [what, ...warned.map((warning) => `the server warns: ${warning}`)].join('; '));
}

async function apply(target: SyncTarget, resource: ApiResource, desired: KubeObject, found: KubeObject | undefined, told: Omit<ApplyOptions, 'force'>): Promise<KubeObject> {
  // Only what Drydock owns goes when it leaves Git, so whoever it is taken over from hands over first.
  const migration = found === undefined ? undefined : await target.migration(desired, found);
  const live = found === undefined || migration === undefined ? found : await replaceManagedFields(target.cluster.client, resource, found, migration.managedFields);
  // A create is not forced: an object that appeared meanwhile with other owners is a conflict, not ours to take.
  return applyObject(target.cluster.client, resource, withPreconditions(desired, live), { ...told, force: found !== undefined });
}

/** Deletes an object, waits until it is gone, and creates it. */
async function makeAnew(target: SyncTarget, resource: ApiResource, desired: KubeObject, live: KubeObject, done: Done): Promise<ResourceResult> {
  const { uid, resourceVersion, name = '', namespace = '' } = live.metadata;
  if (uid === undefined) return done('SyncFailed', 'It has no uid, so that it cannot be deleted safely.');
  const { client } = target.cluster;
  await deleteObject(client, resource, namespace, name, { uid, resourceVersion, propagation: 'foreground' });
  const left = await untilGone(client, { resource, namespace, name, uid }, AbortSignal.timeout(target.deletionWaitMs));
  if (left !== undefined) return done('SyncFailed', `its deletion was begun, and it was not made anew: it ${deletionWords(left)}`);
  target.observe(resource, await applyObject(client, resource, desired, { dryRun: false, force: false }));
  return done('Synced', 'deleted and made anew');
}

async function prune(target: SyncTarget, resource: ApiResource, item: PlanItem, now: Recheck, done: Done): Promise<ResourceResult | Deletion> {
  const { uid, resourceVersion, name = '', namespace = '' } = now.live?.metadata ?? {};
  if (uid === undefined) return done('Pruned', 'was already gone');
  const existed = await deleteObject(target.cluster.client, resource, namespace, name, { uid, resourceVersion, propagation: target.propagation });
  return existed ? { item, resource, uid } : done('Pruned', 'was already gone');
}

/** What became of a deletion: waits until the object is gone, or until `until` says that it was long enough. */
export async function settleDeletion({ cluster }: SyncTarget, { item, resource, uid }: Deletion, until: AbortSignal): Promise<ResourceResult> {
  const { key } = item;
  const left = await untilGone(cluster.client, { resource, namespace: key.namespace, name: key.name, uid }, until);
  return left === undefined ? resultOf(item, 'Pruned', 'pruned') : resultOf(item, 'SyncFailed', deletionWords(left));
}
