import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, isUnobserved, mapAt, numberAt, progressing } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_replicaset.go. */
export const replicaSetHealth: HealthRule = (object) => {
  if (isUnobserved(object)) return progressing('Waiting for rollout to finish: observed replica set generation less than desired generation');
  const failure = conditionsOf(object).find((condition) => condition.type === 'ReplicaFailure' && condition.status === 'True');
  if (failure !== undefined) return degraded(failure.message);
  const wanted = numberAt(mapAt(object, 'spec'), 'replicas', 1);
  const available = numberAt(mapAt(object, 'status'), 'availableReplicas', 0);
  if (available < wanted) return progressing(`Waiting for rollout to finish: ${available} out of ${wanted} new replicas are available...`);
  return healthy();
};
