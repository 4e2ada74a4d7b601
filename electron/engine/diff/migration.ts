import type { KindSchema } from '../../../shared/merge/index.ts';
import { migrateClientSideApply, predictApply } from '../../../shared/merge/index.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import { isKubeObject } from '../../../shared/model/kube.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';

/** Whose `Update` entries become Drydock's: kubectl's client-side apply (client-go util/csaupgrade), and its own patches. */
const MIGRATED = ['kubectl-client-side-apply', FIELD_MANAGER];

/**
 * A live object's managedFields with the ownership of kubectl's client-side apply moved to Drydock, so that what leaves
 * Git leaves the cluster; undefined where there is nothing to move.
 */
export function migratedFields(live: KubeObject): readonly ManagedFieldsEntry[] | undefined {
  const before = live.metadata.managedFields ?? [];
  const after = migrateClientSideApply({ managedFields: before, from: MIGRATED, to: FIELD_MANAGER });
  return after === before ? undefined : after;
}

/** What an apply after the migration would give, computed here: a server-side dry run cannot see a migration. */
export interface MigratedApply {
  /** To be sent as a dry-run PUT, so that the server adds its defaults and checks it. */
  readonly object: KubeObject;
  readonly conflicts: readonly { readonly manager: string; readonly operation: string; readonly subresource?: string; readonly paths: readonly string[] }[];
}

/** Undefined where the object is not valid for its schema: the server's own dry run says why. `now` is RFC 3339. */
export function applyMigrated(desired: KubeObject, live: KubeObject, kind: KindSchema, now: string): MigratedApply | undefined {
  const request = { live, applied: desired, manager: FIELD_MANAGER, schema: kind.schema, resetFields: kind.resetFields, zero: kind.zero, now, migrate: MIGRATED };
  const gentle = predictApply(request);
  const conflicts =
    gentle.outcome !== 'conflicts'
      ? []
      : gentle.conflicts.map(({ manager, operation, subresource, fields }) => ({ manager, operation, paths: fields, ...(subresource === undefined || subresource === '' ? {} : { subresource }) }));
  const result = gentle.outcome === 'conflicts' ? predictApply({ ...request, force: true }) : gentle;
  return result.outcome === 'applied' && isKubeObject(result.object) ? { object: result.object, conflicts } : undefined;
}
