import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, mapAt, mapsAt, progressing, suspended, textAt } from './types.ts';

/**
 * argo-cd gitops-engine/pkg/health/health_job.go, but a condition counts only while it is True: a Job that was resumed
 * keeps Suspended=False, and is running.
 */
export const jobHealth: HealthRule = (object) => {
  const met = conditionsOf(object).filter((condition) => condition.status === 'True');
  const failed = met.find((condition) => condition.type === 'Failed');
  if (failed !== undefined) return degraded(failed.message);
  const pausing = met.find((condition) => condition.type === 'Suspended');
  if (pausing !== undefined || mapAt(object, 'spec')['suspend'] === true) return suspended(pausing?.message);
  const complete = met.find((condition) => condition.type === 'Complete');
  return complete === undefined ? progressing() : healthy(complete.message);
};

/**
 * argo-cd resource_customizations/batch/CronJob/health.lua: Degraded if the last run that was scheduled has ended
 * without success; while one runs, or before the first success, nothing is known against it.
 */
export const cronJobHealth: HealthRule = (object) => {
  if (mapAt(object, 'spec')['suspend'] === true) return suspended('CronJob is Suspended');
  if (object['status'] === undefined) return progressing('Waiting for CronJob');
  const status = mapAt(object, 'status');
  const scheduled = textAt(status, 'lastScheduleTime');
  const succeeded = textAt(status, 'lastSuccessfulTime');
  if (scheduled === '') return healthy('CronJob has not been scheduled yet');
  if (succeeded === '') return healthy('The CronJob never completed successfully. It may not be healthy');
  if (mapsAt(status, 'active').length > 0) return healthy('The job is running. Its last execution may not have been successful');
  // Both are RFC 3339 in UTC to the second, so text compares as time does.
  if (succeeded < scheduled) return degraded('CronJob has not completed its last execution successfully');
  return healthy('CronJob has completed its last execution successfully');
};
