import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { ProjectSpec } from '../../../shared/model/project.ts';
import { DEFAULT_PROJECT } from '../../../shared/model/project.ts';
import { APPLICATION_LABEL, stampTracking, TRACKING_ANNOTATION } from '../../../shared/model/tracking.ts';
import { findOrphans } from './orphans.ts';

const APP = { name: 'app', uid: 'u1' };
const object = (apiVersion: string, kind: string, name: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({ apiVersion, kind, metadata: { name, namespace: 'shop', ...metadata } });
const configMap = (name: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => object('v1', 'ConfigMap', name, metadata);

function names(objects: readonly KubeObject[], spec: Partial<ProjectSpec> = {}): readonly string[] {
  const project = { name: 'p', spec: { ...DEFAULT_PROJECT.spec, ...spec } };
  return findOrphans({ objects, application: APP, project, destination: { name: 'c', server: 's', namespace: 'shop' }, isOwn: ({ metadata }) => metadata.name === 'named-in-git' }).map(({ key }) => `${key.kind} ${key.name}`);
}

it('is what nobody tracks, sorted, with when it was made', () => {
  const made = { creationTimestamp: '2026-01-01T00:00:00Z' };
  const found = findOrphans({ objects: [configMap('b', made), object('v1', 'Secret', 'a'), configMap('a', { namespace: 'other' })], application: APP, project: DEFAULT_PROJECT, destination: { name: 'c', server: 's', namespace: 'shop' }, isOwn: () => false });
  expect(found).toEqual([
    { key: { group: '', kind: 'ConfigMap', namespace: 'other', name: 'a' }, apiVersion: 'v1' },
    { key: { group: '', kind: 'ConfigMap', namespace: 'shop', name: 'b' }, apiVersion: 'v1', createdAt: '2026-01-01T00:00:00Z' },
    { key: { group: '', kind: 'Secret', namespace: 'shop', name: 'a' }, apiVersion: 'v1' },
  ]);
});

describe('is not', () => {
  it.each<[string, readonly KubeObject[]]>([
    ['what the application tracks', [stampTracking(configMap('x'), APP)]],
    ['what another application tracks', [stampTracking(configMap('x'), { name: 'other', uid: 'u2' })]],
    ['what Argo CD tracks', [configMap('x', { annotations: { 'argocd.argoproj.io/tracking-id': 'a:/ConfigMap:shop/x' } })]],
    ['what Flux tracks', [configMap('x', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'a' } })]],
    ['what Helm tracks', [configMap('x', { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations: { 'meta.helm.sh/release-name': 'a' } })]],
    ['in which Helm keeps a release', [object('v1', 'Secret', 'sh.helm.release.v1.a.v1', { labels: { owner: 'helm' } })]],
    ['what is owned', [object('v1', 'Pod', 'x', { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'r' }] })]],
    ['what Git names', [configMap('named-in-git')]],
    ['the default account', [object('v1', 'ServiceAccount', 'default')]],
    ['the certificate of the cluster', [configMap('kube-root-ca.crt')]],
    ['the Service of the API server', [object('v1', 'Service', 'kubernetes', { namespace: 'default' })]],
    ['a token of an account', [object('v1', 'Secret', 't', { annotations: { 'kubernetes.io/service-account.name': 'bot' } })]],
    ['a lease', [object('coordination.k8s.io/v1', 'Lease', 'leader')]],
  ])('%s', (_what, objects) => {
    expect(names(objects)).toEqual([]);
  });

  it('what Services and StatefulSets have made, while these are there', () => {
    const made = [object('v1', 'Endpoints', 'web'), object('discovery.k8s.io/v1', 'EndpointSlice', 'web-1', { labels: { 'kubernetes.io/service-name': 'web' } }), object('v1', 'PersistentVolumeClaim', 'my-data-web-db-0')];
    const owners = [stampTracking(object('v1', 'Service', 'web'), APP), stampTracking(object('apps/v1', 'StatefulSet', 'web-db'), APP)];
    expect(names([...made, ...owners])).toEqual([]);
    expect(names(made)).toEqual(['EndpointSlice web-1', 'Endpoints web', 'PersistentVolumeClaim my-data-web-db-0']);
  });
});

describe('is', () => {
  it.each<[string, KubeObject, string]>([
    ['what was copied with the marks of another object', configMap('copy', { labels: { [APPLICATION_LABEL]: 'u1' }, annotations: { [TRACKING_ANNOTATION]: 'app:/ConfigMap:shop/x' } }), 'ConfigMap copy'],
    ['a Service of that name elsewhere', object('v1', 'Service', 'kubernetes'), 'Service kubernetes'],
    ['a claim of nobody', object('v1', 'PersistentVolumeClaim', 'data'), 'PersistentVolumeClaim data'],
  ])('%s', (_what, one, name) => {
    expect(names([one])).toEqual([name]);
  });
});

describe('a project', () => {
  const objects = [configMap('cache-a'), configMap('keep'), object('v1', 'Secret', 'cache-b'), object('batch/v1', 'Job', 'cache-c')];
  it.each<[string, NonNullable<NonNullable<ProjectSpec['orphanedResources']>['ignore']>, readonly string[]]>([
    ['ignores by kind', [{ kind: 'ConfigMap' }], ['Job cache-c', 'Secret cache-b']],
    ['ignores by globs of names in the core group', [{ name: 'cache-*' }], ['ConfigMap keep', 'Job cache-c']],
    ['ignores by globs of groups', [{ group: '*', name: 'cache-*' }], ['ConfigMap keep']],
    ['ignores nothing', [], ['ConfigMap cache-a', 'ConfigMap keep', 'Job cache-c', 'Secret cache-b']],
  ])('%s', (_what, ignore, expected) => {
    expect(names(objects, { orphanedResources: { ignore } })).toEqual(expected);
  });

  it('leaves out what its applications may not hold', () => {
    expect(names(objects, { namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] })).toEqual(['ConfigMap cache-a', 'ConfigMap keep', 'Job cache-c']);
  });
});
