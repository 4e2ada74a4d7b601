import type { StoredApplication } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import type { Cluster } from '../cluster/index.ts';
import type { ClusterHealth } from './clusterHealth.ts';
import type { Comparer } from './compareOne.ts';
import { createComparer } from './compareOne.ts';
import type { ControllerDependencies } from './controlling.ts';
import type { Ignoring } from './ignoring.ts';
import type { LiveSet } from './liveSet.ts';
import { createLiveSet } from './liveSet.ts';
import { createReplacing } from './replacing.ts';

/** An application's objects in one cluster, watched, and what is known of them. */
export interface Linked {
  readonly context: string;
  readonly cluster: Cluster;
  readonly live: LiveSet;
  readonly comparer: Comparer;
  readonly health: ClusterHealth;
  /** The whole cluster was looked through for what is the application's. */
  scanned: boolean;
}

/** An application's link to the cluster that the kubeconfig has for it. */
export interface Link {
  /** The cluster that is linked; undefined where none is. */
  readonly current: Linked | undefined;
  /** Links the cluster of now; what was open to another one is left. Throws where there is none, and leaves as well. */
  connect(): Linked;
  disconnect(): void;
}

/** What a link is given. */
export interface LinkInput {
  readonly dependencies: Pick<ControllerDependencies, 'contextOf' | 'cluster' | 'schemas' | 'healthOf' | 'onLiveChange'>;
  application(): StoredApplication;
  ignoring(): Ignoring;
  /** Told of live changes before `dependencies.onLiveChange`, and of another health by a script, which is no live change. */
  onMoved(live: boolean): void;
}

/** Nothing is contacted before `connect`; `disconnect` ends every watch. */
export function createLink({ dependencies, application, ignoring, onMoved }: LinkInput): Link {
  let current: (Linked & { close(): void }) | undefined;

  function disconnect(): void {
    current?.close();
    current = undefined;
  }

  function open(context: string, cluster: Cluster): Linked & { close(): void } {
    const live = createLiveSet(cluster);
    live.subscribe(() => {
      onMoved(true);
      dependencies.onLiveChange();
    });
    const comparer = createReplacing(createComparer(cluster, dependencies.schemas, application(), ignoring), cluster, application(), () => syncPolicyOf(application().spec).options);
    const unsubscribe = cluster.onSchemasChanged(() => {
      comparer.drop();
      dependencies.onLiveChange();
    });
    const health = dependencies.healthOf(cluster);
    const unjudge = health.subscribe(() => onMoved(false));
    return {
      context,
      cluster,
      live,
      comparer,
      health,
      scanned: false,
      close() {
        unjudge();
        unsubscribe();
        live.close();
      },
    };
  }

  return {
    get current() {
      return current;
    },
    connect() {
      let context: string;
      let cluster: Cluster;
      try {
        context = dependencies.contextOf(application());
        cluster = dependencies.cluster(context);
      } catch (reason) {
        disconnect();
        throw reason;
      }
      if (current?.cluster !== cluster) {
        disconnect();
        current = open(context, cluster);
      }
      return current;
    },
    disconnect,
  };
}
