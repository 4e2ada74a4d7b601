/**
 * Health: how an object is, in Argo CD's words, and why.
 *
 * One file per family of kinds, after argo-cd gitops-engine/pkg/health, messages included. A custom kind without a rule
 * is judged by its conditions (`conditions.ts`), and a kind that has neither says nothing and counts for nothing: an
 * unknown kind is never called healthy. Everything here is pure.
 */
import type { Health, HealthStatus } from '../../../shared/model/health.ts';
import { worseHealth } from '../../../shared/model/health.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { isCustomGroup } from '../../../shared/model/groups.ts';
import { groupOf } from '../../../shared/model/kube.ts';
import { argoApplicationHealth, workflowHealth } from './argo.ts';
import { horizontalPodAutoscalerHealth } from './autoscaler.ts';
import { conditionsHealth } from './conditions.ts';
import { daemonSetHealth } from './daemonSet.ts';
import { deploymentHealth } from './deployment.ts';
import { apiServiceHealth, customResourceDefinitionHealth } from './extension.ts';
import { cronJobHealth, jobHealth } from './job.ts';
import { ingressHealth, serviceHealth } from './network.ts';
import { podHealth } from './pod.ts';
import { podDisruptionBudgetHealth } from './policy.ts';
import { replicaSetHealth } from './replicaSet.ts';
import { statefulSetHealth } from './statefulSet.ts';
import { persistentVolumeClaimHealth } from './storage.ts';
import type { HealthRule } from './types.ts';
import { progressing } from './types.ts';

export { scriptHealth } from './script.ts';

const ARGO_APPLICATION = 'argoproj.io/Application';

const RULES: Readonly<Record<string, HealthRule | undefined>> = {
  'apps/Deployment': deploymentHealth,
  'apps/ReplicaSet': replicaSetHealth,
  'apps/StatefulSet': statefulSetHealth,
  'apps/DaemonSet': daemonSetHealth,
  '/Pod': podHealth,
  'batch/Job': jobHealth,
  'batch/CronJob': cronJobHealth,
  '/Service': serviceHealth,
  'networking.k8s.io/Ingress': ingressHealth,
  'extensions/Ingress': ingressHealth,
  '/PersistentVolumeClaim': persistentVolumeClaimHealth,
  'autoscaling/HorizontalPodAutoscaler': horizontalPodAutoscalerHealth,
  'policy/PodDisruptionBudget': podDisruptionBudgetHealth,
  'apiregistration.k8s.io/APIService': apiServiceHealth,
  'apiextensions.k8s.io/CustomResourceDefinition': customResourceDefinitionHealth,
  'argoproj.io/Workflow': workflowHealth,
  [ARGO_APPLICATION]: argoApplicationHealth,
};

/** Annotations that exclude an object from its application's health. */
const IGNORE = ['argocd.argoproj.io/ignore-healthcheck', 'drydock.dev/ignore-healthcheck'];
/** Hooks, and what is skipped, come and go with a sync; they say nothing about the application. */
const HOOK = ['argocd.argoproj.io/hook', 'drydock.dev/hook', 'helm.sh/hook'];
/** Argo CD keeps a finished hook with this finalizer until the phase ends; it is judged as if it were not deleted. */
const HOOK_FINALIZER = 'argocd.argoproj.io/hook-finalizer';

/**
 * The health of one live object; undefined where its kind has no rule, or is custom and says nothing of it. What is being
 * deleted is Progressing.
 */
export function assessHealth(object: KubeObject): Health | undefined {
  if (isBeingDeleted(object)) return progressing('Pending deletion');
  const rule = RULES[kindOf(object)];
  return rule === undefined && isCustomGroup(groupOf(object.apiVersion)) ? conditionsHealth(object) : rule?.(object);
}

/** True for an object that goes, and whose health is that. */
export function isBeingDeleted({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && metadata.finalizers?.includes(HOOK_FINALIZER) !== true;
}

/** True if a kind can have a health; of the others nothing beyond their metadata is read. */
export function hasHealthRule(group: string, kind: string): boolean {
  return isCustomGroup(group) || RULES[`${group}/${kind}`] !== undefined;
}

/** One object of an application: `object` is absent where the cluster has none. */
export interface ApplicationMember {
  readonly object: KubeObject | undefined;
  readonly desired: KubeObject | undefined;
  /** It could not be read, so nothing is known of it. */
  readonly unknown?: boolean;
}

/**
 * An application's health is its worst object's (argo-cd controller/health.go): hooks, objects without a rule and
 * ignored ones do not count, nor does a child Application that nobody has looked at; one missing object alone does not,
 * all missing does. `assess` judges one object.
 */
export function applicationHealth(members: readonly ApplicationMember[], assess: (object: KubeObject) => Health | undefined = assessHealth): Health {
  let worst: HealthStatus = 'Healthy';
  let counted = 0;
  let present = 0;
  for (const { object, desired, unknown } of members) {
    const annotations = { ...object?.metadata.annotations, ...desired?.metadata.annotations };
    if (HOOK.some((name) => annotations[name] !== undefined)) continue;
    counted++;
    if (unknown === true) {
      worst = worseHealth(worst, 'Unknown');
      continue;
    }
    if (object === undefined) continue;
    present++;
    if (IGNORE.some((name) => annotations[name] === 'true')) continue;
    const status = assess(object)?.status;
    // A Job that somebody suspended is at rest (health_job.go, AggregateAs).
    if (status === 'Suspended' && kindOf(object) === 'batch/Job') continue;
    if (status === undefined || (kindOf(object) === ARGO_APPLICATION && (status === 'Unknown' || status === 'Missing'))) continue;
    worst = worseHealth(worst, status);
  }
  if (counted > 0 && present === 0) worst = worseHealth(worst, 'Missing');
  return { status: worst };
}

function kindOf(object: KubeObject): string {
  return `${groupOf(object.apiVersion)}/${object.kind}`;
}
