import { DrydockError } from '../../../shared/model/errors.ts';
import type { ApplicationView, RefreshDepth } from '../../../shared/model/view.ts';
import type { Cluster } from '../cluster/index.ts';
import type { ClusterHealth } from './clusterHealth.ts';
import type { Controller } from './controlling.ts';
import type { Hub } from './hub.ts';
import type { Listen } from './whenever.ts';
import { whenever } from './whenever.ts';

/** An application that somebody follows. */
export interface Followed {
  readonly controller: Controller;
  readonly hub: Hub;
  /** Told of each live change that the application should look at. */
  readonly liveChanges: Listen;
  readonly healthOf: (cluster: Cluster) => ClusterHealth;
  /** Whether a reconcile loop keeps it compared. */
  looped(): boolean;
}

/** Live changes come in bursts; one comparison serves a burst. */
const PAUSE_MS = 100;

/**
 * Tells every view of an application until `signal` ends it. Where a loop keeps it compared, this only listens, since a
 * second comparison beside the loop's would find the same; otherwise it compares after fetching Git, then after each
 * live change. Throws `not-found` once the application is removed.
 */
export async function followViews({ controller, hub, liveChanges, looped }: Followed, onView: (view: ApplicationView) => void, signal: AbortSignal): Promise<void> {
  const { name } = controller.application;
  const removed = new AbortController();
  const unsubscribe = hub.subscribe((event) => {
    if (event.type === 'view' && event.view.metadata.name === name && !signal.aborted) onView(event.view);
    if (event.type === 'removed' && event.name === name) removed.abort();
  });
  let depth: RefreshDepth = 'fetch';
  try {
    if (looped() && controller.view.status.reconciledAt !== undefined) onView(controller.view);
    await whenever(liveChanges, PAUSE_MS, AbortSignal.any([signal, removed.signal]), async () => {
      if (looped()) return;
      await controller.refresh(depth, signal);
      depth = 'known';
    });
  } finally {
    unsubscribe();
  }
  if (removed.signal.aborted && !signal.aborted) throw removedError(name);
}

/** What a follower of an application is told when it is removed. */
export function removedError(name: string): DrydockError {
  return new DrydockError('not-found', `The application ${name} was deleted.`, { hint: 'See "app list" for those there are.' });
}
