import type { JsonObject } from '../../../shared/model/json.ts';
import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, mapAt, mapsAt, numberAt, progressing, textAt } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_pod.go. */
export const podHealth: HealthRule = (object) => {
  const status = mapAt(object, 'status');
  const restarts = textAt(mapAt(object, 'spec'), 'restartPolicy') || 'Always';
  const containers = mapsAt(status, 'containerStatuses');
  if (restarts === 'Always') {
    const failing = containers.map((container) => mapAt(mapAt(container, 'state'), 'waiting')).filter((waiting) => isFailure(textAt(waiting, 'reason')));
    if (failing.length > 0) return degraded(failing.map((waiting) => textAt(waiting, 'message') || textAt(waiting, 'reason')).join(', '));
  }
  const message = textAt(status, 'message');
  switch (textAt(status, 'phase')) {
    case 'Pending':
      return progressing(message);
    case 'Succeeded':
      return healthy(message);
    case 'Failed':
      return degraded(failureOf(status, containers));
    case 'Running':
      return running(object, restarts, containers, message);
    default:
      return { status: 'Unknown', ...(message === '' ? {} : { message }) };
  }
};

/** Waiting reasons that a restart alone will hardly mend. */
function isFailure(reason: string): boolean {
  return reason.startsWith('Err') || reason.endsWith('Error') || reason.endsWith('BackOff');
}

function running(object: Parameters<HealthRule>[0], restarts: string, containers: readonly JsonObject[], message: string): ReturnType<HealthRule> {
  // A pod that is not restarted is a task; while it runs it is under way.
  if (restarts !== 'Always') return progressing(message);
  if (conditionsOf(object).some((condition) => condition.type === 'Ready' && condition.status === 'True')) return healthy(message);
  // Not ready after a restart: the container does not come up.
  if (containers.some((container) => Object.keys(mapAt(mapAt(container, 'lastState'), 'terminated')).length > 0)) return degraded(message);
  return progressing(message);
}

function failureOf(status: JsonObject, containers: readonly JsonObject[]): string {
  const message = textAt(status, 'message');
  if (message !== '') return message;
  for (const container of [...mapsAt(status, 'initContainerStatuses'), ...containers]) {
    const terminated = mapAt(mapAt(container, 'state'), 'terminated');
    if (Object.keys(terminated).length === 0) continue;
    if (textAt(terminated, 'message') !== '') return textAt(terminated, 'message');
    if (textAt(terminated, 'reason') === 'OOMKilled') return 'OOMKilled';
    const code = numberAt(terminated, 'exitCode', 0);
    if (code !== 0) return `container "${textAt(container, 'name')}" failed with exit code ${code}`;
  }
  return '';
}
