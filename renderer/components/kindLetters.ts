/** Two letters for the kinds that everybody has. No two of one group of things share theirs. */
const LETTERS: Readonly<Record<string, string>> = {
  Application: 'Ap',
  ClusterRole: 'Cr',
  ClusterRoleBinding: 'Cb',
  ConfigMap: 'Cm',
  ControllerRevision: 'Rv',
  CronJob: 'Cj',
  CustomResourceDefinition: 'Cd',
  DaemonSet: 'Ds',
  Deployment: 'De',
  Endpoints: 'En',
  EndpointSlice: 'Es',
  Event: 'Ev',
  Gateway: 'Gw',
  HorizontalPodAutoscaler: 'Hp',
  HTTPRoute: 'Hr',
  Ingress: 'In',
  IngressClass: 'Ic',
  Job: 'Jo',
  Lease: 'Le',
  LimitRange: 'Lr',
  MutatingWebhookConfiguration: 'Mw',
  Namespace: 'Ns',
  NetworkPolicy: 'Np',
  Node: 'No',
  PersistentVolume: 'Pv',
  PersistentVolumeClaim: 'Pc',
  Pod: 'Po',
  PodDisruptionBudget: 'Pd',
  PriorityClass: 'Pr',
  ReplicaSet: 'Rs',
  ReplicationController: 'Rc',
  ResourceQuota: 'Rq',
  Role: 'Ro',
  RoleBinding: 'Rb',
  Secret: 'Se',
  Service: 'Sv',
  ServiceAccount: 'Sa',
  StatefulSet: 'Ss',
  StorageClass: 'Sc',
  ValidatingWebhookConfiguration: 'Vw',
};

/** A kind's two letters; for others the first letters of its first two words, or its first two letters. */
export function kindLetters(kind: string): string {
  const known = LETTERS[kind];
  if (known !== undefined) return known;
  const [first = '?', second] = kind.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? [];
  const letters = second === undefined ? first.slice(0, 2) : `${first.charAt(0)}${second.charAt(0)}`;
  return letters.charAt(0).toUpperCase() + letters.slice(1).toLowerCase();
}

/** What a kind is for, which gives its tile a tint. */
export type KindFamily = 'workload' | 'network' | 'config' | 'access' | 'other';

const FAMILIES: Readonly<Record<Exclude<KindFamily, 'other'>, ReadonlySet<string>>> = {
  workload: new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Pod', 'Job', 'CronJob', 'ReplicationController', 'HorizontalPodAutoscaler']),
  network: new Set(['Service', 'Ingress', 'IngressClass', 'NetworkPolicy', 'Endpoints', 'EndpointSlice', 'Gateway', 'HTTPRoute']),
  config: new Set(['ConfigMap', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim', 'StorageClass', 'ResourceQuota', 'LimitRange']),
  access: new Set(['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']),
};

/** The family of a kind; `other` for custom kinds. */
export function kindFamily(kind: string): KindFamily {
  if (FAMILIES.workload.has(kind)) return 'workload';
  if (FAMILIES.network.has(kind)) return 'network';
  if (FAMILIES.config.has(kind)) return 'config';
  return FAMILIES.access.has(kind) ? 'access' : 'other';
}
