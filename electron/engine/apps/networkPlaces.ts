import { mapAt } from '../../../shared/model/fields.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';
import { routesOf } from '../tree/index.ts';
import type { Place } from './ownedPlaces.ts';
import { narrowed } from './ownedPlaces.ts';
import { labelsText } from './selectorText.ts';

/** Where everything is that these route to, or hang on: of Services, in a crowded namespace, only the pods that they select. Pure. */
export function networkPlaces(objects: readonly KubeObject[], isCrowded: (namespace: string) => boolean): readonly Place[] {
  const named = new Map<string, Place>();
  const selectors = new Map<string, Set<string | undefined>>();
  for (const object of objects) {
    for (const { other: { group, kind, namespace } } of routesOf(object)) named.set(`${group}/${kind}/${namespace}`, { group, kind, namespace });
    if (object.kind !== 'Service' || groupOf(object.apiVersion) !== '') continue;
    const labels = labelsText(mapAt(mapAt(object, 'spec'), 'selector'));
    const { namespace = '' } = object.metadata;
    if (labels !== '') selectors.set(namespace, (selectors.get(namespace) ?? new Set()).add(isCrowded(namespace) ? labels : undefined));
  }
  const places = [...named.values(), ...[...selectors].flatMap(([namespace, each]) => narrowed({ group: '', kind: 'Pod', namespace }, each))];
  const text = ({ group, kind, namespace, labelSelector = '' }: Place): string => `${group}/${kind}/${namespace}/${labelSelector}`;
  return places.toSorted((a, b) => (text(a) < text(b) ? -1 : 1));
}
