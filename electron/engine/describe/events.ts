import type { ResourceEvent } from '../../../shared/model/details.ts';
import { mapAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import type { TreeNode } from '../../../shared/model/tree.ts';

/** Events beyond the newest are of no use to a reader. */
const KEPT = 500;

/** The Events (core/v1) about some nodes of a tree, newest first. They are told apart by uid: a name is used again. */
export function eventsAbout(nodes: readonly Pick<TreeNode, 'id' | 'key'>[], events: readonly KubeObject[]): readonly ResourceEvent[] {
  const byId = new Map(nodes.map((node) => [node.id, node.key]));
  return events
    .flatMap((event) => {
      const about = byId.get(textAt(event['involvedObject'], 'uid'));
      return about === undefined ? [] : [{ event: resourceEvent(event, about), version: versionOf(event) }];
    })
    .toSorted((a, b) => (a.event.time < b.event.time ? 1 : a.event.time > b.event.time ? -1 : b.version - a.version || (a.event.id < b.event.id ? -1 : 1)))
    .slice(0, KEPT)
    .map(({ event }) => event);
}

/**
 * Events tell whole seconds, and a pod starts within one: their resourceVersion orders them then (a decimal number that
 * grows, by KEP-5504; where a server keeps to no such rule the order within a second is as good as any).
 */
function versionOf(event: KubeObject): number {
  const version = Number(event.metadata.resourceVersion);
  return Number.isFinite(version) ? version : 0;
}

/** Newer reporters fill in eventTime and series, older ones first and last time (core/v1 types.go, Event). */
function resourceEvent(event: KubeObject, about: ResourceKey): ResourceEvent {
  const series = mapAt(event, 'series');
  const times = [textAt(series, 'lastObservedTime'), textAt(event, 'lastTimestamp'), textAt(event, 'eventTime'), textAt(event, 'firstTimestamp'), event.metadata.creationTimestamp ?? ''];
  return {
    id: event.metadata.uid ?? `${event.metadata.namespace ?? ''}/${event.metadata.name ?? ''}`,
    type: textAt(event, 'type') === 'Warning' ? 'Warning' : 'Normal',
    reason: textAt(event, 'reason'),
    message: textAt(event, 'message'),
    time: times.find((time) => time !== '') ?? '',
    count: numberAt(series, 'count', numberAt(event, 'count', 1)),
    source: textAt(mapAt(event, 'source'), 'component') || textAt(event, 'reportingComponent'),
    about,
  };
}
