/** A kind that the sandbox serves, at one version. */
export interface Kind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Subresources besides a pod's log. */
  readonly status: boolean;
  readonly scale: boolean;
  /** Whether metadata.generation counts changes: of the spec, or of all but metadata. */
  readonly generation: 'none' | 'spec' | 'all';
  /** The CustomResourceDefinition's name; absent for built-in kinds. */
  readonly definition?: string;
}

/** `apps/v1`, or `v1` in the core group. */
export function groupVersion(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** `deployments.apps`, or `pods` in the core group: the same for every version of a kind. */
export function resourceOf(kind: Pick<Kind, 'group' | 'plural'>): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

interface Options {
  readonly short?: string;
  readonly cluster?: boolean;
  readonly all?: boolean;
  readonly status?: boolean;
  readonly scale?: boolean;
  readonly generation?: Kind['generation'];
  readonly plural?: string;
}

function builtin(group: string, version: string, kind: string, options: Options = {}): Kind {
  const singular = kind.toLowerCase();
  return {
    group,
    version,
    kind,
    plural: options.plural ?? `${singular}s`,
    singular,
    namespaced: options.cluster !== true,
    shortNames: options.short === undefined ? [] : options.short.split(','),
    categories: options.all === true ? ['all'] : [],
    status: options.status === true,
    scale: options.scale === true,
    generation: options.generation ?? 'none',
  };
}

const RBAC = 'rbac.authorization.k8s.io';

/** Every built-in kind; names as a Kubernetes 1.36 API server discovers them. */
export const BUILTIN_KINDS: readonly Kind[] = [
  builtin('', 'v1', 'ConfigMap', { short: 'cm' }),
  builtin('', 'v1', 'Event', { short: 'ev' }),
  builtin('', 'v1', 'Namespace', { short: 'ns', cluster: true, status: true }),
  builtin('', 'v1', 'Node', { short: 'no', cluster: true, status: true }),
  builtin('', 'v1', 'PersistentVolumeClaim', { short: 'pvc', status: true }),
  builtin('', 'v1', 'PersistentVolume', { short: 'pv', cluster: true, status: true }),
  builtin('', 'v1', 'Pod', { short: 'po', all: true, status: true, generation: 'spec' }),
  builtin('', 'v1', 'Secret'),
  builtin('', 'v1', 'ServiceAccount', { short: 'sa' }),
  builtin('', 'v1', 'Service', { short: 'svc', all: true, status: true }),
  builtin('apps', 'v1', 'ControllerRevision'),
  builtin('apps', 'v1', 'DaemonSet', { short: 'ds', all: true, status: true, generation: 'spec' }),
  builtin('apps', 'v1', 'Deployment', { short: 'deploy', all: true, status: true, scale: true, generation: 'spec' }),
  builtin('apps', 'v1', 'ReplicaSet', { short: 'rs', all: true, status: true, scale: true, generation: 'spec' }),
  builtin('apps', 'v1', 'StatefulSet', { short: 'sts', all: true, status: true, scale: true, generation: 'spec' }),
  builtin('autoscaling', 'v2', 'HorizontalPodAutoscaler', { short: 'hpa', all: true, status: true }),
  builtin('batch', 'v1', 'CronJob', { short: 'cj', all: true, status: true, generation: 'spec' }),
  builtin('batch', 'v1', 'Job', { all: true, status: true, generation: 'spec' }),
  builtin('networking.k8s.io', 'v1', 'Ingress', { short: 'ing', plural: 'ingresses', status: true, generation: 'spec' }),
  builtin('policy', 'v1', 'PodDisruptionBudget', { short: 'pdb', status: true, generation: 'spec' }),
  builtin(RBAC, 'v1', 'ClusterRoleBinding', { cluster: true }),
  builtin(RBAC, 'v1', 'ClusterRole', { cluster: true }),
  builtin(RBAC, 'v1', 'RoleBinding'),
  builtin(RBAC, 'v1', 'Role'),
  builtin('storage.k8s.io', 'v1', 'StorageClass', { short: 'sc', cluster: true, plural: 'storageclasses' }),
  builtin('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', { short: 'crd,crds', cluster: true, status: true, generation: 'spec' }),
  builtin('discovery.k8s.io', 'v1', 'EndpointSlice', { generation: 'all' }),
];
