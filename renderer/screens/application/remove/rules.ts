import type { ErrorCode, ErrorShape } from '../../../../shared/model/errors.ts';
import type { ContextState } from '../../../../shared/model/home.ts';

/** With its objects, without them, or without looking at its cluster at all. */
export type Way = 'cascade' | 'leave' | 'force';

/** Nothing answers at the address, or something else than the cluster that is meant. */
const AWAY: ReadonlySet<ErrorCode> = new Set(['cluster-unreachable', 'cluster-timeout', 'cluster-tls']);

/**
 * Whether an application may be forgotten without its cluster: only where that cluster does not answer or may not be
 * written to, or where no kubeconfig names it any more; and where Git, which has the hooks of a deletion, cannot be read. `refused` is
 * why deleting failed, or would.
 */
export function mayForget(context: Pick<ContextState, 'connection' | 'readOnly'> | undefined, refused: Pick<ErrorShape, 'code'> | undefined): boolean {
  if (context === undefined || context.readOnly || (refused !== undefined && (AWAY.has(refused.code) || /^(git|render)-/.test(refused.code)))) return true;
  return context.connection.state === 'failed' && AWAY.has(context.connection.error.code);
}

/** Whether the application's name has to be typed: where objects are deleted, and for whatever is done to a protected context. */
export function needsName(way: Way, isProtected: boolean): boolean {
  return way === 'cascade' || isProtected;
}
