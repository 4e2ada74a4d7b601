import { resourceOf } from '../model/kinds.ts';
import type { Dict } from '../model/values.ts';
import { isDeleting, nameOf, namespaceOf, timestamp } from '../model/values.ts';
import { keyIn } from '../store/store.ts';
import { ControllerClient } from './client.ts';

/** Namespaces (pkg/controller/namespace, serviceaccount, rootcacertpublisher): what each has, and how one goes. */
export function syncNamespace(client: ControllerClient, name: string, certificate: string): void {
  const namespace = client.get('Namespace', '', name);
  if (namespace === undefined) return;
  if (!isDeleting(namespace)) {
    if (client.get('ServiceAccount', name, 'default') === undefined) client.create('ServiceAccount', name, { metadata: { name: 'default' } });
    if (client.get('ConfigMap', name, 'kube-root-ca.crt') === undefined) {
      client.create('ConfigMap', name, { metadata: { name: 'kube-root-ca.crt', annotations: { 'kubernetes.io/description': 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.' } }, data: { 'ca.crt': certificate } });
    }
    return;
  }
  const { store, registry } = client.world;
  const seen = new Set<string>();
  let left = 0;
  for (const kind of registry.kinds()) {
    if (!kind.namespaced || seen.has(resourceOf(kind))) continue;
    seen.add(resourceOf(kind));
    const here: Dict[] = [...store.all(resourceOf(kind))].filter((object) => namespaceOf(object) === name);
    for (const object of here) {
      if (!isDeleting(object)) client.deleteAt(kind, object, { propagationPolicy: 'Background' });
      if (store.get(resourceOf(kind), keyIn(name, nameOf(object))) !== undefined) left++;
    }
  }
  if (left === 0) store.delete('namespaces', keyIn('', name));
}

/** A definition's names are accepted at once; a definition that goes takes its objects with it. */
export function syncDefinition(client: ControllerClient, name: string): void {
  const definition = client.get('CustomResourceDefinition', '', name);
  if (definition === undefined) return;
  const spec = definition['spec'] as Dict;
  const names = spec['names'] as Dict;
  const status = (definition['status'] ?? {}) as Dict;
  if (Array.isArray(status['conditions']) && status['conditions'].length > 0) return;
  const lastTransitionTime = timestamp(client.world.now());
  const storage = (spec['versions'] as Dict[]).find((version) => version['storage'] === true);
  new ControllerClient(client.world, 'kube-apiserver').status('CustomResourceDefinition', definition, {
    acceptedNames: { ...names },
    conditions: [
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found', lastTransitionTime },
      { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted', lastTransitionTime },
    ],
    storedVersions: [storage?.['name']],
  });
}
