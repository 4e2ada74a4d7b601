import { groupVersion } from './model/kinds.ts';
import type { Dict } from './model/values.ts';
import { timestamp } from './model/values.ts';
import { keyIn } from './store/store.ts';
import { createObject, updateWith } from './write/writes.ts';
import type { World } from './write/writes.ts';

export const NODE = 'drydock';
const ADDRESS = '127.0.0.1';

/** What every new cluster has: its namespaces, one node, a storage class, the administrators' role. */
export function bootstrap(world: World): void {
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) make(world, 'Namespace', name, {});
  make(world, 'Node', NODE, { metadata: { labels: { 'kubernetes.io/hostname': NODE, 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64', 'node-role.kubernetes.io/control-plane': '' } }, spec: {}, status: nodeStatus(world.now()) });
  make(world, 'StorageClass', 'standard', { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'drydock.dev/sandbox' });
  make(world, 'ClusterRole', 'cluster-admin', { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }] });
  make(world, 'Service', 'kubernetes', { metadata: { labels: { component: 'apiserver', provider: 'kubernetes' } }, spec: { clusterIP: '10.96.0.1', ports: [{ name: 'https', port: 443, targetPort: 443 }] } }, 'default');
}

function make(world: World, name: string, objectName: string, body: Dict, namespace = ''): void {
  const kind = world.registry.builtin(name);
  if (world.store.get(kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`, keyIn(namespace, objectName)) !== undefined) return;
  const metadata = { ...(body['metadata'] as Dict | undefined), name: objectName };
  const options = { manager: 'drydock-sandbox' };
  createObject(world, { kind, namespace }, { ...body, apiVersion: groupVersion(kind), kind: name, metadata }, options);
  const { status } = body;
  if (status !== undefined) updateWith(world, { kind, namespace, name: objectName }, (live) => ({ ...structuredClone(live), status }), { ...options, subresource: 'status' });
}

function nodeStatus(now: number): Dict {
  const time = timestamp(now);
  const condition = (type: string, status: string, reason: string, message: string): Dict => ({ type, status, reason, message, lastHeartbeatTime: time, lastTransitionTime: time });
  const resources = { cpu: '8', memory: '16Gi', 'ephemeral-storage': '100Gi', pods: '1000' };
  return {
    addresses: [{ type: 'InternalIP', address: ADDRESS }, { type: 'Hostname', address: NODE }],
    capacity: resources,
    allocatable: resources,
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    nodeInfo: { architecture: 'amd64', bootID: '', containerRuntimeVersion: 'drydock://1', kernelVersion: 'simulated', kubeProxyVersion: '', kubeletVersion: 'v1.36.3', machineID: '', operatingSystem: 'linux', osImage: 'Drydock sandbox', systemUUID: '' },
  };
}
