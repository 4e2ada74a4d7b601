import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, progressing } from './types.ts';

/**
 * argo-cd resource_customizations/policy/PodDisruptionBudget/health.lua: any condition that is False is Degraded, except
 * for want of pods, which a budget is there to notice (argo-cd issue 20171).
 */
export const podDisruptionBudgetHealth: HealthRule = (object) => {
  const conditions = conditionsOf(object);
  const failed = conditions.find((condition) => condition.status === 'False' && condition.reason !== 'InsufficientPods');
  if (failed !== undefined) return degraded(`PodDisruptionBudget has ${failed.reason}`);
  const last = conditions.at(-1);
  return last === undefined ? progressing('Waiting for status') : healthy(`PodDisruptionBudget has ${last.reason}`);
};
