import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { ForwardEvent } from '../../../shared/model/exec.ts';
import { mapAt, mapsAt, numberAt, textAt } from '../../../shared/model/fields.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { getObject, openPort, resourcePath } from '../cluster/index.ts';
import { PODS, readPod } from './pods.ts';
import { labelsText } from './selectorText.ts';

/** Which port is forwarded. */
export interface ForwardRequest {
  readonly target: { readonly kind: 'Pod' | 'Service'; readonly namespace: string; readonly name: string };
  /** Of the pod, or of the Service. */
  readonly port: number;
  /** On 127.0.0.1; 0 takes a free one. */
  readonly localPort: number;
}

interface Target {
  readonly pod: string;
  readonly port: number;
}

const SERVICES: ApiResource = { group: '', version: 'v1', kind: 'Service', resource: 'services', namespaced: true, verbs: [] };

/**
 * Listens on 127.0.0.1 and joins each connection with a port of a pod, until `signal` ends it. A Service's pod is chosen
 * for each connection, so that a rollout does not end it. Throws `not-found` and `usage` where there is nothing to
 * forward to, and `conflict` for a local port that is taken; what happens to one connection is told.
 */
export async function forwardPort(cluster: Cluster, request: ForwardRequest, onEvent: (event: ForwardEvent) => void, signal: AbortSignal): Promise<void> {
  await resolveTarget(cluster, request, signal);
  const open = new Set<Socket>();
  const tell = (event: ForwardEvent): void => {
    if (!signal.aborted) onEvent(event);
  };
  const count = (): void => tell({ kind: 'connections', open: open.size });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    // What goes wrong with it is seen where it is read; without a listener it would end the process.
    socket.on('error', () => undefined).on('close', () => {
      open.delete(socket);
      count();
    });
    count();
    resolveTarget(cluster, request, signal)
      .then(({ pod, port }) => openPort(cluster.client, { namespace: request.target.namespace, pod, port }, socket, signal))
      .catch((error: unknown) => {
        socket.destroy();
        tell({ kind: 'problem', message: errorShape(error).message });
      });
  });
  server.listen(request.localPort, '127.0.0.1');
  try {
    await once(server, 'listening', { signal });
  } catch (error) {
    if (signal.aborted) return;
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    throw new DrydockError('conflict', `Could not listen on 127.0.0.1:${request.localPort}: ${taken ? 'the port is in use' : errorShape(error).message}.`, { hint: 'Choose another local port, or none to take a free one.', cause: error });
  }
  // A connection that could not even be accepted.
  server.on('error', (error) => tell({ kind: 'problem', message: `A connection to 127.0.0.1 was not taken: ${error.message}.` }));
  tell({ kind: 'listening', localPort: (server.address() as AddressInfo).port, context: cluster.context });
  if (!signal.aborted) await once(signal, 'abort');
  for (const socket of open) socket.destroy();
  server.close();
}

async function resolveTarget(cluster: Cluster, { target, port }: ForwardRequest, signal: AbortSignal): Promise<Target> {
  const { kind, namespace, name } = target;
  if (kind === 'Pod') {
    await readPod(cluster, namespace, name, 'nothing can be forwarded to it', signal);
    return { pod: name, port };
  }
  const service = await getObject(cluster.client, SERVICES, namespace, name, signal);
  if (service === undefined) throw new DrydockError('not-found', `There is no Service ${namespace}/${name} in ${cluster.context}, so nothing can be forwarded to it.`);
  const spec = mapAt(service, 'spec');
  const ports = mapsAt(spec, 'ports');
  const chosen = ports.find((each) => each['port'] === port);
  if (chosen === undefined) {
    throw new DrydockError('usage', `The Service ${namespace}/${name} has no port ${port}.`, { hint: `Choose one of: ${ports.map((each) => numberAt(each, 'port', 0)).join(', ')}.` });
  }
  const labelSelector = labelsText(mapAt(spec, 'selector'));
  const list = labelSelector === '' ? undefined : await cluster.client.request({ path: resourcePath(PODS, namespace), query: { labelSelector }, action: `list the pods of Service ${namespace}/${name}`, signal });
  const ready = mapsAt(list, 'items').find(isReady);
  if (ready === undefined) throw new DrydockError('not-found', `The Service ${namespace}/${name} has no ready pod in ${cluster.context}, so nothing can be forwarded to it.`, { hint: 'Wait until one of its pods is ready.' });
  return { pod: textAt(mapAt(ready, 'metadata'), 'name'), port: targetPort(ready, chosen, port) };
}

function isReady(pod: JsonObject): boolean {
  return mapAt(pod, 'metadata')['deletionTimestamp'] === undefined && mapsAt(mapAt(pod, 'status'), 'conditions').some((condition) => condition['type'] === 'Ready' && condition['status'] === 'True');
}

/** A Service's targetPort may be a name that each pod gives a number (core/v1 ServicePort); the same number without one. */
function targetPort(pod: JsonObject, servicePort: JsonObject, port: number): number {
  const wanted = servicePort['targetPort'];
  if (typeof wanted === 'number') return wanted;
  if (wanted === undefined) return port;
  const named = mapsAt(mapAt(pod, 'spec'), 'containers')
    .flatMap((container) => mapsAt(container, 'ports'))
    .find((each) => each['name'] === wanted);
  if (named !== undefined) return numberAt(named, 'containerPort', port);
  throw new DrydockError('not-found', `The pod ${textAt(mapAt(pod, 'metadata'), 'name')} has no port named ${String(wanted)}, which its Service wants.`);
}
