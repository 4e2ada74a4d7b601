import { generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiCredentials } from './api.ts';
import { createAuthority, type Certificate } from './certificates.ts';
import { FILES, SERVICE_IP, type Layout } from './flags.ts';
import { kwokConfiguration, LOGGED_CONTAINERS } from './kwok.ts';

/** What the launcher keeps of the files it has written. */
export interface Prepared {
  readonly server: string;
  /** The only context in the kubeconfig; it carries the port, so that several clusters can be told apart. */
  readonly context: string;
  readonly admin: ApiCredentials;
}

/** Writes keys, certificates, kubeconfigs and kwok's configuration into the cluster's folder. */
export async function prepareFiles(layout: Layout): Promise<Prepared> {
  const { folder, apiServerPort } = layout;
  const server = `https://127.0.0.1:${apiServerPort}`;
  const context = `drydock-test-${apiServerPort}`;
  const write = (name: string, content: string): Promise<void> => writeFile(join(folder, name), content, { mode: 0o600 });

  const authority = createAuthority(`${context}-ca`);
  const serving = authority.issueServer([
    '127.0.0.1',
    'localhost',
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    SERVICE_IP,
  ]);
  const toKubelet = authority.issueClient('kube-apiserver-kubelet-client', ['system:masters']);
  const admin = authority.issueClient('drydock-test-admin', ['system:masters']);
  const tokens = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const kubeconfigFor = (client: Certificate): string =>
    kubeconfig({ context, server, credentials: { ca: authority.certificate, ...client } });

  await Promise.all([
    write(FILES.authority, authority.certificate),
    write(FILES.serverCertificate, serving.certificate),
    write(FILES.serverKey, serving.key),
    write(FILES.kubeletClientCertificate, toKubelet.certificate),
    write(FILES.kubeletClientKey, toKubelet.key),
    write(FILES.serviceAccountKey, tokens.privateKey),
    write(FILES.serviceAccountPublicKey, tokens.publicKey),
    write(FILES.kubeconfig, kubeconfigFor(admin)),
    write(FILES.controllerKubeconfig, kubeconfigFor(authority.issueClient('system:kube-controller-manager', []))),
    write(FILES.schedulerKubeconfig, kubeconfigFor(authority.issueClient('system:kube-scheduler', []))),
    write(FILES.kwokKubeconfig, kubeconfigFor(authority.issueClient('kwok', ['system:masters']))),
    write(FILES.kwokConfiguration, kwokConfiguration(layout)),
    write(FILES.containerLog, ''),
    ...LOGGED_CONTAINERS.map((name) => write(`${name}.log`, '')),
    mkdir(join(folder, FILES.work)),
  ]);
  return { server, context, admin: { ca: authority.certificate, ...admin } };
}

interface KubeconfigEntry {
  readonly context: string;
  readonly server: string;
  readonly credentials: ApiCredentials;
}

/** The YAML that kubectl would write: one cluster, one user and one context, all of one name. */
function kubeconfig({ context, server, credentials }: KubeconfigEntry): string {
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return `apiVersion: v1
kind: Config
current-context: ${context}
clusters:
- name: ${context}
  cluster:
    certificate-authority-data: ${base64(credentials.ca)}
    server: ${server}
contexts:
- name: ${context}
  context:
    cluster: ${context}
    user: ${context}
users:
- name: ${context}
  user:
    client-certificate-data: ${base64(credentials.certificate)}
    client-key-data: ${base64(credentials.key)}
`;
}
