import type { StoredApplication } from '../../shared/model/application.ts';
import { policyOf } from '../../shared/model/application.ts';
import { saidWords } from '../../shared/model/destination.ts';
import type { ApplicationSummary, OperationSummary } from '../../shared/model/home.ts';
import { doneCount } from '../../shared/model/stepWords.ts';
import type { ApplicationView } from '../../shared/model/view.ts';

/** An application in a line; without a view nothing is guessed: Unknown. */
export function summaryOf(application: StoredApplication, view: ApplicationView | undefined): ApplicationSummary {
  const { spec } = application;
  const policy = policyOf(application);
  const status = view?.status;
  const destination = status?.destination;
  const resources = status?.resources ?? [];
  const problem = status?.conditions.find((condition) => condition.type === 'ComparisonError');
  const operation = operationOf(status?.operationState);
  return {
    name: application.name,
    uid: application.uid,
    project: spec.project,
    source: spec.source,
    context: destination === undefined || destination.by === 'nobody' ? saidWords(spec.destination) : destination.context,
    ...(destination === undefined ? {} : { destination }),
    namespace: spec.destination.namespace ?? 'default',
    automated: policy.automated,
    prune: policy.prune,
    selfHeal: policy.selfHeal,
    sync: status?.sync.status ?? 'Unknown',
    health: status?.health.status ?? 'Unknown',
    counts: {
      resources: resources.length,
      changed: resources.filter((item) => item.status === 'OutOfSync' && item.requiresPruning !== true && item.health?.status !== 'Missing').length,
      missing: resources.filter((item) => item.status === 'OutOfSync' && item.requiresPruning !== true && item.health?.status === 'Missing').length,
      extra: resources.filter((item) => item.requiresPruning === true).length,
      unknown: resources.filter((item) => item.status === 'Unknown').length,
    },
    ...(status?.sync.revision === undefined ? {} : { revision: status.sync.revision }),
    ...(status?.commit === undefined ? {} : { commit: status.commit }),
    ...(operation === undefined ? {} : { operation }),
    ...(problem === undefined ? {} : { error: { message: problem.message, ...(problem.hint === undefined ? {} : { hint: problem.hint }) } }),
    warnings: (status?.conditions ?? []).filter((condition) => condition.type !== 'ComparisonError').length,
    ...(status?.reconciledAt === undefined ? {} : { reconciledAt: status.reconciledAt }),
  };
}

function operationOf(state: ApplicationView['status']['operationState']): OperationSummary | undefined {
  if (state === undefined) return undefined;
  return {
    id: state.id,
    kind: state.kind,
    phase: state.phase,
    message: state.message,
    startedAt: state.startedAt,
    ...(state.finishedAt === undefined ? {} : { finishedAt: state.finishedAt }),
    done: doneCount(state.syncResult.resources),
    total: state.total,
    initiatedBy: state.initiatedBy,
  };
}
