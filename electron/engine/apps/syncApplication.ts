import { randomBytes } from 'node:crypto';
import type { Application, ApplicationSource } from '../../../shared/model/application.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import { keyText } from '../../../shared/model/kube.ts';
import type { Operation, ResourceResult, SyncEvent } from '../../../shared/model/operation.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import { stepKey } from '../../../shared/model/steps.ts';
import { ownershipOf } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { getObject } from '../cluster/index.ts';
import type { Row } from '../plan/index.ts';
import { isChildKey } from '../../../shared/model/children.ts';
import type { Recheck, SyncOutcome } from '../sync/index.ts';
import { runSync } from '../sync/index.ts';
import type { Children } from './children.ts';
import type { Comparer } from './compareOne.ts';
import type { Evaluation } from './evaluate.ts';
import { extraRow, plannedRows } from './evaluate.ts';
import type { Inventory } from './inventory.ts';
import { mergeScopes, readInventory, writeInventory } from './inventory.ts';
import type { LiveSet } from './liveSet.ts';
import { acquireLock } from './lock.ts';
import type { OperationLog } from './operations.ts';
import { historyEntry, operationId, operationLock, readInterrupted, readRecords, resumeLog, startLog, trimRecords } from './operations.ts';
import type { ScriptedHealth } from './scriptedHealth.ts';
import { createSyncTarget } from './syncTarget.ts';

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
  /** The id of the interrupted operation that is gone on with, and who does; absent where one is begun. */
  readonly resume?: { readonly operation: string; readonly username: string } | undefined;
  readonly retry?: number | undefined;
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
const NOTHING: Evaluation = { rows: [], namespaceRow: undefined, generated: [], hooks: [], desired: new Map(), hasDeletionHooks: false, warnings: [], excluded: [], pruneProblem: undefined, scopes: [] };

/**
 * Carries out a plan under the application's lock and records it: kinds and cluster are on disk before the first
 * write, each result as it comes. A plan that does not hold, or is blocked, throws and leaves no record.
 *
 * An interrupted operation is gone on with in its own record: it is one sync with one list of results, its hooks keep
 * their names, and history gets its one entry when it has succeeded, however often it broke off.
 */
export async function syncApplication(input: SyncApplicationInput): Promise<Operation> {
  const { home, application, cluster, plan } = input;
  const release = await acquireLock(operationLock(home, application.name), `syncing ${application.name}`);
  try {
    const inventory = await readInventory(home, application);
    const pin = await checkPin(cluster, application, inventory, input.confirmCluster);
    let evaluation: Evaluation = NOTHING;
    const interrupted = input.resume === undefined ? undefined : await readInterrupted(home, application.name, input.resume.operation);
    let operation: Operation = interrupted ?? {
      id: operationId(input.now(), randomBytes(3).toString('hex')),
      application: application.name,
      kind: input.kind,
      phase: 'Running',
      message: '',
      revision: plan.revision,
      planId: plan.id,
      source: input.source,
      initiatedBy: input.initiatedBy,
      ...(input.retry === undefined ? {} : { retry: input.retry }),
      startedAt: input.now().toISOString(),
      results: [],
    };
    let log: OperationLog | undefined;
    const startedAt = new Date(operation.startedAt);
    /** The newest of each row, in the order in which the rows were begun. */
    const results = new Map(operation.results.map((result) => [stepKey(result), result]));
    const told = (): Operation => ({ ...operation, results: [...results.values()] });
    const take = async (result: ResourceResult): Promise<void> => {
      results.set(stepKey(result), result);
      await log?.result(result);
    };
    const target = createSyncTarget({
      ...input,
      revision: plan.revision,
      adopt: adopts(plan),
      startedAt,
      recheck: (item, resource) => recheckOne(input, evaluation, item, resource),
    });
    let outcome: SyncOutcome;
    try {
      outcome = await runSync({
        plan,
        earlier: interrupted?.results,
        target,
        async replan() {
          evaluation = await input.evaluate();
          const current = await input.replan(evaluation);
          return { plan: current, rechecks: rechecksOf(current, plannedRows(evaluation)) };
        },
        async onHolds() {
          await writeInventory(home, application.name, { version: 1, uid: application.uid, pin, scopes: mergeScopes(inventory.scopes, evaluation.scopes), deletionHooks: evaluation.hasDeletionHooks });
          if (input.resume === undefined) log = await startLog(home, operation, plan);
          else {
            const resumption = { at: input.now().toISOString(), username: input.resume.username };
            operation = { ...operation, resumed: [...(operation.resumed ?? []), resumption] };
            log = await resumeLog(home, operation, resumption);
          }
          input.onProgress(told());
        },
        onBeginning: take,
        async onResult(result) {
          await take(result);
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
    // What was done of a part is no state to go back to (argo-cd controller/sync.go, SyncAppState: persistRevisionHistory).
    const wrote = plan.options.resources === undefined && (plannedWrites(plan).length > 0 || history[0]?.revision !== plan.revision);
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

/** Compares one object of a plan anew, with what the server itself, or the home, has of it. */
async function recheckOne(input: SyncApplicationInput, evaluation: Evaluation, item: PlanItem, resource: ApiResource | undefined): Promise<Recheck> {
  const { cluster, live, comparer, children, application, plan } = input;
  const desired = evaluation.desired.get(keyText(item.key));
  if (isChildKey(item.key)) return recheckOf(await children.row(item.key, desired));
  const named = resource !== undefined && desired?.generated !== true;
  const object = named ? await getObject(cluster.client, resource, item.key.namespace, item.key.name) : undefined;
  if (resource !== undefined && object !== undefined) live.observe(resource, object);
  if (desired === undefined && object === undefined) return recheckOf(undefined);
  // Taken over by somebody meanwhile: nothing foreign is ever pruned.
  if (desired === undefined && object !== undefined && ownershipOf(object, application).kind !== 'ours') return { item: { ...item, operation: 'blocked' }, desired: undefined, live: object };
  return recheckOf(desired === undefined ? (object === undefined ? undefined : extraRow(object)) : await comparer.compare({ ...desired, resource }, object, adopts(plan)));

  /** What a row that was compared again says; nothing is left to do where there is none. */
  function recheckOf(row: Row | undefined): Recheck {
    const [current] = row === undefined ? [] : input.planOf([row], evaluation).items;
    return row === undefined || current === undefined ? { item: { ...item, operation: 'unchanged' }, desired: undefined, live: row?.live } : { item: current, desired: row.desired, live: row.live };
  }
}
