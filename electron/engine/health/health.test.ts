import { describe, expect, it } from 'vitest';
import type { HealthStatus } from '../../../shared/model/health.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, ObjectMeta } from '../../../shared/model/kube.ts';
import { applicationHealth, assessHealth } from './index.ts';

interface Parts {
  readonly meta?: ObjectMeta;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

function object(type: string, { meta, spec, status }: Parts = {}): KubeObject {
  const cut = type.lastIndexOf('/');
  return {
    apiVersion: type.slice(0, cut),
    kind: type.slice(cut + 1),
    metadata: { name: 'it', namespace: 'default', ...meta },
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
  };
}

const condition = (type: string, status: string, reason = '', message = ''): JsonObject => ({ type, status, reason, message });
const waiting = (reason: string, message = ''): JsonObject => ({ name: 'c', state: { waiting: { reason, message } } });
const terminated = (details: JsonObject): JsonObject => ({ name: 'c', state: { terminated: details } });
const observed: ObjectMeta = { generation: 2 };

type Case = readonly [what: string, type: string, parts: Parts, status: HealthStatus | undefined, message?: string];

const WORKLOADS: readonly Case[] = [
  ['paused', 'apps/v1/Deployment', { spec: { paused: true } }, 'Suspended', 'Deployment is paused'],
  ['not observed', 'apps/v1/Deployment', { meta: { generation: 3 }, status: { observedGeneration: 2 } }, 'Progressing', 'Waiting for rollout to finish: observed deployment generation less than desired generation'],
  ['too slow', 'apps/v1/Deployment', { meta: observed, spec: { replicas: 1 }, status: { observedGeneration: 2, conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')] } }, 'Degraded', 'Deployment "it" exceeded its progress deadline'],
  ['updating', 'apps/v1/Deployment', { meta: observed, spec: { replicas: 3 }, status: { observedGeneration: 2, updatedReplicas: 1, replicas: 3 } }, 'Progressing', 'Waiting for rollout to finish: 1 out of 3 new replicas have been updated...'],
  ['old pods left', 'apps/v1/Deployment', { meta: observed, spec: { replicas: 3 }, status: { observedGeneration: 2, updatedReplicas: 3, replicas: 4, availableReplicas: 3 } }, 'Progressing', 'Waiting for rollout to finish: 1 old replicas are pending termination...'],
  ['not available', 'apps/v1/Deployment', { meta: observed, spec: { replicas: 3 }, status: { observedGeneration: 2, updatedReplicas: 3, replicas: 3, availableReplicas: 2 } }, 'Progressing', 'Waiting for rollout to finish: 2 of 3 updated replicas are available...'],
  ['done', 'apps/v1/Deployment', { meta: observed, spec: { replicas: 3 }, status: { observedGeneration: 2, updatedReplicas: 3, replicas: 3, availableReplicas: 3 } }, 'Healthy'],
  ['scaled to zero', 'apps/v1/Deployment', { meta: observed, spec: { replicas: 0 }, status: { observedGeneration: 2 } }, 'Healthy'],
  ['brand new', 'apps/v1/Deployment', { meta: { generation: 1 }, spec: { replicas: 1 }, status: {} }, 'Progressing'],

  ['not observed', 'apps/v1/ReplicaSet', { meta: observed, status: { observedGeneration: 1 } }, 'Progressing', 'Waiting for rollout to finish: observed replica set generation less than desired generation'],
  ['failing', 'apps/v1/ReplicaSet', { meta: observed, spec: { replicas: 1 }, status: { observedGeneration: 2, conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', 'quota exceeded')] } }, 'Degraded', 'quota exceeded'],
  ['coming', 'apps/v1/ReplicaSet', { meta: observed, spec: { replicas: 2 }, status: { observedGeneration: 2, availableReplicas: 1 } }, 'Progressing', 'Waiting for rollout to finish: 1 out of 2 new replicas are available...'],
  ['done', 'apps/v1/ReplicaSet', { meta: observed, spec: { replicas: 2 }, status: { observedGeneration: 2, availableReplicas: 2 } }, 'Healthy'],

  ['never observed', 'apps/v1/StatefulSet', { spec: { replicas: 1 }, status: {} }, 'Progressing', 'Waiting for statefulset spec update to be observed...'],
  ['not ready', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 3 }, status: { observedGeneration: 2, readyReplicas: 1 } }, 'Progressing', 'Waiting for 2 pods to be ready...'],
  ['partition not reached', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }, status: { observedGeneration: 2, readyReplicas: 3, updatedReplicas: 1 } }, 'Progressing', 'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...'],
  ['partition reached', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 3, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }, status: { observedGeneration: 2, readyReplicas: 3, updatedReplicas: 2, updateRevision: 'b', currentRevision: 'a' } }, 'Healthy', 'partitioned roll out complete: 2 new pods have been updated...'],
  ['updating', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 2, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }, status: { observedGeneration: 2, readyReplicas: 2, updatedReplicas: 1 } }, 'Progressing'],
  ['updated on delete', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 2, updateStrategy: { type: 'OnDelete' } }, status: { observedGeneration: 2, readyReplicas: 2, updateRevision: 'b', currentRevision: 'a' } }, 'Healthy', 'statefulset has 2 ready pods'],
  ['two revisions', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 2 }, status: { observedGeneration: 2, readyReplicas: 2, updatedReplicas: 1, updateRevision: 'b', currentRevision: 'a' } }, 'Progressing', 'waiting for statefulset rolling update to complete 1 pods at revision b...'],
  ['done', 'apps/v1/StatefulSet', { meta: observed, spec: { replicas: 2 }, status: { observedGeneration: 2, readyReplicas: 2, currentReplicas: 2, updateRevision: 'a', currentRevision: 'a' } }, 'Healthy', 'statefulset rolling update complete 2 pods at revision a...'],

  ['not observed', 'apps/v1/DaemonSet', { meta: observed, status: { observedGeneration: 1 } }, 'Progressing', 'Waiting for rollout to finish: observed daemon set generation less than desired generation'],
  ['updated on delete', 'apps/v1/DaemonSet', { meta: observed, spec: { updateStrategy: { type: 'OnDelete' } }, status: { observedGeneration: 2, updatedNumberScheduled: 1, desiredNumberScheduled: 2 } }, 'Healthy', 'daemon set 1 out of 2 new pods have been updated'],
  ['updating', 'apps/v1/DaemonSet', { meta: observed, status: { observedGeneration: 2, updatedNumberScheduled: 1, desiredNumberScheduled: 2 } }, 'Progressing', 'Waiting for daemon set "it" rollout to finish: 1 out of 2 new pods have been updated...'],
  ['not available', 'apps/v1/DaemonSet', { meta: observed, status: { observedGeneration: 2, updatedNumberScheduled: 2, desiredNumberScheduled: 2, numberAvailable: 1 } }, 'Progressing', 'Waiting for daemon set "it" rollout to finish: 1 of 2 updated pods are available...'],
  ['done', 'apps/v1/DaemonSet', { meta: observed, status: { observedGeneration: 2, updatedNumberScheduled: 2, desiredNumberScheduled: 2, numberAvailable: 2 } }, 'Healthy'],
];

const PODS: readonly Case[] = [
  ['image missing', 'v1/Pod', { spec: { restartPolicy: 'Always' }, status: { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff', 'Back-off pulling image "x"')] } }, 'Degraded', 'Back-off pulling image "x"'],
  ['two failing', 'v1/Pod', { status: { phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff', 'a'), waiting('CreateContainerConfigError', 'b'), waiting('ContainerCreating', 'c')] } }, 'Degraded', 'a, b'],
  ['image error', 'v1/Pod', { status: { phase: 'Pending', containerStatuses: [waiting('ErrImagePull')] } }, 'Degraded', 'ErrImagePull'],
  ['a task waits for its image', 'v1/Pod', { spec: { restartPolicy: 'Never' }, status: { phase: 'Pending', containerStatuses: [waiting('ImagePullBackOff', 'x')] } }, 'Progressing'],
  ['pending', 'v1/Pod', { status: { phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] } }, 'Progressing'],
  ['succeeded', 'v1/Pod', { status: { phase: 'Succeeded' } }, 'Healthy'],
  ['failed, and says why', 'v1/Pod', { status: { phase: 'Failed', message: 'evicted', containerStatuses: [terminated({ exitCode: 1 })] } }, 'Degraded', 'evicted'],
  ['failed with a code', 'v1/Pod', { status: { phase: 'Failed', containerStatuses: [terminated({ exitCode: 0 }), terminated({ exitCode: 3 })] } }, 'Degraded', 'container "c" failed with exit code 3'],
  ['out of memory', 'v1/Pod', { status: { phase: 'Failed', containerStatuses: [terminated({ exitCode: 137, reason: 'OOMKilled' })] } }, 'Degraded', 'OOMKilled'],
  ['failed in an init container', 'v1/Pod', { status: { phase: 'Failed', initContainerStatuses: [terminated({ exitCode: 2, message: 'no' })] } }, 'Degraded', 'no'],
  ['failed silently', 'v1/Pod', { status: { phase: 'Failed' } }, 'Degraded'],
  ['ready', 'v1/Pod', { status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }, 'Healthy'],
  ['not ready yet', 'v1/Pod', { status: { phase: 'Running', conditions: [condition('Ready', 'False')], containerStatuses: [{ name: 'c', state: { running: {} } }] } }, 'Progressing'],
  ['not ready after a restart', 'v1/Pod', { status: { phase: 'Running', containerStatuses: [{ name: 'c', lastState: { terminated: { exitCode: 1 } } }] } }, 'Degraded'],
  ['a running task', 'v1/Pod', { spec: { restartPolicy: 'OnFailure' }, status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }, 'Progressing'],
  ['lost', 'v1/Pod', { status: { phase: 'Unknown' } }, 'Unknown'],
];

const BATCH: readonly Case[] = [
  ['running', 'batch/v1/Job', { status: { active: 1 } }, 'Progressing'],
  ['complete', 'batch/v1/Job', { status: { conditions: [condition('Complete', 'True')] } }, 'Healthy'],
  ['failed', 'batch/v1/Job', { status: { conditions: [condition('FailureTarget', 'True'), condition('Failed', 'True', 'BackoffLimitExceeded', 'too often')] } }, 'Degraded', 'too often'],
  ['suspended', 'batch/v1/Job', { spec: { suspend: true }, status: { conditions: [condition('Suspended', 'True')] } }, 'Suspended'],
  ['resumed', 'batch/v1/Job', { spec: { suspend: false }, status: { conditions: [condition('Suspended', 'False')] } }, 'Progressing'],
  ['suspended', 'batch/v1/CronJob', { spec: { suspend: true } }, 'Suspended', 'CronJob is Suspended'],
  ['without status', 'batch/v1/CronJob', {}, 'Progressing'],
  ['not scheduled yet', 'batch/v1/CronJob', { status: {} }, 'Healthy', 'CronJob has not been scheduled yet'],
  ['in its first run', 'batch/v1/CronJob', { status: { lastScheduleTime: '2026-01-01T00:00:00Z' } }, 'Healthy'],
  ['running', 'batch/v1/CronJob', { status: { lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z', active: [{}] } }, 'Healthy'],
  ['failed last time', 'batch/v1/CronJob', { status: { lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-01T00:00:00Z' } }, 'Degraded', 'CronJob has not completed its last execution successfully'],
  ['fine', 'batch/v1/CronJob', { status: { lastScheduleTime: '2026-01-02T00:00:00Z', lastSuccessfulTime: '2026-01-02T00:00:05Z' } }, 'Healthy'],
];

const OTHERS: readonly Case[] = [
  ['inside the cluster', 'v1/Service', { spec: { type: 'ClusterIP' } }, 'Healthy'],
  ['without an address', 'v1/Service', { spec: { type: 'LoadBalancer' }, status: { loadBalancer: {} } }, 'Progressing'],
  ['with an address', 'v1/Service', { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }, 'Healthy'],
  ['without an address', 'networking.k8s.io/v1/Ingress', {}, 'Progressing'],
  ['with an address', 'networking.k8s.io/v1/Ingress', { status: { loadBalancer: { ingress: [{ hostname: 'x' }] } } }, 'Healthy'],
  ['of the old group', 'extensions/v1beta1/Ingress', { status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } } }, 'Healthy'],
  ['bound', 'v1/PersistentVolumeClaim', { status: { phase: 'Bound' } }, 'Healthy'],
  ['pending, its volume being made', 'v1/PersistentVolumeClaim', { meta: { annotations: { 'volume.beta.kubernetes.io/storage-provisioner': 'x' } }, status: { phase: 'Pending' } }, 'Progressing', 'Provisioning volume'],
  ['pending, for want of a pod', 'v1/PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'Healthy', 'Waiting for consumer'],
  ['lost', 'v1/PersistentVolumeClaim', { status: { phase: 'Lost' } }, 'Degraded'],
  ['without phase', 'v1/PersistentVolumeClaim', {}, 'Unknown'],
  ['new', 'autoscaling/v2/HorizontalPodAutoscaler', { status: {} }, 'Progressing', 'Waiting to Autoscale'],
  ['fine', 'autoscaling/v2/HorizontalPodAutoscaler', { status: { conditions: [condition('AbleToScale', 'True', 'ReadyForNewScale', 'ok'), condition('ScalingActive', 'True')] } }, 'Healthy', 'ok'],
  ['without metrics', 'autoscaling/v2/HorizontalPodAutoscaler', { status: { conditions: [condition('AbleToScale', 'True', 'SucceededGetScale'), condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics')] } }, 'Degraded', 'no metrics'],
  ['without target', 'autoscaling/v2beta2/HorizontalPodAutoscaler', { status: { conditions: [condition('AbleToScale', 'False', 'FailedGetScale', 'not found')] } }, 'Degraded', 'not found'],
  ['off at zero replicas', 'autoscaling/v2/HorizontalPodAutoscaler', { status: { conditions: [condition('AbleToScale', 'True'), condition('ScalingActive', 'False', 'ScalingDisabled')] } }, 'Healthy'],
  ['of v1', 'autoscaling/v1/HorizontalPodAutoscaler', { meta: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': '[{"type":"AbleToScale","status":"True","message":"ok"}]' } } }, 'Healthy', 'ok'],
  ['of v1, new', 'autoscaling/v1/HorizontalPodAutoscaler', {}, 'Progressing'],
  ['of v1, broken', 'autoscaling/v1/HorizontalPodAutoscaler', { meta: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': 'x' } } }, 'Unknown'],
  ['new', 'policy/v1/PodDisruptionBudget', { status: {} }, 'Progressing', 'Waiting for status'],
  ['enough pods', 'policy/v1/PodDisruptionBudget', { status: { conditions: [condition('DisruptionAllowed', 'True', 'SufficientPods')] } }, 'Healthy', 'PodDisruptionBudget has SufficientPods'],
  ['too few pods', 'policy/v1/PodDisruptionBudget', { status: { conditions: [condition('DisruptionAllowed', 'False', 'InsufficientPods')] } }, 'Healthy', 'PodDisruptionBudget has InsufficientPods'],
  ['not computable', 'policy/v1/PodDisruptionBudget', { status: { conditions: [condition('DisruptionAllowed', 'False', 'SyncFailed')] } }, 'Degraded', 'PodDisruptionBudget has SyncFailed'],
  ['new', 'apiregistration.k8s.io/v1/APIService', {}, 'Progressing', 'Waiting to be processed'],
  ['available', 'apiregistration.k8s.io/v1/APIService', { status: { conditions: [condition('Available', 'True', 'Passed', 'ok')] } }, 'Healthy', 'Passed: ok'],
  ['not available', 'apiregistration.k8s.io/v1/APIService', { status: { conditions: [condition('Available', 'False', 'MissingEndpoints', 'none')] } }, 'Progressing', 'MissingEndpoints: none'],
  ['new', 'apiextensions.k8s.io/v1/CustomResourceDefinition', {}, 'Progressing', 'Status conditions not found'],
  ['established', 'apiextensions.k8s.io/v1/CustomResourceDefinition', { status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] } }, 'Healthy', 'CRD is healthy'],
  ['not established', 'apiextensions.k8s.io/v1/CustomResourceDefinition', { status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'False', 'Installing', 'wait')] } }, 'Degraded', 'CRD is not established: wait'],
  ['names taken', 'apiextensions.k8s.io/v1/CustomResourceDefinition', { status: { conditions: [condition('NamesAccepted', 'False', 'Conflict', 'taken')] } }, 'Degraded', 'CRD names have not been accepted: taken'],
  ['terminating', 'apiextensions.k8s.io/v1/CustomResourceDefinition', { status: { conditions: [condition('Terminating', 'True', '', 'instances')] } }, 'Progressing', 'CRD is being terminated: instances'],
  ['not structural', 'apiextensions.k8s.io/v1/CustomResourceDefinition', { status: { conditions: [condition('Established', 'True'), condition('NonStructuralSchema', 'True', '', 'x')] } }, 'Degraded', 'Schema violations found: x'],
  ['failed', 'argoproj.io/v1alpha1/Workflow', { status: { phase: 'Failed', message: 'no' } }, 'Degraded', 'no'],
  ['new', 'argoproj.io/v1alpha1/Workflow', {}, 'Progressing'],
  ['says it itself', 'argoproj.io/v1alpha1/Application', { status: { health: { status: 'Degraded' } } }, 'Degraded'],
  ['has said nothing', 'argoproj.io/v1alpha1/Application', {}, 'Progressing'],
  ['without a rule', 'v1/ConfigMap', {}, undefined],
  ['of a foreign group', 'example.com/v1/Deployment', { status: {} }, undefined],
  ['unable to scale', 'autoscaling/v2/HorizontalPodAutoscaler', { status: { conditions: [condition('AbleToScale', 'False', 'FailedUpdateScale', 'no')] } }, 'Degraded', 'no'],
  ['without a selector', 'autoscaling/v2/HorizontalPodAutoscaler', { status: { conditions: [condition('ScalingActive', 'False', 'InvalidSelector', 'no selector')] } }, 'Degraded', 'no selector'],
  ['of v1, without conditions', 'autoscaling/v1/HorizontalPodAutoscaler', { meta: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': '[]' } } }, 'Progressing', 'Waiting to Autoscale'],
  ['pending', 'argoproj.io/v1alpha1/Workflow', { status: { phase: 'Pending' } }, 'Progressing'],
  ['running', 'argoproj.io/v1alpha1/Workflow', { status: { phase: 'Running', message: 'step 2' } }, 'Progressing', 'step 2'],
  ['done', 'argoproj.io/v1alpha1/Workflow', { status: { phase: 'Succeeded' } }, 'Healthy'],
  ['in error', 'argoproj.io/v1alpha1/Workflow', { status: { phase: 'Error', message: 'x' } }, 'Degraded', 'x'],
  ['in a phase that is new', 'argoproj.io/v1alpha1/Workflow', { status: { phase: 'Odd' } }, 'Unknown'],
];

const TOLD = ' (told by its conditions; there is no rule for its kind)';
const custom = (...conditions: JsonObject[]): Parts => ({ meta: observed, status: { observedGeneration: 2, conditions } });
const CUSTOM: readonly Case[] = [
  ['without a status', 'example.com/v1/Widget', {}, undefined],
  ['with other conditions', 'example.com/v1/Widget', custom(condition('Available', 'True')), undefined],
  ['ready', 'example.com/v1/Widget', custom(condition('Ready', 'True', 'Done', 'all is well')), 'Healthy', `Ready is True: all is well${TOLD}`],
  ['ready without words', 'example.com/v1/Widget', custom(condition('Ready', 'True')), 'Healthy', `Ready is True${TOLD}`],
  ['not ready', 'example.com/v1/Widget', custom(condition('Ready', 'False', 'Waiting')), 'Progressing', `Ready is False: Waiting${TOLD}`],
  ['of unknown readiness', 'example.com/v1/Widget', custom(condition('Ready', 'Unknown')), 'Progressing'],
  ['reconciling, though ready', 'example.com/v1/Widget', custom(condition('Ready', 'True'), condition('Reconciling', 'True', 'x', 'again')), 'Progressing', `Reconciling is True: again${TOLD}`],
  ['stalled', 'example.com/v1/Widget', custom(condition('Ready', 'False'), condition('Stalled', 'True', 'x', 'no quota')), 'Degraded', `Stalled is True: no quota${TOLD}`],
  ['not stalled any more', 'example.com/v1/Widget', custom(condition('Stalled', 'False'), condition('Reconciling', 'False'), condition('Ready', 'True')), 'Healthy'],
  ['ready, for an older generation', 'example.com/v1/Widget', { meta: { generation: 3 }, status: { observedGeneration: 2, conditions: [condition('Ready', 'True')] } }, 'Progressing', `generation is 3, but the latest observed generation is 2${TOLD}`],
  ['ready, that counts no generations', 'example.com/v1/Widget', { meta: { generation: 3 }, status: { conditions: [condition('Ready', 'True')] } }, 'Healthy'],
  ['of a group of Kubernetes', 'storage.k8s.io/v1/VolumeAttachment', custom(condition('Ready', 'True')), undefined],
];

describe.each([['custom kinds', CUSTOM], ['workloads', WORKLOADS], ['pods', PODS], ['jobs', BATCH], ['other kinds', OTHERS]] as const)('%s', (_group, cases) => {
  it.each(cases.map(([what, type, parts, status, message]) => ({ name: `${type.slice(type.lastIndexOf('/') + 1)} ${what}`, type, parts, status, message })))(
    '$name is $status',
    ({ type, parts, status, message }) => {
      const health = assessHealth(object(type, parts));
      expect(health?.status).toBe(status);
      if (message !== undefined) expect(health?.message).toBe(message);
    },
  );
});

describe('what is being deleted', () => {
  it('is Progressing, whatever its kind', () => {
    for (const type of ['v1/ConfigMap', 'v1/Pod']) {
      expect(assessHealth(object(type, { meta: { deletionTimestamp: '2026-01-01T00:00:00Z' } }))).toEqual({ status: 'Progressing', message: 'Pending deletion' });
    }
  });

  it('is judged as it is while Argo CD holds a hook', () => {
    const meta = { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['argocd.argoproj.io/hook-finalizer'] };
    expect(assessHealth(object('batch/v1/Job', { meta, status: { conditions: [condition('Complete', 'True')] } }))?.status).toBe('Healthy');
  });
});

describe('the health of an application', () => {
  const good = object('v1/Pod', { status: { phase: 'Succeeded' } });
  const bad = object('v1/Pod', { status: { phase: 'Failed' } });
  const waitingPod = object('v1/Pod', { status: { phase: 'Pending' } });
  const paused = object('apps/v1/Deployment', { spec: { paused: true } });
  const config = object('v1/ConfigMap');
  const live = (...objects: KubeObject[]) => objects.map((one) => ({ object: one, desired: one }));
  const missing = { object: undefined, desired: good };
  const marked = (one: KubeObject, name: string, value: string): KubeObject => ({ ...one, metadata: { ...one.metadata, annotations: { [name]: value } } });

  it.each<[string, Parameters<typeof applicationHealth>[0], HealthStatus]>([
    ['nothing', [], 'Healthy'],
    ['only what has no rule', live(config), 'Healthy'],
    ['the worst of all', live(good, waitingPod, bad, paused), 'Degraded'],
    ['Suspended before Progressing', live(paused, good), 'Suspended'],
    ['Progressing after Suspended', live(paused, waitingPod), 'Progressing'],
    ['one missing of several', [...live(good), missing], 'Healthy'],
    ['all missing', [missing, missing], 'Missing'],
    ['one that cannot be read', [...live(bad), { object: undefined, desired: good, unknown: true }], 'Unknown'],
    ['a failed hook', live(good, marked(bad, 'argocd.argoproj.io/hook', 'PreSync')), 'Healthy'],
    ['a failed hook of Helm', live(good, marked(bad, 'helm.sh/hook', 'test')), 'Healthy'],
    ['only hooks', [{ object: undefined, desired: marked(good, 'drydock.dev/hook', 'Sync') }], 'Healthy'],
    ['a suspended Job', live(good, object('batch/v1/Job', { spec: { suspend: true } })), 'Healthy'],
    ['a custom one that is ready', live(good, object('example.com/v1/Widget', custom(condition('Ready', 'True')))), 'Healthy'],
    ['a custom one that is stalled', live(good, object('example.com/v1/Widget', custom(condition('Stalled', 'True')))), 'Degraded'],
    ['a custom one that says nothing', live(good, object('example.com/v1/Widget')), 'Healthy'],
    ['an ignored one', live(good, marked(bad, 'drydock.dev/ignore-healthcheck', 'true')), 'Healthy'],
    ['one that is ignored in Git only', [{ object: bad, desired: marked(bad, 'argocd.argoproj.io/ignore-healthcheck', 'true') }], 'Healthy'],
    ['one that is not ignored', live(marked(bad, 'argocd.argoproj.io/ignore-healthcheck', 'false')), 'Degraded'],
    ['a child Application that is Unknown', live(good, object('argoproj.io/v1alpha1/Application', { status: { health: { status: 'Unknown' } } })), 'Healthy'],
    ['a child Application that is Degraded', live(good, object('argoproj.io/v1alpha1/Application', { status: { health: { status: 'Degraded' } } })), 'Degraded'],
  ])('%s', (_what, members, status) => {
    expect(applicationHealth(members)).toEqual({ status });
  });
});
