import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { groupOf } from '../../../shared/model/kube.ts';

type InfoRule = (object: KubeObject) => readonly string[];

const spec = (object: KubeObject) => mapAt(object, 'spec');
const status = (object: KubeObject) => mapAt(object, 'status');
const readyOf = (object: KubeObject): string => `${numberAt(status(object), 'readyReplicas', 0)}/${numberAt(spec(object), 'replicas', 1)}`;
const known = (...facts: readonly string[]): readonly string[] => facts.filter((fact) => fact !== '');

/** The revision that the deployment controller counts (kubernetes pkg/controller/deployment/util, RevisionAnnotation). */
const REVISION = 'deployment.kubernetes.io/revision';

const RULES: Readonly<Record<string, InfoRule | undefined>> = {
  'apps/Deployment': (object) => [readyOf(object)],
  'apps/StatefulSet': (object) => [readyOf(object)],
  'apps/ReplicaSet': (object) => {
    const revision = object.metadata.annotations?.[REVISION];
    return known(readyOf(object), revision === undefined ? '' : `rev:${revision}`);
  },
  '/ReplicationController': (object) => [readyOf(object)],
  'apps/DaemonSet': (object) => [`${numberAt(status(object), 'numberReady', 0)}/${numberAt(status(object), 'desiredNumberScheduled', 0)}`],
  'apps/ControllerRevision': (object) => [`rev:${numberAt(object, 'revision', 0)}`],
  '/Pod': podInfo,
  'batch/Job': (object) => [`${numberAt(status(object), 'succeeded', 0)}/${numberAt(spec(object), 'completions', 1)}`],
  'batch/CronJob': (object) => known(textAt(spec(object), 'schedule'), spec(object)['suspend'] === true ? 'suspended' : ''),
  '/Service': (object) => [textAt(spec(object), 'type') || 'ClusterIP'],
  '/PersistentVolumeClaim': (object) => known(textAt(mapAt(status(object), 'capacity'), 'storage'), textAt(status(object), 'phase')),
  'autoscaling/HorizontalPodAutoscaler': (object) => [`${numberAt(status(object), 'currentReplicas', 0)} of ${numberAt(spec(object), 'minReplicas', 1)}-${numberAt(spec(object), 'maxReplicas', 0)}`],
  'discovery.k8s.io/EndpointSlice': (object) => {
    const count = mapsAt(object, 'endpoints').length;
    return [count === 1 ? '1 endpoint' : `${count} endpoints`];
  },
};

/** Short facts of a live object for its node in the tree; none for a kind that has no rule. Pure. */
export function infoOf(object: KubeObject): readonly string[] {
  return RULES[`${groupOf(object.apiVersion)}/${object.kind}`]?.(object) ?? [];
}

/** True if `infoOf` says anything of a kind, for which it needs whole objects. */
export function hasInfo(group: string, kind: string): boolean {
  return RULES[`${group}/${kind}`] !== undefined;
}

/** Ready of all containers as kubectl's READY column counts them (kubernetes pkg/printers/internalversion, printPod). */
function podInfo(object: KubeObject): readonly string[] {
  const containers = mapsAt(status(object), 'containerStatuses');
  const restarts = [...mapsAt(status(object), 'initContainerStatuses'), ...containers].reduce((sum, container) => sum + numberAt(container, 'restartCount', 0), 0);
  const ready = `${containers.filter((container) => container['ready'] === true).length}/${mapsAt(spec(object), 'containers').length}`;
  return known(ready, restarts === 0 ? '' : restarts === 1 ? '1 restart' : `${restarts} restarts`);
}
