import { setTimeout as delay } from 'node:timers/promises';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import { getObject } from './access.ts';
import type { KubeClient } from './client.ts';
import type { ApiResource } from './discovery.ts';
import { ApiError } from './errors.ts';
import { watchLines } from './listing.ts';

/** A server that ends watches at once is not asked without a pause. */
const PAUSE_MS = 500;
const WATCH_SECONDS = 60;

/** Which object is waited for; another one under its name counts as gone. */
export interface GoneQuestion {
  readonly resource: ApiResource;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/**
 * Waits until an object is gone, by a watch, and resolves to undefined; to the object as it last was if `until` ends the
 * wait or it may not be watched. Throws what a read throws.
 */
export async function untilGone(client: KubeClient, question: GoneQuestion, until: AbortSignal): Promise<KubeObject | undefined> {
  const { resource, namespace, name, uid } = question;
  for (;;) {
    const live = await getObject(client, resource, namespace, name);
    if (live === undefined || live.metadata.uid !== uid) return undefined;
    if (until.aborted) return live;
    try {
      if (await watchGone(client, question, live.metadata.resourceVersion ?? '', until)) return undefined;
    } catch (error) {
      if (until.aborted) continue;
      if (error instanceof ApiError && error.status === 403) return live;
      // The history is too short, or the connection was cut: looked at anew.
      if (!(error instanceof ApiError && error.status === 410) && !(error instanceof DrydockError && error.code === 'cluster-unreachable')) throw error;
    }
    // Cut short when the wait is over.
    await delay(PAUSE_MS, undefined, { signal: until }).catch(() => undefined);
  }
}

/** True if the watch told that it is gone, false if it ended. */
async function watchGone(client: KubeClient, { resource, namespace, name }: GoneQuestion, from: string, until: AbortSignal): Promise<boolean> {
  for await (const { type } of watchLines(client, resource, namespace, 'metadata', { from, fieldSelector: `metadata.name=${name}`, seconds: WATCH_SECONDS, signal: until })) {
    if (type === 'DELETED') return true;
    if (type === 'ERROR') return false;
  }
  return false;
}
