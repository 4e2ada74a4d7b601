/** Random valid manifests of the common kinds, in the many ways that people write them. The same seed makes the same. */
import { parseJson, stringifyJson } from '../../shared/model/json.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

/** One object of each kind, called after it; nothing that cannot be created together. */
export function randomManifests(seed: number): JsonObject[] {
  const random = createRandom(seed);
  // Clones: YAML would write what is shared as anchors.
  return MAKERS.map((make) => clone(make(random)));
}

function clone(value: JsonObject): JsonObject {
  return parseJson(stringifyJson(value)) as JsonObject;
}

const MAKERS: readonly ((random: Random) => JsonObject)[] = [
  (r) => object(r, 'v1', 'ConfigMap', { ...maybe(r, 'data', () => texts(r)), ...maybe(r, 'binaryData', () => ({ raw: 'AAEC' })), ...maybe(r, 'immutable', () => r.chance(0.5)) }),
  (r) => object(r, 'v1', 'Secret', { ...maybe(r, 'type', () => 'Opaque'), ...maybe(r, 'data', () => ({ a: 'eA==', b: '' })), ...maybe(r, 'stringData', () => texts(r)) }),
  (r) => object(r, 'v1', 'Service', { spec: serviceSpec(r) }),
  (r) => object(r, 'v1', 'PersistentVolumeClaim', { spec: claimSpec(r) }),
  (r) => object(r, 'apps/v1', 'Deployment', { spec: { ...maybe(r, 'replicas', () => 0), ...maybe(r, 'strategy', () => r.pick<JsonValue>([{ type: 'Recreate' }, { rollingUpdate: { maxSurge: r.pick<JsonValue>([1, '25%']), maxUnavailable: 0 } }, {}])), ...maybe(r, 'minReadySeconds', () => r.below(2)), selector: selector('deployment'), template: template(r, 'deployment') } }),
  (r) => object(r, 'apps/v1', 'StatefulSet', { spec: { replicas: 0, serviceName: 'service', ...maybe(r, 'updateStrategy', () => ({ type: 'RollingUpdate' })), ...maybe(r, 'podManagementPolicy', () => 'Parallel'), selector: selector('statefulset'), template: template(r, 'statefulset'), ...maybe(r, 'volumeClaimTemplates', () => [{ metadata: { name: 'data' }, spec: claimSpec(r) }]) } }),
  (r) => object(r, 'apps/v1', 'DaemonSet', { spec: { selector: selector('daemonset'), template: template(r, 'daemonset', { nodeSelector: { nowhere: 'yes' } }), ...maybe(r, 'updateStrategy', () => ({ rollingUpdate: { maxUnavailable: r.pick<JsonValue>(['10%', 2]) } })) } }),
  (r) => object(r, 'batch/v1', 'Job', { spec: { suspend: true, ...maybe(r, 'backoffLimit', () => 0), ...maybe(r, 'completions', () => 2), template: template(r, undefined, { restartPolicy: r.pick(['Never', 'OnFailure']) }) } }),
  (r) => object(r, 'batch/v1', 'CronJob', { spec: { schedule: r.pick(['0 0 1 1 *', '@yearly']), suspend: true, ...maybe(r, 'timeZone', () => 'Etc/UTC'), ...maybe(r, 'concurrencyPolicy', () => 'Forbid'), jobTemplate: { spec: { template: template(r, undefined, { restartPolicy: 'Never' }) } } } }),
  (r) => object(r, 'networking.k8s.io/v1', 'Ingress', { spec: ingressSpec(r) }),
  (r) => object(r, 'networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: r.pick<JsonValue>([{}, { matchLabels: { app: 'x' } }, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }]), ...maybe(r, 'policyTypes', () => ['Ingress']), ...maybe(r, 'ingress', () => [{}, { from: [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: r.pick<JsonValue>([80, 'http']) }] }]) } }),
  (r) => object(r, 'policy/v1', 'PodDisruptionBudget', { spec: { [r.pick(['minAvailable', 'maxUnavailable'])]: r.pick<JsonValue>([1, '50%', 0]), selector: r.pick<JsonValue>([{}, { matchLabels: { app: 'x' } }]) } }),
  (r) => object(r, 'autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { ...maybe(r, 'minReplicas', () => 1), maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' }, ...maybe(r, 'metrics', () => [{ type: 'Resource', resource: { name: 'cpu', target: r.pick<JsonValue>([{ type: 'Utilization', averageUtilization: 50 }, { type: 'AverageValue', averageValue: quantity(r) }]) } }]), ...maybe(r, 'behavior', () => ({ scaleDown: { stabilizationWindowSeconds: 0 } })) } }),
  (r) => object(r, 'rbac.authorization.k8s.io/v1', 'Role', maybe(r, 'rules', () => r.pick<JsonValue>([[], [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }], [{ apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['a'], verbs: ['*'] }]]))),
  (r) => object(r, 'rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'role' }, ...maybe(r, 'subjects', () => r.pick<JsonValue>([[], [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }], [{ kind: 'User', name: 'a' }, { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'b' }]])) }),
];

function object(random: Random, apiVersion: string, kind: string, rest: JsonObject): JsonObject {
  const metadata = { name: kind.toLowerCase(), ...maybe(random, 'labels', () => ({ team: 'x', empty: '' })), ...maybe(random, 'annotations', () => ({ note: random.pick(['', 'two\nlines\n', '1000m']) })) };
  return { apiVersion, kind, metadata, ...rest };
}

function maybe(random: Random, name: string, value: () => JsonValue): JsonObject {
  return random.chance(0.5) ? { [name]: value() } : {};
}

function texts(random: Random): JsonObject {
  return { a: random.pick(['', 'x', '1000m', 'ä€😀']), 'b.txt': 'one\ntwo\n', ...maybe(random, 'c', () => '{"json": 1}') };
}

function quantity(random: Random): JsonValue {
  return random.pick<JsonValue>(['1', 1, '1000m', '0.5', '1.50', '64Mi', '65536Ki', '1e3', '1G', 0.25, '2k']);
}

function selector(app: string): JsonObject {
  return { matchLabels: { app } };
}

function template(random: Random, app: string | undefined, spec: JsonObject = {}): JsonObject {
  return {
    ...(app === undefined ? {} : { metadata: { labels: { app }, ...maybe(random, 'annotations', () => ({ a: 'b' })) } }),
    spec: {
      containers: [container(random, 'main'), ...(random.chance(0.3) ? [container(random, 'side')] : [])],
      ...maybe(random, 'initContainers', () => [{ name: 'init', image: 'busybox', command: ['true'] }]),
      ...maybe(random, 'volumes', () => [{ name: 'scratch', emptyDir: random.pick<JsonValue>([{}, { sizeLimit: quantity(random) }, { medium: 'Memory' }]) }, { name: 'config', configMap: { name: 'configmap', ...maybe(random, 'defaultMode', () => 256) } }, { name: 'all', projected: { sources: [{ secret: { name: 'secret' } }, { downwardAPI: { items: [{ path: 'p', fieldRef: { fieldPath: 'metadata.name' } }] } }] } }]),
      ...maybe(random, 'securityContext', () => random.pick<JsonValue>([{}, { runAsNonRoot: true, fsGroup: 1000 }])),
      ...maybe(random, 'tolerations', () => [{ operator: 'Exists' }, { key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }]),
      ...maybe(random, 'affinity', () => ({ podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { a: 'b' } } } }] } })),
      ...maybe(random, 'topologySpreadConstraints', () => [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {} }]),
      ...maybe(random, 'imagePullSecrets', () => [{ name: 'pull' }]),
      ...maybe(random, 'hostAliases', () => [{ ip: '127.0.0.1', hostnames: ['a'] }]),
      ...spec,
    },
  };
}

function container(random: Random, name: string): JsonObject {
  return {
    name,
    image: random.pick(['nginx', 'nginx:latest', 'nginx:1.27']),
    ...maybe(random, 'command', () => random.pick<JsonValue>([[], ['sh', '-c', 'true']])),
    ...maybe(random, 'env', () => [{ name: 'A', value: '' }, { name: 'B' }, { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }, { name: 'D', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }, { name: 'E', valueFrom: { secretKeyRef: { name: 'secret', key: 'a', optional: true } } }]),
    ...maybe(random, 'envFrom', () => [{ configMapRef: { name: 'configmap' } }, { prefix: 'P_', secretRef: { name: 'secret' } }]),
    ...maybe(random, 'ports', () => [{ containerPort: 80, ...maybe(random, 'name', () => 'http') }, { containerPort: 53, protocol: 'UDP' }]),
    ...maybe(random, 'resources', () => random.pick<JsonValue>([{}, { limits: {} }, { limits: { cpu: quantity(random), memory: '1Gi' } }, { requests: { cpu: '10m', memory: '65536Ki' } }])),
    ...maybe(random, 'livenessProbe', () => random.pick<JsonValue>([{ httpGet: { path: '/', port: random.pick<JsonValue>([80, 'http']) } }, { exec: { command: ['true'] }, periodSeconds: 10 }, { tcpSocket: { port: 80 }, initialDelaySeconds: 0 }])),
    ...maybe(random, 'securityContext', () => random.pick<JsonValue>([{}, { capabilities: { drop: ['ALL'] } }])),
    ...maybe(random, 'lifecycle', () => ({ preStop: { exec: { command: ['sleep', '1'] } } })),
  };
}

function serviceSpec(random: Random): JsonObject {
  return {
    ...maybe(random, 'type', () => random.pick(['ClusterIP', 'NodePort', 'LoadBalancer'])),
    ...maybe(random, 'selector', () => ({ app: 'x' })),
    ...maybe(random, 'sessionAffinity', () => random.pick(['None', 'ClientIP'])),
    ports: [{ name: 'a', port: 80, ...maybe(random, 'targetPort', () => random.pick<JsonValue>(['http', 8080, '8080x'])) }, { name: 'b', port: 53, protocol: 'UDP' }],
  };
}

function claimSpec(random: Random): JsonObject {
  return { accessModes: ['ReadWriteOnce'], storageClassName: 'none', ...maybe(random, 'volumeMode', () => 'Filesystem'), resources: { requests: { storage: random.pick<JsonValue>(['1Gi', '1024Mi', 1073741824, '1.5Gi', '1G']) } } };
}

function ingressSpec(random: Random): JsonObject {
  const backend = { service: { name: 'service', port: random.pick<JsonValue>([{ number: 80 }, { name: 'a' }]) } };
  return {
    ...maybe(random, 'ingressClassName', () => 'none'),
    ...maybe(random, 'tls', () => [{ hosts: ['a.example'], secretName: 'secret' }]),
    ...maybe(random, 'defaultBackend', () => backend),
    rules: [{ ...maybe(random, 'host', () => 'a.example'), http: { paths: [{ pathType: 'Prefix', path: '/', backend }] } }],
  };
}
