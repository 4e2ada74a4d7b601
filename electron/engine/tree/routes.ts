import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonArray } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';

/** One way that an object says traffic takes: to, or with `backwards` from, another object. */
export interface Route {
  readonly other: ResourceKey;
  readonly label: string;
  readonly backwards?: boolean;
  /** The port of a Service that is asked for, by number or name. */
  readonly port?: number | string;
}

const GATEWAY_GROUP = 'gateway.networking.k8s.io';
const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'];
/** The kinds that the network view begins with, as `group/Kind`. */
const NETWORK_KINDS: ReadonlySet<string> = new Set(['/Service', 'networking.k8s.io/Ingress', ...['Gateway', ...ROUTE_KINDS].map((kind) => `${GATEWAY_GROUP}/${kind}`)]);

/** True for kinds that say where traffic goes. Pods only take it. */
export function isNetworkKind(group: string, kind: string): boolean {
  return NETWORK_KINDS.has(`${group}/${kind}`);
}

const spec = (object: KubeObject): JsonObject => mapAt(object, 'spec');
const texts = (parent: JsonObject, field: string): readonly string[] => {
  const value = parent[field];
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
};

/** What an Ingress or a route names: Services that it routes to, Gateways that it hangs on. A Service's pods are found by their labels. */
export function routesOf(object: KubeObject): readonly Route[] {
  const group = groupOf(object.apiVersion);
  if (group === 'networking.k8s.io' && object.kind === 'Ingress') return ingressRoutes(object);
  if (group === GATEWAY_GROUP && ROUTE_KINDS.includes(object.kind)) return [...parentRoutes(object), ...backendRoutes(object)];
  return [];
}

/** networking/v1 IngressSpec. */
function ingressRoutes(object: KubeObject): readonly Route[] {
  const to = (backend: JsonObject, words: string): readonly Route[] => {
    const namespace = object.metadata.namespace ?? '';
    const service = mapAt(backend, 'service');
    const resource = mapAt(backend, 'resource');
    const port = mapAt(service, 'port');
    const wanted = textAt(port, 'name') || numberAt(port, 'number', 0);
    if (textAt(service, 'name') !== '') return [{ other: { group: '', kind: 'Service', namespace, name: textAt(service, 'name') }, label: `${words} :${wanted}`, port: wanted }];
    if (textAt(resource, 'name') !== '') return [{ other: { group: textAt(resource, 'apiGroup'), kind: textAt(resource, 'kind'), namespace, name: textAt(resource, 'name') }, label: words }];
    return [];
  };
  return [
    ...to(mapAt(spec(object), 'defaultBackend'), 'everything else'),
    ...mapsAt(spec(object), 'rules').flatMap((rule) => mapsAt(mapAt(rule, 'http'), 'paths').flatMap((path) => to(mapAt(path, 'backend'), `${textAt(rule, 'host') || '*'}${textAt(path, 'path')}`))),
  ];
}

/** gateway.networking.k8s.io ParentReference: a Gateway of the route's own namespace where nothing else is said. */
function parentRoutes(object: KubeObject): readonly Route[] {
  const hosts = texts(spec(object), 'hostnames');
  return mapsAt(spec(object), 'parentRefs').map((parent): Route => {
    const section = textAt(parent, 'sectionName');
    return {
      other: { group: groupIn(parent, GATEWAY_GROUP), kind: textAt(parent, 'kind') || 'Gateway', namespace: textAt(parent, 'namespace') || (object.metadata.namespace ?? ''), name: textAt(parent, 'name') },
      label: [hosts.join(', '), section === '' ? '' : `by ${section}`].filter((part) => part !== '').join(' '),
      backwards: true,
    };
  });
}

/** gateway.networking.k8s.io BackendObjectReference: a Service of the route's own namespace where nothing else is said. */
function backendRoutes(object: KubeObject): readonly Route[] {
  return mapsAt(spec(object), 'rules').flatMap((rule) => {
    const matches = mapsAt(rule, 'matches').map(matchWords);
    const backends = mapsAt(rule, 'backendRefs');
    const total = backends.reduce((sum, backend) => sum + numberAt(backend, 'weight', 1), 0);
    return backends.flatMap((backend) =>
      (matches.length === 0 ? [''] : matches).map((words): Route => {
        const port = numberAt(backend, 'port', 0);
        const share = backends.length < 2 || total === 0 ? '' : `${Math.round((numberAt(backend, 'weight', 1) / total) * 100)} %`;
        const group = groupIn(backend, '');
        const kind = textAt(backend, 'kind') || 'Service';
        return {
          other: { group, kind, namespace: textAt(backend, 'namespace') || (object.metadata.namespace ?? ''), name: textAt(backend, 'name') },
          label: [words, port === 0 ? '' : `:${port}`, share].filter((part) => part !== '').join(' '),
          ...(port === 0 || group !== '' || kind !== 'Service' ? {} : { port }),
        };
      }),
    );
  });
}

/** An empty group is the core group; only where none is said the default holds. */
function groupIn(reference: JsonObject, otherwise: string): string {
  return typeof reference['group'] === 'string' ? reference['group'] : otherwise;
}

/** HTTPRouteMatch and GRPCRouteMatch. */
function matchWords(match: JsonObject): string {
  const path = mapAt(match, 'path');
  const method = match['method'];
  const grpc = [textAt(mapAt(match, 'method'), 'service'), textAt(mapAt(match, 'method'), 'method')].filter((part) => part !== '').join('/');
  const headers = mapsAt(match, 'headers').map((header) => `${textAt(header, 'name')}=${textAt(header, 'value')}`);
  return [typeof method === 'string' ? method : grpc, textAt(path, 'value'), ...headers].filter((part) => part !== '').join(' ');
}

/** Where traffic comes in from outside: addresses in the status, with the ports that are open there. */
export function entrancesOf(object: KubeObject): readonly { readonly address: string; readonly label: string }[] {
  const status = mapAt(object, 'status');
  if (object.kind === 'Gateway') {
    const ports = mapsAt(spec(object), 'listeners').map((listener) => String(numberAt(listener, 'port', 0)));
    return mapsAt(status, 'addresses').map((address) => ({ address: textAt(address, 'value'), label: portWords(ports) }));
  }
  const ports = object.kind === 'Ingress' ? (mapsAt(spec(object), 'tls').length > 0 ? ['80', '443'] : ['80']) : mapsAt(spec(object), 'ports').map((port) => String(numberAt(port, 'port', 0)));
  return mapsAt(mapAt(status, 'loadBalancer'), 'ingress').map((ingress) => ({ address: textAt(ingress, 'hostname') || textAt(ingress, 'ip'), label: portWords(ports) }));
}

function portWords(ports: readonly string[]): string {
  return [...new Set(ports)].map((port) => `:${port}`).join(' ');
}
