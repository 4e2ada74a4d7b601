import type { KubeClient } from '../../electron/engine/cluster/index.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { KubectlOptions } from '../cluster/kubectl.ts';

/** What a maker works with. */
export interface MakerTools {
  readonly namespace: string;
  readonly client: KubeClient;
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<string>;
}

/** Somebody who made a Deployment before Drydock saw it. */
export interface Maker {
  readonly name: string;
  /** Who Drydock says it belongs to; nobody if absent. */
  readonly owner?: string;
  /** Taken over by any sync, not only by an adoption. */
  readonly plain?: boolean;
  /** What the plan that takes it over says of it. */
  readonly says: RegExp;
  /** The maker's own marks, which stay. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  make(manifest: JsonObject, tools: MakerTools): Promise<unknown>;
}

const onStdin = (manifest: JsonObject) => ({ input: JSON.stringify(manifest) });
const path = ({ namespace }: MakerTools, name = '') => `/apis/apps/v1/namespaces/${namespace}/deployments${name}`;

/** As Helm 3 creates: a plain POST (helm pkg/kube/client.go, createResource) by the manager that its binary's name gives. */
const createAs = (manager: string) => (manifest: JsonObject, tools: MakerTools) =>
  tools.client.request({ method: 'POST', path: path(tools), query: { fieldManager: manager }, body: manifest, action: 'create as somebody' });

const applyAs = (manager: string) => (manifest: JsonObject, tools: MakerTools) =>
  tools.client.request({ method: 'PATCH', path: path(tools, '/web'), query: { fieldManager: manager, force: true }, body: manifest, contentType: 'application/apply-patch+yaml', action: 'apply as somebody' });

const kubectlApply = (...flags: string[]) => (manifest: JsonObject, { kubectl, namespace }: MakerTools) => kubectl(['apply', '-n', namespace, ...flags, '-f', '-'], onStdin(manifest));

/** Forgets who owns what, as objects were before servers kept a record. */
const forget = ({ kubectl, namespace }: MakerTools) => kubectl(['patch', 'deploy', 'web', '-n', namespace, '--type=merge', '-p', '{"metadata":{"managedFields":[{}]}}']);

/** Everybody whose objects people bring along. helm, Argo CD and Flux cannot run in tests: what they write is written for them. */
export const MAKERS: readonly Maker[] = [
  { name: 'kubectl apply', plain: true, says: /takes the fields over that kubectl apply set/, make: kubectlApply() },
  { name: 'kubectl apply --server-side', says: /takes over from kubectl the \d+ fields/, make: kubectlApply('--server-side') },
  {
    name: 'kubectl create, patch and set env',
    says: /takes over from kubectl-create the \d+ fields.*\n.*takes over from kubectl-patch the field .*\n.*takes over from kubectl-set/,
    async make(manifest, tools) {
      const { kubectl, namespace } = tools;
      await kubectl(['create', '-n', namespace, '-f', '-'], onStdin(manifest));
      // Set to something else and back, so that these managers own fields that Git has.
      await kubectl(['patch', 'deploy', 'web', '-n', namespace, '-p', '{"metadata":{"annotations":{"example.com/note":"other"}}}']);
      await kubectl(['patch', 'deploy', 'web', '-n', namespace, '-p', '{"metadata":{"annotations":{"example.com/note":"old"}}}']);
      await kubectl(['set', 'env', 'deploy/web', '-n', namespace, 'OLD=2']);
      await kubectl(['set', 'env', 'deploy/web', '-n', namespace, 'OLD=1']);
    },
  },
  {
    name: 'kubectl apply, before servers kept a record',
    plain: true,
    says: /takes the fields over that kubectl apply set/,
    async make(manifest, tools) {
      await kubectlApply()(manifest, tools);
      await forget(tools);
    },
  },
  {
    name: 'kubectl apply, and then somebody applied one label server-side',
    plain: true,
    says: /takes the fields over that kubectl apply set/,
    async make(manifest, tools) {
      await kubectlApply()(manifest, tools);
      await forget(tools);
      await applyAs('labeller')({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { tier: 'web' } } }, tools);
    },
  },
  {
    name: 'Helm',
    owner: 'Helm (shop)',
    says: /Helm still lists it in shop: "helm upgrade" .* "helm uninstall" would delete it; its labels and annotations of Helm stay/,
    labels: { 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: { 'meta.helm.sh/release-name': 'shop', 'meta.helm.sh/release-namespace': 'default' },
    make: createAs('helm'),
  },
  {
    name: 'Argo CD, server-side',
    owner: 'Argo CD (shop)',
    says: /takes over from argocd-controller the \d+ fields.*\n.*Argo CD still has it in shop/,
    annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:NAMESPACE/web' },
    make: applyAs('argocd-controller'),
  },
  {
    name: 'Argo CD, client-side, tracked by label',
    owner: 'Argo CD (shop)',
    says: /takes over from argocd-controller the \d+ fields/,
    labels: { 'app.kubernetes.io/instance': 'shop' },
    make: kubectlApply('--field-manager=argocd-controller'),
  },
  {
    name: 'Flux',
    owner: 'Flux (shop)',
    says: /takes over from kustomize-controller the \d+ fields.*\n.*Flux still has it in shop/,
    labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
    make: applyAs('kustomize-controller'),
  },
  { name: 'another tool that applies', says: /takes over from terraform the \d+ fields/, make: applyAs('terraform') },
];
