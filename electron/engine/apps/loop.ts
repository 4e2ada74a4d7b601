import type { SyncPolicy } from '../../../shared/model/application.ts';
import { policyOf } from '../../../shared/model/application.ts';
import { isReadOnlyContext } from '../../../shared/model/context.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import type { LoopEvent } from '../../../shared/model/events.ts';
import { keyWords } from '../../../shared/model/kube.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { ApplicationCondition, ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import type { Controller } from './controlling.ts';
import { deeper } from './depth.ts';
import { decideAutoSync, EMPTY_ATTEMPTS } from './autoSync.ts';
import type { Attempts, HoldReason } from './autoSync.ts';

/** Keeps one application reconciled until it is stopped. */
export interface Loop {
  /**
   * Something may have changed; `depth` says how far to look, `since` when that was asked (`performance.now`; now where
   * nothing is said). Triggers that come close together are one.
   */
  trigger(depth: RefreshDepth, since?: number): void;
  /** Resolves once nothing runs any more. */
  stop(): Promise<void>;
}

/** Live changes come in bursts (a rollout writes status many times); one comparison serves a burst. */
const LIVE_DEBOUNCE_MS = 150;
/** Clocks change and laptops sleep: what is awaited for longer is looked at in between. */
const LONGEST_WAIT_MS = 600_000;

/** Starts with a comparison that fetches Git, then follows triggers; `repositoryPoll.ts` is the clock for Git. Settings are looked up anew each time. */
export function startLoop(controller: Controller, settings: () => Settings, now: () => number, emit: (event: LoopEvent) => void, begunAt = performance.now()): Loop {
  const stopping = new AbortController();
  let pending: RefreshDepth | undefined;
  let running: Promise<void> | undefined;
  let debounce: NodeJS.Timeout | undefined;
  let retry: NodeJS.Timeout | undefined;
  let asked = begunAt;
  let attempts: Attempts = EMPTY_ATTEMPTS;

  function start(depth: RefreshDepth, since = performance.now()): void {
    pending = deeper(pending, depth);
    if (depth !== 'known') asked = Math.max(asked, since);
    running ??= work().finally(() => {
      running = undefined;
      if (pending !== undefined && !stopping.signal.aborted) start(pending, asked);
    });
  }

  async function work(): Promise<void> {
    while (pending !== undefined && !stopping.signal.aborted) {
      const depth = pending;
      pending = undefined;
      const view = await controller.refresh(depth, stopping.signal, asked);
      if (stopping.signal.aborted || controller.closed) return;
      emit({ type: 'compared', view });
      await autoSync(view, policyOf(controller.application));
    }
  }

  async function autoSync(view: ApplicationView, policy: SyncPolicy): Promise<void> {
    clearTimeout(retry);
    // The controller would refuse it as well; nothing is tried, so that nothing fails again and again.
    if (isReadOnlyContext(contextIn(controller), settings().contexts.readOnly)) return;
    const parameters = JSON.stringify([controller.application.spec.source, controller.application.spec.destination, contextIn(controller)]);
    const decision = decideAutoSync({ view, policy, parameters, attempts, now: now(), selfHeal: settings().selfHeal });
    const heldBefore = attempts.held;
    attempts = decision.attempts;
    if (decision.action === 'held') {
      if (heldBefore?.at !== attempts.held?.at || decision.why === 'stopped') await tellHeld(decision.why);
      return;
    }
    note(undefined);
    if (decision.action === 'wait') {
      retry = setTimeout(() => start('known'), decision.waitMs);
      return;
    }
    if (decision.action !== 'sync') return;
    const holds = controller.holds();
    if (holds.length > 0) {
      // The view says what holds it up; it is looked at again when what has a time ends, or something happens.
      const ends = holds.flatMap(({ until }) => (until === undefined ? [] : [Date.parse(until) - now()]));
      if (ends.length > 0) retry = setTimeout(() => start('known'), Math.min(Math.max(0, ...ends), LONGEST_WAIT_MS));
      return;
    }
    const name = controller.application.name;
    try {
      const plan = await controller.plan({ prune: policy.prune, automatic: true, adopt: false }, { signal: stopping.signal });
      if (plannedWrites(plan).length === 0 && !plan.items.some((item) => item.blocked !== undefined)) {
        // What differs may stay (an object that Git keeps from being pruned): there is nothing to do or to record.
        attempts = decision.after(true, now());
        return;
      }
      emit({ type: 'syncing', application: name, why: decision.why });
      const operation = await controller.sync({ plan, initiatedBy: { username: 'drydock', automated: true }, signal: stopping.signal });
      attempts = operation.stopped === true ? decision.stopped(now()) : decision.after(operation.phase === 'Succeeded', now());
      emit({ type: 'synced', operation });
    } catch (error) {
      attempts = decision.after(false, now());
      emit({ type: 'sync-failed', application: name, error: errorShape(error), retryInMs: attempts.notBefore === undefined ? undefined : Math.max(0, attempts.notBefore - now()) });
    }
    // What the sync wrote, or left, is compared at once, and a failed attempt gets its next time.
    pending = deeper(pending, 'known');
  }

  function note(condition: ApplicationCondition | undefined): void {
    if (controller.notice(condition)) emit({ type: 'compared', view: controller.view });
  }

  /** Says why nothing is tried any more; who undoes it is asked of the objects themselves. */
  async function tellHeld(why: HoldReason): Promise<void> {
    const { name } = controller.application;
    const message = why === 'stopped' ? 'Auto-sync was stopped by a person at this revision. It goes on with a new commit, or after a sync by hand.' : await undoneWords();
    note({ type: why === 'stopped' ? 'AutoSyncStopped' : 'SelfHealPaused', message });
    if (why === 'undone') emit({ type: 'paused', application: name, message });
  }

  async function undoneWords(): Promise<string> {
    const begin = 'Self-heal is paused: three corrections in ten minutes were undone.';
    const end = 'It goes on with a new commit, or after a sync by hand.';
    try {
      const plan = await controller.plan({ prune: false, automatic: true, adopt: false }, { signal: stopping.signal });
      return [begin, ...whoUndoes(plan), end].join(' ');
    } catch (error) {
      return `${begin} Who undoes them could not be found out: ${errorShape(error).message} ${end}`;
    }
  }

  start('fetch', begunAt);
  return {
    trigger(depth, since) {
      if (stopping.signal.aborted) return;
      if (depth !== 'known') return start(depth, since);
      debounce ??= setTimeout(() => {
        debounce = undefined;
        start('known');
      }, LIVE_DEBOUNCE_MS);
    },
    async stop() {
      stopping.abort();
      clearTimeout(debounce);
      clearTimeout(retry);
      await running;
    },
  };
}

/** The context that it goes to; empty where a person has to choose one first. */
function contextIn({ destination }: Controller): string {
  return destination.by === 'nobody' ? '' : destination.context;
}

const NAMED = 3;

/** Who set what differs now, as sentences: the other manager of a struggle. */
function whoUndoes(plan: Plan): readonly string[] {
  const said = plan.items.flatMap(({ key, operation, diff }) => {
    if (operation === 'create') return [`${keyWords(key)} was deleted.`];
    return diff.changes.flatMap(({ path, setBy = [] }) => setBy.map(({ manager, subresource }) => `${manager}${subresource === undefined ? '' : ` (${subresource})`} set ${path} of ${keyWords(key)}.`));
  });
  return said.length > NAMED ? [...said.slice(0, NAMED), `And ${said.length - NAMED} more.`] : said;
}
