import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Orphan } from '../../../shared/model/orphans.ts';
import type { Project } from '../../../shared/model/project.ts';
import { ownershipOf } from '../../../shared/model/tracking.ts';
import type { Destination } from './permits.ts';
import { matches, resourceRefusal } from './permits.ts';

/** Of whom orphans are asked. */
export interface OrphanQuestion {
  /** Everything in the namespaces; its metadata is enough. */
  readonly objects: readonly KubeObject[];
  readonly application: { readonly name: string; readonly uid: string };
  readonly project: Project;
  readonly destination: Destination;
  /** What is the application's by what Git names. */
  isOwn(object: KubeObject): boolean;
}

/**
 * The objects that nobody tracks (Drydock, Argo CD, Flux, Helm), that nothing owns, that Kubernetes does not make by itself,
 * and that the project's applications may hold (argo-cd controller/appcontroller.go, getResourceTree). Pure.
 */
export function findOrphans({ objects, application, project, destination, isOwn }: OrphanQuestion): readonly Orphan[] {
  const made = createMadeByKubernetes(objects);
  const ignored = project.spec.orphanedResources?.ignore ?? [];
  return objects
    .filter((object) => {
      if ((object.metadata.ownerReferences ?? []).length > 0 || ownershipOf(object, application).kind !== 'none' || isOwn(object) || made(object)) return false;
      const key = keyOf(object);
      return resourceRefusal(project, key, destination) === undefined && !ignored.some((rule) => isIgnored(rule, key));
    })
    .map((object): Orphan => ({ key: keyOf(object), apiVersion: object.apiVersion, ...(object.metadata.creationTimestamp === undefined ? {} : { createdAt: object.metadata.creationTimestamp }) }))
    .toSorted(({ key: a }, { key: b }) => compare(a.namespace, b.namespace) || compare(a.kind, b.kind) || compare(a.name, b.name));
}

/** What a project says is no orphan: a kind or name that is not named fits all (argo-cd controller/appcontroller.go, isKnownOrphanedResourceExclusion). */
function isIgnored({ group = '', kind = '', name = '' }: { readonly group?: string | undefined; readonly kind?: string | undefined; readonly name?: string | undefined }, key: ResourceKey): boolean {
  return (kind === '' || matches(kind, key.kind)) && matches(group, key.group) && (name === '' || matches(name, key.name));
}

/** Secrets in which Helm keeps its releases (helm pkg/storage/driver/secrets.go), and ConfigMaps with its other driver. */
const HELM_RELEASE = 'sh.helm.release.v1.';

/**
 * What is there without anybody's doing: as Argo CD knows it, and leases, tokens, the endpoints of Services, and claims that a
 * StatefulSet made, which carry no owner. Told by metadata alone, so that a claim is known by the end of its name.
 */
function createMadeByKubernetes(objects: readonly KubeObject[]): (object: KubeObject) => boolean {
  const named = (kind: string, group: string) => new Set(objects.map(keyOf).filter((key) => key.kind === kind && key.group === group).map(({ namespace, name }) => `${namespace}/${name}`));
  const services = named('Service', '');
  const sets = named('StatefulSet', 'apps');
  return (object) => {
    const { group, kind, namespace, name } = keyOf(object);
    const { annotations = {}, labels = {} } = object.metadata;
    switch (`${group}/${kind}`) {
      case '/Service':
        return namespace === 'default' && name === 'kubernetes';
      case '/ServiceAccount':
        return name === 'default';
      case '/ConfigMap':
        return name === 'kube-root-ca.crt' || (name.startsWith(HELM_RELEASE) && labels['owner'] === 'helm');
      case '/Secret':
        return annotations['kubernetes.io/service-account.name'] !== undefined || (name.startsWith(HELM_RELEASE) && labels['owner'] === 'helm');
      case '/Endpoints':
        return services.has(`${namespace}/${name}`);
      case 'discovery.k8s.io/EndpointSlice':
        return services.has(`${namespace}/${labels['kubernetes.io/service-name'] ?? ''}`);
      case '/PersistentVolumeClaim':
        return claimOwners(name).some((set) => sets.has(`${namespace}/${set}`));
      case 'coordination.k8s.io/Lease':
        return true;
      default:
        return false;
    }
  };
}

/** Names that a StatefulSet can have whose claim is called `<template>-<set>-<ordinal>`: both may have hyphens. */
function claimOwners(claim: string): readonly string[] {
  if (!/-\d+$/.test(claim)) return [];
  const parts = claim.split('-').slice(0, -1);
  return parts.slice(1).map((_part, index) => parts.slice(index + 1).join('-'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
