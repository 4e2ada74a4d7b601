import type { Kind } from '../model/kinds.ts';
import { resourceOf } from '../model/kinds.ts';
import { conflict, invalid } from '../model/status.ts';
import type { Dict, Value } from '../model/values.ts';
import { count, dict, isDeleting, metadataOf, text, texts, timestamp, uidOf } from '../model/values.ts';
import { keyIn } from '../store/store.ts';
import type { Place, World } from './writes.ts';
import { getObject } from './writes.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';
const POLICIES = ['Orphan', 'Background', 'Foreground'];

/** What a deletion left behind: the object that still waits, or the one that is gone. */
export interface Deleted {
  readonly object: Dict;
  readonly gone: boolean;
}

/**
 * DELETE (apiserver pkg/registry/generic/registry/store.go, Delete): preconditions; the policy becomes a finalizer; what
 * has finalizers, a namespace's content or a running pod waits, the rest goes at once. Throws StatusError.
 */
export function deleteObject(world: World, place: Place, options: Dict, dryRun = false): Deleted {
  const { kind, namespace, name } = place;
  const live = getObject(world, place);
  const wanted = dict(options['preconditions']);
  const own = metadataOf(live);
  for (const [field, title] of [['uid', 'UID'], ['resourceVersion', 'ResourceVersion']] as const) {
    if (text(wanted[field]) !== '' && wanted[field] !== own[field]) {
      throw conflict(kind, name, `Precondition failed: ${title} in precondition: ${text(wanted[field])}, ${title} in object meta: ${text(own[field])}`);
    }
  }
  const policy = text(options['propagationPolicy']);
  if (policy !== '' && !POLICIES.includes(policy)) {
    throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [{ reason: 'FieldValueNotSupported', field: 'propagationPolicy', message: `Unsupported value: "${policy}": supported values: "Foreground", "Background", "Orphan", "nil"` }]);
  }
  const finalizers = finalizersFor(kind, texts(own['finalizers']), policy, options['orphanDependents']);
  const grace = graceOf(kind, live, options);
  const waits = finalizers.length > 0 || grace > 0 || (kind.kind === 'Namespace' && kind.group === '');
  const key = keyIn(namespace, name);
  if (!waits) {
    if (!dryRun) world.store.delete(resourceOf(kind), key);
    return { object: live, gone: true };
  }
  if (isDeleting(live) && texts(own['finalizers']).join() === finalizers.join() && grace >= count(own['deletionGracePeriodSeconds'])) return { object: live, gone: false };
  const { finalizers: _old, ...rest } = own;
  const metadata: Dict = {
    ...rest,
    deletionTimestamp: own['deletionTimestamp'] ?? timestamp(world.now() + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(finalizers.length > 0 ? { finalizers } : {}),
    ...(kind.generation !== 'none' && own['generation'] !== undefined && !isDeleting(live) ? { generation: count(own['generation']) + 1 } : {}),
  };
  const object: Dict = { ...live, metadata };
  if (kind.kind === 'Namespace' && kind.group === '') object['status'] = { ...dict(live['status']), phase: 'Terminating' };
  return { object: dryRun ? object : world.store.put(resourceOf(kind), key, object), gone: false };
}

function finalizersFor(kind: Kind, existing: readonly string[], policy: string, orphanDependents: Value): string[] {
  const rest = existing.filter((each) => each !== ORPHAN && each !== FOREGROUND);
  const orphan = policy === 'Orphan' || orphanDependents === true;
  const foreground = policy === 'Foreground';
  if (policy === '' && orphanDependents === undefined) {
    // Nothing said: what the object already carries; jobs orphan for old clients (batch/job strategy).
    const kept = existing.filter((each) => each === ORPHAN || each === FOREGROUND);
    if (kept.length > 0) return [...existing];
    return kind.group === 'batch' && kind.kind === 'Job' ? [...rest, ORPHAN] : rest;
  }
  return [...rest, ...(orphan ? [ORPHAN] : []), ...(foreground ? [FOREGROUND] : [])];
}

/** Seconds that a pod is given to end; nothing for one that never ran. */
function graceOf(kind: Kind, live: Dict, options: Dict): number {
  if (kind.kind !== 'Pod' || kind.group !== '') return 0;
  const spec = dict(live['spec']);
  const phase = dict(live['status'])['phase'];
  if (spec['nodeName'] === undefined || phase === 'Succeeded' || phase === 'Failed') return 0;
  return count(options['gracePeriodSeconds'], count(spec['terminationGracePeriodSeconds'], 30));
}

/** The Status that answers a deletion which left nothing. */
export function deletedStatus(kind: Kind, object: Dict): Dict {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: text(metadataOf(object)['name']), ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural, uid: uidOf(object) },
  };
}
