import type { HealthRule } from './types.ts';
import { healthy, mapAt, mapsAt, progressing, textAt } from './types.ts';

/** Only a load balancer has to be waited for (argo-cd gitops-engine/pkg/health/health_service.go). */
export const serviceHealth: HealthRule = (object) => {
  if (textAt(mapAt(object, 'spec'), 'type') !== 'LoadBalancer') return healthy();
  return hasAddress(object) ? healthy() : progressing('Waiting for the load balancer to get an address');
};

/** argo-cd gitops-engine/pkg/health/health_ingress.go. */
export const ingressHealth: HealthRule = (object) => (hasAddress(object) ? healthy() : progressing('Waiting for the ingress to get an address'));

function hasAddress(object: Parameters<HealthRule>[0]): boolean {
  return mapsAt(mapAt(mapAt(object, 'status'), 'loadBalancer'), 'ingress').length > 0;
}
