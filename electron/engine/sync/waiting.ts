import { errorShape } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { ResourceResult, SyncProgress } from '../../../shared/model/operation.ts';
import type { PlanItem } from '../../../shared/model/plan.ts';
import { mapConcurrent } from '../cluster/index.ts';
import type { Deletion, SyncTarget } from './apply.ts';
import { resultOf, settleDeletion } from './apply.ts';
import type { BegunHook } from './hook.ts';
import type { SeenState, Wave } from './machine.ts';
import type { Standing } from './standing.ts';
import { standingOf } from './standing.ts';

/** What was seen of something that is waited for; `problem` says what failed where no row of the plan can. */
export interface Seen {
  readonly state: SeenState;
  readonly problem?: string;
}

export interface WaitingInput {
  readonly target: SyncTarget;
  readonly items: ReadonlyMap<string, PlanItem>;
  desiredOf(id: string): KubeObject | undefined;
  record(result: ResourceResult): Promise<void>;
  onProgress(progress: SyncProgress): void;
  readonly deletionWaitMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Everything that a sync began and that is not over when it is written. Ids are those of the tasks. */
export interface Waiting {
  began(id: string, hook: BegunHook): void;
  deleting(id: string, deletion: Deletion): void;
  hook(id: string): BegunHook | undefined;
  /**
   * Waits until at least one of these is over, or until the sync is stopped, which gives nothing. Throws where the
   * cluster does not answer.
   */
  next(wave: Wave, ids: readonly string[]): Promise<ReadonlyMap<string, Seen>>;
  /** Looks once at what is still being deleted, without waiting for it any more, and records it. */
  settle(): Promise<void>;
  close(): void;
}

/** Each holds a connection while it waits. */
const CONCURRENT_WAITS = 6;

/** Waits by the live set's watches, and for deletions by one of their own each. `close` must be called. */
export function createWaiting({ target, items, desiredOf, record, onProgress, deletionWaitMs, signal }: WaitingInput): Waiting {
  const hooks = new Map<string, BegunHook>();
  const deletions = new Map<string, Deletion>();
  const gone = new Map<string, SeenState>();
  let lost: { readonly reason: unknown } | undefined;
  let bell = Promise.withResolvers<void>();
  const ring = () => bell.resolve();
  const unsubscribe = target.subscribe(ring);
  signal?.addEventListener('abort', ring, { once: true });
  /** Ends waits for deletions when the sync is over before them. */
  const over = new AbortController();
  const settling: Promise<unknown>[] = [];
  let told = '';

  /** Waits for deletions that nobody waits for yet; how each ended is kept until it is asked for. */
  function settleDeletions(ids: readonly string[], until: AbortSignal): Promise<unknown> {
    const mine = ids.flatMap((id) => {
      const deletion = deletions.get(id);
      return deletion === undefined || !deletions.delete(id) ? [] : [{ id, deletion }];
    });
    return mapConcurrent(mine, CONCURRENT_WAITS, async ({ id, deletion }) => {
      const result = await settleDeletion(target, deletion, until).catch((reason: unknown) => resultOf(deletion.item, 'SyncFailed', `its deletion was begun; ${errorShape(reason).message}`));
      await record(result);
      gone.set(id, result.status === 'SyncFailed' ? 'failed' : 'done');
      ring();
    });
  }

  async function lookAt(id: string, act: Wave['tasks'][number]['act']): Promise<Standing> {
    if (act === 'prune') return { state: gone.get(id) ?? 'waiting', message: 'being deleted' };
    const item = items.get(id);
    const elsewhere = item === undefined ? undefined : target.elsewhere(item.key);
    if (item !== undefined && elsewhere !== undefined) return elsewhere.standing(item);
    const hook = hooks.get(id);
    const resource = hook?.resource ?? (item === undefined ? undefined : await target.resourceOf(item.apiVersion, item.key.kind));
    const name = hook?.object.metadata.name ?? item?.key.name ?? '';
    const live = item === undefined || resource === undefined ? undefined : target.find(resource, { ...item.key, name });
    // Another one of its name is not the one that was begun.
    if (live === undefined || (hook !== undefined && live.metadata.uid !== hook.object.metadata.uid)) return { state: 'failed', message: 'it was deleted while it was waited for' };
    const standing = standingOf(act, await target.assess(live), desiredOf(id));
    const trouble = standing.state === 'waiting' ? await target.podTrouble(live) : undefined;
    return trouble === undefined ? standing : { ...standing, message: `${standing.message}; ${trouble}` };
  }

  /** Records what has ended, of hooks always, of objects where they failed. */
  async function ended(id: string, act: string, { state, message }: Standing): Promise<Seen> {
    const item = items.get(id);
    if (item === undefined || act === 'prune') return { state };
    if (act === 'keep') return state === 'failed' ? { state, problem: `${keyWords(item.key)} is not well, and what comes after it waits for it: ${message}` } : { state };
    if (act === 'hook') await record(resultOf(item, state === 'failed' ? 'SyncFailed' : 'Synced', state === 'failed' ? message : message === '' ? 'succeeded' : message));
    else if (state === 'failed') await record(resultOf(item, 'SyncFailed', `was written; ${message}`));
    return { state };
  }

  function tell(progress: SyncProgress): void {
    const text = JSON.stringify(progress);
    if (text === told) return;
    told = text;
    onProgress(progress);
  }

  return {
    began: (id, hook) => void hooks.set(id, hook),
    deleting: (id, deletion) => void deletions.set(id, deletion),
    hook: (id) => hooks.get(id),
    async next(wave, ids) {
      const acts = new Map(wave.tasks.map((task) => [task.id, task.act]));
      settling.push(
        settleDeletions(ids, AbortSignal.any([AbortSignal.timeout(deletionWaitMs), over.signal, ...(signal === undefined ? [] : [signal])])).catch((reason: unknown) => {
          lost = { reason };
          ring();
        }),
      );
      await target.include(ids.flatMap((id) => items.get(id) ?? []));
      for (;;) {
        bell = Promise.withResolvers();
        if (lost !== undefined) throw lost.reason;
        if (signal?.aborted === true) return new Map();
        const seen = new Map<string, Seen>();
        const waitingFor: SyncProgress['waitingFor'][number][] = [];
        for (const id of ids) {
          const act = acts.get(id) ?? 'keep';
          const standing = await lookAt(id, act);
          const item = items.get(id);
          if (standing.state !== 'waiting') seen.set(id, await ended(id, act, standing));
          else if (item !== undefined) waitingFor.push({ key: item.key, message: standing.message });
        }
        const unheard = target.trouble();
        tell({ phase: wave.phase, wave: wave.wave, waitingFor, ...(unheard === undefined ? {} : { unheard }) });
        if (seen.size > 0) return seen;
        await bell.promise;
      }
    },
    async settle() {
      over.abort();
      await Promise.all([...settling, settleDeletions([...deletions.keys()], over.signal)]);
    },
    close() {
      unsubscribe();
      signal?.removeEventListener('abort', ring);
    },
  };
}
