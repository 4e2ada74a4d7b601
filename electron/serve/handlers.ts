import { userInfo } from 'node:os';
import type { CallOptions, Client, InputOf, OutputOf, ProgressOf, RequestName } from '../../shared/contract/index.ts';
import { REQUESTS } from '../../shared/contract/index.ts';
import { isProtectedContext } from '../../shared/model/context.ts';
import { DrydockError, errorShape } from '../../shared/model/errors.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import { keyWords } from '../../shared/model/kube.ts';
import type { Operation } from '../../shared/model/operation.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { settingsSchema } from '../../shared/model/settings.ts';
import type { Engine } from '../engine/index.ts';
import { contextFacts } from './contextFacts.ts';
import type { HomeStateSource } from './homeState.ts';
import { createSessions } from './sessions.ts';

/** Tells what a reconcile loop does; returns how to stop listening. */
export type EventSource = (listener: (event: LoopEvent) => void) => () => void;

/** What handlers answer from besides the engine. */
export interface HandlerSources {
  readonly events: EventSource;
  /** Absent in a process that is no host: it keeps no state for others. */
  readonly home?: HomeStateSource;
}

/** What a request's work is given besides its input. */
interface Context<Name extends RequestName> {
  readonly signal: AbortSignal;
  progress(progress: ProgressOf<Name>): void;
}

type SyncInput = Pick<InputOf<'sync'>, 'confirmContext' | 'detached'>;

type Handlers = { readonly [Name in RequestName]: (input: InputOf<Name>, context: Context<Name>) => Promise<OutputOf<Name>> };

/** Plans that can still be carried out; the oldest are forgotten, and planning again costs little. */
const KEPT_PLANS = 100;

/** The contract over an engine. */
export interface ContractHandlers {
  readonly client: Client;
  /** Stops syncs that go on though nobody waits for them any more: what was begun is finished and recorded first. */
  close(): Promise<void>;
}

/**
 * The contract, implemented once over an engine. Every input is parsed by its schema here, on the trusted side, and a
 * sync names a plan that was made here: a client cannot send one of its own.
 */
export function createHandlers(engine: Engine, { events, home }: HandlerSources): ContractHandlers {
  const running = new Map<string, AbortController>();
  const syncs = new Set<Promise<unknown>>();
  const plans = new Map<string, Plan>();
  const sessions = createSessions(engine);
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

  /** Throws `usage` for a protected context whose name was not typed. `nothing` says what did not happen. */
  async function confirmed(context: string, typed: string | undefined, nothing: string): Promise<void> {
    const { contexts: rules } = await engine.settings();
    if (!isProtectedContext(context, rules.protected) || typed === context) return;
    throw new DrydockError('usage', `${nothing}: ${context} is a protected context, and its name was not confirmed.`, {
      hint: `Type ${context} to confirm (--confirm-context ${context}). Settings say which contexts are protected.`,
    });
  }

  /** Runs one sync, which `terminate` can stop, and hanging up as well unless it is detached. */
  async function run(plan: Plan, request: SyncInput, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Operation>): Promise<Operation> {
    await confirmed(plan.context, request.confirmContext, 'Nothing was written');
    const name = plan.application;
    const stop = new AbortController();
    running.set(name, stop);
    const sync = work(request.detached === true ? stop.signal : AbortSignal.any([signal, stop.signal]));
    syncs.add(sync);
    try {
      const operation = await sync;
      const succeeded = operation.phase === 'Succeeded';
      home?.note({ application: name, kind: succeeded ? 'sync-finished' : 'sync-failed', text: `${operation.kind === 'rollback' ? 'Rollback' : 'Sync'} ${operation.phase.toLowerCase()}: ${operation.message}.`, failed: !succeeded });
      return operation;
    } catch (error) {
      home?.note({ application: name, kind: 'sync-failed', text: errorShape(error).message, failed: true });
      throw error;
    } finally {
      syncs.delete(sync);
      if (running.get(name) === stop) running.delete(name);
    }
  }

  /** A change of an application's file that somebody asked for: noted, and shown at once. */
  async function edited<T>(application: string, kind: 'created' | 'edited' | 'deleted', text: string, work: Promise<T>): Promise<T> {
    const result = await work;
    home?.note({ application, kind, text, failed: false });
    home?.filesChanged();
    return result;
  }

  function projectEdited<T extends { readonly name: string }>(project: T, kind: 'created' | 'edited' | 'deleted', text: string): T {
    home?.note({ kind, text: `${text} ${project.name}.`, failed: false });
    home?.filesChanged();
    return project;
  }

  const handlers: Handlers = {
    async contexts() {
      const { contexts, ...files } = engine.contexts();
      const { contexts: rules } = await engine.settings();
      return { contexts: contexts.map((context) => contextFacts(context, rules, engine.connections.state(context.name))), ...files };
    },
    list: () => engine.list(),
    async create({ yaml, from }) {
      const application = await engine.create(yaml, from);
      return edited(application.name, 'created', 'Created.', Promise.resolve(application));
    },
    view: ({ name, depth }, { signal }) => engine.view(name, depth, signal),
    async follow({ name }, { signal, progress }) {
      await engine.follow(name, progress, signal);
      return null;
    },
    async plan({ name, options, depth, revision }, { signal }) {
      const plan = await engine.plan(name, options, depth, signal, revision);
      // A sync goes to what the application's file says.
      return revision === undefined ? keep(plan) : plan;
    },
    manifests: ({ name, source, revision }, { signal }) => engine.manifests(name, { source, revision }, signal),
    diffRevisions: ({ name, from, to }, { signal }) => engine.diffRevisions(name, from, to, signal),
    projects: () => engine.projects.list(),
    createProject: async ({ yaml, from }) => projectEdited(await engine.projects.create(yaml, from), 'created', 'Created the project'),
    readProject: ({ name }) => engine.projects.read(name),
    replaceProject: async ({ name, yaml, base }) => projectEdited(await engine.projects.replace(name, yaml, base), 'edited', 'Edited the project'),
    setProject: async ({ name, changes }) => projectEdited(await engine.projects.set(name, changes), 'edited', 'Edited the project'),
    async removeProject({ name }) {
      await engine.projects.remove(name);
      projectEdited({ name }, 'deleted', 'Deleted the project');
      return null;
    },
    async sync(request, { signal, progress }) {
      const plan = kept(request.name, request.planId);
      return run(plan, request, signal, (stop) => engine.sync(plan, { confirmCluster: request.confirmCluster, signal: stop, onEvent: progress, ...(request.retry === undefined ? {} : { retry: request.retry }), ...(request.timeoutSeconds === undefined ? {} : { timeoutSeconds: request.timeoutSeconds }) }));
    },
    resumePlan: ({ name }, { signal }) => engine.resumePlan(name, signal),
    async resume(request, { signal, progress }) {
      const plan = await engine.recordedPlan(request.name, request.operation);
      return run(plan, request, signal, (stop) => engine.resume(request.name, request.operation, { confirmCluster: request.confirmCluster, signal: stop, onEvent: progress }));
    },
    async terminate({ name }) {
      // One that was asked for here may still wait for its turn; any other is auto-sync's.
      const asked = running.get(name);
      asked?.abort();
      if (asked === undefined) engine.terminate(name);
      return null;
    },
    history: ({ name }) => engine.history(name),
    rollbackPlan: async ({ name, historyId, options }, { signal }) => keep(await engine.rollbackPlan(name, historyId, options, signal)),
    async rollback(request, { signal, progress }) {
      const plan = kept(request.name, request.planId);
      return run(plan, request, signal, (stop) => engine.rollback(plan, request.historyId, { confirmCluster: request.confirmCluster, signal: stop, onEvent: progress }));
    },
    operations: ({ name }) => engine.operations(name),
    recordedPlan: ({ name, operation }) => engine.recordedPlan(name, operation),
    tree: ({ name }, { signal }) => engine.tree(name, signal),
    network: ({ name }, { signal }) => engine.network(name, signal),
    orphans: ({ name }, { signal }) => engine.orphans(name, signal),
    followNetwork: ({ name }, { signal, progress }) => engine.followNetwork(name, progress, signal).then(() => null),
    followTree: ({ name }, { signal, progress }) => engine.followTree(name, progress, signal).then(() => null),
    followResource: ({ name, key }, { signal, progress }) => engine.followResource(name, key, progress, signal).then(() => null),
    followEvents: ({ name }, { signal, progress }) => engine.followEvents(name, progress, signal).then(() => null),
    logs: (request, { signal, progress }) => engine.logs(request, progress, signal).then(() => null),
    workloadLogs: ({ name, ...request }, { signal, progress }) => engine.workloadLogs(name, request, progress, signal).then(() => null),
    async exec({ session, confirmContext, ...request }, { signal, progress }) {
      const { name, namespace, pod, tty } = request;
      return sessions.run(session, request, {
        signal,
        allowed: async () => confirmed(await engine.contextOf(name), confirmContext, 'Nothing was run'),
        tell(event) {
          if (event.kind === 'started') {
            const where = `container ${event.container} of pod ${namespace}/${pod} in ${event.context}`;
            home?.note({ application: name, kind: 'exec-started', text: `${userInfo().username} ${tty ? 'opened a terminal' : 'ran a command'} in ${where}.`, failed: false });
          }
          progress(event);
        },
      });
    },
    async execInput(input) {
      await sessions.input(input);
      return null;
    },
    async forward({ name, ...request }, { signal, progress }) {
      const { kind, namespace, name: object } = request.target;
      await engine.forward(
        name,
        request,
        (event) => {
          if (event.kind === 'listening') {
            home?.note({ application: name, kind: 'forward-started', text: `${userInfo().username} forwards 127.0.0.1:${event.localPort} to port ${request.port} of ${kind} ${namespace}/${object} in ${event.context}.`, failed: false });
          }
          progress(event);
        },
        signal,
      );
      return null;
    },
    actions: ({ name, key: of }, { signal }) => engine.actions(name, of, signal),
    async runAction({ name, key: of, action, confirmContext }, { signal }) {
      const context = await engine.contextOf(name);
      await confirmed(context, confirmContext, 'Nothing was done');
      const note = (text: string, failed: boolean) => home?.note({ application: name, kind: 'action-run', text, failed });
      try {
        const results = await engine.runAction(name, of, action, signal);
        note(`${userInfo().username} ran "${action}" of ${keyWords(of)} in ${context}.`, false);
        return results;
      } catch (error) {
        note(errorShape(error).message, true);
        throw error;
      }
    },
    removalHooks: ({ name }, { signal }) => engine.removalHooks(name, signal),
    async remove({ name, cascade, propagation, force, revision }, { signal, progress }) {
      const results = await engine.remove(name, { cascade, force, signal, ...(propagation === undefined ? {} : { propagation }), ...(revision === undefined ? {} : { revision }) }, progress);
      // What could not be removed keeps its application: nothing was deleted that could be noted.
      if (results.some((result) => result.status === 'Failed')) return results;
      return edited(name, 'deleted', force ? 'Deleted without looking at its cluster.' : cascade ? 'Deleted with its resources.' : 'Deleted; its resources were left.', Promise.resolve(results));
    },
    events: (_input, { signal, progress }) => untilCancelled(Promise.resolve(events(progress)), signal),
    async home(_input, { signal, progress }) {
      if (home === undefined) throw new DrydockError('usage', 'This process is no host: start Drydock by "npm start" or "drydock run".');
      return untilCancelled(home.subscribe(progress), signal);
    },
    read: ({ name }) => engine.read(name),
    replace: ({ name, yaml, base }) => edited(name, 'edited', 'Its file was edited.', engine.replace(name, yaml, base)),
    set: ({ name, changes }) => edited(name, 'edited', `Set ${changes.map((change) => change.path.join('.')).join(', ')}.`, engine.set(name, changes)),
    async bind({ name, context }) {
      const text = context === null ? 'Took back which context was chosen.' : `Chose the context ${context}.`;
      return edited(name, 'edited', text, engine.bind(name, context ?? undefined));
    },
    draftPlan: ({ yaml }, { signal }) => engine.draftPlan(yaml, signal),
    refs: ({ repoURL }, { signal }) => engine.refs(repoURL, signal),
    inspectSource: (question, { signal }) => engine.inspectSource(question, signal),
    inspectDestination: ({ context, namespace }, { signal }) => engine.inspectDestination(context, namespace, signal),
    probe: ({ context }) => engine.connections.probe(context).then(() => null),
    async saveSettings({ settings }) {
      const saved = await engine.saveSettings(settingsSchema.parse(settings));
      home?.filesChanged();
      return saved;
    },
    async createExample({ context }) {
      const example = await engine.example.create(context);
      return edited(example.application, 'created', `Made the example in ${example.repository}.`, Promise.resolve(example));
    },
    async changeExample({ replicas }) {
      const example = await engine.example.change(replicas);
      return edited(example.application, 'edited', `Committed "replicas: ${replicas}" to the example.`, Promise.resolve(example));
    },
  };

  return {
    client: { call },
    async close() {
      for (const stop of running.values()) stop.abort();
      await Promise.allSettled(syncs);
    },
  };

  async function call<Name extends RequestName>(name: Name, input: InputOf<Name>, { signal, onProgress = ignore }: CallOptions<Name> = {}) {
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
  }
}

function ignore(): void {
  // Nobody asked for progress.
}

function key(application: string, id: string): string {
  return `${application}\n${id}`;
}

/** Goes on until the request is cancelled, then undoes what `begun` began. */
async function untilCancelled(begun: Promise<() => void>, signal: AbortSignal): Promise<null> {
  const stop = await begun;
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  stop();
  return null;
}
