import type { ResourceDetails, SuggestedCommand } from '../../../../shared/model/details.ts';
import { isEmptyDiff } from '../../../../shared/model/diff.ts';
import type { JsonValue } from '../../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../../shared/model/json.ts';
import type { ResourceKey } from '../../../../shared/model/kube.ts';
import { groupOf } from '../../../../shared/model/kube.ts';
import type { ResourceTab } from '../../../state/route.ts';

/** True where neither the cluster nor Git has the object. */
export function isGone(details: ResourceDetails): boolean {
  return details.live === undefined && details.desired === undefined && details.item === undefined;
}

/** True where a sync would do something with the object. */
export function hasDiff({ item }: ResourceDetails): boolean {
  if (item === undefined) return false;
  return item.operation !== 'unchanged' || !isEmptyDiff(item.diff);
}

/** The tab to begin with: what differs, else what was warned of while it is not well, else what is there or should be. */
export function firstTab(details: ResourceDetails): ResourceTab {
  if (hasDiff(details)) return 'diff';
  if (details.health !== undefined && details.health.status !== 'Healthy' && details.events.some(({ type }) => type === 'Warning')) return 'events';
  return details.live === undefined ? 'desired' : 'live';
}

/** The tabs that are offered. Logs and terminal are there where pods are, and where somebody is at them already. */
export function tabsOf(details: ResourceDetails, current: ResourceTab): readonly ResourceTab[] {
  const tabs: readonly ResourceTab[] = ['diff', 'desired', 'live', 'events'];
  return details.pods.length > 0 || current === 'logs' || current === 'terminal' ? [...tabs, 'logs', 'terminal'] : tabs;
}

/** What owns the object, as its controller's reference says; in the object's own namespace. */
export function ownerOf(live: JsonValue | undefined): ResourceKey | undefined {
  const metadata = isJsonObject(live) ? live['metadata'] : undefined;
  const references = isJsonObject(metadata) ? metadata['ownerReferences'] : undefined;
  if (!isJsonObject(metadata) || !isJsonArray(references)) return undefined;
  const owners = references.filter(isJsonObject);
  const owner = owners.find((reference) => reference['controller'] === true) ?? owners[0];
  const [apiVersion, kind, name, namespace] = [owner?.['apiVersion'], owner?.['kind'], owner?.['name'], metadata['namespace']];
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  return { group: groupOf(apiVersion), kind, namespace: typeof namespace === 'string' ? namespace : '', name };
}

/** The command that shows the object, and those that would help with it. */
export function splitCommands(commands: readonly SuggestedCommand[]): { readonly read: SuggestedCommand | undefined; readonly helpful: readonly SuggestedCommand[] } {
  const read = commands.find(({ command }) => command.startsWith('kubectl ') && command.includes(' get '));
  return { read, helpful: commands.filter((command) => command !== read) };
}
