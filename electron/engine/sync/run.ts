import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { HookObject, OperationPhase, ResourceResult, SyncProgress } from '../../../shared/model/operation.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import { stepKey } from '../../../shared/model/steps.ts';
import { mapConcurrent } from '../cluster/index.ts';
import type { Recheck, SyncTarget } from './apply.ts';
import { applyItem, resultOf } from './apply.ts';
import { waitEstablished } from './established.ts';
import { beginHook, deleteHook, findHook } from './hook.ts';
import type { Action, SeenState, SyncState, Wave } from './machine.ts';
import { advance, beginSync, nextAction } from './machine.ts';
import { differences, refuseBlocked, restStaleError, staleError } from './stale.ts';
import { tasksOf, withUnchanged } from './tasks.ts';
import { createWaiting } from './waiting.ts';

/** What is true now of everything that a plan speaks of; rechecks by `stepKey`. */
export interface CurrentPlan {
  readonly plan: Plan;
  readonly rechecks: ReadonlyMap<string, Recheck>;
}

export interface SyncInput {
  readonly plan: Plan;
  /** The results that the same plan had when it was interrupted, each row's newest; absent for a plan that is begun. */
  readonly earlier?: readonly ResourceResult[] | undefined;
  readonly target: SyncTarget;
  /** Makes the plan again from what is now true. */
  replan(): Promise<CurrentPlan>;
  /** The plan, or what remains of it, holds: told once, and awaited, before the first write. */
  onHolds(): Promise<void>;
  onResult(result: ResourceResult): Promise<void>;
  /** A hook is about to be begun. Awaited: what is on record of it then keeps it from being begun twice. */
  onBeginning(result: ResourceResult): Promise<void>;
  /** Told where the sync is, whenever that or what it waits for changes. */
  onProgress(progress: SyncProgress): void;
  /** How long what was deleted is waited for, in milliseconds; what is left then is told with what holds it. */
  readonly deletionWaitMs: number;
  /** Stops before the next write; what was begun is finished and recorded. */
  readonly signal?: AbortSignal | undefined;
}

export interface SyncOutcome {
  readonly phase: Exclude<OperationPhase, 'Running'>;
  readonly message: string;
  /** It was ended by its signal. */
  readonly stopped?: boolean;
}

/** Writes in flight at once; the API server's own limits lie far above. */
const CONCURRENT_WRITES = 16;
/** So that controllers take notice of one wave before the next (argo-cd controller/sync.go, delayBetweenSyncWaves). */
const WAVE_DELAY_MS = 2_000;

/**
 * Carries out a plan as `machine.ts` orders it: the same plan is made again first, and if it says something else nothing
 * is written; before each further wave it is made again for what remains. A sync has succeeded only when what it deleted
 * is gone and its hooks have. With `earlier` results the plan is gone on with: what they say is done is not done again.
 * Throws `plan-blocked` or `plan-stale` before the first write, and what the cluster throws.
 */
export async function runSync(input: SyncInput): Promise<SyncOutcome> {
  const { target, replan, signal } = input;
  refuseBlocked(input.plan);
  const results = new Map((input.earlier ?? []).map((result) => [stepKey(result), result]));
  /** What is known to be true; undefined once something was written or waited for. */
  let fresh: CurrentPlan | undefined = await replan();
  const stale = input.earlier === undefined ? staleError(input.plan, fresh.plan) : restStaleError(input.plan, results, fresh.plan);
  if (stale !== undefined) throw stale;
  await input.onHolds();
  const plan = input.earlier === undefined ? input.plan : withUnchanged(input.plan, fresh.plan);
  let { rechecks } = fresh;
  const items = new Map(plan.items.map((item) => [stepKey(item), item]));
  const problems: string[] = [];
  const record = async (told: ResourceResult): Promise<void> => {
    // Which object a hook runs as is known from its beginning to its end.
    const runsAs = told.runsAs ?? results.get(stepKey(told))?.runsAs;
    const result = runsAs === undefined ? told : { ...told, runsAs };
    results.set(stepKey(result), result);
    await input.onResult(result);
  };
  const waiting = createWaiting({ target, items, desiredOf: (id) => rechecks.get(id)?.desired, record, onProgress: input.onProgress, deletionWaitMs: input.deletionWaitMs, signal });
  try {
    let state = beginSync(tasksOf(plan), await begunEarlier());
    for (;;) {
      if (signal?.aborted === true && !state.stopped) state = advance(state, { type: 'stop' });
      const action = nextAction(state);
      if (action.type === 'end') return await end(action.outcome);
      state = await carryOut(action, state);
    }
  } catch (error) {
    await waiting.settle();
    throw error;
  } finally {
    waiting.close();
  }

  /** How everything is that was begun before the sync was interrupted; a hook that is not found again has failed. */
  async function begunEarlier(): Promise<ReadonlyMap<string, SeenState>> {
    const states = new Map<string, SeenState>();
    for (const [id, result] of results) {
      const item = items.get(id);
      if (item === undefined) continue;
      if (item.hook === undefined) states.set(id, result.status === 'SyncFailed' ? 'failed' : item.operation === 'prune' || rechecks.get(id)?.desired?.metadata.name === undefined ? 'done' : 'waiting');
      else states.set(id, await begunHook(id, item, result));
    }
    return states;
  }

  async function begunHook(id: string, item: PlanItem, result: ResourceResult): Promise<SeenState> {
    const found = result.runsAs === undefined ? 'Nothing is known of its object.' : await findHook(target, item, result.runsAs);
    if (typeof found !== 'string') waiting.began(id, found);
    if (result.status !== 'Running') return result.status === 'SyncFailed' ? 'failed' : 'done';
    return typeof found === 'string' ? failed(resultOf(item, 'SyncFailed', found)) : 'waiting';
  }

  async function carryOut(action: Exclude<Action, { type: 'end' }>, before: SyncState): Promise<SyncState> {
    switch (action.type) {
      case 'check': {
        const now = fresh ?? (await replan());
        ({ rechecks } = now);
        const found = differences(plan, now.plan, action.ids);
        if (found.length > 0) problems.push(`since the plan was made, things changed: ${found.slice(0, 8).join('; ')}`);
        return advance(before, { type: 'checked', holds: found.length === 0 });
      }
      case 'write':
        fresh = undefined;
        return advance(before, { type: 'seen', states: await write(action.wave, action.ids) });
      case 'pause':
        await delay(WAVE_DELAY_MS, undefined, { signal }).catch(ignoreStop);
        return advance(before, { type: 'paused' });
      case 'wait': {
        fresh = undefined;
        const seen = await waiting.next(action.wave, action.ids);
        for (const { problem } of seen.values()) if (problem !== undefined) problems.push(problem);
        return advance(before, { type: 'seen', states: new Map([...seen].map(([id, { state: is }]) => [id, is])) });
      }
      case 'clean':
        await clean(action.wave, action.ids, before.stopped);
        return advance(before, { type: 'cleaned', ids: action.ids });
    }
  }

  /** Writes one group side by side. What is not begun, because the sync is stopped or the cluster is lost, has no state. */
  async function write(wave: Wave, ids: readonly string[]): Promise<ReadonlyMap<string, SeenState>> {
    input.onProgress({ phase: wave.phase, wave: wave.wave, waitingFor: [] });
    let lost: { readonly reason: unknown } | undefined;
    const states = new Map<string, SeenState>();
    const group = ids.flatMap((id) => items.get(id) ?? []);
    await mapConcurrent(group, CONCURRENT_WRITES, async (item) => {
      if (signal?.aborted === true || lost !== undefined) return;
      try {
        states.set(stepKey(item), await writeOne(item));
      } catch (reason) {
        // Those beside it are under way: they are awaited and recorded before the failure ends the sync.
        lost ??= { reason };
        await record(resultOf(item, 'SyncFailed', `${errorShape(reason).message} Whether it was written is not known.`));
      }
    });
    if (lost !== undefined) throw lost.reason;
    if (!signal?.aborted) await waitEstablished(target, group.filter((item) => states.get(stepKey(item)) === 'waiting'));
    return states;
  }

  async function writeOne(item: PlanItem): Promise<SeenState> {
    const id = stepKey(item);
    const recheck = rechecks.get(id);
    if (recheck === undefined) {
      if (item.operation !== 'prune') return failed(resultOf(item, 'SyncFailed', 'It is no longer part of the plan.'));
      await record(resultOf(item, 'Pruned', 'was already gone'));
      return 'done';
    }
    if (item.hook !== undefined) {
      if (recheck.desired === undefined) return failed(resultOf(item, 'SyncFailed', 'Its manifest is gone.'));
      const patience = AbortSignal.timeout(input.deletionWaitMs);
      const beginning = async (runsAs: HookObject): Promise<void> => {
        const result = { ...resultOf(item, 'Running', 'being begun'), runsAs };
        results.set(id, result);
        await input.onBeginning(result);
      };
      const begun = await beginHook(target, item, recheck.desired, beginning, signal === undefined ? patience : AbortSignal.any([patience, signal]));
      if (!('object' in begun)) return failed(begun);
      waiting.began(id, begun);
      const { name = '', uid = '' } = begun.object.metadata;
      await record({ ...resultOf(item, 'Running', name === item.key.name ? 'begun' : `begun as ${name}`), runsAs: { name, uid } });
      return 'waiting';
    }
    const result = await applyItem(target, item, recheck);
    if ('uid' in result) {
      waiting.deleting(id, result);
      return 'waiting';
    }
    if (result.status === 'SyncFailed') return failed(result);
    await record(result);
    return item.operation === 'prune' || recheck.desired?.metadata.name === undefined ? 'done' : 'waiting';
  }

  async function failed(result: ResourceResult): Promise<SeenState> {
    await record(result);
    return 'failed';
  }

  /** Deletes hooks' objects: by their policy, or because the sync is stopped while they run; what is stopped is not waited for. */
  async function clean({ phase, wave }: Wave, ids: readonly string[], stopped: boolean): Promise<void> {
    const begun = ids.flatMap((id) => {
      const [hook, result] = [waiting.hook(id), results.get(id)];
      return hook === undefined || result === undefined ? [] : [{ hook, result }];
    });
    input.onProgress({ phase, wave, waitingFor: begun.map(({ hook }) => ({ key: hook.item.key, message: 'being deleted' })) });
    const patience = AbortSignal.timeout(input.deletionWaitMs);
    const until = signal === undefined ? patience : AbortSignal.any([patience, signal]);
    await mapConcurrent(begun, CONCURRENT_WRITES, async ({ hook, result }) => {
      const became = await deleteHook(target, hook, until);
      await record(stopped ? resultOf(hook.item, 'SyncFailed', `was stopped while it ran; ${became}`) : { ...result, message: [result.message, became].filter((part) => part !== '').join('; ') });
    });
  }

  async function end(outcome: 'succeeded' | 'failed' | 'stopped'): Promise<SyncOutcome> {
    await waiting.settle();
    const writes = plannedWrites(plan);
    const begun = writes.filter((item) => results.has(stepKey(item)));
    if (outcome === 'stopped') return { phase: 'Failed', message: `${stopWords(signal)}: ${begun.length} of ${writes.length} done.`, stopped: true };
    if (outcome === 'succeeded') return { phase: 'Succeeded', message: successText(begun) };
    const failures = [...results.values()].filter((result) => result.status === 'SyncFailed');
    return { phase: 'Failed', message: failureText(failures, problems, writes.length - begun.length) };
  }
}

/** Whoever ends a sync for another reason than a person's says so in the signal's reason. */
function stopWords(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  return reason instanceof DrydockError ? reason.message : 'Stopped by the user';
}

function successText(written: readonly PlanItem[]): string {
  if (written.length === 0) return 'nothing to do: already as in Git';
  const hooks = written.filter((item) => item.hook !== undefined).length;
  const objects = written.length - hooks;
  const parts = [...(objects === 0 ? [] : [`${objects} ${objects === 1 ? 'object' : 'objects'} synced`]), ...(hooks === 0 ? [] : [`${hooks} ${hooks === 1 ? 'hook' : 'hooks'} run`])];
  return parts.join(', ');
}

/** The first failure in full, what failed without a result of its own, and how much was not come to. */
function failureText(failures: readonly ResourceResult[], problems: readonly string[], left: number): string {
  const texts = [...problems, ...failures.map((failure) => `${keyWords(failure.key)}: ${failure.message}`)];
  const more = texts.length > 1 ? ` (and ${texts.length - 1} more)` : '';
  return `${texts[0] ?? ''}${more}${left > 0 ? `; ${left} not begun` : ''}`;
}

/** The pause is cut short when the sync is stopped, which the next step sees. */
function ignoreStop(): void {}
