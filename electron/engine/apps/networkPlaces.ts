import { mapAt } from '../../../shared/model/fields.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';
import { routesOf } from '../tree/index.ts';
import type { Place } from './ownedPlaces.ts';
import { labelsText } from './selectorText.ts';

/** Where everything is that these route to, or hang on: of a Service, in a crowded namespace, only the pods that it selects. Pure. */
export function networkPlaces(objects: readonly KubeObject[], isCrowded: (namespace: string) => boolean): readonly Place[] {
  const places = new Map<string, Place>();
  const add = (place: Place): void => void places.set(`${place.group}/${place.kind}/${place.namespace}/${place.labelSelector ?? ''}`, place);
  for (const object of objects) {
    for (const { other } of routesOf(object)) add({ group: other.group, kind: other.kind, namespace: other.namespace });
    if (object.kind !== 'Service' || groupOf(object.apiVersion) !== '') continue;
    const labels = labelsText(mapAt(mapAt(object, 'spec'), 'selector'));
    const { namespace = '' } = object.metadata;
    if (labels !== '') add({ group: '', kind: 'Pod', namespace, ...(isCrowded(namespace) ? { labelSelector: labels } : {}) });
  }
  return [...places].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, place]) => place);
}
