import type { ErrorShape } from './errors.ts';
import type { Health } from './health.ts';
import type { JsonValue } from './json.ts';
import type { Origin, ResourceKey } from './kube.ts';
import type { PlanItem } from './plan.ts';
import type { SyncStatus } from './view.ts';

/** A Kubernetes Event, or one thing that Drydock did, about one object. */
export interface ResourceEvent {
  readonly id: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** RFC 3339, of the newest occurrence. */
  readonly time: string;
  readonly count: number;
  /** Who reported it: `kubelet`, `deployment-controller`. */
  readonly source: string;
  readonly about: ResourceKey;
}

/** One container of a Pod. */
export interface ContainerStatus {
  readonly name: string;
  readonly init: boolean;
  readonly image: string;
  readonly ready: boolean;
  readonly restarts: number;
  /** `Running`, or the reason why it does not: `ImagePullBackOff`, `Completed`. */
  readonly state: string;
  readonly message?: string;
}

/** A command for a terminal that would help, and what it does. */
export interface SuggestedCommand {
  readonly command: string;
  readonly why: string;
}

/** Everything that is known of one object of an application. Values of Secrets are masked. */
export interface ResourceDetails {
  readonly key: ResourceKey;
  readonly apiVersion: string;
  /** What it is, what it wants, how it is: sentences. */
  readonly summary: readonly string[];
  readonly sync?: SyncStatus;
  readonly health?: Health;
  /** Absent where it is not in the cluster. */
  readonly live?: JsonValue;
  /** As Git says, with Drydock's marks; absent where Git does not name it. */
  readonly desired?: JsonValue;
  readonly origin?: Origin;
  /** What a sync would do to it; only for the application's own objects. */
  readonly item?: PlanItem;
  readonly containers: readonly ContainerStatus[];
  /** Pods whose logs belong to it: itself, or those below it. */
  readonly pods: readonly { readonly namespace: string; readonly name: string; readonly containers: readonly string[] }[];
  readonly events: readonly ResourceEvent[];
  readonly commands: readonly SuggestedCommand[];
  /** Why some of the above may be missing. */
  readonly problem?: ErrorShape;
}

/** Where a log's lines come from. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** One line of a log. */
export interface LogLine {
  /** RFC 3339, as the server stamped it; empty where it has none. */
  readonly time: string;
  readonly text: string;
  /** Which of the chunk's sources wrote it. */
  readonly from: number;
  /** No line of the container: a sentence about its log, such as that it broke off. */
  readonly note?: true;
}

/** Lines of logs, in order. `skipped` lines before these were left out, for a reader that was too slow. */
export interface LogChunk {
  readonly lines: readonly LogLine[];
  readonly skipped: number;
  readonly sources: readonly LogSource[];
}
