import { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { keyOf } from '../../../shared/model/kube.ts';
import type { Blocked } from '../../../shared/model/plan.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { ApiError, applyObject, createObject, dryRunReplace, getObject, withPreconditions } from '../cluster/index.ts';
import type { Migration, MigrationInput } from '../diff/index.ts';
import { applyMigrated, hideValues } from '../diff/index.ts';
import type { TakeOver } from '../plan/index.ts';
import type { Refusal } from './refusal.ts';
import { judge } from './refusal.ts';
import { conflictsOf, takenOver } from './takeOvers.ts';

/** What the server says an apply would do, with its warnings; `unchecked` is why it could not be asked, and the merge computed here stands in. */
export type DryRun =
  | { readonly kind: 'predicted'; readonly live: KubeObject | undefined; readonly predicted: KubeObject; readonly takesOver: readonly TakeOver[]; readonly migration: Migration | undefined; readonly warnings: readonly string[]; readonly unchecked?: string }
  | Refusal;

/** What is asked about one object. */
export interface DryRunQuestion {
  readonly resource: ApiResource;
  readonly desired: KubeObject;
  readonly live: KubeObject | undefined;
  /** What has to become Drydock's first; undefined for nothing. */
  migrate(live: KubeObject): { readonly input: MigrationInput; readonly migration: Migration } | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How often an object that keeps changing under the dry run is read again before the dry run gives up. */
const ATTEMPTS = 4;

/**
 * Asks the server what applying `desired` over `live` would give, and whose fields it would take. Where ownership is to
 * be taken over first, the merge is computed here and sent as a dry-run PUT. If the object moved on since it was read,
 * it is read again. Throws only where the cluster itself fails.
 */
export async function dryRunApply(cluster: Cluster, { resource, desired, live, migrate, signal }: DryRunQuestion): Promise<DryRun> {
  let current = live;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = current === undefined ? undefined : migrate(current);
    const merged = found === undefined ? undefined : applyMigrated(found.input, found.migration);
    const warned = new Set<string>();
    const told = { signal, onWarning: (warning: string) => void warned.add(hideValues(warning, desired)) };
    try {
      if (found !== undefined && merged !== undefined) {
        const predicted = await dryRunReplace(cluster.client, resource, merged.object, told);
        return { kind: 'predicted', live: current, predicted, takesOver: merged.conflicts, migration: found.migration, warnings: [...warned] };
      }
      const { predicted, takesOver } = await dryRunForced(cluster, { resource, desired, live: current, signal }, told.onWarning);
      return { kind: 'predicted', live: current, predicted, takesOver, migration: undefined, warnings: [...warned] };
    } catch (error) {
      if (isReadOnly(error)) return { kind: 'impossible', live: current, why: error.message };
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) {
        const key = keyOf(desired);
        current = await getObject(cluster.client, resource, key.namespace, key.name, signal);
        continue;
      }
      // The sync patches; only this question is a PUT, which wants a permission of its own.
      if (error.status === 403 && found !== undefined && merged !== undefined) {
        return { kind: 'predicted', live: current, predicted: merged.object, takesOver: merged.conflicts, migration: found.migration, warnings: [], unchecked: hideValues(error.serverMessage, desired) };
      }
      return judge(error, current, desired);
    }
  }
  return { kind: 'impossible', live: current, why: 'the object changes faster than it can be compared' };
}

/** Why an object with a generated name could not be created, or could not be asked about; undefined if it could. Throws as `dryRunApply`. */
export async function dryRunCreate(cluster: Cluster, resource: ApiResource, desired: KubeObject, signal?: AbortSignal): Promise<{ readonly blocked?: Blocked; readonly why: string } | undefined> {
  try {
    await createObject(cluster.client, resource, desired, { dryRun: true, signal });
    return undefined;
  } catch (error) {
    if (isReadOnly(error)) return { why: error.message };
    if (!(error instanceof ApiError)) throw error;
    const judged = judge(error, undefined, desired);
    return judged.kind === 'blocked' ? { blocked: judged.blocked, why: judged.blocked.message } : { why: error.serverMessage };
  }
}

/** The settings forbid even dry runs there. */
function isReadOnly(error: unknown): error is DrydockError {
  return error instanceof DrydockError && error.code === 'context-read-only';
}

/**
 * Asks with force, and tells from the answer whose fields that takes. What is not there yet is asked about without force:
 * somebody may make it meanwhile.
 */
async function dryRunForced(cluster: Cluster, { resource, desired, live, signal }: Pick<DryRunQuestion, 'resource' | 'desired' | 'live' | 'signal'>, onWarning: (warning: string) => void): Promise<{ readonly predicted: KubeObject; readonly takesOver: readonly TakeOver[] }> {
  const object = withPreconditions(desired, live);
  const ask = (force: boolean) => applyObject(cluster.client, resource, object, { dryRun: true, force, signal, onWarning });
  const forced = live === undefined ? undefined : await ask(true);
  const taken = live === undefined || forced === undefined ? undefined : takenOver(live, forced);
  if (forced !== undefined && taken !== undefined) return { predicted: forced, takesOver: taken };
  try {
    return { predicted: await ask(false), takesOver: [] };
  } catch (error) {
    const takesOver = conflictsOf(error);
    if (takesOver.length === 0) throw error;
    return { predicted: forced ?? (await ask(true)), takesOver };
  }
}
