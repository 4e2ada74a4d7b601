import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyText, keyWords } from '../../../shared/model/kube.ts';
import type { OperationPhase, ResourceResult } from '../../../shared/model/operation.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import { getObject, mapConcurrent } from '../cluster/index.ts';
import type { Deletion, Recheck, SyncTarget } from './apply.ts';
import { applyItem, sameChange, settleDeletion } from './apply.ts';

/** What is true now of everything that a plan speaks of. */
export interface CurrentPlan {
  readonly plan: Plan;
  readonly rechecks: ReadonlyMap<string, Recheck>;
}

export interface SyncInput {
  readonly plan: Plan;
  readonly target: SyncTarget;
  /** Makes the plan again from what is now true. */
  replan(): Promise<CurrentPlan>;
  onResult(result: ResourceResult): Promise<void>;
  /** How long what was deleted is waited for, in milliseconds; what is left then is told with what holds it. */
  readonly deletionWaitMs: number;
  /** Stops before the next write; what was begun is finished and recorded. */
  readonly signal?: AbortSignal | undefined;
}

export interface SyncOutcome {
  readonly phase: Exclude<OperationPhase, 'Running'>;
  readonly message: string;
}

/** Writes in flight at once; the API server's own limits lie far above. */
const CONCURRENT_WRITES = 16;
const CRD_WAIT_MS = 30_000;
/** Each holds a connection while it waits. */
const CONCURRENT_WAITS = 6;

/**
 * Carries out a plan: the same plan is made again first, and if it says something else nothing is written. Then kind
 * after kind in the plan's order, the objects of one kind side by side; a failure ends the sync after its kind. Prunes
 * come last, and a sync has succeeded only when what it deleted is gone. Throws `plan-blocked` or `plan-stale` before
 * the first write, and what the cluster throws.
 */
export async function runSync({ plan, target, replan, onResult, deletionWaitMs, signal }: SyncInput): Promise<SyncOutcome> {
  refuseBlocked(plan);
  const current = await replan();
  if (current.plan.id !== plan.id) throw staleError(plan, current.plan);
  const writes = plannedWrites(plan);
  let done = 0;
  const deletions: Deletion[] = [];
  /** Waits for what was deleted, and records it; the failures among it. */
  const settle = async (until: AbortSignal): Promise<readonly ResourceResult[]> => {
    const settled = await mapConcurrent(deletions, CONCURRENT_WAITS, async (deletion) => {
      const result = await settleDeletion(target, deletion, until).catch((reason: unknown) => failedResult(deletion.item, `its deletion was begun; ${errorShape(reason).message}`));
      await onResult(result);
      return result;
    });
    return settled.filter((result) => result.status === 'SyncFailed');
  };
  let lost: { readonly reason: unknown } | undefined;
  for (const group of byKind(writes)) {
    const results = await mapConcurrent(group, CONCURRENT_WRITES, async (item) => {
      if (signal?.aborted === true || lost !== undefined) return undefined;
      const recheck = current.rechecks.get(keyText(item.key));
      // Those beside it are under way: they are awaited and recorded before the failure ends the sync.
      const result = await (recheck === undefined ? missing(item) : applyItem(target, item, recheck)).catch((reason: unknown) => {
        lost ??= { reason };
        return failedResult(item, `${errorShape(reason).message} Whether it was written is not known.`);
      });
      if ('uid' in result) {
        deletions.push(result);
        return 'deleting';
      }
      await onResult(result);
      return result;
    });
    if (lost !== undefined) {
      await settle(AbortSignal.abort());
      throw lost.reason;
    }
    done += results.filter((result) => result !== undefined).length;
    const failures = results.filter((result) => result !== undefined && result !== 'deleting').filter((result) => result.status === 'SyncFailed');
    if (failures.length > 0) {
      const held = await settle(AbortSignal.abort());
      return { phase: 'Failed', message: failureText([...failures, ...held], writes.length - done) };
    }
    if (signal?.aborted === true) {
      await settle(AbortSignal.abort());
      return { phase: 'Failed', message: `Stopped by the user: ${done} of ${writes.length} done.` };
    }
    await waitEstablished(target, group);
  }
  const patience = AbortSignal.timeout(deletionWaitMs);
  const held = await settle(signal === undefined ? patience : AbortSignal.any([patience, signal]));
  if (held.length > 0) return { phase: 'Failed', message: failureText(held, 0) };
  return { phase: 'Succeeded', message: writes.length === 0 ? 'nothing to do: already as in Git' : `${done} ${done === 1 ? 'object' : 'objects'} synced` };
}

function refuseBlocked(plan: Plan): void {
  const blocked = plan.items.filter((item) => item.blocked !== undefined);
  if (blocked.length === 0) return;
  const lines = blocked.slice(0, 5).map((item) => `${keyWords(item.key)}${originText(item)}: ${item.blocked?.message ?? ''}`);
  const more = blocked.length > 5 ? `\nand ${blocked.length - 5} more` : '';
  throw new DrydockError('plan-blocked', `Nothing was written: ${blocked.length === 1 ? 'one object is' : `${blocked.length} objects are`} blocked.\n${lines.join('\n')}${more}`, {
    hint: 'Unblock them, or take them out of Git, and plan again.',
  });
}

function originText(item: PlanItem): string {
  return item.origin === undefined ? '' : ` (${item.origin.file}:${item.origin.line})`;
}

function staleError(planned: Plan, current: Plan): DrydockError {
  const before = new Map(planned.items.map((item) => [keyText(item.key), item]));
  const differing: string[] = [];
  for (const item of current.items) {
    const known = before.get(keyText(item.key));
    before.delete(keyText(item.key));
    if (known === undefined ? item.operation !== 'unchanged' : !sameChange(known, item)) {
      differing.push(`${keyWords(item.key)}: planned ${known?.operation ?? 'nothing'}, now ${item.operation}${item.operation === known?.operation ? ' with another change' : ''}`);
    }
  }
  for (const item of before.values()) if (item.operation !== 'unchanged') differing.push(`${keyWords(item.key)}: planned ${item.operation}, now nothing`);
  return new DrydockError('plan-stale', `Nothing was written: since the plan ${planned.id} was made, things changed.\n${differing.slice(0, 8).join('\n')}`, {
    hint: 'Look at the new plan.',
  });
}

function* byKind(items: readonly PlanItem[]): Generator<readonly PlanItem[]> {
  let group: PlanItem[] = [];
  for (const item of items) {
    const [first] = group;
    if (first !== undefined && (first.key.kind !== item.key.kind || first.key.group !== item.key.group || (first.operation === 'prune') !== (item.operation === 'prune'))) {
      yield group;
      group = [];
    }
    group.push(item);
  }
  if (group.length > 0) yield group;
}

async function missing(item: PlanItem): Promise<ResourceResult> {
  return failedResult(item, 'It is no longer part of the plan.');
}

function failedResult({ key, apiVersion, operation }: PlanItem, message: string): ResourceResult {
  return { key, apiVersion, operation, status: 'SyncFailed', message };
}

function failureText(failures: readonly ResourceResult[], left: number): string {
  const first = failures[0];
  const what = first === undefined ? '' : `${keyWords(first.key)}: ${first.message}`;
  const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
  return `${what}${more}${left > 0 ? `; ${left} not begun` : ''}`;
}

/** Custom resources can only be written once their definition is served (PARITY: "a CRD is waited for until Established"). */
async function waitEstablished(target: SyncTarget, group: readonly PlanItem[]): Promise<void> {
  const definitions = group.filter((item) => item.key.kind === 'CustomResourceDefinition' && item.operation !== 'prune');
  if (definitions.length === 0) return;
  const deadline = AbortSignal.timeout(CRD_WAIT_MS);
  for (const item of definitions) {
    const resource = await target.resourceOf(item.apiVersion, item.key.kind);
    if (resource === undefined) continue;
    const live = await getObject(target.cluster.client, resource, '', item.key.name);
    if (live !== undefined && isEstablished(live)) continue;
    await watchUntil(target, item, deadline);
  }
  target.cluster.forgetSchemas();
}

async function watchUntil(target: SyncTarget, item: PlanItem, deadline: AbortSignal): Promise<void> {
  const lines = target.cluster.client.stream({
    path: `/apis/apiextensions.k8s.io/v1/customresourcedefinitions`,
    query: { watch: true, fieldSelector: `metadata.name=${item.key.name}`, timeoutSeconds: CRD_WAIT_MS / 1_000 },
    action: `wait for ${keyWords(item.key)} to be established`,
    signal: deadline,
  });
  for await (const line of lines) if (isJsonObject(line) && isJsonObject(line['object']) && isEstablished(line['object'])) return;
  throw new DrydockError('timeout', `${keyWords(item.key)} was applied, but the server did not establish it within ${CRD_WAIT_MS / 1_000} seconds.`, {
    hint: 'Look at its conditions: its names may clash with another definition.',
  });
}

function isEstablished(object: KubeObject | { readonly [key: string]: unknown }): boolean {
  const status = object['status'];
  const conditions = isJsonObject(status) ? status['conditions'] : undefined;
  return isJsonArray(conditions) && conditions.some((item) => isJsonObject(item) && item['type'] === 'Established' && item['status'] === 'True');
}
