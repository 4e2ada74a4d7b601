import type { ErrorShape } from '../../../../shared/model/errors.ts';
import type { Operation, ResourceResult } from '../../../../shared/model/operation.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import { stepKey } from '../../../../shared/model/steps.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { assertNever } from '../../../state/assertNever.ts';
import type { Results } from './rows.ts';

/** What a person chose for the plan. */
export interface Choices {
  readonly prune: boolean;
  readonly adopt: boolean;
  /** Selectors of what is left out; absent where nothing is. */
  readonly resources?: readonly string[];
}

/** The running or the last operation, as the application's view tells it. */
export type SeenOperation = NonNullable<ApplicationView['status']['operationState']>;

/** What became of a plan. */
export type Run =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly results: readonly ResourceResult[] }
  /** Begun elsewhere: by auto-sync, in another window or a terminal, or here before the page was loaded anew. */
  | { readonly kind: 'watched'; readonly operation: SeenOperation }
  | { readonly kind: 'finished'; readonly operation: Operation }
  /** Nothing was written, or not all: the error says which. */
  | { readonly kind: 'refused'; readonly error: ErrorShape };

/** What the plan's page is doing. */
export type Session =
  | { readonly kind: 'loading'; readonly choices: Choices }
  | { readonly kind: 'failed'; readonly choices: Choices; readonly error: ErrorShape }
  /**
   * `grounds` is what was true when it was last looked whether the plan holds. `newer` says something else than `plan`,
   * and waits to be asked for: an open plan never moves under its reader. `asking` are the choices of the plan that was
   * asked for and is not there yet; until then the old one stays in sight, and cannot be applied.
   */
  | {
      readonly kind: 'ready';
      readonly choices: Choices;
      readonly asking: Choices | undefined;
      readonly plan: Plan;
      readonly grounds: string;
      readonly newer: Plan | undefined;
      readonly run: Run;
    };

export type SessionEvent =
  | { readonly type: 'ask'; readonly choices: Choices }
  | { readonly type: 'planned'; readonly plan: Plan; readonly grounds: string }
  | { readonly type: 'failed'; readonly error: ErrorShape }
  | { readonly type: 'renewed'; readonly plan: Plan; readonly grounds: string }
  | { readonly type: 'show-newer' }
  /** The plan of a sync that was under way when the page was opened. */
  | { readonly type: 'joined'; readonly plan: Plan; readonly grounds: string; readonly operation: SeenOperation }
  | { readonly type: 'seen'; readonly operation: SeenOperation }
  | { readonly type: 'begun' }
  | { readonly type: 'progress'; readonly result: ResourceResult }
  | { readonly type: 'finished'; readonly operation: Operation }
  | { readonly type: 'refused'; readonly error: ErrorShape };

type Ready = Extract<Session, { kind: 'ready' }>;

export function newSession(choices: Choices): Session {
  return { kind: 'loading', choices };
}

/** The next state. Pure; what does not fit the state (an answer that came too late) changes nothing. */
export function nextSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'ask':
      return session.kind === 'ready' ? { ...session, asking: event.choices } : { kind: 'loading', choices: event.choices };
    case 'planned':
      return session.kind === 'loading' || (session.kind === 'ready' && session.asking !== undefined) ? ready(askedFor(session), event, { kind: 'idle' }) : session;
    case 'failed':
      if (session.kind === 'loading') return { kind: 'failed', choices: session.choices, error: event.error };
      if (session.kind !== 'ready' || session.asking === undefined) return session;
      // The plan in sight is still the one of the choices before. That one stopped waiting needs no telling.
      return { ...session, asking: undefined, run: event.error.code === 'cancelled' ? session.run : { kind: 'refused', error: event.error } };
    case 'renewed':
      return session.kind === 'ready' ? { ...session, grounds: event.grounds, newer: event.plan.id === session.plan.id ? undefined : event.plan } : session;
    case 'show-newer':
      return session.kind === 'ready' && session.newer !== undefined ? { ...session, plan: session.newer, newer: undefined, run: { kind: 'idle' } } : session;
    case 'joined':
      return session.kind === 'loading' ? ready(session.choices, event, { kind: 'watched', operation: event.operation }) : session;
    case 'seen':
      return session.kind === 'ready' && concerns(session, event.operation) ? { ...session, newer: undefined, run: watched(session.plan, event.operation) } : session;
    case 'begun':
      return session.kind === 'ready' ? { ...session, newer: undefined, run: { kind: 'running', results: [] } } : session;
    case 'progress':
      return session.kind === 'ready' && session.run.kind === 'running' ? { ...session, run: { kind: 'running', results: [...session.run.results, event.result] } } : session;
    case 'finished':
      return session.kind === 'ready' ? { ...session, run: { kind: 'finished', operation: event.operation } } : session;
    case 'refused':
      return session.kind === 'ready' ? { ...session, run: { kind: 'refused', error: event.error } } : session;
    default:
      return assertNever(event);
  }
}

function ready(choices: Choices, { plan, grounds }: { readonly plan: Plan; readonly grounds: string }, run: Run): Ready {
  return { kind: 'ready', choices, asking: undefined, plan, grounds, newer: undefined, run };
}

function askedFor(session: Session): Choices {
  return session.kind === 'ready' ? (session.asking ?? session.choices) : session.choices;
}

/** A sync that somebody else began is followed from its beginning to its end; one that was over before is no news. */
function concerns({ run }: Ready, operation: SeenOperation): boolean {
  if (run.kind === 'watched' && run.operation.id === operation.id) return run.operation !== operation;
  // The record of an interrupted one goes on when it is resumed, and it alone.
  if (run.kind === 'finished' && run.operation.id === operation.id) return run.operation.interrupted === true && operation.interrupted !== true;
  return run.kind !== 'running' && operation.phase === 'Running';
}

/** The page becomes the record of this very plan only. When another plan's sync has ended, this one is open as before. */
function watched(plan: Plan, operation: SeenOperation): Run {
  return operation.phase === 'Running' || operation.planId === plan.id ? { kind: 'watched', operation } : { kind: 'idle' };
}

/**
 * The results that the plan's rows carry. An automatic sync never has the id of a plan that a person looks at, since its
 * options differ: of the same revision its results are shown by their objects, and what it did not come to says nothing.
 */
export function resultsOf(plan: Plan, run: Run): Results {
  switch (run.kind) {
    case 'idle':
    case 'refused':
      return undefined;
    case 'running':
      return { done: byKey(run.results), over: false, rest: 'known' };
    case 'finished':
      return { done: byKey(run.operation.results), over: true, rest: 'known' };
    case 'watched': {
      const { planId, phase, syncResult } = run.operation;
      if (planId !== plan.id && syncResult.revision !== plan.revision) return undefined;
      return { done: byKey(syncResult.resources), over: phase !== 'Running', rest: planId === plan.id ? 'known' : 'unknown' };
    }
    default:
      return assertNever(run);
  }
}

/** Whether something is being written by this application's sync now. */
export function isRunning(run: Run): boolean {
  return run.kind === 'running' || (run.kind === 'watched' && run.operation.phase === 'Running');
}

/** Whether the page is the record of a sync that has ended. */
export function isRecord(run: Run): boolean {
  return run.kind === 'finished' || (run.kind === 'watched' && run.operation.phase !== 'Running');
}

/** Results by the row that they are of; the newest of each. */
export function byKey(results: readonly ResourceResult[]): ReadonlyMap<string, ResourceResult> {
  return new Map(results.map((result) => [stepKey(result), result]));
}
