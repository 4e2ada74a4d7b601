import { describe, expect, it } from 'vitest';
import type { ResourceDiff } from '../../../../shared/model/diff.ts';
import { parse } from 'yaml';
import { ignorableFields, ignoreEdit, ignoreRule, ruleText } from './ignore.ts';

const KEY = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };
const OF = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'web' };

describe('the rule for a field', () => {
  it.each<[string, object | undefined]>([
    ['.spec.replicas', { jsonPointers: ['/spec/replicas'] }],
    ['.metadata.annotations["a.b/c~d"]', { jsonPointers: ['/metadata/annotations/a.b~1c~0d'] }],
    ['.spec.minReadySeconds-x', { jsonPointers: ['/spec/minReadySeconds-x'] }],
    ['.spec.template.spec.containers[name="web"].image', { jqPathExpressions: ['.spec.template.spec.containers[] | select(.name == "web") | .image'] }],
    ['.spec.ports[port=80,protocol="TCP"]', { jqPathExpressions: ['.spec.ports[] | select(.port == 80 and .protocol == "TCP")'] }],
    ['.spec.containers[name="a,]\\"b"].env[name="X"].value', { jqPathExpressions: ['.spec.containers[] | select(.name == "a,]\\"b") | .env[] | select(.name == "X") | .value'] }],
    ['.data["x.txt"]', { jsonPointers: ['/data/x.txt'] }],
    ['.spec.l[name="a"]["x.y"]', { jqPathExpressions: ['.spec.l[] | select(.name == "a") | .["x.y"]'] }],
    ['.', undefined],
    ['spec', undefined],
  ])('%s', (path, expected) => {
    expect(ignoreRule(KEY, path)).toEqual(expected === undefined ? undefined : { ...OF, ...expected });
  });

  it('names no group of the core, and no namespace of the cluster', () => {
    expect(ignoreRule({ group: '', kind: 'Namespace', namespace: '', name: 'a' }, '.metadata.labels')).toEqual({ kind: 'Namespace', name: 'a', jsonPointers: ['/metadata/labels'] });
  });
});

describe('what can be ignored', () => {
  const diff: ResourceDiff = { basis: 'server', changes: [{ path: '.spec.replicas', before: 1, after: 2 }, { path: '.', after: {} }] };
  it('is what differs in an object that stays', () => {
    expect(ignorableFields(diff)).toEqual(['.spec.replicas']);
    expect(ignorableFields({ ...diff, basis: 'desired' })).toEqual([]);
    expect(ignorableFields({ ...diff, basis: 'removal' })).toEqual([]);
  });
});

describe('what is shown of a rule', () => {
  it.each([
    [{ group: 'apps', kind: 'Deployment', name: 'web', namespace: 'shop', jsonPointers: ['/spec/replicas'] }],
    [{ kind: 'ConfigMap', name: 'no', jsonPointers: ['/data/a: b'] }],
    [{ kind: 'Thing', name: '1', jqPathExpressions: ['.spec.l[] | select(.name == "a") | .["x.y"]'] }],
  ])('is the YAML of it: %j', (rule) => {
    expect(parse(ruleText(rule))).toEqual({ spec: { ignoreDifferences: [rule] } });
  });
});

describe('what is written', () => {
  const rule = { kind: 'ConfigMap', jsonPointers: ['/data'] };
  it.each([
    ['begins the list', undefined, { path: ['spec', 'ignoreDifferences'], value: [rule] }],
    ['begins an empty list', [], { path: ['spec', 'ignoreDifferences'], value: [rule] }],
    ['is added to those that are there', [rule, rule], { path: ['spec', 'ignoreDifferences', '2'], value: rule }],
  ])('%s', (_what, present, expected) => {
    expect(ignoreEdit(rule, present)).toEqual(expected);
  });
});
