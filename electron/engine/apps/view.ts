import type { Application } from '../../../shared/model/application.ts';
import type { SettledDestination } from '../../../shared/model/destination.ts';
import type { ErrorShape } from '../../../shared/model/errors.ts';
import type { Health } from '../../../shared/model/health.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyWords, versionOf } from '../../../shared/model/kube.ts';
import type { Operation } from '../../../shared/model/operation.ts';
import type { BlockReason } from '../../../shared/model/plan.ts';
import type { ApplicationCondition, ApplicationView, ResourceStatus, SyncStatus } from '../../../shared/model/view.ts';
import { applicationHealth } from '../health/index.ts';
import { compareForApply, deletionWords } from '../plan/index.ts';
import type { Row } from '../plan/index.ts';
import type { Evaluation } from './evaluate.ts';
import { isExtraneous } from './evaluate.ts';
import type { Records } from './operations.ts';

/** What is known of an application at one moment. */
export interface ViewInput {
  readonly application: Application;
  readonly destination: SettledDestination;
  readonly context: string | undefined;
  readonly evaluation: Evaluation | undefined;
  readonly commit: { readonly id: string; readonly subject: string; readonly author: string; readonly date: string } | undefined;
  readonly error: ErrorShape | undefined;
  readonly warnings: readonly string[];
  /** What the project, its windows, other applications and the loop say. */
  readonly notes: readonly ApplicationCondition[];
  readonly records: Records;
  readonly reconciledAt: string | undefined;
  /** Judges one live object. */
  assess(object: KubeObject): Health | undefined;
}

/** The application as everyone outside the engine sees it. Without an evaluation nothing is guessed: Unknown. */
export function applicationView(input: ViewInput): ApplicationView {
  const { application, evaluation, error, records } = input;
  // A namespace that is there and whose managed metadata differs is a difference as well.
  const namespace = evaluation?.namespaceRow?.live === undefined ? [] : [evaluation.namespaceRow];
  const rows = [...namespace, ...(evaluation?.rows ?? [])].sort((a, b) => compareForApply(a.key, b.key));
  const resources = rows.map((row) => resourceStatus(row, input.assess));
  const conditions: ApplicationCondition[] = [];
  if (error !== undefined) conditions.push({ type: 'ComparisonError', message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  for (const row of rows) {
    if (row.blocked !== undefined && row.blocked.reason !== 'owner') conditions.push({ type: 'ResourceBlocked', message: about(row.key, row.blocked.message) });
    if (row.ownership.kind === 'foreign') conditions.push({ type: 'SharedResourceWarning', message: `${keyWords(row.key)} belongs to ${row.ownership.tool} (${row.ownership.name}).` });
  }
  conditions.push(...input.notes);
  // Named as Argo CD names it (argo-cd types.go, ApplicationConditionExcludedResourceWarning).
  for (const message of evaluation?.excluded ?? []) conditions.push({ type: 'ExcludedResourceWarning', message });
  for (const message of [...input.warnings, ...(evaluation?.warnings ?? [])]) conditions.push({ type: 'Warning', message });
  if (evaluation?.pruneProblem !== undefined) conditions.push({ type: 'PruneWarning', message: `Nothing is pruned: ${evaluation.pruneProblem}.` });
  const sync = error !== undefined || evaluation === undefined ? 'Unknown' : syncStatus(rows);
  const health: Health = error !== undefined || evaluation === undefined ? { status: 'Unknown' } : aggregateHealth(rows, input.assess);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: application.name, uid: application.uid },
    spec: application.spec,
    status: {
      sync: { status: sync, ...(input.commit === undefined ? {} : { revision: input.commit.id }) },
      health,
      resources,
      history: records.history.map(({ counts: _counts, ...entry }) => entry).toReversed(),
      conditions,
      destination: input.destination,
      ...(input.reconciledAt === undefined ? {} : { reconciledAt: input.reconciledAt }),
      ...(input.context === undefined ? {} : { context: input.context }),
      ...(input.commit === undefined ? {} : { commit: { subject: input.commit.subject, author: input.commit.author, date: input.commit.date } }),
      ...(records.last === undefined ? {} : { operationState: operationState(records.last, records.lastTotal) }),
    },
  };
}

/** A message that names the object it is about, once. */
function about(key: ResourceKey, message: string): string {
  const name = keyWords(key);
  return message.includes(name) ? message : `${name}: ${message}`;
}

/** OutOfSync if anything is modified, missing or extra; Unknown if that cannot be told (PARITY "Comparing"). */
function syncStatus(rows: readonly Row[]): SyncStatus {
  const found = new Set(rows.filter((row) => !isExtraneous(row)).map(rowStatus));
  return found.has('Unknown') ? 'Unknown' : found.has('OutOfSync') ? 'OutOfSync' : 'Synced';
}

function aggregateHealth(rows: readonly Row[], assess: ViewInput['assess']): Health {
  return applicationHealth(rows.filter((row) => row.finding !== 'extra').map((row) => ({ object: row.live, desired: row.desired, unknown: row.blocked?.reason === 'unreadable' })), assess);
}

function resourceStatus(row: Row, assess: ViewInput['assess']): ResourceStatus {
  const health: Health | undefined = row.live === undefined ? (row.blocked?.reason === 'unreadable' ? { status: 'Unknown' } : { status: 'Missing' }) : assess(row.live);
  const deleting = row.finding === 'extra' && row.live?.metadata.deletionTimestamp !== undefined ? [deletionWords(row.live)] : [];
  const message = row.blocked?.message ?? ([...deleting, ...row.notes].join('; ') || undefined);
  return {
    ...(row.key.group === '' ? {} : { group: row.key.group }),
    version: versionOf(row.apiVersion),
    kind: row.key.kind,
    ...(row.key.namespace === '' ? {} : { namespace: row.key.namespace }),
    name: row.key.name,
    status: rowStatus(row),
    ...(health === undefined ? {} : { health }),
    ...(row.finding === 'extra' ? { requiresPruning: true } : {}),
    ...(message === undefined ? {} : { message }),
  };
}

const NOT_COMPARED: ReadonlySet<BlockReason> = new Set(['unreadable', 'missing-kind', 'rejected']);

/** What one comparison says of an object's sync status. */
export function rowStatus(row: Row): SyncStatus {
  if (row.blocked !== undefined && NOT_COMPARED.has(row.blocked.reason)) return 'Unknown';
  if (row.finding === 'same' || row.finding === 'adopt') return 'Synced';
  return 'OutOfSync';
}

function operationState(operation: Operation, total: number): NonNullable<ApplicationView['status']['operationState']> {
  return {
    id: operation.id,
    kind: operation.kind,
    planId: operation.planId,
    total,
    initiatedBy: operation.initiatedBy,
    phase: operation.phase,
    message: operation.message,
    startedAt: operation.startedAt,
    ...(operation.finishedAt === undefined ? {} : { finishedAt: operation.finishedAt }),
    ...(operation.interrupted === true ? { interrupted: true } : {}),
    ...(operation.progress === undefined ? {} : { progress: operation.progress }),
    syncResult: { revision: operation.revision, resources: [...operation.results] },
  };
}
