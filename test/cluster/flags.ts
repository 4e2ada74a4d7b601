import { join } from 'node:path';

/** Where everything of one cluster lies, and the ports it uses. */
export interface Layout {
  /** The cluster's own temporary folder; all other paths are below it. */
  readonly folder: string;
  readonly apiServerPort: number;
  readonly kwokPort: number;
}

/** Files that the launcher writes before anything starts. Names, not paths. */
export const FILES = {
  authority: 'ca.crt',
  serverCertificate: 'server.crt',
  serverKey: 'server.key',
  kubeletClientCertificate: 'kubelet-client.crt',
  kubeletClientKey: 'kubelet-client.key',
  serviceAccountKey: 'service-account.key',
  serviceAccountPublicKey: 'service-account.pub',
  kubeconfig: 'kubeconfig',
  controllerKubeconfig: 'kube-controller-manager.kubeconfig',
  schedulerKubeconfig: 'kube-scheduler.kubeconfig',
  kwokKubeconfig: 'kwok.kubeconfig',
  kwokConfiguration: 'kwok.yaml',
  containerLog: 'container.log',
  /** The folder in which containers' commands run. */
  work: 'work',
  etcdSocket: 'etcd:2379',
} as const;

/** First address of the service range: the `kubernetes` service. */
export const SERVICE_IP = '10.96.0.1';

/**
 * Unix sockets: no port to lose, and nobody else on the machine can read what is in it. etcd takes host:port as the
 * socket's file name and no path, so the components run in the cluster's folder. Nothing is worth a flush to disk here.
 */
export function etcdFlags({ folder }: Layout): string[] {
  const client = `unix://${FILES.etcdSocket}`;
  const peer = 'unix://etcd:2380';
  return [
    '--name=default',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync=true',
    '--log-level=warn',
  ];
}

/** As kubeadm starts it, where that matters to a client; request limits and admission are the defaults. */
export function apiServerFlags({ folder, apiServerPort }: Layout): string[] {
  return [
    `--etcd-servers=unix://${FILES.etcdSocket}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    // The kubernetes service cannot point at a loopback address, and no pod will ever call it.
    '--endpoint-reconciler-type=none',
    `--secure-port=${apiServerPort}`,
    // Every hundredth request over HTTP/2 ends its connection, as servers do that spread their clients.
    '--goaway-chance=0.01',
    `--tls-cert-file=${join(folder, FILES.serverCertificate)}`,
    `--tls-private-key-file=${join(folder, FILES.serverKey)}`,
    `--client-ca-file=${join(folder, FILES.authority)}`,
    `--kubelet-client-certificate=${join(folder, FILES.kubeletClientCertificate)}`,
    `--kubelet-client-key=${join(folder, FILES.kubeletClientKey)}`,
    `--kubelet-certificate-authority=${join(folder, FILES.authority)}`,
    '--kubelet-preferred-address-types=InternalIP',
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, FILES.serviceAccountPublicKey)}`,
    `--service-account-signing-key-file=${join(folder, FILES.serviceAccountKey)}`,
    '--profiling=false',
  ];
}

/** The controllers of an ordinary cluster without a cloud; faster against the API server than their defaults. */
export function controllerManagerFlags({ folder }: Layout): string[] {
  return [
    `--kubeconfig=${join(folder, FILES.controllerKubeconfig)}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--use-service-account-credentials=true',
    `--service-account-private-key-file=${join(folder, FILES.serviceAccountKey)}`,
    `--root-ca-file=${join(folder, FILES.authority)}`,
    '--controllers=*,-nodeipam,-route,-service,-cloud-node-lifecycle',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    '--profiling=false',
  ];
}

export function schedulerFlags({ folder }: Layout): string[] {
  return [
    `--kubeconfig=${join(folder, FILES.schedulerKubeconfig)}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--profiling=false',
  ];
}

export function kwokFlags({ folder, kwokPort }: Layout): string[] {
  return [
    `--kubeconfig=${join(folder, FILES.kwokKubeconfig)}`,
    `--config=${join(folder, FILES.kwokConfiguration)}`,
    '--v=WARN',
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    '--cidr=10.244.0.0/16',
    '--node-ip=127.0.0.1',
    `--node-port=${kwokPort}`,
    `--server-address=127.0.0.1:${kwokPort}`,
    `--tls-cert-file=${join(folder, FILES.serverCertificate)}`,
    `--tls-private-key-file=${join(folder, FILES.serverKey)}`,
  ];
}
