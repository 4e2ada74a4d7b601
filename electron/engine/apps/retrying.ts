import { setTimeout as delay } from 'node:timers/promises';
import type { RetryPolicy } from '../../../shared/model/application.ts';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { Operation } from '../../../shared/model/operation.ts';
import { beyondPlan } from '../sync/index.ts';
import type { Controller, SyncRequest } from './controlling.ts';

/** Failures of Git and the cluster that may be over by the next attempt. */
const PASSING: ReadonlySet<ErrorShape['code']> = new Set(['git-unreachable', 'cluster-unreachable', 'cluster-timeout', 'cluster-throttled', 'cluster-failed']);

/**
 * Carries a plan out, and tries again where that fails: after a pause a new plan of the same revision is made, which may
 * hold nothing but the rest of the first one. Each attempt is an operation of its own; the last is given. Throws before
 * the first write as a sync does, `plan-stale` where a later plan says something that was not looked at, and what keeps
 * the last attempt from being made.
 */
export async function syncWithRetries(controller: Controller, request: SyncRequest, { limit, firstMs, factor, maxMs }: RetryPolicy): Promise<Operation> {
  const { plan, signal } = request;
  const from = request.from ?? { source: controller.application.spec.source, revision: plan.revision };
  let last = await controller.sync(request);
  let problem: unknown;
  const retries = limit < 0 ? Number.POSITIVE_INFINITY : limit;
  for (let retry = 1; retry <= retries && last.phase !== 'Succeeded' && last.stopped !== true; retry++) {
    const waitMs = Math.min(firstMs * factor ** (retry - 1), maxMs);
    request.onEvent?.({ kind: 'retry', retry, limit, waitMs, message: problem === undefined ? last.message : errorShape(problem).message });
    await delay(waitMs, undefined, { signal }).catch(ignoreStop);
    if (signal?.aborted === true) return last;
    problem = undefined;
    try {
      const next = await controller.plan(plan.options, { from, signal });
      const more = beyondPlan(plan, next);
      if (more.length > 0) {
        throw new DrydockError('plan-stale', `It was not tried again: what is left says something else than the plan ${plan.id}.\n${more.slice(0, 8).join('\n')}\nThe last attempt: ${last.message}`, { hint: 'Look at the new plan.' });
      }
      last = await controller.sync({ ...request, plan: next, retry });
    } catch (error) {
      if (!PASSING.has(errorShape(error).code)) throw error;
      problem = error;
    }
  }
  if (problem !== undefined) throw problem;
  return last;
}

/** The pause is cut short when the sync is stopped, which is looked at next. */
function ignoreStop(): void {}
