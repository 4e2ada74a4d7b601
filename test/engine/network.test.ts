/** What routes to what, live: in the application, and where its traffic leads beyond it. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Network } from '../../shared/model/network.ts';
import { describeCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { MANUAL } from '../helpers/workspace.ts';
import { deployment, service } from '../story/mynginx.ts';

const INGRESS = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: front
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: mynginx, port: { number: 80 } } } }
          - { path: /cart, pathType: Prefix, backend: { service: { name: cart, port: { number: 80 } } } }
`;
const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** A Gateway API kind as loose as the tests need it. */
function gatewayKind(kind: string, plural: string): Record<string, unknown> {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${GATEWAY_GROUP}`, annotations: { 'api-approved.kubernetes.io': 'https://github.com/kubernetes-sigs/gateway-api' } },
    spec: { group: GATEWAY_GROUP, scope: 'Namespaced', names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] },
  };
}

const post = ({ client }: Bench, path: string, body: unknown) => client.request({ method: 'POST', path, body: JSON.parse(JSON.stringify(body)), action: `make ${path}` });

/** Each edge as a line, pods without their names. */
function ways({ nodes, edges }: Network): readonly string[] {
  const words = new Map(nodes.map(({ id, key }) => [id, key.kind === 'Pod' ? 'Pod' : `${key.kind} ${key.name}`]));
  return edges.map(({ from, to, labels }) => [words.get(from), '->', words.get(to), ...labels].join(' ')).toSorted();
}

const problemsOf = ({ nodes }: Network, kind: string, name: string) => nodes.find(({ key }) => key.kind === kind && key.name === name)?.problems;

describeBoth('network', describeCluster, {}, (bench) => {
  const told = (holds: (network: Network) => boolean, once: () => Promise<unknown> = async () => undefined) =>
    untilTold<Network>(async (tell, signal) => {
      let first = true;
      await bench().engine.followNetwork('app', (network) => {
        tell(network);
        if (first) void once();
        first = false;
      }, signal);
    }, holds);

  it('leads from an Ingress to pods, and says what is not there', async () => {
    const { engine, repository } = bench();
    await commitFiles(repository, { 'app.yaml': [deployment({ replicas: 2 }), service, INGRESS].join('---\n') }, 'start');
    const before = await engine.network('app');
    expect(before.nodes.map(({ key, health }) => [key.kind, health?.status])).toEqual([['Ingress', 'Missing'], ['Service', 'Missing']]);
    await engine.sync(await engine.plan('app', MANUAL));
    const network = await told((each) => ways(each).filter((way) => way === 'Service mynginx -> Pod :80').length === 2 && problemsOf(each, 'Service', 'mynginx') === undefined);
    expect(ways(network)).toEqual(['Ingress front -> Service cart shop.example.com/cart :80', 'Ingress front -> Service mynginx shop.example.com/ :80', 'Service mynginx -> Pod :80', 'Service mynginx -> Pod :80']);
    expect(problemsOf(network, 'Ingress', 'front')).toEqual([expect.stringMatching(/^routes to Service \S+\/cart, which is not there$/)]);
    expect(network.nodes.find(({ key }) => key.name === 'cart')).toMatchObject({ foreign: true, health: { status: 'Missing' } });
    expect(await engine.network('app')).toEqual(network);
  });

  it('tells what comes, though it is not of the application, and what goes', async () => {
    const { client, namespace } = bench();
    const path = `/api/v1/namespaces/${namespace}/services`;
    const made = await told(
      (each) => problemsOf(each, 'Service', 'cart') !== undefined && problemsOf(each, 'Ingress', 'front') === undefined,
      () => post(bench(), path, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'cart' }, spec: { selector: { app: 'cart' }, ports: [{ port: 80 }] } }),
    );
    expect(problemsOf(made, 'Service', 'cart')).toEqual(['selects no pod']);
    const gone = await told(
      (each) => problemsOf(each, 'Service', 'mynginx')?.[0] === 'selects no pod',
      () => client.request({ method: 'PATCH', path: `/apis/apps/v1/namespaces/${namespace}/deployments/mynginx/scale`, body: { spec: { replicas: 0 } }, contentType: 'application/merge-patch+json', action: 'scale' }),
    );
    expect(ways(gone)).not.toContain('Service mynginx -> Pod :80');
  });

  it('crosses namespaces by Gateway API, to pods of others', async () => {
    const { client, engine, repository } = bench();
    for (const [kind, plural] of [['Gateway', 'gateways'], ['HTTPRoute', 'httproutes']] as const) await post(bench(), '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', gatewayKind(kind, plural));
    const other = `infra-${randomBytes(3).toString('hex')}`;
    await post(bench(), '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: other } });
    await expect.poll(() => client.request({ path: `/api/v1/namespaces/${other}/serviceaccounts/default`, action: 'read the account' }).then(() => true, () => false), { timeout: 30_000 }).toBe(true);
    await expect.poll(() => post(bench(), `/apis/${GATEWAY_GROUP}/v1/namespaces/${other}/gateways`, { apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'Gateway', metadata: { name: 'edge' }, spec: { listeners: [{ name: 'web', port: 80 }] } }).then(() => true, () => false), { timeout: 30_000 }).toBe(true);
    await post(bench(), `/api/v1/namespaces/${other}/services`, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'search' }, spec: { selector: { app: 'search' }, ports: [{ port: 80 }] } });
    await post(bench(), `/api/v1/namespaces/${other}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'search', labels: { app: 'search' } }, spec: { containers: [{ name: 'c', image: 'search' }] } });
    const route = `apiVersion: ${GATEWAY_GROUP}/v1\nkind: HTTPRoute\nmetadata:\n  name: find\nspec:\n  parentRefs:\n    - { name: edge, namespace: ${other} }\n  hostnames: [shop.example.com]\n  rules:\n    - matches: [{ path: { value: /find } }]\n      backendRefs: [{ name: search, namespace: ${other}, port: 80 }]\n`;
    await commitFiles(repository, { 'app.yaml': route }, 'a route');
    await expect.poll(async () => (await engine.plan('app', MANUAL, 'hard')).items.find(({ key }) => key.kind === 'HTTPRoute')?.operation, { timeout: 20_000 }).toBe('create');
    await engine.sync(await engine.plan('app', MANUAL));
    const network = await told((each) => ways(each).includes('Service search -> Pod :80'));
    expect(ways(network)).toEqual(expect.arrayContaining(['Gateway edge -> HTTPRoute find shop.example.com', 'HTTPRoute find -> Service search /find :80']));
    expect(network.nodes.filter(({ foreign }) => foreign === true).map(({ key }) => `${key.kind} ${key.namespace === other ? 'there' : 'here'}`).toSorted()).toEqual(expect.arrayContaining(['Gateway there', 'Pod there', 'Service there']));
  });
});
