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
  readonly id: string;
  readonly key: ResourceKey;
  readonly object: KubeObject | undefined;
  readonly foreign: boolean;
  readonly health: Health | undefined;
  readonly problems: string[];
}

/** What each edge says, by where it begins and where it ends. */
type Edges = Map<string, Map<string, string[]>>;

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
  const edges: Edges = new Map();
  const pending: (Draft & { readonly object: KubeObject })[] = [];

  function add(object: KubeObject): string {
    const id = uidOf(object);
    if (drafts.has(id)) return id;
    const draft = { id, key: keyOf(object), object, foreign: !ownIds.has(id), health: health(object), problems: [] };
    drafts.set(id, draft);
    // Pods lead nowhere.
    if (!isPod(object)) pending.push(draft);
    return id;
  }

  function addAbsent(key: ResourceKey, absent: Health): string {
    const id = keyText(key);
    if (!drafts.has(id)) drafts.set(id, { id, key, object: undefined, foreign: !ownIds.has(id), health: absent, problems: [] });
    return id;
  }

  function addOutside(address: string): string {
    const key = { group: '', kind: OUTSIDE, namespace: '', name: address };
    const id = keyText(key);
    if (!drafts.has(id)) drafts.set(id, { id, key, object: undefined, foreign: false, health: undefined, problems: [] });
    return id;
  }

  function connect(from: string, to: string, label: string): void {
    if (from === to) return;
    const begun = edges.get(from) ?? new Map<string, string[]>();
    edges.set(from, begun);
    const labels = begun.get(to) ?? [];
    begun.set(to, labels);
    if (label !== '' && !labels.includes(label)) labels.push(label);
  }

  function follow({ id, object, problems }: Draft & { readonly object: KubeObject }): void {
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
  for (let draft = pending.pop(); draft !== undefined; draft = pending.pop()) follow(draft);
  const found: NetworkEdge[] = [];
  for (const [from, ends] of edges) for (const [to, labels] of ends) found.push({ from, to, labels });
  return { nodes: inOrder([...drafts.values()], edges).map(nodeOf), edges: found };
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

function nodeOf({ id, key, object, foreign, health, problems }: Draft): NetworkNode {
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
function inOrder(drafts: Draft[], edges: Edges): readonly Draft[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const waiting = new Map<string, number>();
  for (const ends of edges.values()) for (const to of ends.keys()) waiting.set(to, (waiting.get(to) ?? 0) + 1);
  drafts.sort((a, b) => compare(a.key.kind, b.key.kind) || compare(a.key.name, b.key.name) || compare(a.key.namespace, b.key.namespace));
  const placed = new Set<Draft>();
  const place = (first: Draft): void => {
    const ready = [first];
    for (let index = 0; index < ready.length; index++) {
      const draft = ready[index];
      if (draft === undefined || placed.has(draft)) continue;
      placed.add(draft);
      for (const to of edges.get(draft.id)?.keys() ?? []) {
        const left = (waiting.get(to) ?? 0) - 1;
        waiting.set(to, left);
        const next = byId.get(to);
        if (left === 0 && next !== undefined) ready.push(next);
      }
    }
  };
  for (const draft of drafts) if ((waiting.get(draft.id) ?? 0) === 0) place(draft);
  for (const draft of drafts) place(draft);
  return [...placed];
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
