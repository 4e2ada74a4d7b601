import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, mapAt, progressing, suspended } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_job.go. */
export const jobHealth: HealthRule = (object) => {
  const met = conditionsOf(object).filter((condition) => condition.status === 'True');
  const failed = met.find((condition) => condition.type === 'Failed');
  if (failed !== undefined) return degraded(failed.message);
  const pausing = met.find((condition) => condition.type === 'Suspended');
  if (pausing !== undefined || mapAt(object, 'spec')['suspend'] === true) return suspended(pausing?.message);
  const complete = met.find((condition) => condition.type === 'Complete');
  return complete === undefined ? progressing() : healthy(complete.message);
};

/** A CronJob is healthy unless it is suspended; its runs are Jobs of their own (argo-cd health_cronjob.go). */
export const cronJobHealth: HealthRule = (object) => (mapAt(object, 'spec')['suspend'] === true ? suspended('CronJob is suspended') : healthy());
