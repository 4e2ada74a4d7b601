import { randomBytes, randomUUID } from 'node:crypto';
import type { Kind } from '../model/kinds.ts';
import { quantityNanos } from '../model/quantity.ts';
import type { Dict, Value } from '../model/values.ts';
import { count, dict, ensure, fill, items, same, text, timestamp, uidOf } from '../model/values.ts';
import type { Store } from '../store/store.ts';

const STATUS_ANNOTATES = new Set(['', 'apps', 'autoscaling', 'batch', 'policy']);
const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** The random end of a generated name, in the letters that Kubernetes uses (apimachinery pkg/util/rand). */
export function randomSuffix(length = 5): string {
  return [...randomBytes(length)].map((byte) => NAME_LETTERS[byte % NAME_LETTERS.length]).join('');
}

/**
 * What admission and a kind's strategy do with a new object before it is stored (k8s.io/kubernetes pkg/registry,
 * plugin/pkg/admission). Changes the object. Ownership is recorded before this.
 */
export function prepareCreate(kind: Kind, object: Dict, now: number, store: Store): void {
  const metadata = ensure(object, 'metadata');
  metadata['uid'] = randomUUID();
  metadata['creationTimestamp'] = timestamp(now);
  delete metadata['resourceVersion'];
  delete metadata['deletionTimestamp'];
  delete metadata['deletionGracePeriodSeconds'];
  if (kind.generation === 'none') delete metadata['generation'];
  else metadata['generation'] = 1;
  const spec = dict(object['spec']);
  if (kind.definition !== undefined) {
    if (kind.status) delete object['status'];
    return;
  }
  switch (kind.kind) {
    case 'Namespace':
      ensure(object, 'spec')['finalizers'] = ['kubernetes'];
      object['status'] = { phase: 'Active' };
      break;
    case 'Pod':
      object['status'] = { phase: 'Pending', qosClass: qosClass(spec), ...(items(spec['schedulingGates']).length === 0 ? {} : { conditions: [{ ...GATED }] }) };
      admitPod(spec);
      break;
    case 'Service':
      object['status'] = { loadBalancer: {} };
      allocateService(spec, undefined, store);
      break;
    case 'Ingress':
      object['status'] = { loadBalancer: {} };
      break;
    case 'PersistentVolumeClaim':
      object['status'] = { phase: 'Pending' };
      fill(spec, { storageClassName: 'standard' });
      break;
    case 'DaemonSet':
      object['status'] = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
      ensure(metadata, 'annotations')['deprecated.daemonset.template.generation'] = '1';
      break;
    case 'Job':
      object['status'] = {};
      if (spec['manualSelector'] !== true) selectJob(object, spec);
      break;
    case 'ReplicaSet':
      object['status'] = { replicas: 0 };
      break;
    case 'StatefulSet':
      object['status'] = { replicas: 0, availableReplicas: 0 };
      break;
    case 'Node':
    case 'PersistentVolume':
    case 'CustomResourceDefinition':
      break;
    default:
      if (kind.status) object['status'] = {};
  }
  if (kind.kind === 'PodDisruptionBudget') object['status'] = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 };
  if (kind.kind === 'HorizontalPodAutoscaler') object['status'] = { currentMetrics: null, desiredReplicas: 0 };
}

/** The same for an update: what only the server or another subresource may write comes from the live object. */
export function prepareUpdate(kind: Kind, live: Dict, object: Dict, subresource: string | undefined, store: Store): Dict {
  const old = dict(live['metadata']);
  let next = object;
  if (subresource === 'status') {
    const sent = dict(object['metadata']);
    // Writes to the status of older groups may change annotations; the Deployment controller relies on it.
    const annotations = STATUS_ANNOTATES.has(kind.group) && sent['annotations'] !== undefined ? { annotations: sent['annotations'] } : {};
    next = { ...live, status: object['status'], metadata: { ...old, ...annotations, managedFields: sent['managedFields'] } };
    if (object['status'] === undefined) delete next['status'];
  } else {
    const metadata = ensure(next, 'metadata');
    for (const field of ['uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'generateName']) {
      if (old[field] === undefined) delete metadata[field];
      else metadata[field] = old[field];
    }
    if (kind.status) {
      if (live['status'] === undefined) delete next['status'];
      else next['status'] = live['status'];
    }
    if (kind.definition === undefined && kind.kind === 'Service') allocateService(dict(next['spec']), dict(live['spec']), store);
    if (kind.definition === undefined && kind.kind === 'DaemonSet') countTemplate(next, live);
    if (kind.definition === undefined && kind.kind === 'PersistentVolumeClaim') fill(dict(next['spec']), { storageClassName: dict(live['spec'])['storageClassName'], volumeName: dict(live['spec'])['volumeName'] });
  }
  if (kind.generation !== 'none' && !same(counted(kind, live), counted(kind, next))) {
    next['metadata'] = { ...dict(next['metadata']), generation: count(old['generation']) + 1 };
  }
  return next;
}

/** What a generation counts the changes of. */
function counted(kind: Kind, object: Dict): Value {
  if (kind.generation === 'spec') return object['spec'];
  const { metadata: _metadata, apiVersion: _apiVersion, status, ...rest } = object;
  return kind.status ? rest : { ...rest, status };
}

function countTemplate(object: Dict, live: Dict): void {
  const name = 'deprecated.daemonset.template.generation';
  const before = Number(text(dict(live, 'metadata', 'annotations')[name]) || '1');
  const changed = !same(dict(object['spec'])['template'], dict(live['spec'])['template']);
  ensure(object, 'metadata', 'annotations')[name] = String(changed ? before + 1 : before);
}

function admitPod(spec: Dict): void {
  fill(spec, { serviceAccountName: 'default', serviceAccount: 'default', priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
  const tolerations = Array.isArray(spec['tolerations']) ? spec['tolerations'] : [];
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    if (!items(tolerations).some((each) => each['key'] === key || (each['key'] === undefined && each['operator'] === 'Exists'))) {
      tolerations.push({ effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 });
    }
  }
  spec['tolerations'] = tolerations;
  if (spec['automountServiceAccountToken'] === false) return;
  const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
  const containers = [...items(spec['containers']), ...items(spec['initContainers'])];
  const lacking = containers.filter((container) => !items(container['volumeMounts']).some((mount) => mount['mountPath'] === mountPath));
  if (lacking.length === 0) return;
  const name = `kube-api-access-${randomSuffix()}`;
  for (const container of lacking) container['volumeMounts'] = [...items(container['volumeMounts']), { mountPath, name, readOnly: true }];
  spec['volumes'] = [
    ...items(spec['volumes']),
    {
      name,
      projected: {
        defaultMode: 420,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
          { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
          { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
        ],
      },
    },
  ];
}

/** core/v1 helper/qos: Guaranteed if every container's requests equal its limits for both resources. */
/** What a pod waits for by its own wish (kubernetes pkg/registry/core/pod/strategy.go, applySchedulingGatedCondition). */
const GATED: Dict = { type: 'PodScheduled', status: 'False', lastProbeTime: null, lastTransitionTime: null, reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates' };

function qosClass(spec: Dict): string {
  const containers = [...items(spec['containers']), ...items(spec['initContainers'])];
  let any = false;
  let guaranteed = true;
  for (const container of containers) {
    const requests = dict(container, 'resources', 'requests');
    const limits = dict(container, 'resources', 'limits');
    for (const resource of ['cpu', 'memory']) {
      if (requests[resource] !== undefined || limits[resource] !== undefined) any = true;
      if (limits[resource] === undefined || quantityNanos(String(requests[resource])) !== quantityNanos(String(limits[resource]))) guaranteed = false;
    }
  }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable';
}

/** Whether a Service is reached from outside, so that it has an externalTrafficPolicy (pkg/api/service/util.go). */
function isExternal(spec: Dict): boolean {
  return spec['type'] === 'NodePort' || spec['type'] === 'LoadBalancer' || (spec['type'] === 'ClusterIP' && Array.isArray(spec['externalIPs']) && spec['externalIPs'].length > 0);
}

function allocateService(spec: Dict, live: Dict | undefined, store: Store): void {
  // What only the former type had goes with it, unless it is changed at once (core/service strategy, dropTypeDependentFields).
  if (live !== undefined && isExternal(live) && !isExternal(spec) && spec['externalTrafficPolicy'] === live['externalTrafficPolicy']) delete spec['externalTrafficPolicy'];
  if (live !== undefined && live['type'] === 'LoadBalancer' && spec['type'] !== 'LoadBalancer') delete spec['allocateLoadBalancerNodePorts'];
  if (spec['type'] === 'ExternalName') return;
  if (live !== undefined && live['type'] !== 'ExternalName') {
    for (const field of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) if (spec[field] === undefined || spec[field] === '') spec[field] = live[field];
    if (spec['clusterIP'] !== live['clusterIP'] && same(spec['clusterIPs'], live['clusterIPs'])) spec['clusterIPs'] = [spec['clusterIP']];
  }
  if (text(spec['clusterIP']) === '') {
    const taken = new Set([...store.all('services')].map((service) => dict(service['spec'])['clusterIP']));
    let address: string;
    do {
      const [a = 0, b = 0] = randomBytes(2);
      address = `10.96.${a}.${(b % 250) + 2}`;
    } while (taken.has(address));
    spec['clusterIP'] = address;
  }
  fill(spec, { clusterIPs: [spec['clusterIP']], ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  if (spec['type'] !== 'NodePort' && spec['type'] !== 'LoadBalancer') {
    if (live !== undefined && live['type'] !== spec['type']) for (const port of items(spec['ports'])) delete port['nodePort'];
    return;
  }
  const used = new Set([...store.all('services')].flatMap((service) => items(dict(service['spec'])['ports']).map((port) => port['nodePort'])));
  for (const port of items(spec['ports'])) {
    if (port['nodePort'] === undefined) port['nodePort'] = items(live?.['ports']).find((each) => each['port'] === port['port'] && each['protocol'] === port['protocol'])?.['nodePort'];
    if (port['nodePort'] !== undefined) continue;
    let number = 30000;
    while (used.has(number)) number++;
    used.add(number);
    port['nodePort'] = number;
  }
}

/** batch/job strategy, generateSelector: the job's own uid selects its pods. */
function selectJob(object: Dict, spec: Dict): void {
  const uid = uidOf(object);
  const name = text(dict(object['metadata'])['name']);
  const labels = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': name, 'controller-uid': uid, 'job-name': name };
  fill(ensure(spec, 'template', 'metadata', 'labels'), labels);
  spec['selector'] = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  // A server shows the template's labels on the job as well, if it has none of its own (batch/v1 defaults).
  const own = dict(object['metadata'])['labels'];
  if (own === undefined) ensure(object, 'metadata')['labels'] = structuredClone(dict(spec, 'template', 'metadata', 'labels'));
}
