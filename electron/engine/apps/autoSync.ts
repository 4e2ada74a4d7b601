import { isDeepStrictEqual } from 'node:util';
import type { SyncPolicy } from '../../../shared/model/application.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';

/** What automatic syncs did so far. */
export interface Attempts {
  /** Revision and parameters of the last attempt; absent if there was none since the start. */
  readonly revision?: string;
  /** Failed attempts in a row at this revision. */
  readonly failures: number;
  /** Corrections of drift in a row at this revision. */
  readonly heals: number;
  /** When the last correction ended, and until when the next has to wait: milliseconds of the clock. */
  readonly lastHealAt?: number;
  readonly notBefore?: number;
  /** When corrections at this revision succeeded, those of the last ten minutes. */
  readonly healedAt?: readonly number[];
  /** Nothing more is tried at this revision by itself, and since when. */
  readonly held?: { readonly why: HoldReason; readonly at: number };
}

/** A person stopped an automatic sync, or something else undid three corrections in ten minutes. */
export type HoldReason = 'stopped' | 'undone';

export const EMPTY_ATTEMPTS: Attempts = { failures: 0, heals: 0 };

export interface AutoSyncInput {
  readonly view: ApplicationView;
  readonly policy: SyncPolicy;
  /** Source and destination as text: a changed parameter is a new attempt like a new revision. */
  readonly parameters: string;
  readonly attempts: Attempts;
  readonly now: number;
  readonly selfHeal: Settings['selfHeal'];
}

export type AutoSyncDecision =
  | { readonly action: 'none'; readonly attempts: Attempts }
  | { readonly action: 'wait'; readonly waitMs: number; readonly attempts: Attempts }
  | { readonly action: 'held'; readonly why: HoldReason; readonly attempts: Attempts }
  | {
      readonly action: 'sync';
      readonly why: string;
      readonly attempts: Attempts;
      /** The attempts after this one ended. */
      after(succeeded: boolean, now: number): Attempts;
      /** The attempts after a person stopped this one. */
      stopped(now: number): Attempts;
    };

/** After this long without drift the pauses between corrections begin anew. */
const HEAL_MEMORY_MS = 600_000;
/** So many corrections that were undone in that time are enough: somebody else wants it otherwise (DESIGN "Times"). */
const UNDONE_LIMIT = 3;

/**
 * Whether to sync now, by itself (argo-cd controller/appcontroller.go, autoSync): only if OutOfSync, once per revision
 * and parameters, again only for self-heal or as a retry after a failure; extra objects count only where pruning is
 * on. Without auto-sync, self-heal goes back to what was synced last, and never to a newer commit. What a person
 * stopped, and corrections that are undone again and again, are left alone until a new revision, other parameters, or a
 * sync by a person. Pure: the clock is given.
 */
export function decideAutoSync({ view, policy, parameters, attempts: before, now, selfHeal }: AutoSyncInput): AutoSyncDecision {
  const attempts = released(before, view);
  const none: AutoSyncDecision = { action: 'none', attempts };
  const revision = view.status.sync.revision;
  if (!(policy.automated || policy.selfHeal) || view.status.sync.status !== 'OutOfSync' || revision === undefined) return none;
  const outOfSync = view.status.resources.filter((resource) => resource.status === 'OutOfSync');
  // Nothing but extra objects that may stay: there is nothing to do.
  if (outOfSync.every((resource) => resource.requiresPruning === true) && !policy.prune) return none;
  const target = `${revision} ${parameters}`;
  const lastDone = view.status.history.at(-1);
  const attempted = attempts.revision === target;
  // After a restart, history says what was synced before, and from which source.
  const done = attempted && policy.automated ? attempts.failures === 0 : lastDone?.revision === revision && isDeepStrictEqual(lastDone.source, view.spec.source);

  const stopped = (at: number): Attempts => ({ revision: target, failures: 0, heals: 0, held: { why: 'stopped', at } });
  if (!done && !policy.automated) return none;
  if (!attempted && !done) {
    return { action: 'sync', why: `new revision ${revision.slice(0, 7)}`, attempts, after: (succeeded, at) => afterAttempt(target, 0, succeeded, at, policy), stopped };
  }
  if (attempted && attempts.held !== undefined) return { action: 'held', why: attempts.held.why, attempts };
  const healedAt = (attempted ? attempts.healedAt ?? [] : []).filter((at) => now - at <= HEAL_MEMORY_MS);
  if (healedAt.length >= UNDONE_LIMIT) return { action: 'held', why: 'undone', attempts: { ...attempts, healedAt: [], held: { why: 'undone', at: now } } };
  if (attempts.notBefore !== undefined && attempted && now < attempts.notBefore) {
    return { action: 'wait', waitMs: attempts.notBefore - now, attempts };
  }
  if (attempted && attempts.failures > 0 && attempts.heals === 0) {
    if (usedUp(attempts.failures, policy)) return none;
    return {
      action: 'sync',
      why: policy.retry.limit < 0 ? `retry ${attempts.failures}` : `retry ${attempts.failures} of ${policy.retry.limit}`,
      attempts,
      after: (succeeded, at) => afterAttempt(target, attempts.failures, succeeded, at, policy),
      stopped,
    };
  }
  if (!policy.selfHeal) return none;
  const quiet = attempts.lastHealAt !== undefined && now - attempts.lastHealAt > HEAL_MEMORY_MS;
  const heals = !attempted || quiet ? 0 : attempts.heals;
  return {
    action: 'sync',
    why: 'the cluster drifted from Git',
    attempts,
    after: (succeeded, at) => ({
      revision: target,
      failures: succeeded ? 0 : 1,
      heals: heals + 1,
      lastHealAt: at,
      healedAt: succeeded ? [...healedAt, at] : healedAt,
      notBefore: at + Math.min(selfHeal.firstSeconds * selfHeal.factor ** heals, selfHeal.maxSeconds) * 1_000,
    }),
    stopped,
  };
}

/** The attempts without what held them, where a person synced since, or what was undone is as Git says without us. */
function released(attempts: Attempts, { status }: ApplicationView): Attempts {
  const { held } = attempts;
  if (held === undefined) return attempts;
  const operation = status.operationState;
  const byPerson = operation !== undefined && !operation.initiatedBy.automated && operation.phase !== 'Running' && Date.parse(operation.startedAt) >= held.at;
  if (!byPerson && !(held.why === 'undone' && status.sync.status === 'Synced')) return attempts;
  return { ...(attempts.revision === undefined ? {} : { revision: attempts.revision }), failures: 0, heals: 0 };
}

function afterAttempt(target: string, failures: number, succeeded: boolean, at: number, policy: SyncPolicy): Attempts {
  if (succeeded) return { revision: target, failures: 0, heals: 0 };
  if (usedUp(failures + 1, policy)) return { revision: target, failures: failures + 1, heals: 0 };
  const wait = Math.min(policy.retry.firstMs * policy.retry.factor ** failures, policy.retry.maxMs);
  return { revision: target, failures: failures + 1, heals: 0, notBefore: at + wait };
}

/** Whether so many failures leave no retry. A limit below zero is none (argo-cd types.go, RetryStrategy.Limit). */
function usedUp(failures: number, policy: SyncPolicy): boolean {
  return policy.retry.limit >= 0 && failures > policy.retry.limit;
}
