import { describe, expect, it } from 'vitest';
import type { ProjectSpec } from '../../../shared/model/project.ts';
import { projectSpecSchema } from '../../../shared/model/project.ts';
import type { Destination, GovernedObject } from './permits.ts';
import { destinationRefusal, globProblems, resourceRefusal, sourceRefusal } from './permits.ts';

const project = (spec: ProjectSpec) => ({ name: 'p', spec: projectSpecSchema.parse(spec) });
const to = (name: string, namespace: string, server = `https://${name}`): Destination => ({ name, server, namespace });

/** Cases after argo-cd pkg/apis/application/v1alpha1/types_test.go (TestAppProject_IsSourcePermitted, _IsNegatedSourcePermitted). */
describe('repositories', () => {
  it.each<[string, readonly string[], string, boolean]>([
    ['all', ['*'], 'https://github.com/argoproj/test.git', true],
    ['none', [], 'https://github.com/argoproj/test.git', false],
    ['the same', ['https://github.com/argoproj/test.git'], 'https://github.com/argoproj/test.git', true],
    ['another', ['https://github.com/argoproj/test.git'], 'https://github.com/argoproj/other.git', false],
    ['a folder', ['https://github.com/argoproj/*'], 'https://github.com/argoproj/test.git', true],
    ['a star stops at a slash', ['https://github.com/*'], 'https://github.com/argoproj/test', false],
    ['two stars do not', ['https://github.com/**'], 'https://github.com/argoproj/test', true],
    ['a star inside', ['https://github.com/*/test.git'], 'https://github.com/argoproj/test.git', true],
    ['a part of a name', ['https://github.com/argoproj/test*'], 'https://github.com/argoproj/test-ops', true],
    ['the beginning is not the whole', ['https://github.com/argoproj'], 'https://github.com/argoproj/test', false],
    ['.git, case and a slash at the end do not count', ['https://GitHub.com/argoproj/test'], 'https://github.com/ArgoProj/test.git/', true],
    ['both forms of ssh', ['ssh://git@github.com/argoproj/*'], 'git@github.com:argoproj/test.git', true],
    ['another transport', ['https://github.com/argoproj/*'], 'git@github.com:argoproj/test.git', false],
    ['a folder of this computer', ['/home/me/*'], '/home/me/shop', true],
    ['a denial beside everything', ['*', '!https://github.com/bad/*'], 'https://github.com/bad/x', false],
    ['a denial first', ['!https://github.com/bad/*', '*'], 'https://github.com/bad/x', false],
    ['a denial that does not fit', ['!https://github.com/bad/*'], 'https://github.com/good/x', true],
    ['a denial of another spelling', ['*', '!git@github.com:bad/x'], 'ssh://git@github.com/bad/x.git', false],
  ])('%s', (_what, sourceRepos, url, allowed) => {
    expect(sourceRefusal(project({ sourceRepos: [...sourceRepos] }), url) === undefined).toBe(allowed);
  });

  it('names the rule', () => {
    expect(sourceRefusal(project({ sourceRepos: ['*', '!https://x/*'] }), 'https://x/y')).toBe('spec.sourceRepos denies it by "!https://x/*"');
    expect(sourceRefusal(project({ sourceRepos: ['https://a', 'https://b'] }), 'https://x/y')).toBe('spec.sourceRepos allows "https://a", "https://b"');
    expect(sourceRefusal(project({}), 'https://x/y')).toBe('spec.sourceRepos allows none');
  });
});

/** Cases after types_test.go (TestAppProject_IsDestinationPermitted, _IsNegatedDestinationPermitted). */
describe('places', () => {
  it.each<[string, NonNullable<ProjectSpec['destinations']>, Destination, boolean]>([
    ['none', [], to('kind', 'default'), false],
    ['all', [{ server: '*', namespace: '*' }], to('kind', 'default'), true],
    ['a context and a namespace', [{ name: 'kind', namespace: 'default' }], to('kind', 'default'), true],
    ['another namespace', [{ name: 'kind', namespace: 'default' }], to('kind', 'kube-system'), false],
    ['another context', [{ name: 'kind', namespace: '*' }], to('prod', 'default'), false],
    ['a server', [{ server: 'https://prod', namespace: '*' }], to('prod', 'default'), true],
    ['a server with a star', [{ server: 'https://*.test.com', namespace: '*' }], to('c', 'x', 'https://dev.test.com'), true],
    ['a server that is not known', [{ server: '*', namespace: '*' }], to('c', 'x', ''), false],
    ['no namespace in the rule', [{ name: 'kind' }], to('kind', 'default'), false],
    ['a namespace with a star', [{ name: '*', namespace: 'team-*' }], to('kind', 'team-a'), true],
    ['its beginning alone', [{ name: '*', namespace: 'team-*' }], to('kind', 'other-team-a'), false],
    ['alternatives', [{ name: '{kind,minikube}', namespace: '*' }], to('minikube', 'x'), true],
    ['a denied namespace', [{ name: '*', namespace: '*' }, { name: '*', namespace: '!kube-system' }], to('kind', 'kube-system'), false],
    ['beside it', [{ name: '*', namespace: '!kube-system' }], to('kind', 'default'), true],
    ['a denied context', [{ name: '*', namespace: '*' }, { name: '!*prod*', namespace: '*' }], to('the-prod', 'default'), false],
    ['a denied server', [{ name: '*', namespace: '*' }, { server: '!https://prod', namespace: '*' }], to('prod', 'default'), false],
  ])('%s', (_what, destinations, place, allowed) => {
    expect(destinationRefusal(project({ destinations }), place) === undefined).toBe(allowed);
  });

  it('names the rule', () => {
    expect(destinationRefusal(project({ destinations: [{ name: 'kind', namespace: 'a' }, { server: 'https://x', namespace: 'b' }] }), to('prod', 'c'))).toBe('spec.destinations allows "kind" with the namespace "a"; "https://x" with the namespace "b"');
    expect(destinationRefusal(project({ destinations: [{ name: '*', namespace: '*' }, { name: '!prod', namespace: '*' }] }), to('prod', 'c'))).toBe('spec.destinations denies it by "!prod" with the namespace "*"');
  });
});

/** Cases after types_test.go (TestAppProject_IsGroupKindPermitted, TestAppProject_ValidPolicyRules' resource lists). */
describe('kinds', () => {
  const everywhere = { destinations: [{ name: '*', server: '*', namespace: '*' }] };
  const object = (kind: string, group = '', namespace = 'n', name = 'x'): GovernedObject => ({ group, kind, namespace, name });
  const cluster = (kind: string, group = '', name = 'x'): GovernedObject => object(kind, group, '', name);
  it.each<[string, ProjectSpec, GovernedObject, boolean]>([
    ['in a namespace, without lists', {}, object('Deployment', 'apps'), true],
    ['in a namespace, a list of none', { namespaceResourceWhitelist: [] }, object('Deployment', 'apps'), false],
    ['in a namespace, allowed', { namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deployment' }] }, object('Deployment', 'apps'), true],
    ['in a namespace, not allowed', { namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deployment' }] }, object('Secret'), false],
    ['the group counts', { namespaceResourceWhitelist: [{ group: 'apps', kind: '*' }] }, object('Deployment', 'extensions'), false],
    ['in a namespace, denied', { namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }] }, object('ResourceQuota'), false],
    ['denied although allowed', { namespaceResourceWhitelist: [{ group: '*', kind: '*' }], namespaceResourceBlacklist: [{ group: '*', kind: 'Sec*' }] }, object('Secret'), false],
    ['of the cluster, without lists', {}, cluster('Namespace'), false],
    ['of the cluster, all', { clusterResourceWhitelist: [{ group: '*', kind: '*' }] }, cluster('ClusterRole', 'rbac.authorization.k8s.io'), true],
    ['of the cluster, another kind', { clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }] }, cluster('ClusterRole', 'rbac.authorization.k8s.io'), false],
    ['of the cluster, denied', { clusterResourceWhitelist: [{ group: '*', kind: '*' }], clusterResourceBlacklist: [{ group: '', kind: 'Namespace' }] }, cluster('Namespace'), false],
    ['of the cluster, by name', { clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-*' }] }, cluster('Namespace', '', 'team-a'), true],
    ['of the cluster, by another name', { clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-*' }] }, cluster('Namespace', '', 'kube-system'), false],
    ['into another namespace', { destinations: [{ name: '*', namespace: 'mine' }] }, object('ConfigMap', '', 'yours'), false],
    ['of the cluster: the namespace does not count', { destinations: [{ name: '*', namespace: 'mine' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] }, cluster('Namespace'), true],
  ])('%s', (_what, spec, asked, allowed) => {
    expect(resourceRefusal(project({ ...everywhere, ...spec }), asked, to('kind', 'n')) === undefined).toBe(allowed);
  });

  it('names the rule', () => {
    const said = (spec: ProjectSpec, asked: GovernedObject) => resourceRefusal(project({ ...everywhere, ...spec }), asked, to('kind', 'n'));
    expect(said({}, cluster('Namespace'))).toBe('may not hold Namespace: spec.clusterResourceWhitelist allows none');
    expect(said({ namespaceResourceBlacklist: [{ group: 'apps', kind: '*' }] }, object('Deployment', 'apps'))).toBe('may not hold Deployment.apps: spec.namespaceResourceBlacklist has "apps/*"');
    expect(said({ destinations: [{ name: 'kind', namespace: 'mine' }] }, object('ConfigMap', '', 'yours'))).toBe('may not write into the namespace yours: spec.destinations allows "kind" with the namespace "mine"');
  });
});

it('finds globs that do not compile', () => {
  expect(globProblems(project({ sourceRepos: ['*', '!https://[x'], destinations: [{ name: '{a', namespace: '*' }] }))).toEqual([
    'spec.sourceRepos.1: The pattern "https://[x" is not a glob: a [ is not closed.',
    'spec.destinations.0: The pattern "{a" is not a glob: a { is not closed.',
  ]);
});
