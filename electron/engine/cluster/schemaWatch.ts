import type { KubeClient } from './client.ts';
import type { Discovery } from './discovery.ts';
import type { Informer, StreamingLists } from './informer.ts';
import { startInformer } from './informer.ts';

/** A running watch of what decides about kinds and writes. */
export interface SchemaWatch {
  close(): void;
}

/** What adds kinds, and what changes or refuses writes: a dry run's answer holds until one of them changes. */
const DECIDING: readonly (readonly [group: string, kind: string])[] = [
  ['apiextensions.k8s.io', 'CustomResourceDefinition'],
  ['apiregistration.k8s.io', 'APIService'],
  ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration'],
  ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration'],
  ['admissionregistration.k8s.io', 'MutatingAdmissionPolicy'],
  ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy'],
  ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding'],
];
/** An installed operator brings many at once; a CRD changes again when it is established. */
const QUIET_MS = 300;

/**
 * Watches the metadata of what decides about kinds, and tells when any of it changed, once a burst is over. What may not
 * be listed is left: then a kind that is not known asks discovery again, and a hard refresh does for the rest.
 */
export function watchSchemas(client: KubeClient, streaming: StreamingLists, discovery: Promise<Discovery>, onChange: () => void): SchemaWatch {
  const informers = new Set<Informer>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const changed = (): void => {
    timer = timer?.refresh() ?? setTimeout(onChange, QUIET_MS);
  };

  function start({ all, preferred }: Discovery): void {
    /** A definition's name is made of what discovery tells (apiextensions v1, CustomResourceDefinition: `<plural>.<group>`). */
    const served = new Set(all.map(({ resource, group }) => `${resource}.${group}`));
    for (const [group, kind] of DECIDING) {
      const resource = preferred(group, kind);
      if (resource === undefined || closed) continue;
      const informer = startInformer(client, resource, '', { view: 'metadata', streaming });
      informers.add(informer);
      let known = false;
      informer.subscribe((event) => {
        if (event.type === 'synced') {
          // One that came between the reading of discovery and this list would never be told as a change.
          if (!known && kind === 'CustomResourceDefinition' && [...informer.objects.values()].some(({ metadata }) => !served.has(metadata.name ?? ''))) changed();
          known = true;
        } else if (event.type === 'failed') {
          if (event.error.code !== 'cluster-forbidden') return;
          informer.close();
          informers.delete(informer);
        } else if (known) changed();
      });
    }
  }

  void discovery.then(start, () => undefined);
  return {
    close() {
      closed = true;
      clearTimeout(timer);
      for (const informer of informers) informer.close();
    },
  };
}
