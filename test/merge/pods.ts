import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import type { Random } from './random.ts';

/**
 * Random pod templates. What two of them may both set must be valid together, since two managers may apply one each:
 * so the name of a volume or a variable decides its type, and every named volume of a mount is always there.
 */
const VOLUMES: Readonly<Record<string, JsonObject>> = {
  config: { configMap: { name: 'config' } },
  scratch: { emptyDir: {} },
  secret: { secret: { secretName: 'secret' } },
};

export function podTemplate(r: Random, restartPolicy?: string): JsonObject {
  return {
    metadata: { labels: { judge: 'yes', ...r.maybe('version', () => r.pick(['1', '2'])) }, ...r.maybe('annotations', () => r.map(['a', 'b'], () => r.pick(['1', '2'])), 0.3) },
    spec: {
      ...(restartPolicy === undefined ? {} : { restartPolicy }),
      volumes: r.shuffle(Object.keys(VOLUMES)).map((name) => ({ name, ...VOLUMES[name] })),
      containers: ['web', ...r.some(['side', 'log'])].map((name) => container(name, r)),
      ...r.maybe('initContainers', () => [container('init', r)], 0.3),
      ...r.maybe('nodeSelector', () => r.map(['disk', 'zone'], () => r.pick(['a', 'b'])), 0.3),
      ...r.maybe('tolerations', () => r.some(['one', 'two']).map((key) => ({ key, operator: 'Exists', ...r.maybe('effect', () => 'NoSchedule') })), 0.3),
      ...r.maybe('imagePullSecrets', () => r.some(['one', 'two']).map((name) => ({ name })), 0.3),
      ...r.maybe('hostAliases', () => r.some(['10.0.0.1', '10.0.0.2']).map((ip) => ({ ip, hostnames: r.some(['a', 'b'], 1) })), 0.2),
      ...r.maybe('securityContext', () => ({ ...r.maybe('runAsNonRoot', () => r.chance(0.5)), ...r.maybe('supplementalGroups', () => r.some([1, 2])), ...r.maybe('sysctls', () => [], 0.1) }), 0.4),
      ...r.maybe('topologySpreadConstraints', () => r.some(['zone', 'host']).map((key) => ({ maxSkew: 1, topologyKey: key, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { judge: 'yes' } } })), 0.2),
      ...r.maybe('affinity', () => affinity(r), 0.2),
      ...r.maybe('terminationGracePeriodSeconds', () => r.below(60), 0.3),
      ...r.maybe('dnsPolicy', () => 'ClusterFirst', 0.2),
    },
  };
}

function container(name: string, r: Random): JsonObject {
  return {
    name,
    image: `${name}:${r.below(3)}`,
    ...r.maybe('imagePullPolicy', () => r.pick(['Always', 'IfNotPresent']), 0.3),
    ...r.maybe('command', () => r.some(['sh', '-c', 'run'], 1), 0.3),
    ...r.maybe('args', () => r.some(['a', 'b', 'c']), 0.3),
    ...r.maybe('env', () => r.some(['A', 'B', 'REF', 'C']).map((variable) => environment(variable, r))),
    ...r.maybe('envFrom', () => [{ configMapRef: { name: r.pick(['one', 'two']) } }], 0.2),
    ...r.maybe('ports', () => ports(r)),
    ...r.maybe('resources', () => ({ ...r.maybe('limits', () => amounts(r, { cpu: ['2', '3000m'], memory: ['3Gi', '4096Mi'] })), ...r.maybe('requests', () => amounts(r, { cpu: ['100m', '1', '0.5', '1000m'], memory: ['128Mi', '1Gi', '1e6'] })) })),
    ...r.maybe('volumeMounts', () => r.some(Object.keys(VOLUMES)).map((volume) => ({ name: volume, mountPath: `/${volume}`, ...r.maybe('readOnly', () => r.chance(0.5), 0.3) }))),
    ...(name === 'init' ? {} : r.maybe('readinessProbe', () => ({ httpGet: { port: r.pick([80, 'http']), ...r.maybe('path', () => r.pick(['/', '/ok'])) }, ...r.maybe('periodSeconds', () => 1 + r.below(9)) }), 0.3)),
    ...r.maybe('securityContext', () => ({ ...r.maybe('readOnlyRootFilesystem', () => r.chance(0.5)), ...r.maybe('capabilities', () => ({ drop: r.some(['ALL', 'NET_RAW']) })) }), 0.3),
  };
}

function environment(name: string, r: Random): JsonValue {
  if (name === 'REF') return { name, valueFrom: { secretKeyRef: { name: r.pick(['s', 't']), key: 'k', ...r.maybe('optional', () => true, 0.3) } } };
  return { name, ...r.maybe('value', () => r.pick(['1', '2', '']), 0.9) };
}

function ports(r: Random): JsonValue {
  return r.some([80, 81, 82]).flatMap((containerPort) => [
    { containerPort, ...r.maybe('protocol', () => 'TCP'), ...r.maybe('name', () => `p${containerPort}`) },
    ...(r.chance(0.2) ? [{ containerPort, protocol: 'UDP', ...r.maybe('name', () => `u${containerPort}`) }] : []),
  ]);
}

function amounts(r: Random, of: Readonly<Record<string, readonly string[]>>): JsonObject {
  return r.map(Object.keys(of), (name) => r.pick(of[name] ?? []));
}

function affinity(r: Random): JsonObject {
  const term = { matchExpressions: [{ key: r.pick(['a', 'b']), operator: 'In', values: r.some(['1', '2'], 1) }] };
  return {
    ...r.maybe('nodeAffinity', () => ({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1 + r.below(9), preference: term }] })),
    ...r.maybe('podAntiAffinity', () => ({ preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { judge: 'yes' } } } }] })),
  };
}
