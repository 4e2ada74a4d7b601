/** A running cluster for tests. */
export interface TestCluster {
  /** Path of a kubeconfig whose current context is this cluster's, as an administrator. */
  readonly kubeconfig: string;
  readonly context: string;
  /** The API server's URL. */
  readonly server: string;
  /** Path of a kubectl that suits this server. */
  readonly kubectl: string;
  /** The server's version, as in `v1.36.3`. */
  readonly version: string;
  /** For tests of a cluster that goes away; absent where the cluster is the tester's own. */
  readonly apiServer: ApiServerControl | undefined;
  /** Ends all of it and removes its folder; leaves a tester's own cluster alone. May be called twice. */
  stop(): Promise<void>;
}

/** Takes the API server away and brings it back, at the same address and with the same data. */
export interface ApiServerControl {
  /** Kills it: connections break, new ones are refused. */
  stop(): Promise<void>;
  /** Starts it again and waits until it is ready. */
  start(): Promise<void>;
  /** Freezes it: connections stay open and new ones are accepted, but nothing answers. */
  pause(): void;
  /** Lets a frozen one go on. */
  resume(): void;
}

export interface StartOptions {
  /** How many simulated nodes there are; 2 if not given. */
  readonly nodes?: number;
  /** Gets progress, a line at a time. */
  readonly log?: (line: string) => void;
}
