import type { CallOptions, Client, InputOf, OutputOf, ProgressOf, RequestName } from '../../shared/contract/index.ts';
import { REQUESTS } from '../../shared/contract/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { Engine } from '../engine/index.ts';

/** Tells what a reconcile loop does; returns how to stop listening. */
export type EventSource = (listener: (event: LoopEvent) => void) => () => void;

/** What a request's work is given besides its input. */
interface Context<Name extends RequestName> {
  readonly signal: AbortSignal;
  progress(progress: ProgressOf<Name>): void;
}

type Handlers = { readonly [Name in RequestName]: (input: InputOf<Name>, context: Context<Name>) => Promise<OutputOf<Name>> };

/** Plans that can still be carried out; the oldest are forgotten, and planning again costs little. */
const KEPT_PLANS = 100;

/**
 * The contract, implemented once over an engine. Every input is parsed by its schema here, on the trusted side, and a
 * sync names a plan that was made here: a client cannot send one of its own.
 */
export function createHandlers(engine: Engine, events: EventSource): Client {
  const plans = new Map<string, Plan>();
  const keep = (plan: Plan): Plan => {
    plans.delete(key(plan.application, plan.id));
    plans.set(key(plan.application, plan.id), plan);
    if (plans.size > KEPT_PLANS) plans.delete(plans.keys().next().value ?? '');
    return plan;
  };
  const kept = (name: string, id: string): Plan => {
    const plan = plans.get(key(name, id));
    if (plan !== undefined) return plan;
    throw new DrydockError('plan-stale', `Nothing was written: the plan ${id} of ${name} is not known any more.`, { hint: 'Plan again and look at it.' });
  };

  const handlers: Handlers = {
    contexts: async () => engine.contexts(),
    list: () => engine.list(),
    create: ({ yaml, from }) => engine.create(yaml, from),
    view: ({ name, depth }, { signal }) => engine.view(name, depth, signal),
    async follow({ name }, { signal, progress }) {
      await engine.follow(name, progress, signal);
      return null;
    },
    plan: async ({ name, options, depth }, { signal }) => keep(await engine.plan(name, options, depth, signal)),
    sync: ({ name, planId, confirmCluster }, { signal, progress }) => engine.sync(kept(name, planId), { confirmCluster, signal, onResult: progress }),
    history: ({ name }) => engine.history(name),
    rollbackPlan: async ({ name, historyId, options }, { signal }) => keep(await engine.rollbackPlan(name, historyId, options, signal)),
    rollback: ({ name, planId, historyId, confirmCluster }, { signal, progress }) =>
      engine.rollback(kept(name, planId), historyId, { confirmCluster, signal, onResult: progress }),
    tree: ({ name }, { signal }) => engine.tree(name, signal),
    remove: ({ name, cascade, force }, { progress }) => engine.remove(name, { cascade, force }, progress),
    async events(_input, { signal, progress }) {
      const stop = events(progress);
      try {
        await untilAborted(signal);
        return null;
      } finally {
        stop();
      }
    },
  };

  return {
    async call<Name extends RequestName>(name: Name, input: InputOf<Name>, { signal, onProgress = ignore }: CallOptions<Name> = {}) {
      const parsed = REQUESTS[name].input.safeParse(input);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new DrydockError('usage', `The request ${name} is not valid: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
      }
      // TypeScript cannot see that the schema and the handler under one name belong together; the map above checks it.
      const handler = handlers[name] as (input: unknown, context: Context<Name>) => Promise<OutputOf<Name>>;
      const cancel = new AbortController();
      const abort = () => cancel.abort();
      if (signal?.aborted === true) abort();
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await handler(parsed.data, { signal: cancel.signal, progress: onProgress });
      } finally {
        signal?.removeEventListener('abort', abort);
      }
    },
  };
}

function ignore(): void {
  // Nobody asked for progress.
}

function key(application: string, id: string): string {
  return `${application}\n${id}`;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
