import type { Kind } from './kinds.ts';
import { defaultPodSpec } from './podDefaults.ts';
import type { Dict } from './values.ts';
import { dict, ensure, fill, isDict, items, nameOf, text } from './values.ts';

/**
 * The defaults that a server sets when it decodes an object (k8s.io/kubernetes pkg/apis/<group>/v1/defaults.go). Changes
 * the object.
 */
export function setDefaults(kind: Kind, object: Dict): void {
  DEFAULTS[`${kind.group}/${kind.kind}`]?.(object, dict(object['spec']));
}

type Default = (object: Dict, spec: Dict) => void;

function template(spec: Dict): void {
  const podSpec = dict(spec, 'template')['spec'];
  if (isDict(podSpec)) defaultPodSpec(podSpec);
}

const DEFAULTS: Readonly<Record<string, Default>> = {
  '/Namespace': (object) => void fill(ensure(object, 'metadata', 'labels'), { 'kubernetes.io/metadata.name': nameOf(object) }),
  '/Pod': (_object, spec) => {
    defaultPodSpec(spec);
    fill(spec, { enableServiceLinks: true });
    requestsFromLimits(spec);
  },
  '/Secret': (object) => {
    const written = Object.entries(dict(object['stringData'])).map(([name, value]) => [name, Buffer.from(text(value)).toString('base64')]);
    if (written.length > 0) object['data'] = { ...dict(object['data']), ...Object.fromEntries(written) };
    delete object['stringData'];
    fill(object, { type: 'Opaque' });
  },
  '/PersistentVolumeClaim': (object, spec) => {
    fill(spec, { volumeMode: 'Filesystem' });
    if (dict(object['status'])['phase'] === undefined) ensure(object, 'status')['phase'] = 'Pending';
  },
  '/PersistentVolume': (object, spec) => {
    fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    if (dict(object['status'])['phase'] === undefined) ensure(object, 'status')['phase'] = 'Pending';
  },
  '/Service': (_object, spec) => defaultService(spec),
  'apps/Deployment': (_object, spec) => {
    template(spec);
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = ensure(spec, 'strategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy['type'] === 'RollingUpdate') fill(ensure(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  },
  'apps/ReplicaSet': (_object, spec) => {
    template(spec);
    fill(spec, { replicas: 1 });
  },
  'apps/StatefulSet': (_object, spec) => {
    template(spec);
    fill(spec, { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10 });
    const strategy = ensure(spec, 'updateStrategy');
    // Only a strategy that names no type gets parameters that it has none of.
    if (strategy['type'] === undefined) fill(strategy, { type: 'RollingUpdate', rollingUpdate: {} });
    if (strategy['type'] === 'RollingUpdate' && isDict(strategy['rollingUpdate'])) fill(strategy['rollingUpdate'], { partition: 0 });
    fill(ensure(spec, 'persistentVolumeClaimRetentionPolicy'), { whenDeleted: 'Retain', whenScaled: 'Retain' });
    for (const claim of items(spec['volumeClaimTemplates'])) {
      fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
      fill(ensure(claim, 'spec'), { volumeMode: 'Filesystem' });
      fill(ensure(claim, 'status'), { phase: 'Pending' });
    }
  },
  'apps/DaemonSet': (_object, spec) => {
    template(spec);
    fill(spec, { revisionHistoryLimit: 10 });
    const strategy = ensure(spec, 'updateStrategy');
    fill(strategy, { type: 'RollingUpdate' });
    if (strategy['type'] === 'RollingUpdate') fill(ensure(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  },
  'batch/Job': (_object, spec) => defaultJob(spec),
  'batch/CronJob': (_object, spec) => {
    fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
    template(dict(spec, 'jobTemplate', 'spec'));
  },
  'networking.k8s.io/Ingress': () => undefined,
  'autoscaling/HorizontalPodAutoscaler': (_object, spec) => {
    fill(spec, { minReplicas: 1 });
    if (isDict(spec['behavior'])) {
      const all = { type: 'Percent', value: 100, periodSeconds: 15 };
      fill(ensure(spec['behavior'], 'scaleUp'), { stabilizationWindowSeconds: 0, selectPolicy: 'Max', policies: [{ type: 'Pods', value: 4, periodSeconds: 15 }, all] });
      fill(ensure(spec['behavior'], 'scaleDown'), { selectPolicy: 'Max', policies: [all] });
    }
    if (spec['metrics'] === undefined) {
      spec['metrics'] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];
    }
  },
  'rbac.authorization.k8s.io/RoleBinding': defaultSubjects,
  'rbac.authorization.k8s.io/ClusterRoleBinding': defaultSubjects,
  'rbac.authorization.k8s.io/Role': (object) => void (object['rules'] ??= null),
  'rbac.authorization.k8s.io/ClusterRole': (object) => void (object['rules'] ??= null),
  'storage.k8s.io/StorageClass': (object) => void fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'discovery.k8s.io/EndpointSlice': (object) => {
    object['ports'] ??= null;
    for (const port of items(object['ports'])) fill(port, { name: '', protocol: 'TCP' });
  },
  'apiextensions.k8s.io/CustomResourceDefinition': (_object, spec) => {
    const names = ensure(spec, 'names');
    if (text(names['kind']) !== '') fill(names, { listKind: `${text(names['kind'])}List`, singular: text(names['kind']).toLowerCase() });
    fill(spec, { conversion: { strategy: 'None' } });
  },
};

function defaultSubjects(object: Dict): void {
  const reference = ensure(object, 'roleRef');
  if (text(reference['apiGroup']) === '') reference['apiGroup'] = 'rbac.authorization.k8s.io';
  for (const subject of items(object['subjects'])) {
    if (text(subject['apiGroup']) === '' && subject['kind'] !== 'ServiceAccount') subject['apiGroup'] = 'rbac.authorization.k8s.io';
  }
}

function defaultService(spec: Dict): void {
  fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  const type = spec['type'];
  if (spec['sessionAffinity'] === 'ClientIP') fill(ensure(spec, 'sessionAffinityConfig', 'clientIP'), { timeoutSeconds: 10800 });
  for (const port of items(spec['ports'])) {
    fill(port, { protocol: 'TCP' });
    if (port['targetPort'] === undefined || port['targetPort'] === 0 || port['targetPort'] === '') port['targetPort'] = port['port'];
  }
  const external = type === 'ClusterIP' && Array.isArray(spec['externalIPs']) && spec['externalIPs'].length > 0;
  if (external || type === 'NodePort' || type === 'LoadBalancer') fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (type !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}

function defaultJob(spec: Dict): void {
  template(spec);
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) fill(spec, { completions: 1, parallelism: 1 });
  fill(spec, { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, manualSelector: false });
  fill(spec, { podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed' });
}

/** A pod's resources: what is limited and not requested is requested as it is limited. */
function requestsFromLimits(spec: Dict): void {
  for (const container of [...items(spec['containers']), ...items(spec['initContainers'])]) {
    const limits = dict(container, 'resources', 'limits');
    if (Object.keys(limits).length > 0) fill(ensure(container, 'resources', 'requests'), limits);
  }
}
