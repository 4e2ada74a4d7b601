import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Network, NetworkNode } from '../../../shared/model/network.ts';
import type { NetworkInput } from './network.ts';
import { buildNetwork } from './network.ts';

const GATEWAY = 'gateway.networking.k8s.io/v1';
const API: Readonly<Record<string, string>> = { Ingress: 'networking.k8s.io/v1', Gateway: GATEWAY, HTTPRoute: GATEWAY, GRPCRoute: GATEWAY, TCPRoute: GATEWAY };

interface Fields {
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

/** The uid is `<Kind>-<name>`. */
function object(kind: string, name: string, { spec, status, labels = {}, namespace = 'default' }: Fields = {}): KubeObject {
  return { apiVersion: API[kind] ?? 'v1', kind, metadata: { name, namespace, uid: `${kind}-${name}`, labels }, ...(spec === undefined ? {} : { spec }), ...(status === undefined ? {} : { status }) };
}

const pod = (name: string, app: string, ready = true): KubeObject => object('Pod', name, { labels: { app, 'pod-template-hash': 'x' }, status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] } });
const service = (name: string, spec: JsonObject = {}, rest: Fields = {}): KubeObject => object('Service', name, { spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec }, ...rest });
const backend = (name: string, port: number | string = 80): JsonObject => ({ service: { name, port: typeof port === 'number' ? { number: port } : { name: port } } });
const ingress = (spec: JsonObject, rest: Fields = {}): KubeObject => object('Ingress', 'front', { spec, ...rest });
const paths = (host: string, ...list: readonly (readonly [string, JsonObject])[]): JsonObject => ({ host, http: { paths: list.map(([path, to]) => ({ path, backend: to })) } });

function build(own: readonly KubeObject[], others: readonly KubeObject[] = [], isKnown: NetworkInput['isKnown'] = () => true): Network {
  return buildNetwork({ own: own.map((live) => ({ key: keyOf(live), live })), others, isKnown, health: () => undefined });
}

/** One line for each edge, and one for each node that says something. */
function lines({ nodes, edges }: Network): string[] {
  const words = new Map(nodes.map((node) => [node.id, `${node.key.kind} ${node.key.name}`]));
  const said = (node: NetworkNode): string[] => [...(node.problems ?? []), ...(node.health === undefined ? [] : [node.health.status]), ...(node.foreign === true ? ['foreign'] : [])];
  return [
    ...edges.map(({ from, to, labels }) => `${words.get(from)} -> ${words.get(to)}${labels.length === 0 ? '' : `  ${labels.join(', ')}`}`),
    ...nodes.flatMap((node) => (said(node).length === 0 ? [] : [`${words.get(node.id)}: ${said(node).join('; ')}`])),
  ];
}

describe('a Service', () => {
  it.each<[string, readonly KubeObject[], readonly string[]]>([
    ['leads to the pods that all of its labels select', [service('web', { selector: { app: 'web', 'pod-template-hash': 'x' } }), pod('b', 'web'), pod('a', 'web'), pod('c', 'other')], ['Service web -> Pod a  :80', 'Service web -> Pod b  :80']],
    ['says its ports and what they are in the pod', [service('web', { ports: [{ port: 80, targetPort: 8080 }, { port: 443, targetPort: 'https' }] }), pod('a', 'web')], ['Service web -> Pod a  :80 → 8080, :443 → https']],
    ['says that it selects no pod', [service('web'), pod('a', 'other')], ['Service web: selects no pod']],
    ['says that its pod is not ready', [service('web'), pod('a', 'web', false)], ['Service web -> Pod a  :80', 'Service web: its pod is not ready']],
    ['says that none of its pods is ready', [service('web'), pod('a', 'web', false), pod('b', 'web', false)], ['Service web -> Pod a  :80', 'Service web -> Pod b  :80', 'Service web: none of its 2 pods is ready']],
    ['is content with one that is', [service('web'), pod('a', 'web', false), pod('b', 'web')], ['Service web -> Pod a  :80', 'Service web -> Pod b  :80']],
    ['without a selector is served by nobody knows whom', [object('Service', 'web', { spec: { ports: [{ port: 80 }] } }), pod('a', 'web')], []],
    ['selects in its own namespace', [service('web', {}, { namespace: 'other' }), pod('a', 'web')], ['Service web: selects no pod']],
    ['stands for a name', [object('Service', 'db', { spec: { type: 'ExternalName', externalName: 'db.example.com' } })], ['Service db -> Outside db.example.com']],
    ['is reached from outside', [service('web', { type: 'LoadBalancer' }, { status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } } }), pod('a', 'web')], ['Outside 203.0.113.7 -> Service web  :80', 'Service web -> Pod a  :80']],
    ['waits for an address', [service('web', { type: 'LoadBalancer' }), pod('a', 'web')], ['Service web -> Pod a  :80', 'Service web: has no address yet']],
  ])('%s', (_what, objects, expected) => {
    expect(lines(build(objects))).toEqual(expected);
  });
});

describe('an Ingress', () => {
  it.each<[string, KubeObject, readonly string[]]>([
    ['says hosts and paths, one edge for each Service', ingress({ rules: [paths('a.example.com', ['/', backend('web')], ['/api', backend('web')]), { http: { paths: [{ backend: backend('web') }] } }] }), ['Ingress front -> Service web  a.example.com/ :80, a.example.com/api :80, * :80']],
    ['has a default', ingress({ defaultBackend: backend('web', 'http') }), ['Ingress front -> Service web  everything else :http']],
    ['names a port that is not there', ingress({ defaultBackend: backend('web', 81) }), ['Ingress front -> Service web  everything else :81', 'Ingress front: routes to port 81 of Service default/web, which has 80']],
    ['routes to what is not there', ingress({ defaultBackend: backend('gone') }), ['Ingress front -> Service gone  everything else :80', 'Ingress front: routes to Service default/gone, which is not there', 'Service gone: Missing; foreign']],
    ['is reached at its address', ingress({ tls: [{}], defaultBackend: backend('web') }, { status: { loadBalancer: { ingress: [{ hostname: 'lb.example.com', ip: '203.0.113.7' }] } } }), ['Outside lb.example.com -> Ingress front  :80 :443', 'Ingress front -> Service web  everything else :80']],
    ['routes to another kind', ingress({ defaultBackend: { resource: { apiGroup: 'k8s.example.com', kind: 'StorageBucket', name: 'static' } } }), ['Ingress front -> StorageBucket static  everything else', 'Ingress front: routes to StorageBucket.k8s.example.com default/static, which is not there', 'StorageBucket static: Missing; foreign']],
  ])('%s', (_what, front, expected) => {
    const web = service('web', { ports: [{ port: 80, name: 'http' }] });
    const told = lines(build([front, web, pod('a', 'web')]));
    expect(told.filter((line) => line !== 'Service web -> Pod a  :80').toSorted()).toEqual(expected.toSorted());
  });

  it('leads to Services of others, and on', () => {
    expect(lines(build([ingress({ defaultBackend: backend('shared') })], [service('shared'), pod('a', 'shared'), service('unseen')]))).toEqual(['Ingress front -> Service shared  everything else :80', 'Service shared -> Pod a  :80', 'Service shared: foreign', 'Pod a: foreign']);
  });

  it('says what could not be read, and takes it for nothing', () => {
    expect(lines(build([ingress({ defaultBackend: backend('web') }), service('alone')], [], () => false))).toEqual([
      'Ingress front -> Service web  everything else :80',
      'Ingress front: routes to Service default/web, which could not be read',
      'Service web: Unknown; foreign',
      'Service alone: selects pods that could not be read',
    ]);
  });
});

describe('Gateway API', () => {
  const gateway = object('Gateway', 'edge', { namespace: 'infra', spec: { listeners: [{ name: 'https', port: 443 }] }, status: { addresses: [{ value: '203.0.113.9' }] } });
  const route = (kind: string, spec: JsonObject): KubeObject => object(kind, 'r', { spec: { parentRefs: [{ name: 'edge', namespace: 'infra', sectionName: 'https' }], ...spec } });

  it.each<[string, KubeObject, readonly string[]]>([
    ['HTTPRoute across namespaces', route('HTTPRoute', { hostnames: ['a.example.com'], rules: [{ matches: [{ path: { value: '/cart' }, method: 'GET', headers: [{ name: 'v', value: '2' }] }], backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }] }), ['Gateway edge -> HTTPRoute r  a.example.com by https', 'HTTPRoute r -> Service web  GET /cart v=2 :80']],
    ['weights as shares', route('HTTPRoute', { rules: [{ backendRefs: [{ name: 'web', namespace: 'shop', port: 80, weight: 9 }, { name: 'new', namespace: 'shop', port: 80 }] }] }), ['Gateway edge -> HTTPRoute r  by https', 'HTTPRoute r -> Service web  :80 90 %', 'HTTPRoute r -> Service new  :80 10 %', 'HTTPRoute r: routes to Service shop/new, which is not there', 'Service new: Missing; foreign']],
    ['GRPCRoute', route('GRPCRoute', { rules: [{ matches: [{ method: { service: 'cart.v1', method: 'Add' } }], backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }] }), ['Gateway edge -> GRPCRoute r  by https', 'GRPCRoute r -> Service web  cart.v1/Add :80']],
    ['TCPRoute of a Gateway that is not there', object('TCPRoute', 'r', { spec: { parentRefs: [{ name: 'none' }], rules: [{ backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }] } }), ['Gateway none -> TCPRoute r', 'TCPRoute r -> Service web  :80', 'TCPRoute r: hangs on Gateway default/none, which is not there', 'Gateway none: Missing; foreign']],
  ])('%s', (_what, from, expected) => {
    const others = [service('web', {}, { namespace: 'shop' }), object('Pod', 'a', { namespace: 'shop', labels: { app: 'web' }, status: { conditions: [{ type: 'Ready', status: 'True' }] } })];
    const told = lines(build([from, gateway], others));
    const beside = ['Outside 203.0.113.9 -> Gateway edge  :443', 'Service web -> Pod a  :80', 'Service web: foreign', 'Pod a: foreign'];
    expect(told.filter((line) => !beside.includes(line)).toSorted()).toEqual(expected.toSorted());
  });
});

it('sources come before what they lead to, and a circle ends', () => {
  const web = service('web', { type: 'LoadBalancer' }, { status: { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } } });
  expect(build([pod('a', 'web'), web, ingress({ defaultBackend: backend('web') })]).nodes.map(({ key }) => key.kind)).toEqual(['Ingress', 'Outside', 'Service', 'Pod']);
  // A Service that is a route's parent and its backend (gateway-api GEP-1324).
  const mesh = object('HTTPRoute', 'r', { spec: { parentRefs: [{ group: '', kind: 'Service', name: 'web' }], rules: [{ backendRefs: [{ name: 'web', port: 80 }] }] } });
  expect(lines(build([service('web'), mesh, pod('a', 'web')])).toSorted()).toEqual(['HTTPRoute r -> Service web  :80', 'Service web -> HTTPRoute r', 'Service web -> Pod a  :80']);
});

it('what only Git has is Missing, and routes nowhere', () => {
  const key = { group: '', kind: 'Service', namespace: 'default', name: 'web' };
  const { nodes, edges } = buildNetwork({ own: [{ key, live: undefined }, { key: { ...key, kind: 'ConfigMap' }, live: undefined }], others: [], isKnown: () => true, health: () => undefined });
  expect({ nodes, edges }).toEqual({ nodes: [{ id: '/Service/default/web', key, health: { status: 'Missing' } }], edges: [] });
});

it('pods that nobody routes to are left out', () => {
  expect(build([pod('a', 'web')])).toEqual({ nodes: [], edges: [] });
});

it('10,000 pods behind 1,000 Services are built', () => {
  const pods = Array.from({ length: 10_000 }, (_, index) => pod(`p${index}`, `s${index % 1_000}`));
  const { nodes, edges } = build([...Array.from({ length: 1_000 }, (_, index) => service(`s${index}`)), ...pods]);
  expect([nodes.length, edges.length]).toEqual([11_000, 10_000]);
});
