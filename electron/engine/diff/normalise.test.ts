import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { stampTracking } from '../../../shared/model/tracking.ts';
import { comparable } from './normalise.ts';

const PLAIN: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'n' }, data: { b: '1' } };
const LAST = 'kubectl.kubernetes.io/last-applied-configuration';

describe('comparable', () => {
  it.each<[string, KubeObject, object]>([
    ['a manifest is itself', PLAIN, PLAIN],
    ['status goes', { ...PLAIN, status: { phase: 'Bound' } }, PLAIN],
    [
      'what the server owns goes',
      { ...PLAIN, metadata: { ...PLAIN.metadata, uid: 'u', resourceVersion: '1', generation: 2, creationTimestamp: 't', selfLink: '/x', managedFields: [] } },
      PLAIN,
    ],
    ['the tracking goes', stampTracking(PLAIN, { name: 'app', uid: 'u' }), PLAIN],
    ['kubectl\'s copy goes, and a map that held nothing else', { ...PLAIN, metadata: { ...PLAIN.metadata, annotations: { [LAST]: '{}' } } }, PLAIN],
    ['other annotations stay', { ...PLAIN, metadata: { ...PLAIN.metadata, annotations: { [LAST]: '{}', a: 'b' } } }, { ...PLAIN, metadata: { ...PLAIN.metadata, annotations: { a: 'b' } } }],
    [
      'finalizers, owners and deletion stay',
      { ...PLAIN, metadata: { ...PLAIN.metadata, finalizers: ['x'], deletionTimestamp: 't', ownerReferences: [] } },
      { ...PLAIN, metadata: { ...PLAIN.metadata, finalizers: ['x'], deletionTimestamp: 't', ownerReferences: [] } },
    ],
    ['a field named status inside stays', { ...PLAIN, spec: { status: 1 } }, { ...PLAIN, spec: { status: 1 } }],
  ])('%s', (_what, object, expected) => {
    const before = structuredClone(object);
    expect(comparable(object)).toEqual(expected);
    expect(object).toEqual(before);
  });

  it('orders keys as people write them', () => {
    const object: KubeObject = { data: {}, metadata: { zone: 'z', labels: {}, annotations: {}, namespace: 'n', finalizers: [], name: 'a' }, kind: 'ConfigMap', apiVersion: 'v1' };
    const result = comparable(object);
    expect(Object.keys(result)).toEqual(['apiVersion', 'kind', 'metadata', 'data']);
    expect(Object.keys(result['metadata'] ?? {})).toEqual(['name', 'namespace', 'labels', 'annotations', 'finalizers', 'zone']);
  });
});
