import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { DrydockError } from '../../../shared/model/errors.ts';
import { isMissing, writeFileAtomic } from './files.ts';

const scopeSchema = z.object({ group: z.string(), kind: z.string(), namespace: z.string() });
const inventorySchema = z.object({
  version: z.literal(1),
  uid: z.string(),
  /** The cluster that the application first synced to; see `Cluster.identity`. */
  pin: z.string().optional(),
  scopes: z.array(scopeSchema),
  /** Whether what was synced last had hooks that run at the deletion of the application; absent where that is not known. */
  deletionHooks: z.boolean().optional(),
});

/** A kind in a namespace (empty for cluster kinds) in which an application has, or may have, objects. */
export type Scope = z.output<typeof scopeSchema>;
/** What must be known about an application's traces in a cluster even after its manifests are gone from Git. */
export type Inventory = z.output<typeof inventorySchema>;

/** `<home>/operations/<application>`: everything that syncs leave behind. */
export function operationsFolder(home: string, application: string): string {
  return join(home, 'operations', application);
}

/** Reads the inventory; one of another uid (an application of that name that was deleted) counts as none. */
export async function readInventory(home: string, application: { readonly name: string; readonly uid: string }): Promise<Inventory> {
  const file = join(operationsFolder(home, application.name), 'inventory.yaml');
  const empty: Inventory = { version: 1, uid: application.uid, scopes: [] };
  let content: unknown;
  try {
    content = parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return empty;
    throw broken(file, error);
  }
  const parsed = inventorySchema.safeParse(content);
  if (!parsed.success) throw broken(file, parsed.error);
  return parsed.data.uid === application.uid ? parsed.data : empty;
}

/** Writes the inventory; done before the first write to the cluster that it speaks of. */
export async function writeInventory(home: string, application: string, inventory: Inventory): Promise<void> {
  await writeFileAtomic(join(operationsFolder(home, application), 'inventory.yaml'), stringify(inventory));
}

/** The union of scopes, without duplicates, in a stable order. */
export function mergeScopes(...lists: readonly (readonly Scope[])[]): Scope[] {
  const merged = new Map<string, Scope>();
  for (const scope of lists.flat()) merged.set(scopeText(scope), scope);
  return [...merged.keys()].sort().flatMap((key) => merged.get(key) ?? []);
}

export function scopeText(scope: Scope): string {
  return `${scope.group}/${scope.kind}/${scope.namespace}`;
}

function broken(file: string, error: unknown): DrydockError {
  return new DrydockError('application-invalid', `${file} is damaged, so it is not known what this application has in the cluster.`, {
    hint: 'Restore the file, or delete it and refresh with --hard-refresh, which looks the cluster through.',
    cause: error,
  });
}
