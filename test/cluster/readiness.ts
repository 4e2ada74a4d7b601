import { setTimeout as delay } from 'node:timers/promises';
import { DrydockError } from '../../shared/model/errors.ts';
import type { ApiClient } from './api.ts';
import { logTail, type Component } from './process.ts';

const POLL_MS = 50;
/** Far above the few seconds that it takes: other work on a small machine must not fail a run. */
const LIMIT_MS = 120_000;

/** A component ended while the cluster was starting. `portTaken`: because somebody else has its port. */
export class ComponentEnded extends DrydockError {
  readonly portTaken: boolean;

  constructor(component: Component, how: string) {
    const tail = logTail(component.logFile);
    super('internal', `${component.name} of the test cluster ended (${how}) while starting. Its last lines:\n${tail}`);
    this.portTaken = /address already in use/.test(tail);
  }
}

/**
 * Repeats a check until it holds. A check that throws does not hold: the server is not there yet. Throws a
 * `ComponentEnded` as soon as one of the components is gone, and a `DrydockError` after two minutes.
 */
export async function until(
  what: string,
  components: readonly Component[],
  check: () => Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (let last = 'it never held'; ; await delay(POLL_MS)) {
    try {
      if (await check()) return;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    const ended = components.find((component) => !component.running());
    if (ended !== undefined) throw new ComponentEnded(ended, await ended.exited);
    if (performance.now() > deadline) {
      const logs = components.map((each) => `--- ${each.name}\n${logTail(each.logFile, 6)}`).join('\n');
      throw new DrydockError('timeout', `The test cluster is not ready after two minutes: ${what} (${last}).\n${logs}`);
    }
  }
}

/** Whether GET `path` answers 200. */
export async function answers(api: ApiClient, path: string): Promise<boolean> {
  return (await api.send('GET', path)).status === 200;
}

/** Creates an object at its collection's path; there already is as good. Resolves to false if it was refused. */
export async function created(api: ApiClient, path: string, object: unknown): Promise<boolean> {
  const { status } = await api.send('POST', path, object);
  return status === 201 || status === 409;
}

/** Whether this many nodes are Ready and may be scheduled to. */
export async function nodesReady(api: ApiClient, count: number): Promise<boolean> {
  const list = JSON.parse((await api.send('GET', '/api/v1/nodes')).body) as NodeList;
  const ready = list.items.filter(
    (node) =>
      (node.spec.taints ?? []).length === 0 &&
      (node.status?.conditions ?? []).some((each) => each.type === 'Ready' && each.status === 'True'),
  );
  return ready.length >= count;
}

interface NodeList {
  readonly items: readonly {
    readonly spec: { readonly taints?: readonly unknown[] };
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
}
