import { isJsonObject } from '../../../shared/model/json.ts';
import type { HealthRule } from './types.ts';
import { healthy, isUnobserved, mapAt, numberAt, progressing, textAt } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_statefulset.go. */
export const statefulSetHealth: HealthRule = (object) => {
  const spec = mapAt(object, 'spec');
  const status = mapAt(object, 'status');
  if (numberAt(status, 'observedGeneration', 0) === 0 || isUnobserved(object)) return progressing('Waiting for statefulset spec update to be observed...');
  const wanted = numberAt(spec, 'replicas', 1);
  const ready = numberAt(status, 'readyReplicas', 0);
  if (ready < wanted) return progressing(`Waiting for ${wanted - ready} pods to be ready...`);
  const strategy = mapAt(spec, 'updateStrategy');
  const updated = numberAt(status, 'updatedReplicas', 0);
  // The API server fills in rollingUpdate, so nearly every StatefulSet is judged here, its partition being 0.
  if (textAt(strategy, 'type') === 'RollingUpdate' && isJsonObject(strategy['rollingUpdate'])) {
    const target = wanted - numberAt(strategy['rollingUpdate'], 'partition', 0);
    if (updated < target) return progressing(`Waiting for partitioned roll out to finish: ${updated} out of ${target} new pods have been updated...`);
    return healthy(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  if (textAt(strategy, 'type') === 'OnDelete') return healthy(`statefulset has ${ready} ready pods`);
  if (textAt(status, 'updateRevision') !== textAt(status, 'currentRevision')) {
    return progressing(`waiting for statefulset rolling update to complete ${updated} pods at revision ${textAt(status, 'updateRevision')}...`);
  }
  return healthy(`statefulset rolling update complete ${numberAt(status, 'currentReplicas', 0)} pods at revision ${textAt(status, 'currentRevision')}...`);
};
