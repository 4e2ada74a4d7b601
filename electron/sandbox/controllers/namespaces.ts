import { resourceOf } from '../model/kinds.ts';
import type { Dict, Value } from '../model/values.ts';
import { dict, isDeleting, items, metadataOf, nameOf, namespaceOf, texts, timestamp } from '../model/values.ts';
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
  const remaining = new Map<string, number>();
  const held = new Map<string, number>();
  for (const kind of registry.kinds()) {
    if (!kind.namespaced || seen.has(resourceOf(kind))) continue;
    seen.add(resourceOf(kind));
    const here: Dict[] = [...store.all(resourceOf(kind))].filter((object) => namespaceOf(object) === name);
    for (const object of here) {
      if (!isDeleting(object)) client.deleteAt(kind, object, { propagationPolicy: 'Background' });
      const still = store.get(resourceOf(kind), keyIn(name, nameOf(object)));
      if (still === undefined) continue;
      remaining.set(`${kind.plural}.${kind.group}`, (remaining.get(`${kind.plural}.${kind.group}`) ?? 0) + 1);
      for (const finalizer of texts(metadataOf(still)['finalizers'])) held.set(finalizer, (held.get(finalizer) ?? 0) + 1);
    }
  }
  if (remaining.size === 0) store.delete('namespaces', keyIn('', name));
  else client.status('Namespace', namespace, { ...dict(namespace['status']), conditions: whatIsLeft(remaining, held, dict(namespace['status'])['conditions'], client.world.now()) });
}

/** What a namespace that does not go says of itself (pkg/controller/namespace/deletion/status_condition_utils.go); times stay while nothing changes. */
function whatIsLeft(remaining: ReadonlyMap<string, number>, held: ReadonlyMap<string, number>, before: Value, now: number): Value {
  const condition = (type: string, reason: string, counts: ReadonlyMap<string, number>, none: string, some: string, word: string): Dict => {
    const found = [...counts].toSorted().map(([name, count]) => `${name} ${word} ${count} resource instances`);
    const next = { type, status: counts.size > 0 ? 'True' : 'False', reason: counts.size > 0 ? reason : none, message: counts.size > 0 ? `${some}: ${found.join(', ')}` : 'All content successfully removed' };
    const old = items(before).find((each) => each['type'] === type && each['status'] === next.status && each['message'] === next.message);
    return old ?? { ...next, lastTransitionTime: timestamp(now) };
  };
  return [
    condition('NamespaceContentRemaining', 'SomeResourcesRemain', remaining, 'ContentRemoved', 'Some resources are remaining', 'has'),
    condition('NamespaceFinalizersRemaining', 'SomeFinalizersRemain', held, 'ContentHasNoFinalizers', 'Some content in the namespace has finalizers remaining', 'in'),
  ];
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
