import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, progressing } from './types.ts';

/** A budget that the controller cannot compute is Degraded; that disruptions are not allowed right now is its job. */
export const podDisruptionBudgetHealth: HealthRule = (object) => {
  const allowed = conditionsOf(object).find((condition) => condition.type === 'DisruptionAllowed');
  if (allowed === undefined) return progressing('Waiting for the controller to look at the budget');
  return allowed.reason === 'SyncFailed' ? degraded(allowed.message) : healthy();
};
