import { NODE } from '../bootstrap.ts';
import type { Dict } from '../model/values.ts';
import { count, dict, isDeleting, items, metadataOf, nameOf, namespaceOf, text, timestamp, uidOf } from '../model/values.ts';
import { keyIn } from '../store/store.ts';
import { ControllerClient } from './client.ts';
import type { PodLogs } from './logs.ts';

/** Milliseconds that a pod takes to start, to end, and that a job's work takes. */
const START_MS = 700;
const SLOW_MS = 12_000;
const STOP_MS = 250;
const WORK_MS = 800;
const BACKOFF_MS = 10_000;

type Fate = 'runs' | 'pull' | 'crash';

/** The image's name says what happens: `pull-error` or `nonexistent`, `crash`, `slow`. */
function fateOf(image: string): Fate {
  if (/pull-error|nonexistent/.test(image)) return 'pull';
  return image.includes('crash') ? 'crash' : 'runs';
}

/** A scheduler and a kubelet that only say what they did: pods come up after a moment, and fail where an image asks for it. */
export class Kubelet {
  readonly #client: ControllerClient;
  readonly #logs: PodLogs;
  readonly #later: (key: string, ms: number) => void;
  readonly #due = new Map<string, number>();
  #address = 0;

  constructor(client: ControllerClient, logs: PodLogs, later: (key: string, ms: number) => void) {
    this.#client = client;
    this.#logs = logs;
    this.#later = later;
  }

  /** The next step of one pod. */
  sync(namespace: string, name: string): void {
    const pod = this.#client.get('Pod', namespace, name);
    if (pod === undefined) return;
    if (isDeleting(pod)) this.#stop(pod);
    else if (dict(pod['spec'])['nodeName'] === undefined) this.#schedule(pod);
    else if (items(dict(pod['status'])['containerStatuses']).length === 0) this.#create(pod);
    else this.#proceed(pod);
  }

  #key(pod: Dict): string {
    return `Pod ${namespaceOf(pod)}/${nameOf(pod)}`;
  }

  /** True when the time for a step has come; until then it is asked for again. */
  #reached(pod: Dict, step: string, ms: number): boolean {
    const id = `${uidOf(pod)} ${step}`;
    const now = this.#client.world.now();
    const due = this.#due.get(id) ?? now + ms;
    if (due > now) {
      this.#due.set(id, due);
      this.#later(this.#key(pod), due - now + 1);
      return false;
    }
    this.#due.delete(id);
    return true;
  }

  #schedule(pod: Dict): void {
    if (items(dict(pod['spec'])['schedulingGates']).length > 0) return;
    const now = this.#client.now();
    const { store } = this.#client.world;
    // A binding leaves no trace in managedFields, so it is stored as it is.
    store.put('pods', keyIn(namespaceOf(pod), nameOf(pod)), {
      ...pod,
      spec: { ...dict(pod['spec']), nodeName: NODE },
      status: { ...dict(pod['status']), conditions: [condition('PodScheduled', true, now)] },
    });
    this.#client.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespaceOf(pod)}/${nameOf(pod)} to ${NODE}`, 'default-scheduler');
  }

  #create(pod: Dict): void {
    const containers = items(dict(pod['spec'])['containers']);
    const now = this.#client.now();
    for (const container of containers) this.#event(pod, container, 'Normal', 'Pulling', `Pulling image "${text(container['image'])}"`);
    this.#status(pod, {
      phase: 'Pending',
      conditions: [condition('PodReadyToStartContainers', false, now), condition('Initialized', true, now), notReady('Ready', containers, now), notReady('ContainersReady', containers, now), ...scheduledOf(pod)],
      containerStatuses: containers.map((container) => ({ ...statusOf(container), state: { waiting: { reason: 'ContainerCreating' } } })),
      hostIP: '127.0.0.1',
      hostIPs: [{ ip: '127.0.0.1' }],
      startTime: now,
    });
  }

  #proceed(pod: Dict): void {
    const status = dict(pod['status']);
    const containers = items(dict(pod['spec'])['containers']);
    const fates = containers.map((container) => fateOf(text(container['image'])));
    if (status['phase'] === 'Pending') {
      const changed = items(status['containerStatuses']).some((each, index) => each['image'] !== containers[index]?.['image']);
      const waits = items(status['containerStatuses']).some((each) => ['ImagePullBackOff', 'ErrImagePull'].includes(text(dict(each, 'state', 'waiting')['reason'])));
      if (waits && !changed) return;
      const slow = containers.some((container) => text(container['image']).includes('slow'));
      if (!this.#reached(pod, 'start', slow ? SLOW_MS : START_MS)) return;
      if (fates.includes('pull')) this.#failPull(pod, containers, fates);
      else this.#start(pod, containers, fates);
    } else if (status['phase'] === 'Running') {
      const isJob = items(metadataOf(pod)['ownerReferences']).some((each) => each['kind'] === 'Job');
      if (fates.includes('crash')) {
        if (this.#reached(pod, 'crash', BACKOFF_MS)) this.#start(pod, containers, fates);
      } else if (isJob && this.#reached(pod, 'work', WORK_MS)) this.#finish(pod, containers, 0);
    }
  }

  #failPull(pod: Dict, containers: readonly Dict[], fates: readonly Fate[]): void {
    const statuses = containers.map((container, index) => {
      if (fates[index] !== 'pull') return { ...statusOf(container), state: { waiting: { reason: 'ContainerCreating' } } };
      const image = text(container['image']);
      const why = `failed to pull and unpack image "${image}": failed to resolve reference "${image}": not found`;
      this.#event(pod, container, 'Warning', 'Failed', `Failed to pull image "${image}": ${why}`);
      this.#event(pod, container, 'Warning', 'Failed', 'Error: ErrImagePull');
      this.#event(pod, container, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
      this.#event(pod, container, 'Warning', 'Failed', 'Error: ImagePullBackOff');
      return { ...statusOf(container), state: { waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${why}` } } };
    });
    this.#status(pod, { ...dict(pod['status']), containerStatuses: statuses });
  }

  #start(pod: Dict, containers: readonly Dict[], fates: readonly Fate[]): void {
    const now = this.#client.now();
    const before = items(dict(pod['status'])['containerStatuses']);
    const never = text(dict(pod['spec'])['restartPolicy']) === 'Never';
    const statuses = containers.map((container, index): Dict => {
      const image = text(container['image']);
      const name = text(container['name']);
      this.#event(pod, container, 'Normal', 'Pulled', `Successfully pulled image "${image}"`);
      this.#event(pod, container, 'Normal', 'Created', `Container created`);
      this.#event(pod, container, 'Normal', 'Started', `Container started`);
      this.#logs.add(pod, name, `Starting ${name} from ${image}`);
      if (fates[index] === 'crash') {
        this.#logs.add(pod, name, 'fatal: something that this container needs is missing');
        const terminated = { exitCode: 1, reason: 'Error', startedAt: now, finishedAt: now, containerID: containerId(pod, name) };
        if (never) return { ...statusOf(container), state: { terminated } };
        this.#event(pod, container, 'Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${nameOf(pod)}_${namespaceOf(pod)}(${uidOf(pod)})`);
        const message = `back-off 10s restarting failed container=${name} pod=${nameOf(pod)}_${namespaceOf(pod)}(${uidOf(pod)})`;
        return { ...statusOf(container), restartCount: count(before[index]?.['restartCount']) + 1, lastState: { terminated }, state: { waiting: { reason: 'CrashLoopBackOff', message } } };
      }
      this.#logs.add(pod, name, `${name} is ready`);
      return { ...statusOf(container), ready: true, started: true, imageID: `${image}@sha256:simulated`, containerID: containerId(pod, name), state: { running: { startedAt: now } } };
    });
    if (never && fates.includes('crash')) {
      this.#status(pod, { ...dict(pod['status']), phase: 'Failed', containerStatuses: statuses });
      return;
    }
    const ready = !fates.includes('crash');
    const podIP = text(dict(pod['status'])['podIP']) || this.#nextAddress();
    this.#status(pod, {
      ...dict(pod['status']),
      phase: 'Running',
      conditions: [condition('PodReadyToStartContainers', true, now), condition('Initialized', true, now), ready ? condition('Ready', true, now) : notReady('Ready', containers, now), ready ? condition('ContainersReady', true, now) : notReady('ContainersReady', containers, now), ...scheduledOf(pod)],
      containerStatuses: statuses,
      podIP,
      podIPs: [{ ip: podIP }],
    });
  }

  #finish(pod: Dict, containers: readonly Dict[], exitCode: number): void {
    const now = this.#client.now();
    const statuses = items(dict(pod['status'])['containerStatuses']).map((each) => ({
      ...each,
      ready: false,
      started: false,
      state: { terminated: { exitCode, reason: 'Completed', startedAt: dict(each, 'state', 'running')['startedAt'] ?? now, finishedAt: now, containerID: each['containerID'] } },
    }));
    for (const container of containers) this.#logs.add(pod, text(container['name']), `${text(container['name'])} is done`);
    const done = (type: string): Dict => ({ ...condition(type, false, now), reason: 'PodCompleted' });
    this.#status(pod, {
      ...dict(pod['status']),
      phase: 'Succeeded',
      conditions: [condition('PodReadyToStartContainers', false, now), { ...condition('Initialized', true, now), reason: 'PodCompleted' }, done('Ready'), done('ContainersReady'), ...scheduledOf(pod)],
      containerStatuses: statuses,
    });
  }

  #stop(pod: Dict): void {
    const grace = count(metadataOf(pod)['deletionGracePeriodSeconds']) * 1000;
    if (!this.#reached(pod, 'stop', Math.min(grace, STOP_MS))) return;
    for (const container of items(dict(pod['spec'])['containers'])) this.#event(pod, container, 'Normal', 'Killing', `Stopping container ${text(container['name'])}`);
    this.#client.delete('Pod', pod, { gracePeriodSeconds: 0 });
  }

  #status(pod: Dict, status: Dict): void {
    const generation = metadataOf(pod)['generation'];
    this.#client.status('Pod', pod, { ...status, qosClass: dict(pod['status'])['qosClass'], observedGeneration: generation });
  }

  #event(pod: Dict, container: Dict, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#client.event(pod, type, reason, message, 'kubelet', `spec.containers{${text(container['name'])}}`);
  }

  #nextAddress(): string {
    const taken = new Set(this.#client.list('Pod').map((pod) => text(dict(pod['status'])['podIP'])));
    let address: string;
    do {
      this.#address = (this.#address % 65_000) + 1;
      address = `10.244.${this.#address >> 8}.${this.#address & 255}`;
    } while (taken.has(address));
    return address;
  }
}

function containerId(pod: Dict, name: string): string {
  return `drydock://${uidOf(pod)}-${name}`;
}

function statusOf(container: Dict): Dict {
  return { name: container['name'], image: container['image'], imageID: '', ready: false, started: false, restartCount: 0, lastState: {}, state: {} };
}

function condition(type: string, ok: boolean, now: string): Dict {
  return { type, status: ok ? 'True' : 'False', lastProbeTime: null, lastTransitionTime: now };
}

function notReady(type: string, containers: readonly Dict[], now: string): Dict {
  return { ...condition(type, false, now), reason: 'ContainersNotReady', message: `containers with unready status: [${containers.map((each) => text(each['name'])).join(' ')}]` };
}

function scheduledOf(pod: Dict): Dict[] {
  const known = items(dict(pod['status'])['conditions']).filter((each) => each['type'] === 'PodScheduled');
  return known.length > 0 ? known : [condition('PodScheduled', true, timestamp(Date.parse(text(metadataOf(pod)['creationTimestamp']))))];
}
