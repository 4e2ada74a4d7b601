/** What the bench asks of a watching process, over its IPC channel. */
export type Ask = { readonly type: 'measure' } | { readonly type: 'stop' };

/** What a watching process says. */
export type Told =
  /** All that it watches is there; milliseconds since it began. */
  | { readonly type: 'ready'; readonly ms: number }
  /** Since the question before: memory after a garbage collection, processor time, and the longest hold-up of its loop. */
  | { readonly type: 'measured'; readonly rssMb: number; readonly heapMb: number; readonly cpuMs: number; readonly heldMs: number; readonly events: number };

/** What is watched, and by whom. */
export interface Subject {
  readonly kind: 'compared' | 'tree' | 'plain';
  readonly kubeconfig: string;
  readonly context: string;
  readonly home: string;
}
