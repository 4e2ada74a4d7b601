import type { Health, HealthStatus } from '../../../shared/model/health.ts';
import { HEALTH_ORDER } from '../../../shared/model/health.ts';
import type { HealthRule } from './types.ts';
import { degraded, healthy, mapAt, progressing, textAt } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_argo.go. */
export const workflowHealth: HealthRule = (object) => {
  const status = mapAt(object, 'status');
  const message = textAt(status, 'message');
  switch (textAt(status, 'phase')) {
    case '':
    case 'Pending':
    case 'Running':
      return progressing(message);
    case 'Succeeded':
      return healthy(message);
    case 'Failed':
    case 'Error':
      return degraded(message);
    default:
      return { status: 'Unknown', ...(message === '' ? {} : { message }) };
  }
};

/** Argo CD's own Application says how it is (argo-cd resource_customizations/argoproj.io/Application/health.lua). */
export const argoApplicationHealth: HealthRule = (object): Health => {
  const health = mapAt(mapAt(object, 'status'), 'health');
  const status = HEALTH_ORDER.find((known: HealthStatus) => known === textAt(health, 'status'));
  const message = textAt(health, 'message');
  return { status: status ?? 'Progressing', ...(message === '' ? {} : { message }) };
};
