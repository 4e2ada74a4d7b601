import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, isUnobserved, mapAt, numberAt, progressing, suspended } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_deployment.go, which follows kubectl's rollout status. */
export const deploymentHealth: HealthRule = (object) => {
  const spec = mapAt(object, 'spec');
  const status = mapAt(object, 'status');
  if (spec['paused'] === true) return suspended('Deployment is paused');
  if (isUnobserved(object)) return progressing('Waiting for rollout to finish: observed deployment generation less than desired generation');
  const failed = conditionsOf(object).find((condition) => condition.type === 'Progressing' && condition.reason === 'ProgressDeadlineExceeded');
  if (failed !== undefined) return degraded(`Deployment "${object.metadata.name ?? ''}" exceeded its progress deadline`);
  const wanted = numberAt(spec, 'replicas', 1);
  const updated = numberAt(status, 'updatedReplicas', 0);
  const replicas = numberAt(status, 'replicas', 0);
  const available = numberAt(status, 'availableReplicas', 0);
  if (updated < wanted) return progressing(`Waiting for rollout to finish: ${updated} out of ${wanted} new replicas have been updated...`);
  if (replicas > updated) return progressing(`Waiting for rollout to finish: ${replicas - updated} old replicas are pending termination...`);
  if (available < updated) return progressing(`Waiting for rollout to finish: ${available} of ${updated} updated replicas are available...`);
  return healthy();
};
