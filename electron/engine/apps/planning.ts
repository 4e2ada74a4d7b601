import type { StoredApplication } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { Plan, SyncOptions } from '../../../shared/model/plan.ts';
import type { Row } from '../plan/index.ts';
import { buildPlan } from '../plan/index.ts';
import type { ControllerDependencies } from './controlling.ts';
import type { Evaluation } from './evaluate.ts';
import type { Governance } from './governance.ts';
import { heldRows, windowSentence, windowsNow } from './governance.ts';
import { prunePropagation } from './propagation.ts';
import type { Rendered } from './source.ts';

/** What an application's plan is made of. */
export interface PlanningInput {
  readonly application: StoredApplication;
  readonly dependencies: Pick<ControllerDependencies, 'now' | 'isReadOnly' | 'planKey' | 'mask'>;
  readonly governance: Governance;
  readonly context: string;
  readonly from: Rendered;
  readonly found: Evaluation;
  readonly options: SyncOptions;
  readonly rows: readonly Row[];
  /** Objects that the user may not write, by key, each with a sentence. */
  readonly forbidden: ReadonlyMap<string, string>;
}

/** The plan of some rows of a comparison, with what the application's file, its project and the settings say of it now. */
export function planApplication({ application, dependencies, governance, context, from, found, options, rows, forbidden }: PlanningInput): Plan {
  const { name, spec } = application;
  const policy = syncPolicyOf(spec);
  const window = windowsNow(governance, application, dependencies.now());
  return buildPlan({
    application: name,
    context,
    namespace: spec.destination.namespace ?? 'default',
    revision: from.commit.id,
    options,
    allowEmpty: policy.allowEmpty,
    syncOptions: policy.options,
    propagation: prunePropagation(spec),
    rows,
    warnings: [
      ...from.warnings,
      ...found.warnings,
      ...found.excluded,
      ...(window.manual === 'warned' && !options.automatic ? [windowSentence(governance.project, window)] : []),
      ...governance.waits,
      ...(dependencies.isReadOnly(context) ? [`${context} is a read-only context: this plan can be looked at, and is not applied.`] : []),
    ],
    pruneProblem: found.pruneProblem,
    forbidden,
    held: heldRows(governance, rows, options, window),
    key: dependencies.planKey,
    mask: dependencies.mask,
  });
}
