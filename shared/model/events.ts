import type { ErrorShape } from './errors.ts';
import type { Operation } from './operation.ts';
import type { ApplicationView } from './view.ts';

/** What the reconcile loop tells of its own doings. */
export type LoopEvent =
  | { readonly type: 'compared'; readonly view: ApplicationView }
  | { readonly type: 'syncing'; readonly application: string; readonly why: string }
  | { readonly type: 'synced'; readonly operation: Operation }
  | { readonly type: 'paused'; readonly application: string; readonly message: string }
  | { readonly type: 'problem'; readonly error: ErrorShape }
  | { readonly type: 'sync-failed'; readonly application: string; readonly error: ErrorShape; readonly retryInMs: number | undefined };
