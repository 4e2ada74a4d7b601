import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { withAtomicDefaults } from './atomicDefaults.ts';

const withEnv = (valueFrom: JsonObject, kind = 'Deployment', apiVersion = 'apps/v1'): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'a' },
  spec: { template: { spec: { containers: [{ name: 'c', image: 'i' }, { name: 'd', env: [{ name: 'X', value: '1' }, { name: 'Y', valueFrom }] }] } } },
});

describe('withAtomicDefaults', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['fieldRef', { fieldRef: { fieldPath: 'metadata.name' } }, { fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v1' } }],
    ['resourceFieldRef', { resourceFieldRef: { resource: 'limits.cpu', containerName: 'c' } }, { resourceFieldRef: { resource: 'limits.cpu', containerName: 'c', divisor: '0' } }],
  ])('%s gets what the server writes', (_what, given, expected) => {
    const object = withEnv(given);
    const before = structuredClone(object);
    expect(withAtomicDefaults(object)).toEqual(withEnv(expected));
    expect(object).toEqual(before);
  });

  it.each<[string, KubeObject]>([
    ['already there', withEnv({ fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v1' } })],
    ['said otherwise', withEnv({ resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } })],
    ['not that kind of reference', withEnv({ fieldRef: { other: 'x' } })],
    ['no text', withEnv({ fieldRef: { fieldPath: 1 } })],
    ['no pods in the kind', withEnv({ fieldRef: { fieldPath: 'metadata.name' } }, 'ConfigMap', 'v1')],
    ['a custom kind of that name', withEnv({ fieldRef: { fieldPath: 'metadata.name' } }, 'Deployment', 'example.com/v1')],
    ['no spec', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }],
    ['names that objects have by themselves', withEnv({ constructor: { fieldPath: 'x' }, toString: { resource: 'y' } })],
  ])('is the very object: %s', (_what, object) => {
    expect(withAtomicDefaults(object)).toBe(object);
  });

  it('reaches volumes and jobs of cron jobs', () => {
    const object: KubeObject = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'a' }, spec: { jobTemplate: { spec: { template: { spec: { volumes: [{ downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.labels' } }] } }] } } } } } };
    expect(JSON.stringify(withAtomicDefaults(object))).toContain('{"fieldPath":"metadata.labels","apiVersion":"v1"}');
  });
});
