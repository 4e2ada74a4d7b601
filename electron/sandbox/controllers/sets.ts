import type { Dict, Value } from '../model/values.ts';
import { count, dict, isDeleting, items, metadataOf, nameOf, namespaceOf, text } from '../model/values.ts';
import { ControllerClient, ownerReference } from './client.ts';
import { isActive, isReady, podOf, templateHash } from './pods.ts';

/** ReplicaSets (pkg/controller/replicaset): as many active pods as asked for; those that are not ready go first. */
export function syncReplicaSet(client: ControllerClient, namespace: string, name: string): void {
  const set = client.get('ReplicaSet', namespace, name);
  if (set === undefined || isDeleting(set)) return;
  const spec = dict(set['spec']);
  const wanted = count(spec['replicas']);
  const pods = client.owned('Pod', set);
  const active = pods.filter(isActive);
  for (let missing = wanted - active.length; missing > 0; missing--) {
    const pod = client.create('Pod', namespace, podOf(set, dict(spec['template']), { generateName: `${name}-` }));
    if (pod === undefined) break;
    client.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${nameOf(pod)}`, 'replicaset-controller');
  }
  const surplus = active.toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)) || (text(metadataOf(a)['creationTimestamp']) < text(metadataOf(b)['creationTimestamp']) ? 1 : -1)).slice(0, Math.max(0, active.length - wanted));
  for (const pod of surplus) {
    client.delete('Pod', pod);
    client.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${nameOf(pod)}`, 'replicaset-controller');
  }
  const after = client.owned('Pod', set);
  const now = after.filter(isActive);
  const ready = now.filter(isReady).length;
  client.status('ReplicaSet', set, {
    replicas: now.length,
    ...(now.length > 0 ? { fullyLabeledReplicas: now.length } : {}),
    ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    observedGeneration: metadataOf(set)['generation'],
    terminatingReplicas: after.filter(isDeleting).length,
  });
}

/** StatefulSets (pkg/controller/statefulset): pods with fixed names, in order, each with its claims. */
export function syncStatefulSet(client: ControllerClient, namespace: string, name: string): void {
  const set = client.get('StatefulSet', namespace, name);
  if (set === undefined || isDeleting(set)) return;
  const spec = dict(set['spec']);
  const wanted = count(spec['replicas']);
  const revision = `${name}-${templateHash(spec['template'])}`;
  recordRevision(client, set, revision, 'controller.kubernetes.io/hash');
  const parallel = spec['podManagementPolicy'] === 'Parallel';
  const byIndex = new Map(client.owned('Pod', set).map((pod) => [Number(nameOf(pod).slice(name.length + 1)), pod]));
  let blocked = false;
  for (let index = 0; index < wanted && !blocked; index++) {
    const pod = byIndex.get(index);
    if (pod === undefined) createMember(client, set, index, revision);
    blocked = !parallel && (pod === undefined || !isReady(pod));
  }
  if (!blocked || parallel) {
    const last = [...byIndex.keys()].filter((index) => index >= wanted).sort((a, b) => b - a);
    for (const index of parallel ? last : last.slice(0, 1)) {
      const pod = byIndex.get(index);
      if (pod !== undefined && !isDeleting(pod)) client.delete('Pod', pod);
    }
    // One pod at a time, from the last, gets the new template.
    const partition = count(dict(spec, 'updateStrategy', 'rollingUpdate')['partition']);
    const stale = [...byIndex].filter(([index, pod]) => index >= partition && index < wanted && revisionLabel(pod) !== revision).sort(([a], [b]) => b - a)[0]?.[1];
    const settled = [...byIndex.values()].every((pod) => isReady(pod) || revisionLabel(pod) !== revision);
    if (stale !== undefined && !isDeleting(stale) && settled && dict(spec['updateStrategy'])['type'] === 'RollingUpdate') client.delete('Pod', stale);
  }
  const pods = client.owned('Pod', set);
  const ready = pods.filter(isReady).length;
  const updated = pods.filter((pod) => revisionLabel(pod) === revision).length;
  const done = updated === pods.length && pods.length === wanted;
  const currentRevision = done ? revision : text(dict(set['status'])['currentRevision']) || revision;
  client.status('StatefulSet', set, {
    observedGeneration: metadataOf(set)['generation'],
    replicas: pods.length,
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    availableReplicas: ready,
    ...(pods.length - updated > 0 || done ? { currentReplicas: done ? pods.length : pods.length - updated } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    currentRevision,
    updateRevision: revision,
    collisionCount: 0,
  });
}

function revisionLabel(pod: Dict): string {
  return text(dict(metadataOf(pod)['labels'])['controller-revision-hash']);
}

function createMember(client: ControllerClient, set: Dict, index: number, revision: string): void {
  const [name, namespace] = [nameOf(set), namespaceOf(set)];
  const spec = dict(set['spec']);
  const podName = `${name}-${index}`;
  const volumes: Value[] = [];
  for (const claim of items(spec['volumeClaimTemplates'])) {
    const claimName = `${nameOf(claim)}-${podName}`;
    volumes.push({ name: nameOf(claim), persistentVolumeClaim: { claimName } });
    if (client.get('PersistentVolumeClaim', namespace, claimName) !== undefined) continue;
    client.create('PersistentVolumeClaim', namespace, { metadata: { name: claimName, labels: { ...dict(spec, 'selector', 'matchLabels') } }, spec: structuredClone(dict(claim['spec'])) });
    client.event(set, 'Normal', 'SuccessfulCreate', `Create Claim ${claimName} Pod ${podName} in StatefulSet ${name} success`, 'statefulset-controller');
  }
  const labels = { 'apps.kubernetes.io/pod-index': String(index), 'controller-revision-hash': revision, 'statefulset.kubernetes.io/pod-name': podName };
  const pod = podOf(set, dict(spec['template']), { name: podName, generateName: `${name}-`, labels });
  const podSpec = dict(pod['spec']);
  podSpec['hostname'] = podName;
  if (text(spec['serviceName']) !== '') podSpec['subdomain'] = spec['serviceName'];
  if (volumes.length > 0) podSpec['volumes'] = [...volumes, ...items(podSpec['volumes'])];
  if (client.create('Pod', namespace, pod) !== undefined) client.event(set, 'Normal', 'SuccessfulCreate', `Create Pod ${podName} in StatefulSet ${name} successful`, 'statefulset-controller');
}

/** DaemonSets (pkg/controller/daemon): a pod on every node; the sandbox has one or few. */
export function syncDaemonSet(client: ControllerClient, namespace: string, name: string): void {
  const set = client.get('DaemonSet', namespace, name);
  if (set === undefined || isDeleting(set)) return;
  const spec = dict(set['spec']);
  const hash = templateHash(spec['template']);
  recordRevision(client, set, `${name}-${hash}`, 'controller-revision-hash');
  const selector = dict(spec, 'template', 'spec', 'nodeSelector');
  const nodes = client.list('Node').filter((node) => Object.entries(selector).every(([label, value]) => dict(metadataOf(node)['labels'])[label] === value));
  const pods = client.owned('Pod', set).filter(isActive);
  for (const node of nodes) {
    const here = pods.find((pod) => text(dict(pod['spec'])['nodeName']) === nameOf(node) || wantedNode(pod) === nameOf(node));
    if (here === undefined) {
      const pod = podOf(set, dict(spec['template']), { generateName: `${name}-`, labels: { 'controller-revision-hash': hash, 'pod-template-generation': text(dict(metadataOf(set)['annotations'])['deprecated.daemonset.template.generation']) } });
      dict(pod['spec'])['affinity'] = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nameOf(node)] }] }] } } };
      const made = client.create('Pod', namespace, pod);
      if (made !== undefined) client.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${nameOf(made)}`, 'daemonset-controller');
    } else if (dict(metadataOf(here)['labels'])['controller-revision-hash'] !== hash && dict(spec['updateStrategy'])['type'] === 'RollingUpdate') client.delete('Pod', here);
  }
  const placed = nodes.map(nameOf);
  for (const pod of pods) if (!placed.includes(wantedNode(pod))) client.delete('Pod', pod);
  const after = client.owned('Pod', set).filter(isActive);
  const ready = after.filter(isReady).length;
  const updated = after.filter((pod) => dict(metadataOf(pod)['labels'])['controller-revision-hash'] === hash).length;
  client.status('DaemonSet', set, {
    currentNumberScheduled: after.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes.length,
    numberReady: ready,
    observedGeneration: metadataOf(set)['generation'],
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(ready > 0 ? { numberAvailable: ready } : {}),
    ...(nodes.length - ready > 0 ? { numberUnavailable: nodes.length - ready } : {}),
  });
}

function wantedNode(pod: Dict): string {
  const terms = items(dict(pod, 'spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')['nodeSelectorTerms']);
  const values = items(terms[0]?.['matchFields'])[0]?.['values'];
  return Array.isArray(values) ? text(values[0]) : '';
}

/** Keeps a template as a ControllerRevision, which `kubectl rollout undo` reads. */
function recordRevision(client: ControllerClient, set: Dict, name: string, label: string): void {
  const namespace = namespaceOf(set);
  const revisions = client.owned('ControllerRevision', set);
  const newest = Math.max(0, ...revisions.map((each) => count(each['revision'])));
  const known = revisions.find((each) => nameOf(each) === name);
  if (known === undefined) {
    client.create('ControllerRevision', namespace, {
      metadata: { name, labels: { ...dict(set, 'spec', 'template', 'metadata', 'labels'), [label]: name.slice(nameOf(set).length + 1) }, ownerReferences: ownerReference(set) },
      data: { spec: { template: { ...structuredClone(dict(set, 'spec', 'template')), $patch: 'replace' } } },
      revision: newest + 1,
    });
  } else if (count(known['revision']) < newest) client.update('ControllerRevision', known, (next) => void (next['revision'] = newest + 1));
}
