import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { GADGET_GROUP, gadgetSpec, gadgetStatus } from './gadget.ts';
import { podTemplate } from './pods.ts';
import type { Random } from './random.ts';

/** A kind that the judge makes random configurations of. */
export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  /** The OpenAPI v3 document that describes it. */
  readonly document: string;
  /** Everything of a configuration but apiVersion, kind and metadata. Valid alone and over any other of the same kind. */
  readonly body: (random: Random) => JsonObject;
  /** Random content of `status`, for applies to the status subresource. */
  readonly status?: (random: Random) => JsonObject;
  /** Fields of `spec` that the server allocates after it recorded who owns what. */
  readonly allocated?: readonly string[];
  /** Laid over a body before it is really stored, so that no controller starts pods for it. */
  readonly quiet?: JsonObject;
}

const LABELS = ['app', 'tier', 'x/y'];
const VALUES = ['a', 'b', 'c'];

function labels(r: Random): JsonObject {
  return r.map(LABELS, () => r.pick(VALUES));
}

/** Random metadata: labels, annotations, finalizers (a set) and owners (a list map of atomic items). */
export function metadata(r: Random): JsonObject {
  return {
    ...r.maybe('labels', () => labels(r)),
    ...r.maybe('annotations', () => r.map(['note', 'x/z', 'long'], () => r.pick(['1', '{"a": "<b>"}', '']))),
    ...r.maybe('finalizers', () => r.some(['judge.example/a', 'judge.example/b']), 0.15),
    ...r.maybe('ownerReferences', () => r.some(['u1', 'u2'], 1).map((uid) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: r.pick(VALUES), uid })), 0.1),
  };
}

function built(apiVersion: string, kind: string, plural: string, body: Kind['body'], more: Pick<Kind, 'quiet' | 'allocated' | 'status'> = {}): Kind {
  const document = apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
  return { apiVersion, kind, plural, document, body, ...more };
}

const selector = { matchLabels: { judge: 'yes' } };
const keys = (r: Random, value: () => JsonValue): JsonObject => r.map(['a', 'b', 'c.txt', '__proto__'], value);

const configMap = built('v1', 'ConfigMap', 'configmaps', (r) => ({
  ...r.maybe('data', () => keys(r, () => r.pick(['1', '', 'line\n', '<&>'])), 0.8),
  ...r.maybe('binaryData', () => r.map(['bin'], () => r.pick(['AAE=', 'AAI='])), 0.2),
}));

const secret = built('v1', 'Secret', 'secrets', (r) => ({
  type: 'Opaque',
  ...r.maybe('data', () => keys(r, () => r.pick(['AAE=', 'AAI=', ''])), 0.8),
  ...r.maybe('stringData', () => r.map(['s', 't'], () => r.pick(['x', 'y'])), 0.2),
}));

const service = built('v1', 'Service', 'services', (r) => ({
  spec: {
    ports: r.some([80, 81, 82], 1).flatMap((port) => [
      { name: `p${port}`, port, ...r.maybe('protocol', () => 'TCP'), ...r.maybe('targetPort', () => r.pick([8080, 'http'])), ...r.maybe('appProtocol', () => 'http', 0.2) },
      ...(r.chance(0.2) ? [{ name: `u${port}`, port, protocol: 'UDP' }] : []),
    ]),
    ...r.maybe('selector', () => labels(r)),
    ...r.maybe('type', () => 'ClusterIP'),
    ...r.maybe('sessionAffinity', () => 'None', 0.3),
    ...r.maybe('externalIPs', () => r.some(['10.1.1.1', '10.1.1.2']), 0.3),
    ...r.maybe('publishNotReadyAddresses', () => r.chance(0.5), 0.3),
  },
}), { allocated: ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] });

const deployment = built('apps/v1', 'Deployment', 'deployments', (r) => ({
  spec: {
    paused: true,
    selector,
    template: podTemplate(r),
    ...r.maybe('replicas', () => r.below(4)),
    ...r.maybe('minReadySeconds', () => r.below(3), 0.3),
    ...r.maybe('revisionHistoryLimit', () => r.below(12), 0.3),
    ...r.maybe('strategy', () => ({ type: 'RollingUpdate', ...r.maybe('rollingUpdate', () => ({ ...r.maybe('maxSurge', () => r.pick([1, '25%'])), ...r.maybe('maxUnavailable', () => r.pick([1, '30%'])) })) }), 0.4),
  },
}));

const statefulSet = built('apps/v1', 'StatefulSet', 'statefulsets', (r) => ({
  spec: {
    selector,
    serviceName: 'judge',
    template: podTemplate(r),
    ...r.maybe('replicas', () => r.below(4)),
    ...r.maybe('updateStrategy', () => ({ type: 'RollingUpdate', ...r.maybe('rollingUpdate', () => ({ partition: r.below(3) })) }), 0.4),
    ...r.maybe('persistentVolumeClaimRetentionPolicy', () => ({ ...r.maybe('whenDeleted', () => r.pick(['Retain', 'Delete'])), ...r.maybe('whenScaled', () => 'Retain') }), 0.3),
  },
}), { quiet: { spec: { replicas: 0 } } });

const daemonSet = built('apps/v1', 'DaemonSet', 'daemonsets', (r) => ({
  spec: {
    selector,
    template: podTemplate(r),
    ...r.maybe('minReadySeconds', () => r.below(3), 0.3),
    ...r.maybe('updateStrategy', () => ({ type: 'RollingUpdate', ...r.maybe('rollingUpdate', () => ({ maxUnavailable: r.pick([1, '10%']) })) }), 0.4),
  },
}), { quiet: { spec: { template: { spec: { nodeSelector: { judge: 'nowhere' } } } } } });

const cronJob = built('batch/v1', 'CronJob', 'cronjobs', (r) => ({
  spec: {
    suspend: true,
    schedule: r.pick(['0 0 1 1 *', '5 4 1 1 *']),
    ...r.maybe('concurrencyPolicy', () => r.pick(['Allow', 'Forbid'])),
    ...r.maybe('successfulJobsHistoryLimit', () => r.below(4), 0.4),
    jobTemplate: {
      ...r.maybe('metadata', () => ({ ...r.maybe('labels', () => labels(r)) }), 0.3),
      spec: { ...r.maybe('backoffLimit', () => r.below(4)), ...r.maybe('parallelism', () => 1, 0.3), template: podTemplate(r, 'OnFailure') },
    },
  },
}));

const ingress = built('networking.k8s.io/v1', 'Ingress', 'ingresses', (r) => {
  const backend = (): JsonValue => ({ service: { name: r.pick(['web', 'api']), port: { number: r.pick([80, 81]) } } });
  return {
    spec: {
      defaultBackend: backend(),
      ...r.maybe('ingressClassName', () => r.pick(['one', 'two'])),
      ...r.maybe('rules', () => r.some(['a.example', 'b.example']).map((host) => ({ host, http: { paths: r.some(['/', '/x'], 1).map((path) => ({ path, pathType: 'Prefix', backend: backend() })) } }))),
      ...r.maybe('tls', () => r.some(['t1', 't2']).map((secretName) => ({ secretName, hosts: r.some(['a.example', 'b.example']) })), 0.3),
    },
  };
});

const networkPolicy = built('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies', (r) => ({
  spec: {
    podSelector: r.pick([{}, { matchLabels: labels(r) }]),
    ...r.maybe('policyTypes', () => r.some(['Ingress', 'Egress'])),
    ...r.maybe('ingress', () => r.some([1, 2]).map(() => ({ ...r.maybe('from', () => [{ podSelector: { matchLabels: labels(r) } }]), ...r.maybe('ports', () => [{ port: r.pick([80, 'http']), ...r.maybe('protocol', () => 'TCP') }]) }))),
  },
}));

const role = built('rbac.authorization.k8s.io/v1', 'Role', 'roles', (r) => ({
  ...r.maybe('rules', () => r.some(['pods', 'services']).map((resource) => ({ apiGroups: [''], resources: [resource], verbs: r.some(['get', 'list', 'watch'], 1) })), 0.8),
}));

const roleBinding = built('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings', (r) => ({
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'judge' },
  ...r.maybe('subjects', () => r.some(['one', 'two']).map((name) => ({ kind: 'ServiceAccount', name, namespace: 'default' })), 0.8),
}));

const autoscaler = built('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', (r) => ({
  spec: {
    maxReplicas: 5 + r.below(3),
    scaleTargetRef: { kind: 'Deployment', name: r.pick(['web', 'api']), apiVersion: 'apps/v1' },
    ...r.maybe('minReplicas', () => 1 + r.below(3)),
    ...r.maybe('metrics', () => r.some(['cpu', 'memory'], 1).map((name) => ({ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: 10 + r.below(5) } } }))),
    ...r.maybe('behavior', () => ({ scaleDown: { ...r.maybe('stabilizationWindowSeconds', () => r.below(300)), ...r.maybe('selectPolicy', () => 'Min') } }), 0.3),
  },
}));

const disruptionBudget = built('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', (r) => ({
  spec: {
    selector: { matchLabels: labels(r) },
    maxUnavailable: r.pick([1, '10%']),
    ...r.maybe('unhealthyPodEvictionPolicy', () => r.pick(['IfHealthyBudget', 'AlwaysAllow']), 0.4),
  },
}));

const serviceAccount = built('v1', 'ServiceAccount', 'serviceaccounts', (r) => ({
  ...r.maybe('imagePullSecrets', () => r.some(['one', 'two']).map((name) => ({ name }))),
  ...r.maybe('secrets', () => r.some(['one', 'two']).map((name) => ({ name })), 0.4),
  ...r.maybe('automountServiceAccountToken', () => r.chance(0.5), 0.4),
}));

function gadget(version: string): Kind {
  return built(`${GADGET_GROUP}/${version}`, 'Gadget', 'gadgets', (r) => ({ spec: gadgetSpec(r), ...r.maybe('status', () => gadgetStatus(r), 0.1) }), { status: gadgetStatus });
}

export const GADGET = gadget('v1');
/** The same objects at their other version. */
export const OTHER_GADGET = gadget('v2');

export const KINDS: readonly Kind[] = [
  configMap,
  secret,
  service,
  serviceAccount,
  deployment,
  statefulSet,
  daemonSet,
  cronJob,
  ingress,
  networkPolicy,
  role,
  roleBinding,
  autoscaler,
  disruptionBudget,
  GADGET,
];
