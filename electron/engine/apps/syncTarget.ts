import type { Application } from '../../../shared/model/application.ts';
import { isChildKey } from '../../../shared/model/children.ts';
import type { PlanItem } from '../../../shared/model/plan.ts';
import { ownershipOf, stampTracking } from '../../../shared/model/tracking.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import type { Recheck, SyncTarget } from '../sync/index.ts';
import { hookName } from '../sync/index.ts';
import type { Children } from './children.ts';
import type { Comparer } from './compareOne.ts';
import type { LiveSet } from './liveSet.ts';
import { liveScopes } from './liveSet.ts';
import { createPodTroubles } from './podTrouble.ts';
import { prunePropagation } from './propagation.ts';
import type { ScriptedHealth } from './scriptedHealth.ts';

/** An application in its cluster, for whoever writes there. */
export interface SyncTargetInput {
  readonly application: Application;
  readonly cluster: Cluster;
  readonly live: LiveSet;
  readonly comparer: Comparer;
  /** The application's part of the home; undefined where nothing of it is written. */
  readonly children?: Children;
  readonly health: ScriptedHealth;
  readonly deletionWaitMs: number;
  /** The commit, the start, and the phase if it is none of a sync, that are in the names of hooks that have none. */
  readonly revision: string;
  readonly startedAt: Date;
  readonly hookPhase?: string;
  /** A person takes over what others track. */
  readonly adopt: boolean;
  /** Compares one object anew; `resource` is undefined where the server does not know its kind, and for files of the home. */
  recheck(item: PlanItem, resource: ApiResource | undefined): Promise<Recheck>;
}

/** How a sync, or the hooks of a deletion, reach the cluster. `close` must be called. */
export function createSyncTarget({ application, cluster, live, comparer, children, health, deletionWaitMs, revision, startedAt, hookPhase, adopt, recheck }: SyncTargetInput): SyncTarget & { close(): void } {
  const listeners = new Set<() => void>();
  const ring = () => listeners.forEach((listener) => listener());
  const unsubscribes = [live.subscribe(ring), children?.subscribe(ring)];
  const pods = createPodTroubles(cluster, ring);
  const resourceOf: SyncTarget['resourceOf'] = async (apiVersion, kind) => {
    const known = (await cluster.discovery()).find(apiVersion, kind);
    return known ?? (await cluster.discovery(true)).find(apiVersion, kind);
  };
  return {
    cluster,
    deletionWaitMs,
    propagation: prunePropagation(application.spec),
    elsewhere: (key) => (isChildKey(key) ? children : undefined),
    resourceOf,
    observe: (resource, object) => live.observe(resource, object),
    isOurs: (object) => ownershipOf(object, application).kind === 'ours',
    nameHook({ key, phase = 'Sync' }, desired) {
      if (desired.metadata.name !== undefined) return desired;
      const { generateName: _used, ...metadata } = desired.metadata;
      return stampTracking({ ...desired, metadata: { ...metadata, name: hookName(key.name, revision, hookPhase ?? phase, startedAt) } }, application);
    },
    async include(items) {
      const wanted = await Promise.all(items.filter(({ key }) => !isChildKey(key)).map(async ({ apiVersion, key }) => ({ key, resource: await resourceOf(apiVersion, key.kind) })));
      await live.include(liveScopes(wanted, [], () => undefined));
    },
    find: (resource, key) => live.find(resource, key),
    trouble: () => live.trouble()?.message,
    assess: (object) => health.judge(object),
    podTrouble: (workload) => pods.of(workload),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      for (const unsubscribe of unsubscribes) unsubscribe?.();
      pods.close();
    },
    migration: (desired, object) => comparer.migration(desired, object, adopt),
    recheck: async (item) => recheck(item, isChildKey(item.key) ? undefined : await resourceOf(item.apiVersion, item.key.kind)),
  };
}
