import { describe, expect, it } from 'vitest';
import type { KubeObject } from './kube.ts';
import type { Ownership } from './tracking.ts';
import { APPLICATION_LABEL, ownershipOf, stampTracking, TRACKING_ANNOTATION, trackingId, withoutTracking } from './tracking.ts';

const US = { name: 'shop', uid: 'uid-1' };

function deployment(labels?: Record<string, string>, annotations?: Record<string, string>): KubeObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'prod', ...(labels === undefined ? {} : { labels }), ...(annotations === undefined ? {} : { annotations }) } };
}

function clusterRole(annotations: Record<string, string>): KubeObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'system:reader', annotations } };
}

function managed(object: KubeObject, manager: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields: [{ manager, operation: 'Apply' }] } };
}

const OURS = { [APPLICATION_LABEL]: 'uid-1' };
const ARGO = 'argocd.argoproj.io/tracking-id';

describe('ownershipOf', () => {
  it.each<[string, KubeObject, Ownership]>([
    ['nothing at all', deployment(), { kind: 'none' }],
    ['both marks', deployment(OURS, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:prod/web' }), { kind: 'ours' }],
    ['both marks, under an older name of ours', deployment(OURS, { [TRACKING_ANNOTATION]: 'old:apps/Deployment:prod/web' }), { kind: 'ours' }],
    ['the label alone', deployment(OURS), { kind: 'none' }],
    ['the annotation alone', deployment(undefined, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:prod/web' }), { kind: 'none' }],
    ['an annotation copied from another kind', deployment(OURS, { [TRACKING_ANNOTATION]: 'shop:apps/ReplicaSet:prod/web' }), { kind: 'none' }],
    ['an annotation copied from another name', deployment(OURS, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:prod/api' }), { kind: 'none' }],
    ['an annotation copied from another namespace', deployment(OURS, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:test/web' }), { kind: 'none' }],
    ['an annotation without a colon', deployment(OURS, { [TRACKING_ANNOTATION]: 'nonsense' }), { kind: 'none' }],
    ['the same name under another uid', deployment({ [APPLICATION_LABEL]: 'uid-2' }, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:prod/web' }), { kind: 'foreign', tool: 'Drydock', name: 'shop' }],
    ['another application', deployment({ [APPLICATION_LABEL]: 'uid-2' }, { [TRACKING_ANNOTATION]: 'blog:apps/Deployment:prod/web' }), { kind: 'foreign', tool: 'Drydock', name: 'blog' }],
    ['Argo CD', deployment(undefined, { [ARGO]: 'guestbook:apps/Deployment:prod/web' }), { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' }],
    ['Argo CD, an application of another namespace', deployment(undefined, { [ARGO]: 'team-a_guestbook:apps/Deployment:prod/web' }), { kind: 'foreign', tool: 'Argo CD', name: 'team-a_guestbook' }],
    ['a copied annotation of Argo CD', deployment(undefined, { [ARGO]: 'guestbook:apps/ReplicaSet:prod/web' }), { kind: 'none' }],
    ['an annotation of Argo CD from another namespace', deployment(undefined, { [ARGO]: 'guestbook:apps/Deployment:test/web' }), { kind: 'none' }],
    ['Argo CD, cluster kind, with the destination\'s namespace', clusterRole({ [ARGO]: 'guestbook:rbac.authorization.k8s.io/ClusterRole:argo-dest/system:reader' }), { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' }],
    ['Argo CD, cluster kind, without one', clusterRole({ [ARGO]: 'guestbook:rbac.authorization.k8s.io/ClusterRole:/system:reader' }), { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' }],
    ['a copied annotation of Argo CD on a cluster kind', clusterRole({ [ARGO]: 'guestbook:rbac.authorization.k8s.io/ClusterRole:/other' }), { kind: 'none' }],
    ['our marks and Argo CD\'s', deployment(OURS, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:prod/web', [ARGO]: 'guestbook:apps/Deployment:prod/web' }), { kind: 'ours' }],
    ['our copied marks and Argo CD\'s', deployment(OURS, { [TRACKING_ANNOTATION]: 'shop:apps/Deployment:prod/api', [ARGO]: 'guestbook:apps/Deployment:prod/web' }), { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' }],
    ['Helm', deployment({ 'app.kubernetes.io/managed-by': 'Helm' }, { 'meta.helm.sh/release-name': 'redis' }), { kind: 'foreign', tool: 'Helm', name: 'redis' }],
    ['a chart\'s label without a release', deployment({ 'app.kubernetes.io/managed-by': 'Helm' }), { kind: 'none' }],
    ['Flux, kustomize', deployment({ 'kustomize.toolkit.fluxcd.io/name': 'infra' }), { kind: 'foreign', tool: 'Flux', name: 'infra' }],
    ['Flux, helm', deployment({ 'helm.toolkit.fluxcd.io/name': 'redis' }), { kind: 'foreign', tool: 'Flux', name: 'redis' }],
    ['a release that Flux installed', deployment({ 'helm.toolkit.fluxcd.io/name': 'redis', 'app.kubernetes.io/managed-by': 'Helm' }, { 'meta.helm.sh/release-name': 'ns-redis' }), { kind: 'foreign', tool: 'Flux', name: 'redis' }],
    ['Argo CD\'s old label, which anybody writes', deployment({ 'app.kubernetes.io/instance': 'guestbook' }), { kind: 'none' }],
    ['the same, on an object that Argo CD wrote', managed(deployment({ 'app.kubernetes.io/instance': 'guestbook' }), 'argocd-controller'), { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' }],
    ['the same, on an object that a chart\'s user wrote', managed(deployment({ 'app.kubernetes.io/instance': 'guestbook' }), 'kubectl'), { kind: 'none' }],
    ['Argo CD\'s own label', deployment({ 'argocd.argoproj.io/instance': 'guestbook' }), { kind: 'foreign', tool: 'Argo CD', name: 'guestbook' }],
  ])('%s', (_what, object, expected) => {
    expect(ownershipOf(object, US)).toEqual(expected);
  });
});

describe('stamping', () => {
  it.each<[string, KubeObject, string]>([
    ['a namespaced object', deployment({ app: 'web' }), 'shop:apps/Deployment:prod/web'],
    ['a cluster object', clusterRole({ note: 'x' }), 'shop:rbac.authorization.k8s.io/ClusterRole:/system:reader'],
    ['the core group', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c', namespace: 'n' } }, 'shop:/ConfigMap:n/c'],
  ])('%s is ours then, and as it was without the marks', (_what, object, id) => {
    const before = structuredClone(object);
    const stamped = stampTracking(object, US);
    expect(object).toEqual(before);
    expect(stamped.metadata.annotations?.[TRACKING_ANNOTATION]).toBe(id);
    expect(ownershipOf(stamped, US)).toEqual({ kind: 'ours' });
    expect(withoutTracking(stamped.metadata)).toEqual(object.metadata);
  });

  it('takes the place of foreign marks', () => {
    const foreign = stampTracking(deployment(), { name: 'blog', uid: 'uid-2' });
    expect(ownershipOf(stampTracking(foreign, US), US)).toEqual({ kind: 'ours' });
  });

  it('removes only its own, and maps that held nothing else', () => {
    expect(withoutTracking({ name: 'x', labels: { [APPLICATION_LABEL]: 'u', a: 'b' }, annotations: { [TRACKING_ANNOTATION]: 'y' } })).toEqual({ name: 'x', labels: { a: 'b' } });
    expect(withoutTracking({ name: 'x', labels: {}, annotations: { a: 'b' } })).toEqual({ name: 'x', labels: {}, annotations: { a: 'b' } });
  });

  it('names an object', () => {
    expect(trackingId('a', { group: '', kind: 'Namespace', namespace: '', name: 'n' })).toBe('a:/Namespace:/n');
  });
});
