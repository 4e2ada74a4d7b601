import { describe, expect, it } from 'vitest';
import type { SaidDestination } from '../../../shared/model/destination.ts';
import { isInCluster, settleDestination } from './destination.ts';

const CONTEXTS = [
  { name: 'kind-dev', server: 'https://127.0.0.1:6443' },
  { name: 'shop-admin', server: 'https://shop.example.com' },
  { name: 'shop-reader', server: 'https://shop.example.com:443/' },
  { name: 'staging', server: 'https://Staging.example.com/' },
  { name: 'broken', server: '' },
];

describe('which context a destination is', () => {
  it.each<[string, SaidDestination, string | undefined, string, RegExp | string]>([
    ['a context by its name', { name: 'kind-dev' }, undefined, 'name', 'kind-dev'],
    ['the name counts before the server', { name: 'kind-dev', server: 'https://staging.example.com' }, undefined, 'name', 'kind-dev'],
    ['the only one of a server', { server: 'https://127.0.0.1:6443' }, undefined, 'server', 'kind-dev'],
    ['a server in another spelling', { server: 'https://staging.example.com:443' }, undefined, 'server', 'staging'],
    ['an empty name is none', { name: '', server: 'https://staging.example.com' }, undefined, 'server', 'staging'],
    ['a server of two', { server: 'https://shop.example.com' }, undefined, 'nobody', /several contexts: shop-admin, shop-reader/],
    ['a server of nobody', { server: 'https://elsewhere.example.com' }, undefined, 'nobody', /server of no context/],
    ['no URL at all', { server: 'shop' }, undefined, 'nobody', /server of no context/],
    ['a name of nobody', { name: 'prod' }, undefined, 'nobody', /prod is no context/],
    ['a name of nobody, whatever its server', { name: 'prod', server: 'https://127.0.0.1:6443' }, undefined, 'nobody', /prod is no context/],
    ['nothing', {}, undefined, 'nobody', /names no cluster/],
    ['Argo CD\'s own cluster', { server: 'https://kubernetes.default.svc' }, undefined, 'nobody', /in which Argo CD runs/],
    ['Argo CD\'s own cluster by its name', { name: 'in-cluster' }, undefined, 'nobody', /in which Argo CD runs/],
    ['what was chosen', { server: 'https://kubernetes.default.svc' }, 'kind-dev', 'choice', 'kind-dev'],
    ['what was chosen, before a name that came later', { name: 'kind-dev' }, 'staging', 'choice', 'staging'],
    ['a choice that is gone', { name: 'kind-dev' }, 'gone', 'nobody', /gone, which was chosen .* not in the kubeconfig any more/],
  ])('%s', (_what, said, choice, by, expected) => {
    const settled = settleDestination(said, CONTEXTS, choice === undefined ? undefined : { context: choice });
    expect(settled.by).toBe(by);
    if (typeof expected === 'string') expect(settled).toMatchObject({ context: expected });
    else expect(settled).toMatchObject({ why: expect.stringMatching(expected) });
  });

  it('Argo CD\'s own cluster is not taken for a context that happens to have its URL', () => {
    expect(settleDestination({ server: 'https://kubernetes.default.svc/' }, [{ name: 'pod', server: 'https://kubernetes.default.svc' }], undefined).by).toBe('nobody');
  });

  it.each([
    [{ name: 'in-cluster' }, true],
    [{ server: 'https://kubernetes.default.svc' }, true],
    [{ server: 'https://kubernetes.default.svc:443/' }, true],
    [{ name: 'kind-dev', server: 'https://kubernetes.default.svc' }, false],
    [{}, false],
  ])('%j is Argo CD\'s own cluster: %s', (said, expected) => expect(isInCluster(said)).toBe(expected));
});
