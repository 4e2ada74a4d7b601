import type { ServerResponse } from 'node:http';
import type { Route } from '../api/route.ts';
import type { Dict } from '../model/values.ts';
import { dict, isDeleting, items, metadataOf, nameOf, namespaceOf, text } from '../model/values.ts';
import { mapMatches } from '../model/selector.ts';
import type { Change } from '../store/store.ts';
import type { World } from '../write/writes.ts';
import { ControllerClient } from './client.ts';
import { syncDeployment } from './deployment.ts';
import { GarbageCollector } from './garbage.ts';
import { syncCronJob, syncJob } from './jobs.ts';
import { Kubelet } from './kubelet.ts';
import { PodLogs } from './logs.ts';
import { syncDefinition, syncNamespace } from './namespaces.ts';
import { WorkQueue } from './queue.ts';
import { syncBudget, syncClaim, syncService, syncVolume } from './services.ts';
import { syncDaemonSet, syncReplicaSet, syncStatefulSet } from './sets.ts';

/** Everything that acts by itself: controllers, garbage collector, kubelet. */
export interface Controllers {
  /** Answers GET pods/NAME/log. */
  log(route: Route, query: URLSearchParams, response: ServerResponse): void;
  stop(): void;
}

const WATCHED: Readonly<Record<string, string>> = {
  'deployments.apps': 'Deployment',
  'replicasets.apps': 'ReplicaSet',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
  'jobs.batch': 'Job',
  'cronjobs.batch': 'CronJob',
  services: 'Service',
  pods: 'Pod',
  namespaces: 'Namespace',
  nodes: 'Node',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  persistentvolumes: 'PersistentVolume',
  'poddisruptionbudgets.policy': 'PodDisruptionBudget',
  'customresourcedefinitions.apiextensions.k8s.io': 'CustomResourceDefinition',
};

/** Starts them: each change of the store asks for the objects that it concerns, once per turn. */
export function startControllers(world: World, certificate: string, onError: (error: unknown) => void): Controllers {
  const client = new ControllerClient(world);
  const logs = new PodLogs(world);
  const kubelet = new Kubelet(new ControllerClient(world, 'kubelet'), logs, (key, ms) => queue.later(key, ms));
  const collector = new GarbageCollector(world, client);

  function sync(key: string): void {
    const [what = '', rest = ''] = key.split(' ');
    if (what === 'gc') {
      collector.sync(rest);
      return;
    }
    const [namespace = '', name = ''] = rest.split('/');
    switch (what) {
      case 'Deployment':
        return syncDeployment(client, namespace, name);
      case 'ReplicaSet':
        return syncReplicaSet(client, namespace, name);
      case 'StatefulSet':
        return syncStatefulSet(client, namespace, name);
      case 'DaemonSet':
        return syncDaemonSet(client, namespace, name);
      case 'Job':
        return syncJob(client, namespace, name);
      case 'CronJob': {
        const next = syncCronJob(client, namespace, name);
        if (next !== undefined) queue.later(key, next);
        return;
      }
      case 'Service':
        return syncService(client, namespace, name);
      case 'Pod':
        return kubelet.sync(namespace, name);
      case 'Namespace':
        return syncNamespace(client, name, certificate);
      case 'PersistentVolumeClaim':
        return syncClaim(client, namespace, name);
      case 'PersistentVolume':
        return syncVolume(client, name);
      case 'PodDisruptionBudget':
        return syncBudget(client, namespace, name);
      case 'CustomResourceDefinition':
        return syncDefinition(client, name);
      default:
    }
  }

  const queue = new WorkQueue(sync, onError);

  function observe(change: Change): void {
    collector.observe(change, queue);
    const object = change.object ?? change.previous;
    if (object === undefined) return;
    const kind = WATCHED[change.resource];
    if (kind !== undefined) queue.add(`${kind} ${change.key}`);
    for (const owner of items(metadataOf(object)['ownerReferences'])) if (owner['controller'] === true) queue.add(`${text(owner['kind'])} ${namespaceOf(object)}/${text(owner['name'])}`);
    if (kind === 'Pod') forPods(change, object);
    if (kind === 'Node') for (const set of client.list('DaemonSet')) queue.add(`DaemonSet ${namespaceOf(set)}/${nameOf(set)}`);
    if (kind === 'PersistentVolumeClaim' && change.object === undefined) queue.add(`PersistentVolume /${text(dict(object['spec'])['volumeName'])}`);
    if (kind === 'CustomResourceDefinition' && change.object === undefined) for (const [key] of world.store.entries(nameOf(object))) world.store.delete(nameOf(object), key);
    // A namespace that goes waits for the last of what is in it.
    const namespace = client.get('Namespace', '', namespaceOf(object));
    if (namespace !== undefined && isDeleting(namespace)) queue.add(`Namespace /${nameOf(namespace)}`);
  }

  function forPods(change: Change, pod: Dict): void {
    if (change.object === undefined) logs.forget(pod);
    const labels = dict(metadataOf(pod)['labels']);
    for (const service of client.list('Service', namespaceOf(pod))) {
      if (mapMatches(dict(dict(service['spec'])['selector']), labels)) queue.add(`Service ${namespaceOf(service)}/${nameOf(service)}`);
    }
    for (const budget of client.list('PodDisruptionBudget', namespaceOf(pod))) queue.add(`PodDisruptionBudget ${namespaceOf(budget)}/${nameOf(budget)}`);
  }

  const unlisten = world.store.listen(observe);
  // What was kept from an earlier run goes on.
  for (const [resource, kind] of Object.entries(WATCHED)) for (const [key] of world.store.entries(resource)) queue.add(`${kind} ${key}`);

  return {
    log: (route, query, response) => logs.answer(route, query, response),
    stop() {
      unlisten();
      queue.stop();
      logs.stop();
    },
  };
}
