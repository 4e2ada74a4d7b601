/** A context of the merged kubeconfig, as far as it can be known without contacting anything. */
export interface ContextInfo {
  readonly name: string;
  /** The API server's URL; empty where the context names a cluster that no file has. */
  readonly server: string;
  readonly user: string;
  /** The context's own namespace; `default` where it has none. */
  readonly namespace: string;
  readonly current: boolean;
  /** Why it cannot be used, if it cannot: a sentence. */
  readonly problem?: string;
}
