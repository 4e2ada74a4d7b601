import { expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { networkPlaces } from './networkPlaces.ts';

const service = (name: string, selector: Record<string, string>): KubeObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec: { selector } });
const route: KubeObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'r', namespace: 'shop' },
  spec: { parentRefs: [{ name: 'edge', namespace: 'infra' }], rules: [{ backendRefs: [{ name: 'a' }, { name: 'b' }, { name: 'c', namespace: 'other' }] }] },
};

it('are each named once, whatever leads there', () => {
  expect(networkPlaces([route, service('a', { app: 'a' }), service('b', { app: 'b' }), service('outside', {})], () => false)).toEqual([
    { group: '', kind: 'Pod', namespace: 'shop' },
    { group: '', kind: 'Service', namespace: 'other' },
    { group: '', kind: 'Service', namespace: 'shop' },
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'infra' },
  ]);
});

it('are narrowed to what is selected in a crowd', () => {
  expect(networkPlaces([service('a', { app: 'a', tier: 'web' }), service('b', { app: 'b' })], () => true)).toEqual([
    { group: '', kind: 'Pod', namespace: 'shop', labelSelector: 'app=a,tier=web' },
    { group: '', kind: 'Pod', namespace: 'shop', labelSelector: 'app=b' },
  ]);
});
