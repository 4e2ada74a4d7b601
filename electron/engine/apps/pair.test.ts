import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject, Manifest } from '../../../shared/model/kube.ts';
import { keyText } from '../../../shared/model/kube.ts';
import { APPLICATION_LABEL, ownershipOf } from '../../../shared/model/tracking.ts';
import type { ApiResource, Discovery } from '../cluster/index.ts';
import { pairManifests } from './pair.ts';

const APP = { name: 'app', uid: 'u' };

function discovery(stale: readonly string[] = []): Discovery {
  const resource = (group: string, version: string, kind: string, namespaced = true): ApiResource => ({ group, version, kind, resource: `${kind.toLowerCase()}s`, namespaced, verbs: [] });
  const all = [resource('', 'v1', 'ConfigMap'), resource('', 'v1', 'Secret'), resource('', 'v1', 'Namespace', false), resource('apps', 'v1', 'Deployment'), resource('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', false)];
  const at = (each: ApiResource) => (each.group === '' ? each.version : `${each.group}/${each.version}`);
  return {
    find: (apiVersion, kind) => all.find((each) => at(each) === apiVersion && each.kind === kind),
    preferred: (group, kind) => all.find((each) => each.group === group && each.kind === kind),
    all,
    excluded: (group, kind) => group === 'left.example.com' && kind === 'Out',
    stale,
    aggregated: true,
  };
}

let line = 0;
const manifest = (object: KubeObject, file = 'a.yaml'): Manifest => ({ object, origin: { file, document: 1, line: ++line } });
const configMap = (name: string, metadata: { readonly [key: string]: JsonValue } = {}): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata } });
const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const crd = (scope: string, versions: readonly string[] = ['v1']): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.example.com' },
  spec: { group: 'example.com', scope, names: { kind: 'Gadget', plural: 'gadgets' }, versions: versions.map((name) => ({ name })) },
});
const gadget = (metadata: { readonly [key: string]: JsonValue } = {}, version = 'v1'): KubeObject => ({ apiVersion: `example.com/${version}`, kind: 'Gadget', metadata: { name: 'g', ...metadata } });

const pair = (objects: readonly KubeObject[], stale?: readonly string[]) => pairManifests(objects.map((object) => manifest(object)), discovery(stale), APP, 'dest');
function single(object: KubeObject, others: readonly KubeObject[] = [], stale?: readonly string[]) {
  const found = pair([...others, object], stale).desired.at(-1);
  if (found === undefined) throw new Error('nothing paired');
  return found;
}

describe('namespaces', () => {
  it.each<[string, KubeObject, string]>([
    ['defaulted', configMap('a'), '/ConfigMap/dest/a'],
    ['kept', configMap('a', { namespace: 'mine' }), '/ConfigMap/mine/a'],
    ['empty is none', configMap('a', { namespace: '' }), '/ConfigMap/dest/a'],
    ['null is none', configMap('a', { namespace: null }), '/ConfigMap/dest/a'],
    ['removed from cluster kinds', { ...namespace('x'), metadata: { name: 'x', namespace: 'odd' } }, '/Namespace//x'],
    ['of an unknown kind', gadget(), 'example.com/Gadget/dest/g'],
  ])('%s', (_what, object, key) => {
    const before = structuredClone(object);
    const { key: found, object: settled } = single(object);
    expect(keyText(found)).toBe(key);
    expect(settled.metadata.namespace ?? '').toBe(found.namespace);
    expect(Object.hasOwn(settled.metadata, 'namespace')).toBe(found.namespace !== '');
    expect(object).toEqual(before);
  });
});

describe('what is settled', () => {
  it('carries our marks for its settled place', () => {
    const { object, origin } = single(configMap('a', { labels: { team: 'x' }, annotations: { note: 'y' } }));
    expect(ownershipOf(object, APP)).toEqual({ kind: 'ours' });
    expect(object.metadata.labels).toEqual({ team: 'x', [APPLICATION_LABEL]: 'u' });
    expect(object.metadata.annotations).toMatchObject({ note: 'y', 'drydock.dev/tracking-id': 'app:/ConfigMap:dest/a' });
    expect(origin).toMatchObject({ file: 'a.yaml', line });
  });

  it('loses an empty creation time', () => {
    expect(single(configMap('a', { creationTimestamp: null })).object.metadata).not.toHaveProperty('creationTimestamp');
  });

  it.each<[string, KubeObject, JsonValue | undefined]>([
    ['alone', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 'ü' } }, { a: 'w7w=' }],
    ['over data', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { a: 'b2xk', b: 'eA==' }, stringData: { a: 'new' } }, { a: 'bmV3', b: 'eA==' }],
    ['with a value that is no text, for the server to refuse', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { a: 5 } }, { a: 5 }],
    ['empty', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: {} }, {}],
    ['absent', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }, undefined],
  ])('folds stringData into data: %s', (_what, object, data) => {
    const settled = single(object).object;
    expect(settled['data']).toEqual(data);
    expect(settled).not.toHaveProperty('stringData');
  });

  it('leaves stringData of other kinds', () => {
    expect(single({ ...configMap('a'), stringData: { a: 'b' } }).object['stringData']).toEqual({ a: 'b' });
  });
});

describe('kinds', () => {
  it.each<[string, KubeObject, readonly KubeObject[], object]>([
    ['known', configMap('a'), [], { awaits: undefined, blocked: undefined, resource: { kind: 'ConfigMap' } }],
    ['of a namespaced definition in the same render', gadget(), [crd('Namespaced')], { awaits: 'its definition gadgets.example.com', blocked: undefined, resource: undefined, key: { namespace: 'dest' } }],
    ['of a cluster definition in the same render', gadget({ namespace: 'odd' }), [crd('Cluster')], { awaits: 'its definition gadgets.example.com', blocked: undefined, key: { namespace: '' } }],
    ['of another version than the definition has', gadget({}, 'v2'), [crd('Namespaced')], { awaits: undefined, blocked: { reason: 'missing-kind' } }],
    ['of the definition\'s second version', gadget({}, 'v2'), [crd('Namespaced', ['v1', 'v2'])], { awaits: 'its definition gadgets.example.com' }],
    ['in a namespace of the same render', configMap('a', { namespace: 'fresh' }), [namespace('fresh')], { awaits: 'the namespace fresh', blocked: undefined }],
    ['in the destination\'s namespace, which is in the render', configMap('a'), [namespace('dest')], { awaits: 'the namespace dest' }],
    ['a namespace itself', namespace('fresh'), [], { awaits: undefined }],
    ['with a generated name only', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'x-' } }, [], { blocked: undefined, generated: true, key: { name: 'x-?' }, object: { metadata: { generateName: 'x-', labels: { 'drydock.dev/application': expect.any(String) } } } }],
  ])('%s', (_what, object, others, expected) => {
    expect(single(object, others)).toMatchObject(expected);
  });

  it.each<[string, KubeObject, readonly string[], RegExp]>([
    ['unknown', gadget(), [], /has no kind Gadget in example.com\/v1.*install its definition/],
    ['at another version', { ...configMap('a'), apiVersion: 'apps/v1beta1', kind: 'Deployment' }, [], /does not serve Deployment in apps\/v1beta1, only in apps\/v1\. Change apiVersion/],
    ['of the core, at another version', { ...configMap('a'), apiVersion: 'v2' }, [], /does not serve ConfigMap in v2, only in v1\./],
    ['whose group does not answer', gadget(), ['example.com/v1'], /API group example.com does not answer right now/],
    ['whose namesake group does not answer', gadget(), ['an.example.com/v1'], /has no kind/],
  ])('%s: blocked, with what to do', (_what, object, stale, message) => {
    expect(single(object, [], stale)).toMatchObject({ resource: undefined, blocked: { reason: 'missing-kind', message: expect.stringMatching(message) } });
  });
});

describe('the same object twice', () => {
  it('is the last one, with a warning that names both places', () => {
    const { desired, warnings } = pairManifests(
      [manifest({ ...configMap('a'), data: { v: '1' } }, 'one.yaml'), manifest(configMap('b')), manifest({ ...configMap('a', { namespace: 'dest' }), data: { v: '2' } }, 'two.yaml')],
      discovery(),
      APP,
      'dest',
    );
    expect(desired.map((each) => each.key.name)).toEqual(['a', 'b']);
    expect(desired[0]?.object['data']).toEqual({ v: '2' });
    expect(warnings).toEqual([expect.stringMatching(/^ConfigMap dest\/a stands twice in Git: one\.yaml:\d+ and two\.yaml:\d+\. The second one counts\.$/)]);
  });

  it('is not in two namespaces', () => {
    expect(pair([configMap('a'), configMap('a', { namespace: 'other' })]).warnings).toEqual([]);
  });
});

describe('hooks and waves', () => {
  const marked = (marks: Readonly<Record<string, string>>, name = 'a') => configMap(name, { annotations: Object.fromEntries(Object.entries(marks).map(([mark, value]) => [`argocd.argoproj.io/${mark}`, value])) });

  it('a hook is marked as Drydock’s own, and one without a name gets its marks with its name', () => {
    const named = single(marked({ hook: 'PreSync' }));
    expect([named.hook?.phases, ownershipOf(named.object, APP).kind]).toEqual([['PreSync'], 'ours']);
    const generated = single({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'run-', annotations: { 'drydock.dev/hook': 'PostSync' } } });
    expect([generated.key.name, generated.generated, generated.object.metadata.annotations]).toEqual(['run-?', false, { 'drydock.dev/hook': 'PostSync' }]);
  });

  it.each<[Readonly<Record<string, string>>, RegExp | undefined]>([
    [{ hook: 'Skip' }, undefined],
    [{ hook: 'PostDelete' }, undefined],
    [{ hook: '' }, /is a hook of no phase: it is never applied\.$/],
    [{ hook: 'Sometime' }, /a\.yaml:\d+\) is a hook of a phase "Sometime", which there is not: it is never applied\.$/],
  ])('%j is left alone, in Git and in the cluster', (marks, warning) => {
    const found = pair([marked(marks)]);
    expect([found.desired, found.left.map((key) => key.name)]).toEqual([[], ['a']]);
    expect(found.warnings).toEqual(warning === undefined ? [] : [expect.stringMatching(warning)]);
  });

  it('a hook that is run in one of its phases says which it is not', () => {
    const found = pair([marked({ hook: 'PreSync,Sometime' })]);
    expect([found.desired.length, found.warnings]).toEqual([1, [expect.stringMatching(/is a hook of a phase "Sometime", which there is not; as a PreSync hook it is run\.$/)]]);
  });

  it('what runs at the deletion of the application is kept apart, under its own name or a question mark', () => {
    const nameless = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'run-', annotations: { 'drydock.dev/hook': 'PostDelete' } } };
    const found = pair([marked({ hook: 'PreSync,PreDelete' }), configMap('b', { annotations: { 'drydock.dev/hook': 'PreDelete' } }), nameless, nameless]);
    expect(found.deletionHooks.map(({ key, hook, object }) => [key.name, key.namespace, hook?.deletion, object.metadata.labels])).toEqual([
      ['a', 'dest', ['PreDelete'], { [APPLICATION_LABEL]: 'u' }],
      ['b', 'dest', ['PreDelete'], { [APPLICATION_LABEL]: 'u' }],
      ['run-?', 'dest', ['PostDelete'], { [APPLICATION_LABEL]: 'u' }],
      ['run-?2', 'dest', ['PostDelete'], { [APPLICATION_LABEL]: 'u' }],
    ]);
    expect([found.desired.map(({ key }) => key.name), found.left.map(({ name }) => name), found.warnings]).toEqual([['a'], ['b'], []]);
  });

  it('a wave that is no integer is warned of', () => {
    expect(pair([marked({ 'sync-wave': 'late' })]).warnings).toEqual([expect.stringMatching(/its sync-wave "late" is no integer, and counts as 0\.$/)]);
  });
});

it('objects of kinds that are left out are told, and are no part of it', () => {
  const out: KubeObject = { apiVersion: 'left.example.com/v1', kind: 'Out', metadata: { name: 'a', namespace: 'n' } };
  const { desired, excluded } = pairManifests([manifest(out), manifest(configMap('kept'))], discovery(), APP, 'n');
  expect(desired.map(({ key }) => key.name)).toEqual(['kept']);
  expect(excluded).toEqual([expect.stringMatching(/^Out\.left\.example\.com n\/a \(a\.yaml:\d+\) is not applied: resource\.exclusions/)]);
});
