import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import { ownershipOf, syncOption } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { ApiError, dryRunReplace, withPreconditions } from '../cluster/index.ts';
import { diffResource, hideValues } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import type { Comparer } from './compareOne.ts';
import { dryRunCreate } from './dryRun.ts';
import { underAnyName } from './hooks.ts';
import { judge } from './refusal.ts';

/** Deleting one takes everything in it along, so that these are never made anew (argo-cd gitops-engine pkg/sync/sync_context.go, applyObject). */
const NEVER_ANEW = new Set(['/Namespace', 'apiextensions.k8s.io/CustomResourceDefinition']);

/**
 * A comparer that minds `Replace=true` and `Force=true`. Whether an object differs at all is found as for every other;
 * of one that does, Replace shows what is left when the whole object is sent, and Force makes an object anew: whatever
 * changes in it beside Replace, alone only what cannot be changed in place. What is not the application's keeps what it has.
 */
export function createReplacing(inner: Comparer, cluster: Cluster, application: { readonly name: string; readonly uid: string }, syncOptions: () => ReadonlySet<string>): Comparer {
  return {
    ...inner,
    async compare(desired, live, adopt, signal) {
      const row = await inner.compare(desired, live, adopt, signal);
      const is = (name: string) => syncOption(name, desired.object, syncOptions()) === 'true';
      const replaces = is('Replace');
      const force = is('Force') && !NEVER_ANEW.has(`${row.key.group}/${row.key.kind}`);
      if ((!replaces && !force) || ownershipOf(desired.object, application).kind !== 'ours' || row.live === undefined || row.finding === 'same' || desired.resource === undefined) return row;
      // A replacement leaves no record of an apply; that alone is nothing to do.
      if (row.finding === 'adopt' && row.ownership.kind === 'ours') return replaces ? { ...row, finding: 'same', diff: { basis: 'proof', changes: [] }, notes: [] } : row;
      if (force && (row.blocked?.reason === 'immutable' || (replaces && row.blocked === undefined))) return anew(row, row.desired ?? desired.object, desired.resource);
      return replaces && row.blocked === undefined ? whole(row, row.desired ?? desired.object, row.live) : row;
    },
  };

  async function whole(row: Row, desired: KubeObject, live: KubeObject): Promise<Row> {
    const { adopted: _apply, blocked: _none, ...rest } = row;
    const resource = (await cluster.discovery()).find(desired.apiVersion, desired.kind);
    if (resource === undefined) return row;
    try {
      const predicted = await dryRunReplace(cluster.client, resource, withPreconditions(desired, live));
      return { ...rest, finding: 'changed', diff: diffResource({ desired, live, predicted }), takesOver: [], replace: 'whole', notes: [WHOLE] };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const judged = judge(error, live, desired);
      if (judged.kind === 'blocked') return { ...rest, finding: 'blocked', blocked: judged.blocked, replace: 'whole' };
      return { ...rest, finding: 'changed', replace: 'whole', notes: [WHOLE, `the server could not be asked: ${hideValues(judged.why, desired)}`] };
    }
  }

  /** Whether it can be created at all is asked before anything is deleted. */
  async function anew(row: Row, desired: KubeObject, resource: ApiResource): Promise<Row> {
    const { adopted: _apply, blocked: _lifted, ...rest } = row;
    const refused = await dryRunCreate(cluster, resource, underAnyName(desired));
    const changed = { ...rest, diff: diffResource({ desired, live: row.live }), takesOver: [], replace: 'anew' } as const;
    if (refused?.blocked !== undefined) return { ...changed, finding: 'blocked', blocked: refused.blocked };
    const pods = WITH_PODS.has(keyOf(desired).kind) ? ', and its pods with it' : '';
    return { ...changed, finding: 'changed', notes: [`is deleted${pods}, and made anew (Force=true)`, ...(refused === undefined ? [] : [`the server could not be asked: ${refused.why}`])] };
  }
}


const WHOLE = 'is replaced as a whole (Replace=true): what Git does not name goes';
const WITH_PODS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job']);
