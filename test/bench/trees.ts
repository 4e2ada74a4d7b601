import { buildNetwork, buildTree } from '../../electron/engine/tree/index.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { KubeObject, OwnerReference } from '../../shared/model/kube.ts';
import { groupOf, keyOf } from '../../shared/model/kube.ts';
import type { Health } from '../../shared/model/health.ts';
import { assessHealth } from '../../electron/engine/health/index.ts';

const NODES = 10_000;
const GOAL_MS = 100;
/** The first run of a process is slower: its code is not compiled yet. Told apart, since a person meets both. */
const RUNS = 9;

function object(apiVersion: string, kind: string, name: string, rest: JsonObject = {}, owner?: KubeObject): KubeObject {
  const owners: readonly OwnerReference[] = owner === undefined ? [] : [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name ?? '', uid: owner.metadata.uid ?? '', controller: true }];
  return { ...rest, apiVersion, kind, metadata: { name, namespace: 'shop', uid: `${kind}-${name}-6f0e2c1d`, creationTimestamp: '2026-11-24T06:00:00Z', labels: { app: name.split('.')[0] ?? '', tier: 'web', 'pod-template-hash': '6d4f9c7b5' }, ownerReferences: owners } };
}

/** Deployments with a ReplicaSet, seven pods and a Service each; ten of them behind one Ingress. */
function generated(): { readonly roots: readonly KubeObject[]; readonly owned: readonly KubeObject[] } {
  const roots: KubeObject[] = [];
  const owned: KubeObject[] = [];
  for (let index = 0; roots.length + owned.length < NODES; index++) {
    const name = `web${index}`;
    const deployment = object('apps/v1', 'Deployment', name, { spec: { replicas: 7 }, status: { readyReplicas: 7, replicas: 7, updatedReplicas: 7, availableReplicas: 7 } });
    const replicas = object('apps/v1', 'ReplicaSet', `${name}.6d4f9c7b5`, { spec: { replicas: 7 }, status: { readyReplicas: 7, replicas: 7 } }, deployment);
    roots.push(deployment, object('v1', 'Service', name, { spec: { selector: { app: name, tier: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } }));
    if (index % 10 === 0) roots.push(object('networking.k8s.io/v1', 'Ingress', name, { spec: { rules: [{ host: 'shop.example.com', http: { paths: Array.from({ length: 10 }, (_, path) => ({ path: `/${path}`, backend: { service: { name: `web${index + path}`, port: { number: 80 } } } })) } }] } }));
    owned.push(replicas);
    for (let pod = 0; pod < 7; pod++) {
      owned.push(object('v1', 'Pod', `${name}.${pod}`, { spec: { nodeName: `node-${pod}`, containers: [{ name: 'c', image: 'web:1', resources: { requests: { cpu: '100m', memory: '128Mi' } } }] }, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ ready: true, restartCount: 0, state: { running: {} } }] } }, replicas));
    }
  }
  return { roots, owned };
}

const health = (one: KubeObject): Health | undefined => assessHealth(one);

/** Prints how long the tree and the network of ten thousand objects take as pure functions. */
export function benchTrees(): void {
  const { roots, owned } = generated();
  const tree = () => buildTree({ roots: roots.map((live) => ({ key: keyOf(live), apiVersion: live.apiVersion, live })), objects: owned, health }).nodes.length;
  const network = () => buildNetwork({ own: [...roots, ...owned].map((live) => ({ key: keyOf(live), live })), others: [], isKnown: () => true, health }).nodes.length;
  console.log(`Pure functions over ${(roots.length + owned.length).toLocaleString('en')} objects of ${new Set([...roots, ...owned].map((each) => `${groupOf(each.apiVersion)}/${each.kind}`)).size} kinds, health included`);
  for (const [what, run] of [['the tree', tree], ['the network', network]] as const) {
    const times = Array.from({ length: RUNS }, () => {
      const start = performance.now();
      run();
      return performance.now() - start;
    });
    const [first = 0] = times;
    const middle = times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
    console.log(`${`${what}, ${run().toLocaleString('en')} nodes`.padEnd(44)} ${middle.toFixed(0).padStart(6)} ms   the first time ${first.toFixed(0)} ms  (goal ${GOAL_MS} ms${first <= GOAL_MS ? '' : ', not reached the first time'}${middle <= GOAL_MS ? '' : ', not reached'})`);
  }
}
