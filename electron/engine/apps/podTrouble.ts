import { mapAt } from '../../../shared/model/fields.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { Cluster, InformerLease } from '../cluster/index.ts';
import { isTroubled, podSentences } from '../describe/index.ts';

/** Why the pods of workloads do not come up, in words. */
export interface PodTroubles {
  /**
   * What keeps a pod of a workload from running; undefined where none is known to be in trouble. The first question
   * begins to watch the workload's pods, by its labels. Pods that may not be watched say nothing.
   */
  of(workload: KubeObject): Promise<string | undefined>;
  close(): void;
}

/** `onChange` is told when an answer may be another one. `close` must be called. */
export function createPodTroubles(cluster: Cluster, onChange: () => void): PodTroubles {
  const leases = new Map<string, { readonly lease: InformerLease; readonly unsubscribe: () => void }>();
  let closed = false;
  return {
    async of(workload) {
      const labels = Object.entries(mapAt(mapAt(mapAt(workload, 'spec'), 'selector'), 'matchLabels'));
      const namespace = workload.metadata.namespace ?? '';
      const pods = labels.length === 0 ? undefined : (await cluster.discovery()).find('v1', 'Pod');
      if (pods === undefined || closed) return undefined;
      const labelSelector = labels.map(([name, value]) => `${name}=${String(value)}`).join(',');
      const id = `${namespace} ${labelSelector}`;
      let held = leases.get(id);
      if (held === undefined) {
        const lease = cluster.lease(pods, namespace, { labelSelector });
        held = { lease, unsubscribe: lease.informer.subscribe(onChange) };
        leases.set(id, held);
      }
      const [first] = [...held.lease.informer.objects.values()].filter(isTroubled);
      return first === undefined ? undefined : podSentences(first)[0];
    },
    close() {
      closed = true;
      for (const { lease, unsubscribe } of leases.values()) {
        unsubscribe();
        lease.release();
      }
      leases.clear();
    },
  };
}
