import type { HealthRule } from './types.ts';
import { healthy, isUnobserved, mapAt, numberAt, progressing, textAt } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_daemonset.go. */
export const daemonSetHealth: HealthRule = (object) => {
  const status = mapAt(object, 'status');
  if (isUnobserved(object)) return progressing('Waiting for rollout to finish: observed daemon set generation less than desired generation');
  const name = object.metadata.name ?? '';
  const wanted = numberAt(status, 'desiredNumberScheduled', 0);
  const updated = numberAt(status, 'updatedNumberScheduled', 0);
  const available = numberAt(status, 'numberAvailable', 0);
  if (textAt(mapAt(mapAt(object, 'spec'), 'updateStrategy'), 'type') === 'OnDelete') return healthy(`daemon set ${updated} out of ${wanted} new pods have been updated`);
  if (updated < wanted) return progressing(`Waiting for daemon set "${name}" rollout to finish: ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted) return progressing(`Waiting for daemon set "${name}" rollout to finish: ${available} of ${wanted} updated pods are available...`);
  return healthy();
};
