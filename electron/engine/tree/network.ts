import type { Health } from '../../../shared/model/health.ts';
import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { GroupKind, KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { groupOf, keyOf, keyText, keyWords } from '../../../shared/model/kube.ts';
import type { Network, NetworkEdge, NetworkNode } from '../../../shared/model/network.ts';
import { OUTSIDE } from '../../../shared/model/network.ts';
import { infoOf } from './info.ts';
import { createPodIndex } from './podIndex.ts';
import type { PodIndex } from './podIndex.ts';
import type { Route } from './routes.ts';
import { entrancesOf, isNetworkKind, routesOf } from './routes.ts';

export interface NetworkInput {
  /** What the application's tree has, in any order; those that only Git has are without a live object. */
  readonly own: readonly { readonly key: ResourceKey; readonly live: KubeObject | undefined }[];
  /** What else is known of the cluster: shown as far as traffic leads there, or comes from there. */
  readonly others: readonly KubeObject[];
  /** True where all objects of a kind and namespace are known, so that what is not among them is not there. */
  isKnown(kind: GroupKind, namespace: string): boolean;
  health(object: KubeObject): Health | undefined;
}

/** What is collected of a node before it is one. */
interface Draft {
  readonly key: ResourceKey;
  readonly object: KubeObject | undefined;
  readonly foreign: boolean;
  readonly health?: Health;
  readonly problems: string[];
}

/**
 * Builds the network view: from the application's Ingresses, Gateways, routes and Services to the pods that take the
 * traffic, by what these say of each other. Pure and iterative; ten thousand nodes are no problem.
 */
export function buildNetwork({ own, others, isKnown, health }: NetworkInput): Network {
  const ownIds = new Set(own.map(idOf));
  const byKey = new Map<string, KubeObject>();
  const allPods: KubeObject[] = [];
  for (const object of [...others, ...own.flatMap(({ live }) => live ?? [])]) {
    if (isPod(object)) allPods.push(object);
    else byKey.set(keyText(keyOf(object)), object);
  }
  const pods = createPodIndex([...byKey.values()].filter(isService).map(selectorOf), allPods);
  const drafts = new Map<string, Draft>();
  const edges = new Map<string, { readonly edge: Omit<NetworkEdge, 'labels'>; readonly labels: Set<string> }>();
  const pending: KubeObject[] = [];

  function add(object: KubeObject): string {
    const id = uidOf(object);
    if (drafts.has(id)) return id;
    const assessed = health(object);
    drafts.set(id, { key: keyOf(object), object, foreign: !ownIds.has(id), problems: [], ...(assessed === undefined ? {} : { health: assessed }) });
    pending.push(object);
    return id;
  }

  function addAbsent(key: ResourceKey, absent: Health): string {
    const id = keyText(key);
    if (!drafts.has(id)) drafts.set(id, { key, object: undefined, foreign: !ownIds.has(id), problems: [], health: absent });
    return id;
  }

  function addOutside(address: string): string {
    const key = { group: '', kind: OUTSIDE, namespace: '', name: address };
    const id = keyText(key);
    if (!drafts.has(id)) drafts.set(id, { key, object: undefined, foreign: false, problems: [] });
    return id;
  }

  function connect(from: string, to: string, label: string): void {
    if (from === to) return;
    const id = `${from}\n${to}`;
    const known = edges.get(id) ?? { edge: { from, to }, labels: new Set<string>() };
    edges.set(id, known);
    if (label !== '') known.labels.add(label);
  }

  function follow(object: KubeObject, id: string, problems: string[]): void {
    for (const route of routesOf(object)) {
      const target = byKey.get(keyText(route.other));
      const known = target !== undefined || isKnown(route.other, route.other.namespace);
      if (!known) problems.push(`${verbOf(route)} ${keyWords(route.other)}, which could not be read`);
      else if (target === undefined) problems.push(`${verbOf(route)} ${keyWords(route.other)}, which is not there`);
      else if (route.port !== undefined && isService(target) && !hasPort(target, route.port)) problems.push(`routes to port ${route.port} of ${keyWords(route.other)}, which has ${portsWords(target)}`);
      const other = target === undefined ? addAbsent(route.other, { status: known ? 'Missing' : 'Unknown' }) : add(target);
      if (route.backwards === true) connect(other, id, route.label);
      else connect(id, other, route.label);
    }
    for (const { address, label } of entrancesOf(object)) if (address !== '') connect(addOutside(address), id, label);
    if (isService(object)) problems.push(...followService(object, id, { pods, isKnown, add, addOutside, connect }));
  }

  for (const { key, live } of own) {
    if (!isNetworkKind(key.group, key.kind)) continue;
    if (live === undefined) addAbsent(key, { status: 'Missing' });
    else add(live);
  }
  for (let object = pending.pop(); object !== undefined; object = pending.pop()) {
    const id = uidOf(object);
    const problems = drafts.get(id)?.problems;
    if (problems !== undefined) follow(object, id, problems);
  }
  const found = [...edges.values()].map(({ edge, labels }): NetworkEdge => ({ ...edge, labels: [...labels] }));
  return { nodes: inOrder(drafts, found).map(([id, draft]) => nodeOf(id, draft)), edges: found };
}

interface ServiceSurroundings {
  readonly pods: PodIndex;
  readonly isKnown: NetworkInput['isKnown'];
  add(object: KubeObject): string;
  addOutside(address: string): string;
  connect(from: string, to: string, label: string): void;
}

/** Connects a Service with its pods, or with the name that it stands for; returns what is wrong with it. */
function followService(service: KubeObject, id: string, { pods, isKnown, add, addOutside, connect }: ServiceSurroundings): readonly string[] {
  const spec = mapAt(service, 'spec');
  const external = textAt(spec, 'externalName');
  if (textAt(spec, 'type') === 'ExternalName') {
    if (external !== '') connect(id, addOutside(external), '');
    return [];
  }
  const problems = textAt(spec, 'type') === 'LoadBalancer' && entrancesOf(service).length === 0 ? ['has no address yet'] : [];
  const selector = selectorOf(service);
  // Without a selector its endpoints are made by somebody else (kubernetes.io/docs/concepts/services-networking/service).
  if (Object.keys(selector.labels).length === 0) return problems;
  const selected = pods.selected(selector);
  const label = mapsAt(spec, 'ports').map(portLabel).join(', ');
  for (const pod of selected) connect(id, add(pod), label);
  if (selected.length === 0) return [...problems, isKnown({ group: '', kind: 'Pod' }, selector.namespace) ? 'selects no pod' : 'selects pods that could not be read'];
  if (selected.some(isReady)) return problems;
  return [...problems, selected.length === 1 ? 'its pod is not ready' : `none of its ${selected.length} pods is ready`];
}

function nodeOf(id: string, { key, object, foreign, health, problems }: Draft): NetworkNode {
  const createdAt = object?.metadata.creationTimestamp;
  const info = object === undefined ? [] : infoOf(object);
  return {
    id,
    key,
    ...(health === undefined ? {} : { health }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(info.length === 0 ? {} : { info }),
    ...(foreign ? { foreign } : {}),
    ...(problems.length === 0 ? {} : { problems: [...new Set(problems)] }),
  };
}

/** Sources before what they lead to, nodes of one rank by kind and name; a circle begins at its first in that order. */
function inOrder(drafts: ReadonlyMap<string, Draft>, edges: readonly NetworkEdge[]): readonly (readonly [string, Draft])[] {
  const next = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const { from, to } of edges) {
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const rest = [...drafts].sort(([, { key: a }], [, { key: b }]) => compare(a.kind, b.kind) || compare(a.name, b.name) || compare(a.namespace, b.namespace));
  const placed = new Set<string>();
  const result: (readonly [string, Draft])[] = [];
  const place = (first: string): void => {
    const ready = [first];
    for (let index = 0; index < ready.length; index++) {
      const id = ready[index] ?? '';
      const draft = drafts.get(id);
      if (draft === undefined || placed.has(id)) continue;
      placed.add(id);
      result.push([id, draft]);
      for (const to of next.get(id) ?? []) {
        const left = (waiting.get(to) ?? 0) - 1;
        waiting.set(to, left);
        if (left === 0) ready.push(to);
      }
    }
  };
  for (const [id] of rest) if ((waiting.get(id) ?? 0) === 0) place(id);
  for (const [id] of rest) place(id);
  return result;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function verbOf({ backwards }: Route): string {
  return backwards === true ? 'hangs on' : 'routes to';
}

function isPod(object: KubeObject): boolean {
  return object.kind === 'Pod' && groupOf(object.apiVersion) === '';
}

function isService(object: KubeObject): boolean {
  return object.kind === 'Service' && groupOf(object.apiVersion) === '';
}

function selectorOf(service: KubeObject): { readonly namespace: string; readonly labels: JsonObject } {
  return { namespace: service.metadata.namespace ?? '', labels: mapAt(mapAt(service, 'spec'), 'selector') };
}

function hasPort(service: KubeObject, wanted: number | string): boolean {
  return mapsAt(mapAt(service, 'spec'), 'ports').some((port) => port['port'] === wanted || port['name'] === wanted);
}

function portsWords(service: KubeObject): string {
  const ports = mapsAt(mapAt(service, 'spec'), 'ports').map((port) => String(numberAt(port, 'port', 0)));
  return ports.length === 0 ? 'none' : ports.join(', ');
}

function portLabel(port: JsonObject): string {
  const number = numberAt(port, 'port', 0);
  const target = port['targetPort'] ?? number;
  return target === number ? `:${number}` : `:${number} → ${String(target)}`;
}

function isReady(pod: KubeObject): boolean {
  return mapsAt(mapAt(pod, 'status'), 'conditions').some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True');
}

function idOf({ key, live }: NetworkInput['own'][number]): string {
  return live === undefined ? keyText(key) : uidOf(live);
}

function uidOf(object: KubeObject): string {
  return object.metadata.uid ?? keyText(keyOf(object));
}
