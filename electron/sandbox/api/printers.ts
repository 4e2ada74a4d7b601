import type { Dict, Value } from '../model/values.ts';
import { count, dict, isDeleting, isDict, items, metadataOf, text, texts } from '../model/values.ts';
import type { Column, Printer } from './columns.ts';
import { ageOf, humanDuration } from './words.ts';

/** Columns and cells of built-in kinds, as k8s.io/kubernetes pkg/printers/internalversion/printers.go has them. */
const AGE: Column = { name: 'Age' };
const WIDE = (name: string): Column => ({ name, priority: 1 });
const WORKLOAD: readonly Column[] = [WIDE('Containers'), WIDE('Images'), WIDE('Selector')];

const age = (object: Dict, now: number): string => ageOf(metadataOf(object)['creationTimestamp'], now);
const orNone = (value: Value): string => (text(value) === '' ? '<none>' : text(value));

function containers(podSpec: Dict): [string, string] {
  const list = items(podSpec['containers']);
  return [list.map((each) => text(each['name'])).join(','), list.map((each) => text(each['image'])).join(',')];
}

function selectorWords(selector: Value): string {
  if (!isDict(selector)) return '<none>';
  const labels = isDict(selector['matchLabels']) || selector['matchExpressions'] !== undefined ? dict(selector['matchLabels']) : selector;
  const parts = Object.entries(labels).map(([name, value]) => `${name}=${text(value)}`).sort();
  for (const each of items(selector['matchExpressions'])) {
    const key = text(each['key']);
    const operator = text(each['operator']);
    parts.push(operator === 'Exists' ? key : operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${texts(each['values']).join(',')})`);
  }
  return parts.length === 0 ? '<none>' : parts.join(',');
}

function workload(object: Dict): [string, string, string] {
  const spec = dict(object['spec']);
  return [...containers(dict(spec, 'template', 'spec')), selectorWords(spec['selector'])];
}

/** The STATUS of a pod. */
function podStatus(pod: Dict): string {
  const status = dict(pod['status']);
  let reason = text(status['reason']) || text(status['phase']);
  const statuses = items(status['containerStatuses']);
  let running = false;
  for (const container of statuses.toReversed()) {
    const state = dict(container['state']);
    const waiting = text(dict(state['waiting'])['reason']);
    const terminated = dict(state['terminated']);
    if (waiting !== '') reason = waiting;
    else if (isDict(state['terminated'])) reason = text(terminated['reason']) || `ExitCode:${count(terminated['exitCode'])}`;
    else if (container['ready'] === true) running = true;
  }
  if (reason === 'Completed' && running) reason = 'Running';
  return isDeleting(pod) ? 'Terminating' : reason;
}

const pods: Printer = {
  columns: [{ name: 'Ready' }, { name: 'Status' }, { name: 'Restarts' }, AGE, WIDE('IP'), WIDE('Node'), WIDE('Nominated Node'), WIDE('Readiness Gates')],
  cells(pod, now) {
    const status = dict(pod['status']);
    const statuses = items(status['containerStatuses']);
    const restarts = statuses.reduce((sum, each) => sum + count(each['restartCount']), 0);
    const last = statuses.map((each) => dict(each, 'lastState', 'terminated')['finishedAt']).find((each) => each !== undefined);
    return [
      `${statuses.filter((each) => each['ready'] === true).length}/${items(dict(pod['spec'])['containers']).length}`,
      podStatus(pod),
      restarts > 0 && last !== undefined ? `${restarts} (${ageOf(last, now)} ago)` : String(restarts),
      age(pod, now),
      orNone(status['podIP']),
      orNone(dict(pod['spec'])['nodeName']),
      '<none>',
      '<none>',
    ];
  },
};

const services: Printer = {
  columns: [{ name: 'Type' }, { name: 'Cluster-IP' }, { name: 'External-IP' }, { name: 'Port(s)' }, AGE, WIDE('Selector')],
  cells(service, now) {
    const spec = dict(service['spec']);
    const ingress = items(dict(service, 'status', 'loadBalancer')['ingress']).map((each) => text(each['ip']) || text(each['hostname'])).join(',');
    const external = spec['type'] === 'LoadBalancer' ? ingress || '<pending>' : spec['type'] === 'ExternalName' ? text(spec['externalName']) : texts(spec['externalIPs']).join(',');
    const ports = items(spec['ports']).map((port) => `${count(port['port'])}${port['nodePort'] === undefined ? '' : `:${count(port['nodePort'])}`}/${text(port['protocol'])}`);
    return [text(spec['type']), orNone(spec['clusterIP']), orNone(external), orNone(ports.join(',')), age(service, now), selectorWords(spec['selector'])];
  },
};

const events: Printer = {
  columns: [{ name: 'Last Seen' }, { name: 'Type' }, { name: 'Reason' }, { name: 'Object' }, WIDE('Subobject'), WIDE('Source'), { name: 'Message' }, WIDE('First Seen'), WIDE('Count'), WIDE('Name')],
  cells(event, now) {
    const about = dict(event['involvedObject']);
    const first = event['firstTimestamp'] ?? event['eventTime'];
    const last = event['lastTimestamp'] ?? first;
    return [ageOf(last, now), text(event['type']), text(event['reason']), `${text(about['kind']).toLowerCase()}/${text(about['name'])}`, text(about['fieldPath']), text(dict(event['source'])['component']) || text(event['reportingComponent']), text(event['message']).trim(), ageOf(first, now), Math.max(1, count(event['count'])), text(metadataOf(event)['name'])];
  },
};

const jobs: Printer = {
  columns: [{ name: 'Status' }, { name: 'Completions' }, { name: 'Duration' }, AGE, ...WORKLOAD],
  cells(job, now) {
    const status = dict(job['status']);
    const conditions = items(status['conditions']).filter((each) => each['status'] === 'True').map((each) => text(each['type']));
    const state = ['Complete', 'Failed', 'Suspended', 'FailureTarget'].find((each) => conditions.includes(each)) ?? (isDeleting(job) ? 'Terminating' : 'Running');
    const start = text(status['startTime']);
    const duration = start === '' ? '' : humanDuration((text(status['completionTime']) === '' ? now : Date.parse(text(status['completionTime']))) - Date.parse(start));
    return [state, `${count(status['succeeded'])}/${count(dict(job['spec'])['completions'], 1)}`, duration, age(job, now), ...workload(job)];
  },
};

const bindings: Printer = {
  columns: [{ name: 'Role' }, AGE, WIDE('Users'), WIDE('Groups'), WIDE('ServiceAccounts')],
  cells(binding, now) {
    const subjects = items(binding['subjects']);
    const of = (kind: string): string => subjects.filter((each) => each['kind'] === kind).map((each) => (kind === 'ServiceAccount' ? `${text(each['namespace'])}/${text(each['name'])}` : text(each['name']))).join(', ');
    const role = dict(binding['roleRef']);
    return [`${text(role['kind'])}/${text(role['name'])}`, age(binding, now), of('User'), of('Group'), of('ServiceAccount')];
  },
};

const MODES: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };
const modes = (value: Value): string => texts(value).map((each) => MODES[each] ?? each).join(',');
const created = (object: Dict): Value[] => [text(metadataOf(object)['creationTimestamp'])];

/** Printers by `group/Kind`. */
export const PRINTERS: Readonly<Record<string, Printer>> = {
  '/Pod': pods,
  '/Service': services,
  '/Event': events,
  '/ConfigMap': {
    columns: [{ name: 'Data' }, AGE],
    cells: (object, now) => [Object.keys({ ...dict(object['data']), ...dict(object['binaryData']) }).length, age(object, now)],
  },
  '/Secret': { columns: [{ name: 'Type' }, { name: 'Data' }, AGE], cells: (object, now) => [text(object['type']), Object.keys(dict(object['data'])).length, age(object, now)] },
  '/Namespace': { columns: [{ name: 'Status' }, AGE], cells: (object, now) => [text(dict(object['status'])['phase']), age(object, now)] },
  '/Node': {
    columns: [{ name: 'Status' }, { name: 'Roles' }, AGE, { name: 'Version' }, WIDE('Internal-IP'), WIDE('External-IP'), WIDE('OS-Image'), WIDE('Kernel-Version'), WIDE('Container-Runtime')],
    cells(node, now) {
      const status = dict(node['status']);
      const info = dict(status['nodeInfo']);
      const ready = items(status['conditions']).some((each) => each['type'] === 'Ready' && each['status'] === 'True');
      const roles = Object.keys(dict(metadataOf(node)['labels'])).flatMap((label) => (label.startsWith('node-role.kubernetes.io/') ? [label.slice(24)] : []));
      const address = items(status['addresses']).find((each) => each['type'] === 'InternalIP');
      const state = `${ready ? 'Ready' : 'NotReady'}${dict(node['spec'])['unschedulable'] === true ? ',SchedulingDisabled' : ''}`;
      return [state, orNone(roles.join(',')), age(node, now), text(info['kubeletVersion']), orNone(address?.['address']), '<none>', text(info['osImage']), text(info['kernelVersion']), text(info['containerRuntimeVersion'])];
    },
  },
  '/PersistentVolumeClaim': {
    columns: [{ name: 'Status' }, { name: 'Volume' }, { name: 'Capacity' }, { name: 'Access Modes' }, { name: 'StorageClass' }, { name: 'VolumeAttributesClass' }, AGE, WIDE('VolumeMode')],
    cells(claim, now) {
      const [spec, status] = [dict(claim['spec']), dict(claim['status'])];
      return [isDeleting(claim) ? 'Terminating' : text(status['phase']), text(spec['volumeName']), text(dict(status['capacity'])['storage']), modes(status['accessModes']), text(spec['storageClassName']), '<unset>', age(claim, now), text(spec['volumeMode'])];
    },
  },
  '/PersistentVolume': {
    columns: [{ name: 'Capacity' }, { name: 'Access Modes' }, { name: 'Reclaim Policy' }, { name: 'Status' }, { name: 'Claim' }, { name: 'StorageClass' }, { name: 'VolumeAttributesClass' }, { name: 'Reason' }, AGE, WIDE('VolumeMode')],
    cells(volume, now) {
      const spec = dict(volume['spec']);
      const claim = dict(spec['claimRef']);
      return [text(dict(spec['capacity'])['storage']), modes(spec['accessModes']), text(spec['persistentVolumeReclaimPolicy']), text(dict(volume['status'])['phase']), text(claim['name']) === '' ? '' : `${text(claim['namespace'])}/${text(claim['name'])}`, text(spec['storageClassName']), '<unset>', '', age(volume, now), text(spec['volumeMode'])];
    },
  },
  'apps/Deployment': {
    columns: [{ name: 'Ready' }, { name: 'Up-to-date' }, { name: 'Available' }, AGE, ...WORKLOAD],
    cells(object, now) {
      const status = dict(object['status']);
      return [`${count(status['readyReplicas'])}/${count(dict(object['spec'])['replicas'])}`, count(status['updatedReplicas']), count(status['availableReplicas']), age(object, now), ...workload(object)];
    },
  },
  'apps/ReplicaSet': {
    columns: [{ name: 'Desired', type: 'integer' }, { name: 'Current', type: 'integer' }, { name: 'Ready', type: 'integer' }, AGE, ...WORKLOAD],
    cells: (object, now) => [count(dict(object['spec'])['replicas']), count(dict(object['status'])['replicas']), count(dict(object['status'])['readyReplicas']), age(object, now), ...workload(object)],
  },
  'apps/StatefulSet': {
    columns: [{ name: 'Ready' }, AGE, WIDE('Containers'), WIDE('Images')],
    cells: (object, now) => [`${count(dict(object['status'])['readyReplicas'])}/${count(dict(object['spec'])['replicas'])}`, age(object, now), ...workload(object).slice(0, 2)],
  },
  'apps/DaemonSet': {
    columns: [...['Desired', 'Current', 'Ready', 'Up-to-date', 'Available'].map((name) => ({ name, type: 'integer' })), { name: 'Node Selector' }, AGE, ...WORKLOAD],
    cells(object, now) {
      const status = dict(object['status']);
      const numbers = ['desiredNumberScheduled', 'currentNumberScheduled', 'numberReady', 'updatedNumberScheduled', 'numberAvailable'].map((name) => count(status[name]));
      return [...numbers, selectorWords(dict(object, 'spec', 'template', 'spec', 'nodeSelector')), age(object, now), ...workload(object)];
    },
  },
  'apps/ControllerRevision': {
    columns: [{ name: 'Controller' }, { name: 'Revision' }, AGE],
    cells(object, now) {
      const owner = items(metadataOf(object)['ownerReferences']).find((each) => each['controller'] === true);
      return [owner === undefined ? '<none>' : `${text(owner['kind']).toLowerCase()}.apps/${text(owner['name'])}`, count(object['revision']), age(object, now)];
    },
  },
  'batch/Job': jobs,
  'batch/CronJob': {
    columns: [{ name: 'Schedule' }, { name: 'Timezone' }, { name: 'Suspend', type: 'boolean' }, { name: 'Active', type: 'integer' }, { name: 'Last Schedule' }, AGE, ...WORKLOAD],
    cells(object, now) {
      const [spec, status] = [dict(object['spec']), dict(object['status'])];
      const last = status['lastScheduleTime'];
      return [text(spec['schedule']), orNone(spec['timeZone']), spec['suspend'] === true ? 'True' : 'False', items(status['active']).length, last === undefined ? '<none>' : ageOf(last, now), age(object, now), ...containers(dict(spec, 'jobTemplate', 'spec', 'template', 'spec')), '<none>'];
    },
  },
  'networking.k8s.io/Ingress': {
    columns: [{ name: 'Class' }, { name: 'Hosts' }, { name: 'Address' }, { name: 'Ports' }, AGE],
    cells(object, now) {
      const spec = dict(object['spec']);
      const hosts = items(spec['rules']).map((rule) => text(rule['host']) || '*');
      return [orNone(spec['ingressClassName']), hosts.length === 0 ? '*' : hosts.join(','), '', items(spec['tls']).length > 0 ? '80, 443' : '80', age(object, now)];
    },
  },
  'policy/PodDisruptionBudget': {
    columns: [{ name: 'Min Available' }, { name: 'Max Unavailable' }, { name: 'Allowed Disruptions', type: 'integer' }, AGE],
    cells(object, now) {
      const spec = dict(object['spec']);
      const shown = (value: Value): string => (value === undefined ? 'N/A' : String(value as string | number));
      return [shown(spec['minAvailable']), shown(spec['maxUnavailable']), count(dict(object['status'])['disruptionsAllowed']), age(object, now)];
    },
  },
  'autoscaling/HorizontalPodAutoscaler': {
    columns: [{ name: 'Reference' }, { name: 'Targets' }, { name: 'MinPods' }, { name: 'MaxPods' }, { name: 'Replicas' }, AGE],
    cells(object, now) {
      const spec = dict(object['spec']);
      const target = dict(spec['scaleTargetRef']);
      const metrics = items(spec['metrics']).map((metric) => `${text(dict(metric['resource'])['name'])}: <unknown>/${count(dict(metric, 'resource', 'target')['averageUtilization'])}%`);
      return [`${text(target['kind'])}/${text(target['name'])}`, orNone(metrics.join(', ')), String(count(spec['minReplicas'])), count(spec['maxReplicas']), count(dict(object['status'])['currentReplicas']), age(object, now)];
    },
  },
  'rbac.authorization.k8s.io/RoleBinding': bindings,
  'rbac.authorization.k8s.io/ClusterRoleBinding': bindings,
  'rbac.authorization.k8s.io/Role': { columns: [{ name: 'Created At', type: 'date' }], cells: created },
  'rbac.authorization.k8s.io/ClusterRole': { columns: [{ name: 'Created At', type: 'date' }], cells: created },
  'apiextensions.k8s.io/CustomResourceDefinition': { columns: [{ name: 'Created At', type: 'date' }], cells: created },
  'discovery.k8s.io/EndpointSlice': {
    columns: [{ name: 'AddressType' }, { name: 'Ports' }, { name: 'Endpoints' }, AGE],
    cells(object, now) {
      const ports = items(object['ports']).map((port) => String(count(port['port'])));
      const addresses = items(object['endpoints']).flatMap((each) => texts(each['addresses']));
      const shown = addresses.length > 3 ? `${addresses.slice(0, 3).join(',')} + ${addresses.length - 3} more...` : addresses.join(',');
      return [text(object['addressType']), ports.length === 0 ? '<unset>' : ports.join(','), shown === '' ? '<unset>' : shown, age(object, now)];
    },
  },
  'storage.k8s.io/StorageClass': {
    columns: [{ name: 'Provisioner' }, { name: 'ReclaimPolicy' }, { name: 'VolumeBindingMode' }, { name: 'AllowVolumeExpansion' }, AGE],
    cells: (object, now) => [text(object['provisioner']), text(object['reclaimPolicy']), text(object['volumeBindingMode']), object['allowVolumeExpansion'] === true, age(object, now)],
  },
};
