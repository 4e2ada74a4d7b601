import type { ServerResponse } from 'node:http';
import type { Route } from '../api/route.ts';
import { badRequest } from '../model/status.ts';
import type { Dict } from '../model/values.ts';
import { count, dict, isDict, items, nameOf, text, uidOf } from '../model/values.ts';
import type { World } from '../write/writes.ts';
import { getObject } from '../write/writes.ts';

interface Line {
  readonly time: number;
  readonly text: string;
}

const MAX_LINES = 1_000;

/** What simulated containers wrote, in memory, by pod and container. */
export class PodLogs {
  readonly #world: World;
  readonly #lines = new Map<string, Line[]>();
  readonly #followers = new Map<string, Set<(line: Line) => void>>();
  readonly #open = new Set<ServerResponse>();

  constructor(world: World) {
    this.#world = world;
  }

  add(pod: Dict, container: string, message: string): void {
    const key = `${uidOf(pod)}/${container}`;
    const line = { time: this.#world.now(), text: message };
    const lines = this.#lines.get(key) ?? [];
    lines.push(line);
    if (lines.length > MAX_LINES) lines.shift();
    this.#lines.set(key, lines);
    for (const follower of this.#followers.get(key) ?? []) follower(line);
  }

  /** Forgets a pod, and ends who follows it. */
  forget(pod: Dict): void {
    for (const key of this.#lines.keys()) if (key.startsWith(`${uidOf(pod)}/`)) this.#lines.delete(key);
  }

  /** GET pods/NAME/log. Throws a 400 or 404. */
  answer(route: Route, query: URLSearchParams, response: ServerResponse): void {
    const pod = getObject(this.#world, { kind: route.kind, namespace: route.namespace, name: route.name ?? '' });
    const containers = items(dict(pod['spec'])['containers']).map((each) => text(each['name']));
    const name = query.get('container') ?? (containers.length === 1 ? (containers[0] ?? '') : '');
    if (name === '') throw badRequest(`a container name must be specified for pod ${nameOf(pod)}, choose one of: [${containers.join(' ')}]`);
    if (!containers.includes(name)) throw badRequest(`container ${name} is not valid for pod ${nameOf(pod)}`);
    const status = items(dict(pod['status'])['containerStatuses']).find((each) => each['name'] === name);
    const key = `${uidOf(pod)}/${name}`;
    const waiting = dict(status, 'state')['waiting'];
    const ended = dict(status, 'lastState')['terminated'];
    // The kubelet's words (pkg/kubelet/kubelet_pods.go, validateContainerLogStatus).
    if (query.get('previous') === 'true' && !isDict(ended)) throw badRequest(`previous terminated container "${name}" in pod "${nameOf(pod)}" not found`);
    // What was written before a restart of the sandbox is gone; how the last run ended is still known.
    if (!this.#lines.has(key) && isDict(ended)) this.#lines.set(key, [{ time: Date.parse(text(ended['finishedAt'])), text: `${name} ended with exit code ${count(ended['exitCode'])}` }]);
    if (!this.#lines.has(key) && (status === undefined || isDict(waiting))) {
      const reason = text(dict(waiting)['reason']) || 'ContainerCreating';
      throw badRequest(`container "${name}" in pod "${nameOf(pod)}" is waiting to start: ${reason === 'ImagePullBackOff' ? 'trying and failing to pull image' : reason}`);
    }
    const running = dict(status, 'state')['running'];
    // What was written before a restart of the sandbox is gone; that the container runs is still known.
    if (!this.#lines.has(key) && isDict(running)) this.#lines.set(key, [{ time: Date.parse(text(running['startedAt'])), text: `${name} is ready` }]);
    const seconds = Number(query.get('sinceSeconds') ?? 0);
    const time = Date.parse(query.get('sinceTime') ?? '');
    // The API server makes whole seconds of it (pkg/registry/core/pod/strategy.go, LogLocation).
    const since = Math.max(seconds === 0 ? 0 : this.#world.now() - seconds * 1000, Number.isNaN(time) ? 0 : Math.floor(time / 1000) * 1000);
    const known = (this.#lines.get(key) ?? []).filter((line) => line.time >= since);
    const tail = query.get('tailLines');
    const stamped = query.get('timestamps') === 'true';
    const write = (line: Line): void => void response.write(`${stamped ? `${new Date(line.time).toISOString()} ` : ''}${line.text}\n`);
    response.writeHead(200, { 'Content-Type': 'text/plain' });
    response.flushHeaders();
    for (const line of tail === null ? known : known.slice(Math.max(0, known.length - Number(tail)))) write(line);
    const phase = text(dict(pod['status'])['phase']);
    if (query.get('follow') !== 'true' || phase === 'Succeeded' || phase === 'Failed') {
      response.end();
      return;
    }
    const followers = this.#followers.get(key) ?? new Set();
    this.#followers.set(key, followers.add(write));
    const unlisten = this.#world.store.listen((change) => {
      if (change.resource !== 'pods' || change.previous === undefined || uidOf(change.previous) !== uidOf(pod)) return;
      const now = text(dict(change.object?.['status'])['phase']);
      if (change.object === undefined || now === 'Succeeded' || now === 'Failed') response.end();
    });
    this.#open.add(response);
    response.on('close', () => {
      followers.delete(write);
      this.#open.delete(response);
      unlisten();
    });
  }

  stop(): void {
    for (const response of this.#open) response.end();
  }
}
