import type { Health } from '../../../shared/model/health.ts';
import { isJsonArray, isJsonObject, parseJson } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Condition, HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, mapAt, mapsAt, progressing, textAt } from './types.ts';

const FAILURES = new Set(['FailedGetScale', 'FailedUpdateScale', 'FailedGetResourceMetric', 'InvalidMetricSourceType']);

/** argo-cd gitops-engine/pkg/health/health_hpa.go; autoscaling/v1 keeps its conditions in an annotation. */
export const horizontalPodAutoscalerHealth: HealthRule = (object) => {
  const conditions = object.apiVersion === 'autoscaling/v1' ? annotatedConditions(object) : conditionsOf(object);
  if (conditions.length === 0) return object.apiVersion === 'autoscaling/v1' ? legacy(object) : progressing('Waiting to Autoscale');
  const broken = conditions.find((condition) => FAILURES.has(condition.reason));
  if (broken !== undefined) return degraded(broken.message);
  const good = conditions.find((condition) => condition.status === 'True' && isGood(condition));
  return good === undefined ? progressing('Waiting to Autoscale') : healthy(good.message);
};

function isGood(condition: Condition): boolean {
  return condition.type === 'AbleToScale' || condition.type === 'ScalingLimited';
}

function legacy(object: KubeObject): Health {
  const status = mapAt(object, 'status');
  return 'currentCPUUtilizationPercentage' in status || mapsAt(status, 'currentMetrics').length > 0 ? healthy() : progressing('Waiting to Autoscale');
}

function annotatedConditions(object: KubeObject): readonly Condition[] {
  const text = object.metadata.annotations?.['autoscaling.alpha.kubernetes.io/conditions'];
  if (text === undefined) return [];
  try {
    const parsed = parseJson(text);
    if (!isJsonArray(parsed)) return [];
    return parsed.filter(isJsonObject).map((item) => ({ type: textAt(item, 'type'), status: textAt(item, 'status'), reason: textAt(item, 'reason'), message: textAt(item, 'message') }));
  } catch {
    // The annotation is the controller's; where it does not parse nothing is known of the conditions.
    return [];
  }
}
