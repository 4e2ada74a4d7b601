import type { RetryPolicy } from '../../shared/model/application.ts';
import { durationMs } from '../../shared/model/application.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import { keyWords } from '../../shared/model/kube.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import type { Operation, RemovalHooks, RemovalResult } from '../../shared/model/operation.ts';
import type { Plan, Propagation } from '../../shared/model/plan.ts';
import { parseSelector } from '../../shared/model/selection.ts';
import { plannedWrites } from '../../shared/model/plan.ts';
import { unifiedDiff } from '../engine/index.ts';
import { diffRevisions, printDiff } from './manifests.ts';
import { syncPrinter } from './progress.ts';
import type { Session, Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import type { Terminal } from './terminal.ts';
import { EXIT, printJson } from './terminal.ts';
import { count, planLines, setByNotes } from './words.ts';

export interface PlanFlags extends OutputFlags {
  readonly prune?: boolean;
  readonly adopt?: boolean;
  readonly hardRefresh?: boolean;
  /** `GROUP:KIND:NAME` and so on; absent for all. */
  readonly resource?: readonly string[];
}

export interface SyncFlags extends PlanFlags {
  readonly plan?: string;
  readonly dryRun?: boolean;
  readonly confirmCluster?: boolean;
  /** The name of a protected context, typed in full. */
  readonly confirmContext?: string;
  readonly yes?: boolean;
  /** Seconds; 0 for never. */
  readonly timeout?: string;
  readonly retryLimit?: string;
  readonly retryBackoffDuration?: string;
  readonly retryBackoffFactor?: string;
  readonly retryBackoffMaxDuration?: string;
}

function choices(flags: PlanFlags) {
  const wrong = flags.resource?.find((text) => parseSelector(text) === undefined);
  if (wrong !== undefined) throw new DrydockError('usage', `--resource ${wrong}: it is GROUP:KIND:NAME or GROUP:KIND:NAMESPACE/NAME, * for any of each, and ! before it leaves out. The core group is empty, as in :ConfigMap:settings.`);
  return { ...(flags.resource === undefined ? {} : { resources: [...flags.resource] }), prune: flags.prune ?? false, adopt: flags.adopt ?? false, automatic: false };
}

/** Plans as `flags` say; a diff also counts what is to be pruned, and may be of another revision. */
function planNow({ client, terminal, signal }: Session, name: string, flags: PlanFlags, { prune = flags.prune ?? false, ...of }: { readonly prune?: boolean; readonly revision?: string } = {}): Promise<Plan> {
  return terminal.during(`Fetching Git and comparing ${name} with its cluster`, client.call('plan', { name, options: { ...choices(flags), prune }, depth: flags.hardRefresh === true ? 'hard' : 'fetch', ...of }, { signal }));
}

/** The plan's changes as a unified diff, kubectl's way: exit code 1 if there are any. */
export function diffApplication(name: string, flags: PlanFlags & { readonly revision?: readonly string[] }): Work {
  const [revision, to, ...more] = flags.revision ?? [];
  if (revision !== undefined && to !== undefined && more.length === 0) return diffRevisions(name, [revision, to], flags);
  return async (session) => {
    const { terminal } = session;
    if (more.length > 0) throw new DrydockError('usage', '--revision is given once, or twice for the difference between two.');
    // What is gone from Git belongs to the difference, whether or not it will be pruned.
    const plan = await planNow(session, name, flags, { prune: true, ...(revision === undefined ? {} : { revision }) });
    const changed = plan.items.filter((item) => item.unchosen !== true).filter((item) => item.diff.changes.length > 0 || item.blocked !== undefined);
    if (flags.output === 'json') printJson(terminal, changed);
    else {
      for (const item of changed) {
        terminal.out(terminal.paint('bold', `===== ${keyWords(item.key)} ======`));
        if (item.blocked !== undefined) terminal.out(terminal.paint('red', `# blocked: ${item.blocked.message}`));
        for (const note of setByNotes(item)) terminal.out(terminal.paint('gray', `# ${note}`));
        const { group, kind, namespace, name: object } = item.key;
        printDiff(terminal, unifiedDiff(item.diff, [group, kind, namespace, object].filter((part) => part !== '').join('/')));
      }
    }
    return changed.length > 0 ? EXIT.failed : EXIT.done;
  };
}

/** What a sync would do, and the id with which exactly that can be asked for. */
export function planApplication(name: string, flags: PlanFlags): Work {
  return async (session) => {
    showPlan(session.terminal, await planNow(session, name, flags), flags);
  };
}

function showPlan(terminal: Terminal, plan: Plan, flags: OutputFlags): void {
  if (flags.output === 'json') printJson(terminal, plan);
  else for (const line of planLines(terminal, plan)) terminal.out(line);
}

/** Plans, shows the plan, asks, and carries out exactly that plan. */
export function syncApplication(name: string, flags: SyncFlags): Work {
  return async (session) => {
    const { client, terminal } = session;
    const retries = { ...retriesOf(flags), ...limitOf(flags) };
    const plan = await planNow(session, name, flags);
    if (flags.plan !== undefined && flags.plan !== plan.id) {
      throw new DrydockError('plan-stale', `Nothing was written: the plan is now ${plan.id}, not ${flags.plan}.`, { hint: `Look at it: app plan ${name}` });
    }
    if (flags.dryRun === true) return showPlan(terminal, plan, flags);
    return carryOut(session, plan, flags, () => client.call('sync', { name, planId: plan.id, ...confirmed(flags), ...retries }, callOptions(session, plan, flags)));
  };
}

/** The retries that the flags ask for, with argocd's defaults (cmd/argocd/commands/app.go, NewApplicationSyncCommand). Throws `usage`. */
export function retriesOf({ retryLimit = '0', retryBackoffDuration = '5s', retryBackoffFactor = '2', retryBackoffMaxDuration = '3m' }: SyncFlags): { readonly retry?: RetryPolicy } {
  const limit = Number(retryLimit);
  const factor = Number(retryBackoffFactor);
  if (!Number.isInteger(limit) || limit > 1_000) throw new DrydockError('usage', `--retry-limit ${retryLimit}: it is a number of retries, up to 1000; below zero they do not end.`);
  if (!(factor >= 1 && factor <= 1_000)) throw new DrydockError('usage', `--retry-backoff-factor ${retryBackoffFactor}: it is a number from 1 to 1000.`);
  const duration = (flag: string, text: string): number => {
    const ms = durationMs(text);
    if (ms === undefined || ms > 86_400_000) throw new DrydockError('usage', `--${flag} ${text}: it is a duration of a day at most, such as 5s, 3m or 1h30m.`);
    return ms;
  };
  const pauses = { firstMs: duration('retry-backoff-duration', retryBackoffDuration), maxMs: duration('retry-backoff-max-duration', retryBackoffMaxDuration) };
  return limit === 0 ? {} : { retry: { limit: Math.max(limit, -1), factor, ...pauses } };
}

function limitOf({ timeout = '0' }: SyncFlags): { readonly timeoutSeconds?: number } {
  const seconds = Number(timeout);
  if (!(seconds >= 0 && seconds <= 1_000_000)) throw new DrydockError('usage', `--timeout ${timeout}: it is a number of seconds (0 for never).`);
  return seconds === 0 ? {} : { timeoutSeconds: seconds };
}

/** Plans the way back to a history entry, shows it, asks, and carries it out. */
export function rollbackApplication(name: string, id: string, flags: SyncFlags): Work {
  return async (session) => {
    const { client, signal } = session;
    const historyId = Number(id);
    if (!Number.isInteger(historyId) || historyId < 0) throw new DrydockError('usage', `"${id}" is no history id.`, { hint: `app history ${name} lists them.` });
    const plan = await session.terminal.during(`Comparing entry ${historyId} of ${name} with its cluster`, client.call('rollbackPlan', { name, historyId, options: choices(flags) }, { signal }));
    if (flags.dryRun === true) return showPlan(session.terminal, plan, flags);
    return carryOut(session, plan, flags, () => client.call('rollback', { name, historyId, planId: plan.id, ...confirmed(flags) }, callOptions(session, plan, flags)));
  };
}

/** What of the flags goes with every request that writes. */
export function confirmed({ confirmCluster = false, confirmContext }: Pick<SyncFlags, 'confirmCluster' | 'confirmContext'>) {
  return { confirmCluster, ...(confirmContext === undefined ? {} : { confirmContext }) };
}

function callOptions({ terminal, signal }: Session, plan: Plan, flags: SyncFlags) {
  return { signal, ...(flags.output === 'json' ? {} : { onProgress: syncPrinter(terminal, plan) }) };
}

async function carryOut({ terminal }: Session, plan: Plan, flags: SyncFlags, run: () => Promise<Operation>): Promise<number> {
  const json = flags.output === 'json';
  if (!json) showPlan(terminal, plan, {});
  const writes = plannedWrites(plan).length;
  const blocked = plan.items.some((item) => item.blocked !== undefined);
  if (writes > 0 && !blocked && flags.yes !== true && !(await terminal.confirm(`Apply ${count(writes, 'change')} to ${plan.context}?`))) {
    terminal.err('Nothing was written.');
    return EXIT.failed;
  }
  return finish(terminal, await run(), flags);
}

/** Prints how a sync ended; the exit code. */
export function finish(terminal: Terminal, operation: Operation, flags: OutputFlags): number {
  if (flags.output === 'json') printJson(terminal, operation);
  else terminal.out(`${operation.phase === 'Succeeded' ? terminal.paint('green', operation.phase) : terminal.paint('red', operation.phase)}: ${operation.message}`);
  return operation.phase === 'Succeeded' ? EXIT.done : EXIT.failed;
}

/** Stops the sync that the home's host runs for an application, whoever began it there. */
export function terminateOperation(name: string): Work {
  return async ({ client, terminal }) => {
    await client.call('terminate', { name });
    terminal.out(`Stopping the sync of ${name}: what was begun is finished and recorded first.`);
  };
}

/** Deletes an application, after asking, with its resources or leaving them. */
export function deleteApplication(name: string, flags: OutputFlags & { readonly cascade: string | boolean; readonly propagationPolicy?: Propagation; readonly yes?: boolean; readonly force?: boolean }): Work {
  return async ({ client, terminal, signal }) => {
    const cascade = String(flags.cascade) !== 'false';
    const view = await client.call('view', { name, depth: 'known' }, { signal });
    const objects = view.status.resources.filter((resource) => resource.health?.status !== 'Missing').length;
    const context = view.status.context ?? view.spec.destination.name ?? 'its cluster';
    // A deletion that leaves the objects, or does not look at the cluster, runs no hook.
    const hooks = cascade && flags.force !== true ? await terminal.during(`Looking for hooks that run at the deletion of ${name}`, client.call('removalHooks', { name }, { signal })) : undefined;
    const question = flags.force === true ? `Delete the application ${name} without looking at ${context}?` : cascade ? `Delete the application ${name} and its ${count(objects, 'object')} in ${context}?` : `Delete the application ${name} and leave its ${count(objects, 'object')} in ${context}?`;
    if (flags.output !== 'json') for (const line of hookLines(hooks)) terminal.out(line);
    if (flags.yes !== true && !(await terminal.confirm(question))) {
      terminal.err('Nothing was deleted.');
      return EXIT.failed;
    }
    const results = await client.call(
      'remove',
      { name, cascade, ...(flags.propagationPolicy === undefined ? {} : { propagation: flags.propagationPolicy }), force: flags.force ?? false, ...(hooks?.revision === undefined ? {} : { revision: hooks.revision }) },
      {
        signal,
        onProgress(result: RemovalResult) {
          if (flags.output !== 'json') terminal.out(`  ${result.status === 'Failed' ? terminal.paint('red', '✘') : result.status === 'Running' ? terminal.paint('cyan', '›') : terminal.paint('green', '✔')} ${keyWords(result.key)}  ${result.message}`);
        },
      },
    );
    if (flags.output === 'json') printJson(terminal, results);
    const failed = results.filter((result) => result.status === 'Failed').length;
    if (failed > 0) {
      const hook = results.some((result) => result.status === 'Failed' && result.hook !== undefined);
      terminal.err(`${hook ? 'A hook failed' : `${count(failed, 'object')} could not be deleted`}; the application stays. Try again, or delete it with --cascade=false${hook ? ', which runs no hooks' : ''}.`);
      return EXIT.failed;
    }
    if (flags.output !== 'json') terminal.out(`Application ${name} deleted.`);
    return EXIT.done;
  };
}

/** What runs at a deletion, before it is confirmed. */
function hookLines(hooks: RemovalHooks | undefined): readonly string[] {
  const lines = (words: string, keys: RemovalHooks['preDelete']) => (keys.length === 0 ? [] : [words, ...keys.map((key) => `  > ${keyWords(key)}`)]);
  return [...lines('Run before anything is deleted, and have to succeed (PreDelete):', hooks?.preDelete ?? []), ...lines('Run when everything is gone (PostDelete):', hooks?.postDelete ?? [])];
}

/** Keeps every application reconciled until it is stopped, and says what it does. */
export function runForever(flags: OutputFlags): Work {
  return async ({ client, terminal, signal }) => {
    const seen = new Map<string, string>();
    const say = (application: string, text: string) => terminal.out(`${new Date().toISOString()}  ${application}: ${text}`);
    const show = (event: LoopEvent) => {
      if (flags.output === 'json') return terminal.out(JSON.stringify(event));
      switch (event.type) {
        case 'compared': {
          const { name } = event.view.metadata;
          const { sync, health, conditions } = event.view.status;
          const text = [`${sync.status}, ${health.status} at ${sync.revision?.slice(0, 7) ?? 'no revision'}`, ...conditions.map((condition) => condition.message)].join('\n  ');
          if (seen.get(name) !== text) say(name, text);
          seen.set(name, text);
          return;
        }
        case 'syncing':
          return say(event.application, `syncing: ${event.why}`);
        case 'synced':
          return say(event.operation.application, `${event.operation.phase}: ${event.operation.message}`);
        case 'sync-failed':
          return say(event.application, `sync failed: ${event.error.message}${event.retryInMs === undefined ? '' : ` (again in ${Math.round(event.retryInMs / 1_000)} s)`}`);
        case 'paused':
          return say(event.application, event.message);
        case 'problem':
          return terminal.err(event.error.message);
      }
    };
    terminal.err('Drydock is reconciling. Press Ctrl-C to stop.');
    await client.call('events', {}, { signal, onProgress: show });
    return EXIT.done;
  };
}
