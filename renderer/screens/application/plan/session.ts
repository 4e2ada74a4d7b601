import type { ErrorShape } from '../../../../shared/model/errors.ts';
import type { Operation, ResourceResult } from '../../../../shared/model/operation.ts';
import { keyText } from '../../../../shared/model/kube.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { assertNever } from '../../../state/assertNever.ts';
import type { Results } from './rows.ts';

/** What a person chose for the plan. */
export interface Choices {
  readonly prune: boolean;
  readonly adopt: boolean;
}

/** What became of a plan that was applied from here. */
export type Run =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly results: readonly ResourceResult[] }
  | { readonly kind: 'finished'; readonly operation: Operation }
  /** Nothing was written, or not all: the error says which. */
  | { readonly kind: 'refused'; readonly error: ErrorShape };

/** What the plan's page is doing. */
export type Session =
  | { readonly kind: 'loading'; readonly choices: Choices }
  | { readonly kind: 'failed'; readonly choices: Choices; readonly error: ErrorShape }
  /**
   * `grounds` is what was true when it was last looked whether the plan holds. `newer` says something else than `plan`,
   * and waits to be asked for: an open plan never moves under its reader.
   */
  | { readonly kind: 'ready'; readonly choices: Choices; readonly plan: Plan; readonly grounds: string; readonly newer: Plan | undefined; readonly run: Run };

export type SessionEvent =
  | { readonly type: 'ask'; readonly choices?: Choices }
  | { readonly type: 'planned'; readonly plan: Plan; readonly grounds: string }
  | { readonly type: 'failed'; readonly error: ErrorShape }
  | { readonly type: 'renewed'; readonly plan: Plan; readonly grounds: string }
  | { readonly type: 'show-newer' }
  | { readonly type: 'begun' }
  | { readonly type: 'progress'; readonly result: ResourceResult }
  | { readonly type: 'finished'; readonly operation: Operation }
  | { readonly type: 'refused'; readonly error: ErrorShape };

export function newSession(choices: Choices): Session {
  return { kind: 'loading', choices };
}

/** The next state. Pure; what does not fit the state (an answer that came too late) changes nothing. */
export function nextSession(session: Session, event: SessionEvent): Session {
  switch (event.type) {
    case 'ask':
      return { kind: 'loading', choices: event.choices ?? session.choices };
    case 'planned':
      return session.kind === 'loading' ? { kind: 'ready', choices: session.choices, plan: event.plan, grounds: event.grounds, newer: undefined, run: { kind: 'idle' } } : session;
    case 'failed':
      return session.kind === 'loading' ? { kind: 'failed', choices: session.choices, error: event.error } : session;
    case 'renewed':
      return session.kind === 'ready' ? { ...session, grounds: event.grounds, newer: event.plan.id === session.plan.id ? undefined : event.plan } : session;
    case 'show-newer':
      return session.kind === 'ready' && session.newer !== undefined ? { ...session, plan: session.newer, newer: undefined, run: { kind: 'idle' } } : session;
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

/**
 * The results that the plan's rows carry: of what was applied from here, else of the operation that the application's
 * view tells, if it carries out this very plan.
 */
export function resultsOf(plan: Plan, run: Run, operation: ApplicationView['status']['operationState']): Results {
  if (run.kind === 'running') return { done: byKey(run.results), over: false };
  if (run.kind === 'finished') return { done: byKey(run.operation.results), over: true };
  return operation?.phase === 'Running' && operation.planId === plan.id ? { done: byKey(operation.syncResult.resources), over: false } : undefined;
}

/** Results by the text of their resource's key. */
export function byKey(results: readonly ResourceResult[]): ReadonlyMap<string, ResourceResult> {
  return new Map(results.map((result) => [keyText(result.key), result]));
}
