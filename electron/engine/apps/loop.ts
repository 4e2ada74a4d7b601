import type { SyncPolicy } from '../../../shared/model/application.ts';
import { policyOf } from '../../../shared/model/application.ts';
import { isReadOnlyContext } from '../../../shared/model/context.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import type { LoopEvent } from '../../../shared/model/events.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import type { Controller } from './controller.ts';
import { decideAutoSync, EMPTY_ATTEMPTS } from './autoSync.ts';
import type { Attempts } from './autoSync.ts';

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
const DEPTHS: readonly RefreshDepth[] = ['known', 'fetch', 'hard'];

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
      if (stopping.signal.aborted) return;
      emit({ type: 'compared', view });
      await autoSync(view, policyOf(controller.application));
    }
  }

  async function autoSync(view: ApplicationView, policy: SyncPolicy): Promise<void> {
    clearTimeout(retry);
    // The controller would refuse it as well; nothing is tried, so that nothing fails again and again.
    if (isReadOnlyContext(controller.application.spec.destination.name ?? '', settings().contexts.readOnly)) return;
    const parameters = JSON.stringify([controller.application.spec.source, controller.application.spec.destination]);
    const decision = decideAutoSync({ view, policy, parameters, attempts, now: now(), selfHeal: settings().selfHeal });
    attempts = decision.attempts;
    if (decision.action === 'wait') {
      retry = setTimeout(() => start('known'), decision.waitMs);
      return;
    }
    if (decision.action !== 'sync') return;
    const holds = controller.holds();
    if (holds.length > 0) {
      // The view says what holds it up; it is looked at again when the first of it ends by itself, or something happens.
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
      attempts = decision.after(operation.phase === 'Succeeded', now());
      emit({ type: 'synced', operation });
    } catch (error) {
      attempts = decision.after(false, now());
      emit({ type: 'sync-failed', application: name, error: errorShape(error), retryInMs: attempts.notBefore === undefined ? undefined : Math.max(0, attempts.notBefore - now()) });
    }
    // What the sync wrote, or left, is compared at once, and a failed attempt gets its next time.
    pending = deeper(pending, 'known');
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

function deeper(a: RefreshDepth | undefined, b: RefreshDepth): RefreshDepth {
  return a === undefined || DEPTHS.indexOf(b) > DEPTHS.indexOf(a) ? b : a;
}
