import type { KubeObject, ObjectMeta, ResourceKey } from './kube.ts';
import { keyOf } from './kube.ts';

/**
 * How Drydock knows its own. Every object it writes carries the label with the application's uid, and the annotation
 * that names the very object. Both must fit: controllers copy annotations (a Deployment's to its ReplicaSets), and
 * people copy manifests.
 */
export const APPLICATION_LABEL = 'drydock.dev/application';
export const TRACKING_ANNOTATION = 'drydock.dev/tracking-id';

/** The field manager of everything that Drydock applies. */
export const FIELD_MANAGER = 'drydock';

/** Argo CD's annotations are honoured under its own name and ours. */
const ANNOTATION_PREFIXES = ['argocd.argoproj.io', 'drydock.dev'];

/** An object's own sync options, such as `Prune=false` or `Delete=false`. */
function resourceSyncOptions(object: KubeObject | undefined): ReadonlySet<string> {
  return annotatedOptions(object, 'sync-options');
}

/**
 * An object's own options for its comparison. `IgnoreExtraneous` has an effect; `ServerSideDiff` and
 * `IncludeMutationWebhook` ask for what is always done here (argo-cd docs/user-guide/compare-options.md).
 */
export function compareOptions(object: KubeObject | undefined): ReadonlySet<string> {
  return annotatedOptions(object, 'compare-options');
}

function annotatedOptions(object: KubeObject | undefined, name: string): ReadonlySet<string> {
  const annotations = object?.metadata.annotations ?? {};
  return new Set(ANNOTATION_PREFIXES.flatMap((prefix) => (annotations[`${prefix}/${name}`] ?? '').split(',').map((option) => option.trim())));
}

/** The value of a sync option for one object: what its own annotation says, else what its application says. */
export function syncOption(name: string, object: KubeObject | undefined, application: ReadonlySet<string>): string | undefined {
  const valueIn = (options: ReadonlySet<string>) => [...options].find((option) => option.startsWith(`${name}=`))?.slice(name.length + 1);
  return valueIn(resourceSyncOptions(object)) ?? valueIn(application);
}

/** Argo CD's own marks (argo-cd common/common.go, util/argo/resource_tracking.go). */
const ARGOCD_TRACKING_ANNOTATION = 'argocd.argoproj.io/tracking-id';
/**
 * Where Argo CD tracks by label: its default label, which charts write too, so that it says something only beside
 * Argo CD's field manager (argo-cd common.LabelKeyAppInstance, common.ArgoCDSSAManager), and the usual other one.
 */
const ARGOCD_SHARED_LABEL = 'app.kubernetes.io/instance';
const ARGOCD_LABEL = 'argocd.argoproj.io/instance';
const ARGOCD_MANAGER = 'argocd-controller';
const HELM_RELEASE_ANNOTATION = 'meta.helm.sh/release-name';
const FLUX_LABELS = ['kustomize.toolkit.fluxcd.io/name', 'helm.toolkit.fluxcd.io/name'];

/** `<application>:<group>/<Kind>:<namespace>/<name>`, the namespace empty for cluster kinds. */
export function trackingId(application: string, key: ResourceKey): string {
  return `${application}:${key.group}/${key.kind}:${key.namespace}/${key.name}`;
}

/** The object with Drydock's label and annotation; the original is left as it is. */
export function stampTracking(object: KubeObject, application: { readonly name: string; readonly uid: string }): KubeObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, [APPLICATION_LABEL]: application.uid },
      annotations: { ...object.metadata.annotations, [TRACKING_ANNOTATION]: trackingId(application.name, keyOf(object)) },
    },
  };
}

/** Who a live object belongs to. */
export type Ownership =
  | { readonly kind: 'ours' }
  /** Nobody tracks it. */
  | { readonly kind: 'none' }
  /**
   * Another Drydock application, Argo CD, Flux or a Helm release; `name` as far as it can be told. A file of the home that
   * nobody tracks is a person's.
   */
  | { readonly kind: 'foreign'; readonly tool: 'Drydock' | 'Argo CD' | 'Flux' | 'Helm' | 'a person'; readonly name: string };

/**
 * Reads an object's ownership for an application. A tracking annotation that names another object was copied and
 * counts as none.
 */
export function ownershipOf(object: KubeObject, application: { readonly name: string; readonly uid: string }): Ownership {
  const labels = object.metadata.labels ?? {};
  const annotations = object.metadata.annotations ?? {};
  const uid = labels[APPLICATION_LABEL];
  const id = annotations[TRACKING_ANNOTATION];
  if (uid !== undefined && id !== undefined) {
    const colon = id.indexOf(':');
    const name = id.slice(0, colon);
    if (id === trackingId(name, keyOf(object))) return uid === application.uid ? { kind: 'ours' } : { kind: 'foreign', tool: 'Drydock', name };
  }
  const argo = annotations[ARGOCD_TRACKING_ANNOTATION];
  if (argo !== undefined) {
    const { group, kind, namespace, name } = keyOf(object);
    const [, application = '', what, inside, named] = /^([^:]*):([^:]*):([^/]*)\/(.*)$/.exec(argo) ?? [];
    // For cluster kinds Argo CD writes the destination's namespace (argo-cd controller/state.go, isSelfReferencedObj).
    if (what === `${group}/${kind}` && named === name && (inside === namespace || namespace === '')) return { kind: 'foreign', tool: 'Argo CD', name: application };
  }
  const instance = labels[ARGOCD_LABEL] ?? (argo === undefined && writtenBy(object, ARGOCD_MANAGER) ? labels[ARGOCD_SHARED_LABEL] : undefined);
  if (instance !== undefined) return { kind: 'foreign', tool: 'Argo CD', name: instance };
  // Before Helm: what Flux installs as a Helm release carries the marks of both.
  for (const label of FLUX_LABELS) {
    const flux = labels[label];
    if (flux !== undefined) return { kind: 'foreign', tool: 'Flux', name: flux };
  }
  const helm = annotations[HELM_RELEASE_ANNOTATION];
  if (helm !== undefined && labels['app.kubernetes.io/managed-by'] === 'Helm') return { kind: 'foreign', tool: 'Helm', name: helm };
  return { kind: 'none' };
}

function writtenBy({ metadata }: KubeObject, manager: string): boolean {
  return metadata.managedFields?.some((entry) => entry.manager === manager && (entry.subresource ?? '') === '') ?? false;
}

/** Metadata without Drydock's marks, and without maps that only held them. */
export function withoutTracking(metadata: ObjectMeta): ObjectMeta {
  const { labels, annotations, ...rest } = metadata;
  const keptLabels = without(labels, APPLICATION_LABEL);
  const keptAnnotations = without(annotations, TRACKING_ANNOTATION);
  return {
    ...rest,
    ...(keptLabels === undefined ? {} : { labels: keptLabels }),
    ...(keptAnnotations === undefined ? {} : { annotations: keptAnnotations }),
  };
}

function without(map: { readonly [key: string]: string } | undefined, name: string): { readonly [key: string]: string } | undefined {
  if (map === undefined || !Object.hasOwn(map, name)) return map;
  const { [name]: _dropped, ...rest } = map;
  return Object.keys(rest).length === 0 ? undefined : rest;
}
