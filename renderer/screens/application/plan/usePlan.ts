import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';
import { errorShape } from '../../../../shared/model/errors.ts';
import type { SyncEvent } from '../../../../shared/model/operation.ts';
import type { Plan } from '../../../../shared/model/plan.ts';
import type { ApplicationView } from '../../../../shared/model/view.ts';
import { host } from '../../../client/index.ts';
import { groundsOf } from './rows.ts';
import type { Choices, Session } from './session.ts';
import { newSession, nextSession } from './session.ts';
import { planTexts as texts } from './texts.ts';

type PlanDepth = 'fetch' | 'known';

/** Which plan is looked at: that of a sync, or the way back to an entry of the history. */
export interface PlanSubject {
  readonly name: string;
  readonly historyId?: number;
}

/** What a person had to say before something is written. */
export interface Confirmation {
  readonly confirmContext?: string;
  readonly confirmCluster: boolean;
}

export interface PlanSession {
  readonly session: Session;
  /** Plans anew, with other choices if they are given; `known` asks Git for nothing new. */
  readonly ask: (choices?: Choices, depth?: PlanDepth) => void;
  /** Waits no longer for a plan. */
  readonly cancel: () => void;
  readonly showNewer: () => void;
  /** Applies exactly the plan that is shown. */
  readonly apply: (plan: Plan, confirmation: Confirmation) => Promise<void>;
}

/** Views come in bursts while things settle. */
const QUIET_MS = 500;

/** Keeps a plan open, looks quietly whether it still holds when the application changes, applies it, and follows a sync that was begun elsewhere. */
export function usePlan({ name, historyId }: PlanSubject, view: ApplicationView, first: Choices): PlanSession {
  const [session, dispatch] = useReducer(nextSession, first, newSession);
  const [request, setRequest] = useState<{ readonly choices: Choices; readonly depth: PlanDepth } | undefined>({ choices: first, depth: 'fetch' });
  const { operationState: operation } = view.status;
  const begunAt = useRef(Infinity);
  const grounds = groundsOf(view);
  const groundsNow = useEffectEvent(() => grounds);
  const operationNow = useEffectEvent(() => operation);

  useEffect(() => {
    if (request === undefined) return undefined;
    const stop = new AbortController();
    makePlan({ name, historyId }, request.choices, request.depth, stop.signal).then(
      (plan) => !stop.signal.aborted && dispatch({ type: 'planned', plan, grounds: groundsNow() }),
      (error: unknown) => !stop.signal.aborted && dispatch({ type: 'failed', error: errorShape(error) }),
    );
    return () => stop.abort();
  }, [name, historyId, request]);

  // A plan waits until the sync that is under way has ended; what that sync is doing can be seen at once.
  const underWay = session.kind === 'loading' && historyId === undefined && operation?.phase === 'Running' ? operation.id : undefined;
  useEffect(() => {
    if (underWay === undefined) return undefined;
    const stop = new AbortController();
    host.call('recordedPlan', { name, operation: underWay }, { signal: stop.signal }).then(
      (plan) => {
        const seen = operationNow();
        if (!stop.signal.aborted && seen?.id === underWay) dispatch({ type: 'joined', plan, grounds: groundsNow(), operation: seen });
      },
      // The plan that was asked for comes all the same, when the sync is over.
      () => undefined,
    );
    return () => stop.abort();
  }, [name, underWay]);

  useEffect(() => {
    if (operation !== undefined) dispatch({ type: 'seen', operation });
  }, [operation]);

  const choices = session.kind === 'ready' && session.run.kind === 'idle' && session.asking === undefined && session.grounds !== grounds ? session.choices : undefined;
  useEffect(() => {
    if (choices === undefined) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      // Why it could not be looked at is said by the application's page; the plan that is open stays.
      makePlan({ name, historyId }, choices, 'known', stop.signal).then(
        (plan) => !stop.signal.aborted && dispatch({ type: 'renewed', plan, grounds }),
        () => undefined,
      );
    }, QUIET_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [name, historyId, choices, grounds]);

  // The answer is lost with the host, or with the way to it; what was done is on record when it is back.
  const recorded = session.kind === 'ready' && session.run.kind === 'refused' ? recordOf(session.plan, view) : undefined;
  useEffect(() => {
    if (recorded === undefined || Date.parse(recorded.startedAt) < begunAt.current) return undefined;
    const stop = new AbortController();
    host.call('operations', { name }, { signal: stop.signal }).then(
      (operations) => {
        const ended = operations.find(({ id }) => id === recorded.id);
        if (ended !== undefined && !stop.signal.aborted) dispatch({ type: 'finished', operation: ended });
      },
      // That it could not be read leaves what is said already: that the connection was lost.
      () => undefined,
    );
    return () => stop.abort();
  }, [name, recorded]);

  return {
    session,
    ask(wanted = session.choices, depth = 'fetch') {
      // Why a new plan could not be made is not hidden by the record of the sync before.
      begunAt.current = Infinity;
      dispatch({ type: 'ask', choices: wanted });
      setRequest({ choices: wanted, depth });
    },
    cancel() {
      setRequest(undefined);
      dispatch({ type: 'failed', error: { code: 'cancelled', message: texts.cancelled } });
    },
    showNewer: () => dispatch({ type: 'show-newer' }),
    async apply(shown, confirmation) {
      begunAt.current = Date.now();
      dispatch({ type: 'begun' });
      const input = { name, planId: shown.id, detached: true, ...confirmation };
      const options = { onProgress: (event: SyncEvent) => event.kind === 'result' && dispatch({ type: 'progress', result: event.result }) };
      try {
        const done = historyId === undefined ? await host.call('sync', input, options) : await host.call('rollback', { ...input, historyId }, options);
        dispatch({ type: 'finished', operation: done });
      } catch (error) {
        dispatch({ type: 'refused', error: errorShape(error) });
      }
    },
  };
}

/** The operation that carried a plan out and has ended, if the application's view tells of one. */
function recordOf(plan: Plan, { status: { operationState } }: ApplicationView): ApplicationView['status']['operationState'] {
  return operationState?.planId === plan.id && operationState.phase !== 'Running' ? operationState : undefined;
}

function makePlan({ name, historyId }: PlanSubject, choices: Choices, depth: PlanDepth, signal: AbortSignal): Promise<Plan> {
  const { resources, ...others } = choices;
  const options = { ...others, automatic: false, ...(resources === undefined ? {} : { resources: [...resources] }) };
  return historyId === undefined ? host.call('plan', { name, options, depth }, { signal }) : host.call('rollbackPlan', { name, historyId, options }, { signal });
}
