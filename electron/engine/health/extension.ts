import type { HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, progressing } from './types.ts';

/** argo-cd gitops-engine/pkg/health/health_apiservice.go. */
export const apiServiceHealth: HealthRule = (object) => {
  const available = conditionsOf(object).find((condition) => condition.type === 'Available');
  if (available === undefined) return progressing('Waiting to be processed');
  const message = `${available.reason}: ${available.message}`;
  return available.status === 'True' ? healthy(message) : progressing(message);
};

/** argo-cd gitops-engine/pkg/health/health_customresourcedefinition.go. */
export const customResourceDefinitionHealth: HealthRule = (object) => {
  const conditions = conditionsOf(object);
  if (conditions.length === 0) return progressing('Status conditions not found');
  const terminating = conditions.find((condition) => condition.type === 'Terminating' && condition.status === 'True');
  if (terminating !== undefined) return progressing(`CRD is being terminated: ${terminating.message}`);
  const refused = conditions.find((condition) => condition.type === 'NamesAccepted' && condition.status === 'False');
  if (refused !== undefined) return degraded(`CRD names have not been accepted: ${refused.message}`);
  const established = conditions.find((condition) => condition.type === 'Established');
  if (established === undefined || established.status !== 'True') return degraded(`CRD is not established${established === undefined ? '' : `: ${established.message}`}`);
  const violation = conditions.find((condition) => condition.type === 'NonStructuralSchema' && condition.status === 'True');
  if (violation !== undefined) return degraded(`Schema violations found: ${violation.message}`);
  return healthy('CRD is healthy');
};
