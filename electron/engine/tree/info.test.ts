import { expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import { infoOf } from './info.ts';

const object = (apiVersion: string, kind: string, rest: JsonObject = {}, annotations: Record<string, string> = {}) => ({ ...rest, apiVersion, kind, metadata: { name: 'x', annotations } });
const REV = { 'deployment.kubernetes.io/revision': '3' };

it.each([
  ['a Deployment that comes up', object('apps/v1', 'Deployment', { spec: { replicas: 3 }, status: { readyReplicas: 1 } }), ['1/3']],
  ['a Deployment without replicas or status', object('apps/v1', 'Deployment', { spec: {} }), ['0/1']],
  ['a StatefulSet', object('apps/v1', 'StatefulSet', { spec: { replicas: 2 }, status: { readyReplicas: 2 } }), ['2/2']],
  ['a ReplicaSet', object('apps/v1', 'ReplicaSet', { spec: { replicas: 0 } }, REV), ['0/0', 'rev:3']],
  ['a ReplicaSet of nobody', object('apps/v1', 'ReplicaSet', { spec: { replicas: 1 }, status: { readyReplicas: 1 } }), ['1/1']],
  ['a DaemonSet', object('apps/v1', 'DaemonSet', { status: { numberReady: 1, desiredNumberScheduled: 4 } }), ['1/4']],
  ['a ControllerRevision', object('apps/v1', 'ControllerRevision', { revision: 2 }), ['rev:2']],
  ['a ready Pod', object('v1', 'Pod', { spec: { containers: [{}, {}] }, status: { containerStatuses: [{ ready: true }, { ready: false }] } }), ['1/2']],
  ['a Pod that restarted', object('v1', 'Pod', { spec: { containers: [{}] }, status: { initContainerStatuses: [{ restartCount: 1 }], containerStatuses: [{ ready: true, restartCount: 2 }] } }), ['1/1', '3 restarts']],
  ['a Pod that restarted once', object('v1', 'Pod', { spec: { containers: [{}] }, status: { containerStatuses: [{ restartCount: 1 }] } }), ['0/1', '1 restart']],
  ['a Pod without status', object('v1', 'Pod', { spec: { containers: [{}] } }), ['0/1']],
  ['a Job', object('batch/v1', 'Job', { spec: { completions: 5 }, status: { succeeded: 2 } }), ['2/5']],
  ['a suspended CronJob', object('batch/v1', 'CronJob', { spec: { schedule: '* * * * *', suspend: true } }), ['* * * * *', 'suspended']],
  ['a Service', object('v1', 'Service', { spec: { type: 'LoadBalancer' } }), ['LoadBalancer']],
  ['a claim that waits', object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }), ['Pending']],
  ['a bound claim', object('v1', 'PersistentVolumeClaim', { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }), ['1Gi', 'Bound']],
  ['an autoscaler', object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 5 }, status: { currentReplicas: 2 } }), ['2 of 1-5']],
  ['an EndpointSlice', object('discovery.k8s.io/v1', 'EndpointSlice', { endpoints: [{}] }), ['1 endpoint']],
  ['a kind that has no rule', object('example.com/v1', 'Deployment', { spec: { replicas: 3 } }), []],
])('%s', (_what, live, expected) => {
  expect(infoOf(live)).toEqual(expected);
});
