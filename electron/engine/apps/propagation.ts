import type { ApplicationSpec } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { Propagation } from '../../../shared/model/plan.ts';
import { PROPAGATIONS } from '../../../shared/model/plan.ts';

const OPTION = 'PrunePropagationPolicy=';

/** How pruned objects take what they own along: `PrunePropagationPolicy`, foreground where nothing is said (argo-cd gitops-engine pkg/sync/sync_context.go). */
export function prunePropagation(spec: ApplicationSpec): Propagation {
  const { options } = syncPolicyOf(spec);
  return PROPAGATIONS.find((policy) => options.has(`${OPTION}${policy}`)) ?? 'foreground';
}

/** Whether a sync option is `PrunePropagationPolicy` with a policy that there is. */
export function isPropagationOption(option: string): boolean {
  return PROPAGATIONS.some((policy) => option === `${OPTION}${policy}`);
}

/** Whether an application's objects go with it, and what becomes of what they own. */
export interface RemovalWay {
  readonly cascade: boolean;
  readonly propagation: Propagation;
}
