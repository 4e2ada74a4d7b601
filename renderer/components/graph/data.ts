import type { GraphNode } from './model.ts';

/** A generated application of about `size` nodes: services, workloads, their ReplicaSets and Pods, settings. */
export function generatedGraph(size: number, podsEach = 3): GraphNode[] {
  const nodes: GraphNode[] = [{ id: 'application', key: keyed('argoproj.io', 'Application', 'shop', ''), sync: 'OutOfSync', health: { status: 'Progressing' }, info: ['4f1c2ab'], parents: [] }];
  const add = (node: GraphNode): void => {
    if (nodes.length < size) nodes.push(node);
  };
  for (let index = 0; nodes.length < size; index++) {
    const name = `${['web', 'cart', 'payment-gateway', 'catalogue', 'recommendation-service-with-a-long-name', 'mail'][index % 6] ?? ''}-${index}`;
    const created = new Date(Date.UTC(2026, 10, 24, 6) - index * 3_600_000).toISOString();
    const health = index % 11 === 3 ? ({ status: 'Degraded', message: 'CrashLoopBackOff' } as const) : index % 7 === 2 ? ({ status: 'Progressing' } as const) : ({ status: 'Healthy' } as const);
    const sync = index % 5 === 1 ? 'OutOfSync' : 'Synced';
    add({ id: `d${index}`, key: keyed('apps', 'Deployment', name), sync, health, createdAt: created, info: [`rev:${index + 1}`], parents: ['application'] });
    add({ id: `s${index}`, key: keyed('', 'Service', name), sync: 'Synced', health: { status: 'Healthy' }, createdAt: created, parents: ['application'] });
    add({ id: `c${index}`, key: keyed('', 'ConfigMap', `${name}-settings`), sync: index % 9 === 4 ? 'Unknown' : 'Synced', createdAt: created, parents: ['application'], ...(index % 9 === 5 ? { pruning: true } : {}) });
    add({ id: `r${index}`, key: keyed('apps', 'ReplicaSet', `${name}-6d4f9c7b5`), health, createdAt: created, parents: [`d${index}`] });
    for (let pod = 0; pod < podsEach; pod++) {
      add({ id: `p${index}-${pod}`, key: keyed('', 'Pod', `${name}-6d4f9c7b5-x${pod}k2z`), health: pod === 1 ? health : { status: 'Healthy' }, createdAt: created, info: [pod === 1 && health.status !== 'Healthy' ? '0/1' : '1/1'], parents: [`r${index}`] });
    }
  }
  return nodes;
}

function keyed(group: string, kind: string, name: string, namespace = 'shop'): GraphNode['key'] {
  return { group, kind, name, namespace };
}
