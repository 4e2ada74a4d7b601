import type { Dict, Value } from '../model/values.ts';
import { dict, isDeleting, items, metadataOf, nameOf, same, text } from '../model/values.ts';
import { mapMatches } from '../model/selector.ts';
import { ControllerClient, ownerReference } from './client.ts';
import { isReady } from './pods.ts';

/** EndpointSlices (pkg/controller/endpointslice): one per Service with a selector, of the pods that have an address. */
export function syncService(client: ControllerClient, namespace: string, name: string): void {
  const service = client.get('Service', namespace, name);
  if (service === undefined || isDeleting(service)) return;
  const spec = dict(service['spec']);
  const selector = dict(spec['selector']);
  if (Object.keys(selector).length === 0 || spec['type'] === 'ExternalName') return;
  const pods = client.list('Pod', namespace).filter((pod) => mapMatches(selector, dict(metadataOf(pod)['labels'])) && text(dict(pod['status'])['podIP']) !== '' && !['Succeeded', 'Failed'].includes(text(dict(pod['status'])['phase'])));
  const endpoints = pods.map((pod): Dict => {
    const ready = isReady(pod);
    const serving = ready || (isDeleting(pod) && dict(pod['status'])['phase'] === 'Running');
    return {
      addresses: [text(dict(pod['status'])['podIP'])],
      conditions: { ready: ready || spec['publishNotReadyAddresses'] === true, serving, terminating: isDeleting(pod) },
      nodeName: dict(pod['spec'])['nodeName'],
      targetRef: { kind: 'Pod', name: nameOf(pod), namespace, uid: metadataOf(pod)['uid'] },
    };
  });
  const ports = items(spec['ports']).map((port) => ({ name: text(port['name']), port: portOf(port['targetPort'], pods[0]), protocol: port['protocol'] }));
  const slice = client.owned('EndpointSlice', service)[0];
  const labels = { ...dict(metadataOf(service)['labels']), 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', 'kubernetes.io/service-name': name, ...(spec['clusterIP'] === 'None' ? { 'service.kubernetes.io/headless': '' } : {}) };
  if (slice === undefined) {
    client.create('EndpointSlice', namespace, { metadata: { generateName: `${name}-`, labels, ownerReferences: ownerReference(service) }, addressType: 'IPv4', endpoints, ports: pods.length === 0 ? [] : ports });
    return;
  }
  const wanted: Value = pods.length === 0 ? null : ports;
  if (same(items(slice['endpoints']), endpoints) && same(slice['ports'] ?? null, wanted) && same(metadataOf(slice)['labels'], labels)) return;
  client.update('EndpointSlice', slice, (next) => {
    next['endpoints'] = endpoints;
    next['ports'] = pods.length === 0 ? [] : ports;
    dict(next['metadata'])['labels'] = labels;
  });
}

function portOf(target: Value, pod: Dict | undefined): Value {
  if (typeof target === 'number') return target;
  for (const container of items(dict(pod?.['spec'])['containers'])) {
    const found = items(container['ports']).find((port) => port['name'] === target);
    if (found !== undefined) return found['containerPort'];
  }
  return undefined;
}

/** PodDisruptionBudgets (pkg/controller/disruption), as far as numbers go. */
export function syncBudget(client: ControllerClient, namespace: string, name: string): void {
  const budget = client.get('PodDisruptionBudget', namespace, name);
  if (budget === undefined) return;
  const spec = dict(budget['spec']);
  const labels = dict(spec, 'selector', 'matchLabels');
  const pods = client.list('Pod', namespace).filter((pod) => mapMatches(labels, dict(metadataOf(pod)['labels'])));
  const share = (value: Value): number => (typeof value === 'string' && value.endsWith('%') ? Math.ceil((Number(value.slice(0, -1)) * pods.length) / 100) : Number(value ?? 0));
  const healthy = pods.filter(isReady).length;
  const desired = spec['maxUnavailable'] === undefined ? share(spec['minAvailable'] ?? 1) : Math.max(0, pods.length - share(spec['maxUnavailable']));
  const allowed = Math.max(0, healthy - desired);
  const generation = metadataOf(budget)['generation'];
  const before = items(dict(budget['status'])['conditions'])[0];
  const state = allowed > 0 ? 'True' : 'False';
  client.status('PodDisruptionBudget', budget, {
    conditions: [{ type: 'DisruptionAllowed', status: state, reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods', message: '', observedGeneration: generation, lastTransitionTime: before?.['status'] === state ? before['lastTransitionTime'] : client.now() }],
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: pods.length,
    observedGeneration: generation,
  });
}

/** Claims are bound at once to a volume that is nothing but an object. */
export function syncClaim(client: ControllerClient, namespace: string, name: string): void {
  const claim = client.get('PersistentVolumeClaim', namespace, name);
  if (claim === undefined || isDeleting(claim) || dict(claim['status'])['phase'] === 'Bound') return;
  const spec = dict(claim['spec']);
  if (spec['storageClassName'] !== 'standard' || text(spec['volumeName']) !== '') return;
  const volume = `pvc-${text(metadataOf(claim)['uid'])}`;
  const capacity = { storage: dict(spec, 'resources', 'requests')['storage'] };
  client.create('PersistentVolume', '', {
    metadata: { name: volume, annotations: { 'pv.kubernetes.io/provisioned-by': 'drydock.dev/sandbox' } },
    spec: { accessModes: spec['accessModes'], capacity, persistentVolumeReclaimPolicy: 'Delete', storageClassName: 'standard', volumeMode: spec['volumeMode'], hostPath: { path: `/nowhere/${volume}` }, claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid: metadataOf(claim)['uid'] } },
    status: { phase: 'Bound' },
  });
  client.update('PersistentVolumeClaim', claim, (next) => void (dict(next['spec'])['volumeName'] = volume));
  client.status('PersistentVolumeClaim', claim, { phase: 'Bound', accessModes: spec['accessModes'], capacity });
}

/** A volume goes with its claim. */
export function syncVolume(client: ControllerClient, name: string): void {
  const volume = client.get('PersistentVolume', '', name);
  const reference = dict(volume?.['spec'], 'claimRef');
  if (volume === undefined || text(reference['name']) === '') return;
  const claim = client.get('PersistentVolumeClaim', text(reference['namespace']), text(reference['name']));
  if (claim === undefined || metadataOf(claim)['uid'] !== reference['uid']) client.delete('PersistentVolume', volume);
}

