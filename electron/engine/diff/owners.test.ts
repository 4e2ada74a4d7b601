import { describe, expect, it } from 'vitest';
import type { KubeObject, ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import type { PathStep } from './compare.ts';
import { ownerOf, ownersOf } from './owners.ts';
import { keptFields, ownershipEqual } from './ownership.ts';

const entry = (manager: string, operation: 'Apply' | 'Update', fieldsV1: ManagedFieldsEntry['fieldsV1'], more: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
  fieldsType: 'FieldsV1',
  ...(fieldsV1 === undefined ? {} : { fieldsV1 }),
  ...more,
});
const live = (...managedFields: ManagedFieldsEntry[]): KubeObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'n', managedFields } });

const REPLICAS = { 'f:spec': { 'f:replicas': {} } };
const IMAGE = { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:name': {} } } } };
const PORT = { 'f:spec': { 'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:nodePort': {} } } } };

describe('ownersOf', () => {
  it.each<[string, ManagedFieldsEntry[], PathStep[], string[]]>([
    ['nobody', [], ['spec', 'replicas'], []],
    ['one manager', [entry('kubectl-edit', 'Update', REPLICAS)], ['spec', 'replicas'], ['kubectl-edit']],
    ['another field', [entry('kubectl-edit', 'Update', REPLICAS)], ['spec', 'paused'], []],
    ['our own apply is left out', [entry('drydock', 'Apply', REPLICAS), entry('hpa', 'Update', REPLICAS)], ['spec', 'replicas'], ['hpa']],
    ['our own update is not', [entry('drydock', 'Update', REPLICAS)], ['spec', 'replicas'], ['drydock']],
    ['an item of a list', [entry('a', 'Apply', IMAGE)], ['spec', 'containers', { name: 'web' }, 'image'], ['a']],
    ['another item', [entry('a', 'Apply', IMAGE)], ['spec', 'containers', { name: 'db' }, 'image'], []],
    ['an item by some of its keys', [entry('a', 'Apply', PORT)], ['spec', 'ports', { port: 80 }, 'nodePort'], ['a']],
    ['an item by all of its keys', [entry('a', 'Apply', PORT)], ['spec', 'ports', { port: 80, protocol: 'TCP' }, 'nodePort'], ['a']],
    ['an item by a key that differs', [entry('a', 'Apply', PORT)], ['spec', 'ports', { port: 80, protocol: 'UDP' }, 'nodePort'], []],
    ['what is above', [entry('a', 'Apply', REPLICAS)], ['spec'], ['a']],
    ['what is below an atomic field', [entry('a', 'Apply', { 'f:spec': { 'f:selector': {} } })], ['spec', 'selector', 'app'], ['a']],
    ['no fields', [entry('a', 'Apply', undefined)], ['spec'], []],
    ['in the order of the entries', [entry('b', 'Update', REPLICAS), entry('a', 'Apply', REPLICAS)], ['spec', 'replicas'], ['b', 'a']],
  ])('%s', (_what, entries, path, expected) => {
    expect(ownersOf(live(...entries), path, 'drydock').map((owner) => owner.manager)).toEqual(expected);
  });

  it('says what is known of an owner', () => {
    expect(ownerOf(entry('a', 'Update', REPLICAS, { subresource: 'scale', time: 't' }))).toEqual({ manager: 'a', operation: 'Update', subresource: 'scale', time: 't' });
    expect(ownerOf(entry('a', 'Apply', REPLICAS, { subresource: '' }))).toEqual({ manager: 'a', operation: 'Apply' });
    expect(ownerOf({})).toEqual({ manager: 'unknown', operation: 'Update' });
  });
});

describe('keptFields', () => {
  const both = { 'f:spec': { 'f:replicas': {}, 'f:paused': {} } };
  it.each<[string, KubeObject, KubeObject, [string, string[]][]]>([
    ['nothing left Git', live(entry('drydock', 'Apply', both), entry('hpa', 'Update', both)), live(entry('drydock', 'Apply', both), entry('hpa', 'Update', both)), []],
    ['what nobody else has goes', live(entry('drydock', 'Apply', both)), live(entry('drydock', 'Apply', REPLICAS)), []],
    ['what another has stays', live(entry('drydock', 'Apply', both), entry('hpa', 'Update', { 'f:spec': { 'f:paused': {} } })), live(entry('drydock', 'Apply', REPLICAS), entry('hpa', 'Update', { 'f:spec': { 'f:paused': {} } })), [['.spec.paused', ['hpa']]]],
    [
      'by several',
      live(entry('drydock', 'Apply', REPLICAS), entry('a', 'Update', REPLICAS), entry('b', 'Apply', REPLICAS)),
      live(entry('a', 'Update', REPLICAS), entry('b', 'Apply', REPLICAS)),
      [['.spec.replicas', ['a', 'b']]],
    ],
    ['inside an item', live(entry('drydock', 'Apply', IMAGE), entry('a', 'Update', IMAGE)), live(entry('a', 'Update', IMAGE)), [['.spec.containers[name="web"].image', ['a']], ['.spec.containers[name="web"].name', ['a']]]],
    ['never ours before', live(entry('a', 'Update', REPLICAS)), live(entry('a', 'Update', REPLICAS)), []],
  ])('%s', (_what, before, after, expected) => {
    const found = keptFields(before, after).map(({ path, owners }): [string, string[]] => [path, owners.map((owner) => owner.manager)]);
    expect(found.filter(([path]) => path !== '.spec.containers[name="web"]').toSorted()).toEqual(expected);
  });
});

describe('ownershipEqual', () => {
  const a = live(entry('drydock', 'Apply', REPLICAS, { time: '1' }));
  it.each<[string, KubeObject, boolean]>([
    ['itself', a, true],
    ['another time', live(entry('drydock', 'Apply', REPLICAS, { time: '2' })), true],
    ['another manager', live(entry('x', 'Apply', REPLICAS)), false],
    ['other fields', live(entry('drydock', 'Apply', IMAGE)), false],
    ['another operation', live(entry('drydock', 'Update', REPLICAS)), false],
    ['one more entry', live(entry('drydock', 'Apply', REPLICAS), entry('x', 'Update', IMAGE)), false],
    ['a label of Drydock', { ...a, metadata: { ...a.metadata, labels: { 'drydock.dev/application': 'u' } } }, false],
    ['an annotation', { ...a, metadata: { ...a.metadata, annotations: { x: 'y' } } }, false],
    ['another spec', { ...a, spec: { replicas: 3 } }, true],
  ])('%s: %o', (_what, b, equal) => {
    expect(ownershipEqual(a, b)).toBe(equal);
  });
});
