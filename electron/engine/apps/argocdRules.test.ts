import { describe, expect, it } from 'vitest';
import { argoCdRules } from './argocdRules.ts';

const rulesOf = (data: Readonly<Record<string, string>>) => argoCdRules({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' }, data }, 'https://10.0.0.1:6443');
const key = (name: string) => `resource.customizations.ignoreDifferences.${name}`;

describe('ignored fields of argocd-cm', () => {
  it.each<[string, Record<string, string>, object[]]>([
    ['of a kind', { [key('apps_Deployment')]: 'jsonPointers:\n- /spec/replicas\n' }, [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }]],
    ['of the core group', { [key('Service')]: 'jqPathExpressions: [.spec.ports]' }, [{ group: '', kind: 'Service', jqPathExpressions: ['.spec.ports'] }]],
    ['of all kinds', { [key('all')]: 'managedFieldsManagers: [kube-controller-manager]' }, [{ group: '*', kind: '*', managedFieldsManagers: ['kube-controller-manager'] }]],
    ['of the groups that fit', { [key('*.crossplane.io_Bucket')]: 'jsonPointers: [/spec]' }, [{ group: '*.crossplane.io', kind: 'Bucket', jsonPointers: ['/spec'] }]],
    ['in the old way', { 'resource.customizations': 'apps/Deployment:\n  ignoreDifferences: |\n    jsonPointers:\n    - /spec/replicas\nService:\n  health.lua: return {}\n' }, [{ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] }]],
    ['none', { 'resource.customizations.health.apps_Deployment': 'return {}', [`resource.customizations.ignoreResourceUpdates.all`]: 'jsonPointers: [/status]' }, []],
  ])('%s', (_what, data, expected) => {
    expect(rulesOf(data)).toMatchObject({ ignoreDifferences: expected, problems: [] });
  });

  it('what cannot be read is said, and the rest counts', () => {
    const rules = rulesOf({ [key('apps_Deployment')]: 'jsonPointers: /spec/replicas', [key('Service')]: 'jsonPointers: [', [key('Pod')]: 'jsonPointers: [/a]', 'resource.exclusions': 'kinds: [Pod]' });
    expect(rules.ignoreDifferences).toEqual([{ group: '', kind: 'Pod', jsonPointers: ['/a'] }]);
    expect(rules.problems).toEqual([expect.stringMatching(/apps_Deployment has no effect here: jsonPointers/), expect.stringMatching(/Service has no effect here/), expect.stringMatching(/resource\.exclusions has no effect here/)]);
    expect(rules.excludes('', 'Pod')).toBe(false);
  });
});

describe('kinds that argocd-cm leaves out', () => {
  const EXCLUSIONS = '- apiGroups: ["*.example.com"]\n  kinds: [Bucket, Queue]\n- kinds: [Lease]\n- apiGroups: [cilium.io]\n  kinds: ["*"]\n';
  it.each<[string, string, string, string, boolean]>([
    ['a kind of a group', EXCLUSIONS, 'a.example.com', 'Bucket', true],
    ['another kind of it', EXCLUSIONS, 'a.example.com', 'Topic', false],
    ['another group', EXCLUSIONS, 'example.org', 'Bucket', false],
    ['a kind of any group', EXCLUSIONS, 'coordination.k8s.io', 'Lease', true],
    ['any kind of a group', EXCLUSIONS, 'cilium.io', 'CiliumEndpoint', true],
    ['no kind at all: all of the group', '- apiGroups: [cilium.io]', 'cilium.io', 'CiliumEndpoint', true],
    ['kinds are no globs', '- kinds: ["Buck*"]', '', 'Bucket', false],
    ['of this cluster by its address', '- kinds: [Pod]\n  clusters: ["https://10.0.0.1*"]', '', 'Pod', true],
    ['of Argo CD\'s own cluster', '- kinds: [Pod]\n  clusters: [https://kubernetes.default.svc]', '', 'Pod', true],
    ['of another cluster', '- kinds: [Pod]\n  clusters: ["https://10.0.0.2*"]', '', 'Pod', false],
    ['Events are shown all the same', '- apiGroups: ["*"]', '', 'Event', false],
    ['nothing', '', '', 'Pod', false],
  ])('%s', (_what, exclusions, group, kind, expected) => {
    expect(rulesOf({ 'resource.exclusions': exclusions }).excludes(group, kind)).toBe(expected);
  });

  it('where some are included, all others are left out, and exclusions count among those', () => {
    const { excludes } = rulesOf({ 'resource.inclusions': '- apiGroups: ["", apps]', 'resource.exclusions': '- kinds: [Secret]' });
    expect([excludes('apps', 'Deployment'), excludes('', 'ConfigMap'), excludes('', 'Secret'), excludes('batch', 'Job')]).toEqual([false, false, true, true]);
  });
});
