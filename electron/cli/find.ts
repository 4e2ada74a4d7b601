import { DrydockError } from '../../shared/model/errors.ts';
import type { ResourceKey } from '../../shared/model/kube.ts';
import { keyWords } from '../../shared/model/kube.ts';
import type { Session } from './session.ts';

/** What is known of an object that a command names. */
export interface Wanted {
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}

const NAMED = 12;

/** The one object of an application's tree that fits. Throws `not-found` for none, `usage` for several. */
export async function findObject({ client, terminal, signal }: Session, application: string, wanted: Wanted): Promise<ResourceKey> {
  const tree = await terminal.during(`Reading the resources of ${application}`, client.call('tree', { name: application }, { signal }));
  const keys = tree.nodes.map(({ key }) => key);
  const found = keys.filter((key) => fits(key, wanted));
  const [only, ...others] = found;
  const words = [wanted.kind, [wanted.namespace, wanted.name].filter((part) => part !== undefined).join('/')].filter((part) => part !== undefined && part !== '').join(' ');
  if (only === undefined) {
    const alike = keys.filter((key) => wanted.kind === undefined || key.kind.toLowerCase() === wanted.kind.toLowerCase());
    throw new DrydockError('not-found', `${application} has no ${words}.`, alike.length === 0 ? {} : { hint: `It has: ${listed(alike)}.` });
  }
  if (others.length > 0) throw new DrydockError('usage', `${application} has ${found.length} objects that are ${words}.`, { hint: `Say which by --kind, --name, --namespace: ${listed(found)}.` });
  return only;
}

function fits(key: ResourceKey, { group, kind, name, namespace }: Wanted): boolean {
  return (group === undefined || key.group === group) && (kind === undefined || key.kind.toLowerCase() === kind.toLowerCase()) && (name === undefined || key.name === name) && (namespace === undefined || key.namespace === namespace);
}

function listed(keys: readonly ResourceKey[]): string {
  const words = keys.slice(0, NAMED).map(keyWords);
  return keys.length > NAMED ? `${words.join(', ')} and ${keys.length - NAMED} more` : words.join(', ');
}
