import type { Health } from '../../../shared/model/health.ts';
import type { JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject, parseJson } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Condition, HealthRule } from './types.ts';
import { conditionsOf, degraded, healthy, progressing, textAt } from './types.ts';

const FAILURES: Readonly<Record<string, readonly string[] | undefined>> = {
  AbleToScale: ['FailedGetScale', 'FailedUpdateScale'],
  ScalingActive: [
    'FailedGetResourceMetric',
    'FailedGetObjectMetric',
    'FailedGetPodsMetric',
    'FailedGetExternalMetric',
    'FailedComputeMetricsReplicas',
    'InvalidSelector',
  ],
};
const V1_CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';

/**
 * argo-cd gitops-engine/pkg/health/health_hpa.go; autoscaling/v1 keeps its conditions in an annotation. Failures are
 * looked for in all conditions first: the controller lists AbleToScale=True before a broken ScalingActive.
 */
export const horizontalPodAutoscalerHealth: HealthRule = (object) => {
  const conditions = object.apiVersion === 'autoscaling/v1' ? annotatedConditions(object) : conditionsOf(object);
  if ('status' in conditions) return conditions;
  const broken = conditions.find((condition) => FAILURES[condition.type]?.includes(condition.reason) === true);
  if (broken !== undefined) return degraded(broken.message);
  const good = conditions.find((condition) => condition.status === 'True' && isGood(condition));
  return good === undefined ? progressing('Waiting to Autoscale') : healthy(good.message);
};

function isGood(condition: Condition): boolean {
  return condition.type === 'AbleToScale' || condition.type === 'ScalingLimited';
}

/** The conditions, or the health that says why they cannot be read. */
function annotatedConditions(object: KubeObject): readonly Condition[] | Health {
  const text = object.metadata.annotations?.[V1_CONDITIONS];
  if (text === undefined) return [];
  let parsed: JsonValue;
  try {
    parsed = parseJson(text);
  } catch (error) {
    return { status: 'Unknown', message: `The annotation ${V1_CONDITIONS} is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isJsonArray(parsed)) return { status: 'Unknown', message: `The annotation ${V1_CONDITIONS} is not a list` };
  return parsed.filter(isJsonObject).map((item) => ({ type: textAt(item, 'type'), status: textAt(item, 'status'), reason: textAt(item, 'reason'), message: textAt(item, 'message') }));
}
