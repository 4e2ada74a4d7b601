import { randomBytes } from 'node:crypto';
import type { Application, ApplicationSource } from '../../../shared/model/application.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { Operation, ResourceResult, SyncEvent } from '../../../shared/model/operation.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import { stepKey } from '../../../shared/model/steps.ts';
import { ownershipOf, stampTracking } from '../../../shared/model/tracking.ts';
import type { Cluster } from '../cluster/index.ts';
import { getObject } from '../cluster/index.ts';
import type { Row } from '../plan/index.ts';
import type { Recheck, SyncOutcome, SyncTarget } from '../sync/index.ts';
import { hookName, runSync } from '../sync/index.ts';
import { isChildKey } from '../../../shared/model/children.ts';
import type { Children } from './children.ts';
import type { Comparer } from './compareOne.ts';
import type { Evaluation } from './evaluate.ts';
import { extraRow, plannedRows } from './evaluate.ts';
import type { Inventory } from './inventory.ts';
import { mergeScopes, readInventory, writeInventory } from './inventory.ts';
import type { LiveSet } from './liveSet.ts';
import { liveScopes } from './liveSet.ts';
import { acquireLock } from './lock.ts';
import { createPodTroubles } from './podTrouble.ts';
import { prunePropagation } from './propagation.ts';
import { historyEntry, operationId, operationLock, readRecords, startLog, trimRecords } from './operations.ts';
import type { ScriptedHealth } from './scriptedHealth.ts';

/** What carrying out one plan needs to know. */
export interface SyncApplicationInput {
  readonly home: string;
  readonly application: Application;
  readonly cluster: Cluster;
  readonly live: LiveSet;
  readonly comparer: Comparer;
  readonly children: Children;
  readonly health: ScriptedHealth;
  readonly plan: Plan;
  readonly kind: Operation['kind'];
  readonly source: ApplicationSource;
  readonly initiatedBy: Operation['initiatedBy'];
  readonly historyLimit: number;
  /** How long what is deleted is waited for, in milliseconds. */
  readonly deletionWaitMs: number;
  /** A person said that the cluster behind the context may be another one than before. */
  readonly confirmCluster: boolean;
  readonly now: () => Date;
  /** Compares everything again with what is now true. */
  evaluate(): Promise<Evaluation>;
  /** Makes the whole plan again, with what the user may not do in it blocked. */
  replan(evaluation: Evaluation): Promise<Plan>;
  /** Makes the plan of some rows with the same choices as `plan`. */
  planOf(rows: readonly Row[], evaluation: Evaluation): Plan;
  readonly onEvent: (event: SyncEvent) => void;
  /** Told when the operation is on record, after each of its results, and where it is. */
  readonly onProgress: (operation: Operation) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Stands in until the plan is made again, which is before anything looks at it. */
const NOTHING: Evaluation = { rows: [], namespaceRow: undefined, generated: [], hooks: [], desired: new Map(), warnings: [], excluded: [], pruneProblem: undefined, scopes: [] };

/**
 * Carries out a plan under the application's lock and records it: kinds and cluster are on disk before the first
 * write, each result as it comes. A plan that does not hold, or is blocked, throws and leaves no record.
 */
export async function syncApplication(input: SyncApplicationInput): Promise<Operation> {
  const { home, application, cluster, plan } = input;
  const release = await acquireLock(operationLock(home, application.name), `syncing ${application.name}`);
  try {
    const inventory = await readInventory(home, application);
    const pin = await checkPin(cluster, application, inventory, input.confirmCluster);
    let evaluation: Evaluation = NOTHING;
    let operation: Operation = {
      id: operationId(input.now(), randomBytes(3).toString('hex')),
      application: application.name,
      kind: input.kind,
      phase: 'Running',
      message: '',
      revision: plan.revision,
      planId: plan.id,
      source: input.source,
      initiatedBy: input.initiatedBy,
      startedAt: input.now().toISOString(),
      results: [],
    };
    let log: Awaited<ReturnType<typeof startLog>> | undefined;
    const startedAt = new Date(operation.startedAt);
    /** The newest of each row, in the order in which the rows were begun. */
    const results = new Map<string, ResourceResult>();
    const told = (): Operation => ({ ...operation, results: [...results.values()] });
    const begin = async () => {
      await writeInventory(home, application.name, { version: 1, uid: application.uid, pin, scopes: mergeScopes(inventory.scopes, evaluation.scopes) });
      log = await startLog(home, operation, plan);
      input.onProgress(told());
    };
    const target = targetOf(input, startedAt, () => evaluation);
    let outcome: SyncOutcome;
    try {
      outcome = await runSync({
        plan,
        target,
        async replan() {
          evaluation = await input.evaluate();
          const current = await input.replan(evaluation);
          if (log === undefined && current.id === plan.id) await begin();
          return { plan: current, rechecks: rechecksOf(current, plannedRows(evaluation)) };
        },
        async onResult(result) {
          results.set(stepKey(result), result);
          await log?.result(result);
          input.onEvent({ kind: 'result', result });
          input.onProgress(told());
        },
        onProgress(progress) {
          operation = { ...operation, progress };
          input.onEvent({ kind: 'progress', progress });
          input.onProgress(told());
        },
        deletionWaitMs: input.deletionWaitMs,
        signal: input.signal,
      });
    } catch (error) {
      if (log === undefined) throw error;
      const shape = errorShape(error);
      outcome = { phase: 'Error', message: shape.message };
      operation = { ...operation, error: shape };
    } finally {
      target.close();
    }
    const { progress: _over, ...begun } = operation;
    operation = { ...begun, ...outcome, finishedAt: input.now().toISOString(), results: [...results.values()] };
    const { history } = await readRecords(home, application.name);
    const wrote = plannedWrites(plan).length > 0 || history[0]?.revision !== plan.revision;
    await log?.finish(operation, outcome.phase === 'Succeeded' && wrote ? historyEntry(operation, plan, history) : undefined);
    await trimRecords(home, application.name, input.historyLimit);
    return operation;
  } finally {
    await release();
  }
}

async function checkPin(cluster: Cluster, application: Application, inventory: Inventory, confirmed: boolean): Promise<string> {
  const identity = await cluster.identity();
  if (inventory.pin === undefined || inventory.pin === identity || confirmed) return identity;
  throw new DrydockError('cluster-pin', `Nothing was written: the context "${cluster.context}" is another cluster than the one that ${application.name} was synced to before.`, {
    hint: 'If the cluster was recreated on purpose, sync again and confirm it (--confirm-cluster).',
  });
}

/** Only a person takes over what others track. */
function adopts({ options }: Plan): boolean {
  return options.adopt && !options.automatic;
}

function rechecksOf(plan: Plan, rows: readonly Row[]): Map<string, Recheck> {
  const byKey = new Map(rows.map((row) => [stepKey({ key: row.key, ...(row.hook === undefined ? {} : { phase: row.hook.phase }) }), row]));
  return new Map(
    plan.items.map((item) => {
      const row = byKey.get(item.hook === undefined ? keyText(item.key) : stepKey(item));
      return [stepKey(item), { item, desired: row?.desired, live: row?.live }];
    }),
  );
}

/** `close` must be called. */
function targetOf(input: SyncApplicationInput, startedAt: Date, evaluation: () => Evaluation): SyncTarget & { close(): void } {
  const { cluster, comparer, live, application, children } = input;
  const listeners = new Set<() => void>();
  const ring = () => listeners.forEach((listener) => listener());
  const unsubscribes = [live.subscribe(ring), children.subscribe(ring)];
  const pods = createPodTroubles(cluster, ring);
  const resourceOf: SyncTarget['resourceOf'] = async (apiVersion, kind) => {
    const known = (await cluster.discovery()).find(apiVersion, kind);
    return known ?? (await cluster.discovery(true)).find(apiVersion, kind);
  };
  return {
    cluster,
    deletionWaitMs: input.deletionWaitMs,
    propagation: prunePropagation(input.application.spec),
    elsewhere: (key) => (isChildKey(key) ? children : undefined),
    resourceOf,
    observe: (resource, object) => live.observe(resource, object),
    nameHook({ key, phase = 'Sync' }, desired) {
      if (desired.metadata.name !== undefined) return desired;
      const { generateName: _used, ...metadata } = desired.metadata;
      return stampTracking({ ...desired, metadata: { ...metadata, name: hookName(key.name, input.plan.revision, phase, startedAt) } }, application);
    },
    async include(items) {
      const wanted = await Promise.all(items.filter(({ key }) => !isChildKey(key)).map(async ({ apiVersion, key }) => ({ key, resource: await resourceOf(apiVersion, key.kind) })));
      await live.include(liveScopes(wanted, [], () => undefined));
    },
    find: (resource, key) => live.find(resource, key),
    assess: (object) => input.health.judge(object),
    podTrouble: (workload) => pods.of(workload),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      for (const unsubscribe of unsubscribes) unsubscribe();
      pods.close();
    },
    migration: (desired, object) => comparer.migration(desired, object, adopts(input.plan)),
    async recheck(item: PlanItem): Promise<Recheck> {
      const desired = evaluation().desired.get(keyText(item.key));
      if (isChildKey(item.key)) return recheckOf(item, await children.row(item.key, desired));
      const resource = await resourceOf(item.apiVersion, item.key.kind);
      const named = resource !== undefined && desired?.generated !== true;
      const object = named ? await getObject(cluster.client, resource, item.key.namespace, item.key.name) : undefined;
      if (resource !== undefined && object !== undefined) live.observe(resource, object);
      const gone: Recheck = { ...recheckOf(item, undefined), live: object };
      if (desired === undefined && object === undefined) return gone;
      // Taken over by somebody meanwhile: nothing foreign is ever pruned.
      if (desired === undefined && object !== undefined && ownershipOf(object, input.application).kind !== 'ours') return { ...gone, item: { ...item, operation: 'blocked' } };
      const row = desired === undefined ? (object === undefined ? undefined : extraRow(object)) : await comparer.compare({ ...desired, resource }, object, adopts(input.plan));
      return recheckOf(item, row);
    },
  };

  /** What a row that was compared again says; nothing is left to do where there is none. */
  function recheckOf(item: PlanItem, row: Row | undefined): Recheck {
    const [current] = row === undefined ? [] : input.planOf([row], evaluation()).items;
    return row === undefined || current === undefined ? { item: { ...item, operation: 'unchanged' }, desired: undefined, live: undefined } : { item: current, desired: row.desired, live: row.live };
  }
}
