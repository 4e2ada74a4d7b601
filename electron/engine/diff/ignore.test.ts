import { describe, expect, it } from 'vitest';
import type { IgnoreDifference } from '../../../shared/model/application.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import type { FieldPath, Ignore, JqPaths } from './ignore.ts';
import { ignoredPaths, ruleFinder, ruleProblems, withoutPaths } from './ignore.ts';
import { diffResource } from './index.ts';
import { withLiveValues } from './respect.ts';

const NO_JQ: JqPaths = () => undefined;
const pointers = (...jsonPointers: string[]): Ignore => ({ rules: [{ kind: 'Deployment', jsonPointers }], jq: NO_JQ });
const managers = (...managedFieldsManagers: string[]): Ignore => ({ rules: [{ kind: 'Deployment', managedFieldsManagers }], jq: NO_JQ });

function deployment(spec: JsonObject, managedFields?: readonly ManagedFieldsEntry[]): KubeObject {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'n', ...(managedFields === undefined ? {} : { managedFields }) }, spec };
}

describe('the rules that touch an object', () => {
  const key = { group: 'apps', kind: 'Deployment', namespace: 'n', name: 'web' };
  it.each<[string, Partial<IgnoreDifference>, boolean]>([
    ['group and kind', { group: 'apps' }, true],
    ['no group is the core group', {}, false],
    ['globs', { group: '*', kind: '*' }, true],
    ['a part of a kind', { group: 'a*', kind: 'Deploy*' }, true],
    ['another kind', { group: 'apps', kind: 'StatefulSet' }, false],
    ['the name', { group: 'apps', name: 'web' }, true],
    ['a name is no glob', { group: 'apps', name: 'w*' }, false],
    ['the namespace', { group: 'apps', namespace: 'n' }, true],
    ['another namespace', { group: 'apps', namespace: 'other' }, false],
    ['an empty name is none', { group: 'apps', name: '', namespace: '' }, true],
  ])('%s', (_what, rule, expected) => {
    expect(ruleFinder([{ kind: 'Deployment', ...rule }])(key)).toHaveLength(expected ? 1 : 0);
  });

  it('that can have no effect are told, and touch nothing', () => {
    const rules = [{ kind: '[a' }, { group: 'apps', kind: 'Deployment', jsonPointers: ['spec/replicas', '/spec/paused'] }];
    expect(ruleFinder(rules)(key)).toEqual([rules[1]]);
    expect(ruleProblems(rules)).toEqual([
      'spec.ignoreDifferences[0] has no effect: The pattern "[a" is not a glob: a [ is not closed.',
      'spec.ignoreDifferences[1] has no effect: "spec/replicas" is no JSON pointer: it does not begin with a slash.',
    ]);
  });
});

describe('what a rule leaves out', () => {
  const object = deployment({ replicas: 2, 'a/b': 1, 'c~d': 2, template: { containers: [{ name: 'a' }, { name: 'b', image: 'x' }] } });
  it.each<[string, FieldPath[]]>([
    ['/spec/replicas', [['spec', 'replicas']]],
    ['/spec/a~1b', [['spec', 'a/b']]],
    ['/spec/c~0d', [['spec', 'c~d']]],
    ['/spec/template/containers/1/image', [['spec', 'template', 'containers', 1, 'image']]],
    ['/spec/template/containers/7', []],
    ['/spec/template/containers/-', []],
    ['/spec/missing/below', []],
    ['/spec/constructor', []],
    ['spec/replicas', []],
  ])('the pointer %s', (pointer, expected) => {
    expect(ignoredPaths(object, object, pointers(pointer)).flatMap(({ paths }) => paths)).toEqual(expected);
  });

  it('the fields of a manager, as the live object records them, wherever they stand in the other one', () => {
    const fieldsV1 = { 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:containers': { 'k:{"name":"b"}': { '.': {}, 'f:image': {} } } }, 'f:gone': {} } };
    const live = deployment({ replicas: 2, template: { containers: [{ name: 'b', image: 'x' }] } }, [{ manager: 'scaler', operation: 'Update', fieldsV1 }]);
    expect(ignoredPaths(object, live, managers('scaler'))).toEqual([{ rule: 'fields of scaler', paths: [['spec', 'replicas'], ['spec', 'template', 'containers', 1, 'image']] }]);
    expect(ignoredPaths(object, live, managers('nobody'))).toEqual([]);
  });

  it('what jq found', () => {
    const jq: JqPaths = (_object, expression) => (expression === '.spec.replicas' ? [['spec', 'replicas']] : undefined);
    const rules = [{ kind: 'Deployment', jqPathExpressions: ['.spec.replicas', '.broken['] }];
    expect(ignoredPaths(object, object, { rules, jq })).toEqual([{ rule: 'jq .spec.replicas', paths: [['spec', 'replicas']] }]);
  });
});

describe('withoutPaths', () => {
  it.each<[string, JsonObject, FieldPath[], JsonObject]>([
    ['nothing', { a: 1 }, [], { a: 1 }],
    ['a field', { a: 1, b: 2 }, [['a']], { b: 2 }],
    ['two items of one list at once', { l: ['a', 'b', 'c'] }, [['l', 0], ['l', 1]], { l: ['c'] }],
    ['maps that held nothing else go with it', { a: { b: { c: 1 } }, d: 1 }, [['a', 'b', 'c']], { d: 1 }],
    ['maps that were empty before stay', { a: { b: 1, e: {} } }, [['a', 'b']], { a: { e: {} } }],
    ['an empty map on the way goes', { a: {}, d: 1 }, [['a', 'b']], { d: 1 }],
    ['a whole and a part of it', { a: { b: 1 }, c: 1 }, [['a'], ['a', 'b']], { c: 1 }],
    ['everything', { a: 1 }, [['a']], {}],
  ])('%s', (_what, object, paths, expected) => {
    const before = structuredClone(object);
    expect(withoutPaths(object, paths)).toEqual(expected);
    expect(object).toEqual(before);
  });
});

describe('a diff with ignored fields', () => {
  it('shows neither side of them, and says which differ and by which rule', () => {
    const live = deployment({ replicas: 5, paused: true, revisionHistoryLimit: 1 });
    const diff = diffResource({ desired: deployment({ replicas: 2 }), live, predicted: deployment({ replicas: 2, paused: false, revisionHistoryLimit: 1 }), ignore: pointers('/spec/replicas', '/spec/revisionHistoryLimit') });
    expect(diff.changes).toEqual([{ path: '.spec.paused', before: true, after: false }]);
    expect(diff.live).toMatchObject({ spec: { paused: true } });
    expect(diff.live).not.toMatchObject({ spec: { replicas: 5 } });
    expect(diff.predicted).not.toMatchObject({ spec: { replicas: 2 } });
    expect(diff.ignored).toEqual([{ path: '.spec.replicas', rule: '/spec/replicas' }]);
  });

  it('is empty where nothing else differs, a map that is on one side only included', () => {
    const diff = diffResource({ desired: deployment({}), live: deployment({ strategy: { type: 'Recreate' } }), predicted: deployment({}), ignore: pointers('/spec/strategy/type') });
    expect(diff.changes).toEqual([]);
    expect(diff.live).toEqual(diff.predicted);
  });

  it('has no word of rules that found nothing', () => {
    expect(diffResource({ desired: deployment({ replicas: 1 }), live: deployment({ replicas: 1 }), ignore: pointers('/spec/replicas') })).not.toHaveProperty('ignored');
  });
});

describe('the manifest that keeps live values', () => {
  const ours = (fieldsV1: JsonObject): ManagedFieldsEntry => ({ manager: 'drydock', operation: 'Apply', fieldsV1 });
  const other = (fieldsV1: JsonObject, manager = 'hpa'): ManagedFieldsEntry => ({ manager, operation: 'Update', fieldsV1 });
  const replicas = { 'f:spec': { 'f:replicas': {} } };
  it.each<[string, JsonObject, KubeObject, Ignore, JsonObject | undefined]>([
    ['a field of ours says what live has', { replicas: 2 }, deployment({ replicas: 5 }, [ours(replicas)]), pointers('/spec/replicas'), { replicas: 5 }],
    ['a field of somebody else is left out', { replicas: 2, paused: false }, deployment({ replicas: 5 }, [other(replicas)]), pointers('/spec/replicas'), { paused: false }],
    ['kubectl\'s fields become ours before the apply', { replicas: 2 }, deployment({ replicas: 5 }, [other(replicas, 'kubectl-client-side-apply')]), pointers('/spec/replicas'), { replicas: 5 }],
    ['without any record live counts', { replicas: 2 }, deployment({ replicas: 5 }), pointers('/spec/replicas'), { replicas: 5 }],
    ['what only Git has is not applied', { replicas: 2 }, deployment({ paused: true }), pointers('/spec/replicas'), undefined],
    ['what only live has, and is nobody\'s, is not claimed', {}, deployment({ replicas: 5 }), pointers('/spec/replicas'), {}],
    ['what was ours and left Git stays', { paused: true }, deployment({ replicas: 5 }, [ours(replicas)]), pointers('/spec/replicas'), { paused: true, replicas: 5 }],
    [
      'the item of the same name, at another place',
      { containers: [{ name: 'b', image: '1' }, { name: 'a', image: '1' }] },
      deployment({ containers: [{ name: 'a', image: '2' }, { name: 'b', image: '3' }] }, [ours({ 'f:spec': { 'f:containers': { 'k:{"name":"b"}': { 'f:image': {} } } } })]),
      { rules: [{ kind: 'Deployment', jqPathExpressions: ['b'] }], jq: (object) => [['spec', 'containers', object.metadata.managedFields === undefined ? 0 : 1, 'image']] },
      { containers: [{ name: 'b', image: '3' }, { name: 'a', image: '1' }] },
    ],
    [
      'part of a value that somebody owns as a whole',
      { selector: { a: '1', b: '1' } },
      deployment({ selector: { a: '2', b: '1' } }, [other({ 'f:spec': { 'f:selector': {} } })]),
      pointers('/spec/selector/a'),
      { selector: { b: '1', a: '2' } },
    ],
    [
      'an item that somebody else added is not taken',
      { containers: [{ name: 'a' }] },
      deployment({ containers: [{ name: 'a' }, { name: 'proxy' }] }, [other({ 'f:spec': { 'f:containers': { 'k:{"name":"proxy"}': { '.': {}, 'f:name': {} } } } })]),
      pointers('/spec/containers/1'),
      { containers: [{ name: 'a' }] },
    ],
  ])('%s', (_what, spec, live, ignore, expected) => {
    expect(withLiveValues(deployment(spec), live, ignore)['spec']).toEqual(expected);
  });

  it('keeps its name and marks, whatever is ignored', () => {
    const desired: KubeObject = { ...deployment({}), metadata: { name: 'web', namespace: 'n', labels: { 'drydock.dev/application': 'u', team: 'x' }, annotations: { 'drydock.dev/tracking-id': 'i' } } };
    const live = deployment({});
    expect(withLiveValues(desired, live, pointers('/metadata', '/kind', '/apiVersion'))).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'n', labels: { 'drydock.dev/application': 'u' }, annotations: { 'drydock.dev/tracking-id': 'i' } },
      spec: {},
    });
  });
});
