import { stringifyJson } from '../../../shared/model/json.ts';
import type { Network } from '../../../shared/model/network.ts';
import type { Tree } from '../../../shared/model/tree.ts';
import type { Cluster } from '../cluster/index.ts';
import type { Evaluation } from './evaluate.ts';
import type { Followed } from './follow.ts';
import { removedError } from './follow.ts';
import type { BuiltTree, LiveTree, LiveTreeOptions } from './liveTree.ts';
import { createLiveTree } from './liveTree.ts';
import { whenever } from './whenever.ts';

/** The live tree and the comparison that its roots come from. */
export interface Observed extends BuiltTree {
  readonly cluster: Cluster;
  readonly evaluation: Evaluation;
  readonly lookAt: LiveTree['lookAt'];
}

/** Rollouts change many objects at once; one tree serves a burst. */
const PAUSE_MS = 100;

/**
 * Tells an application's objects at once and after every change, until `signal` ends it. The roots are those of the
 * newest comparison; where there is none one is made, as for a single tree. It never waits for the application's other
 * work: a running sync's objects appear while it runs.
 *
 * When the cluster goes away nothing more is told: what was shown last stays, and the view says the error. A tree of
 * what is not known any more would look like one of objects that are gone. Only before the first tree is the error
 * thrown, and not where a loop goes on trying: the first comparison that works tells the first tree then.
 */
export async function followObjects(followed: Followed, wanted: Pick<LiveTreeOptions, 'events' | 'network'>, onObserved: (observed: Observed) => void, signal: AbortSignal): Promise<void> {
  const { controller, hub } = followed;
  const { name } = controller.application;
  const removed = new AbortController();
  let wakeUp = () => undefined as void;
  const live = createLiveTree(() => wakeUp(), { ...wanted, application: controller.application, healthOf: followed.healthOf });
  let used: Evaluation | undefined;
  let cluster: Cluster | undefined;
  const until = AbortSignal.any([signal, removed.signal]);
  try {
    await whenever(
      (wake) => {
        wakeUp = wake;
        return hub.subscribe((event) => {
          if (event.type === 'view' && event.view.metadata.name === name) wake();
          if (event.type === 'removed' && event.name === name) removed.abort();
        });
      },
      PAUSE_MS,
      until,
      async () => {
        const first = used === undefined;
        try {
          if (first && controller.evaluation === undefined && !followed.looped()) await controller.tree(until);
          const { evaluation } = controller;
          if (evaluation !== undefined && controller.cluster !== undefined && (evaluation !== used || controller.cluster !== cluster)) {
            await live.use(controller.cluster, evaluation);
            used = evaluation;
            cluster = controller.cluster;
          } else await live.look();
        } catch (error) {
          if (until.aborted) return;
          if (first && !followed.looped()) throw error;
        }
        if (used !== undefined && cluster !== undefined && !until.aborted) onObserved({ ...live.build(), evaluation: used, cluster, lookAt: live.lookAt });
      },
    );
  } finally {
    live.close();
  }
  if (removed.signal.aborted && !signal.aborted) throw removedError(name);
}

/** Tells the tree at once, and each that differs from the one before. */
export async function followTree(followed: Followed, onTree: (tree: Tree) => void, signal: AbortSignal): Promise<void> {
  await followPart(followed, {}, ({ tree }) => tree, onTree, signal);
}

/** Tells what routes to what at once, and again whenever that differs. */
export async function followNetwork(followed: Followed, onNetwork: (network: Network) => void, signal: AbortSignal): Promise<void> {
  await followPart(followed, { network: true }, ({ network }) => network, onNetwork, signal);
}

async function followPart<T extends Tree | Network>(followed: Followed, wanted: Pick<LiveTreeOptions, 'network'>, partOf: (observed: Observed) => T | undefined, onPart: (part: T) => void, signal: AbortSignal): Promise<void> {
  let last = '';
  await followObjects(
    followed,
    wanted,
    (observed) => {
      const part = partOf(observed);
      const text = part === undefined ? '' : stringifyJson(part);
      if (part === undefined || text === last) return;
      last = text;
      onPart(part);
    },
    signal,
  );
}
