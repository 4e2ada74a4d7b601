import { isChildKey } from '../../../shared/model/children.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import { groupOf, keyText } from '../../../shared/model/kube.ts';
import type { Plan, PlanItem } from '../../../shared/model/plan.ts';
import { plannedWrites } from '../../../shared/model/plan.ts';
import type { Cluster, Need } from '../cluster/index.ts';
import { refusedNeeds } from '../cluster/index.ts';
import type { Evaluation } from './evaluate.ts';

/**
 * Which writes of a plan the user may not do, each with a sentence: asked before the first write, so that no sync stops
 * half-way for a permission. A plan that writes nothing asks nothing. Throws where the cluster does not answer.
 */
export async function forbiddenWrites(cluster: Cluster, plan: Plan, evaluation: Pick<Evaluation, 'desired'>, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const writes = plannedWrites(plan);
  const forbidden = new Map<string, string>();
  if (writes.length === 0) return forbidden;
  // What a failure would run must be allowed as well.
  const onFailure = plan.items.filter((item) => item.operation === 'hook' && item.phase === 'SyncFail' && item.skipped !== true);
  const discovery = await cluster.discovery();
  const asked = [...writes, ...onFailure].flatMap((item) => {
    // A file of the home asks no cluster.
    if (isChildKey(item.key)) return [];
    const resource = discovery.find(item.apiVersion, item.key.kind)?.resource ?? pluralInGit(item, evaluation);
    // A kind that nobody knows is blocked for that already.
    if (resource === undefined) return [];
    return verbsOf(item, evaluation).map((verb) => ({ item, need: { verb, group: item.key.group, resource, namespace: item.key.namespace, name: item.key.name } satisfies Need }));
  });
  const refused = new Set(await refusedNeeds(cluster.client, asked.map(({ need }) => need), signal));
  for (const [key, needs] of Map.groupBy(asked.filter(({ need }) => refused.has(need)), ({ item }) => keyText(item.key))) {
    const [first] = needs;
    if (first !== undefined) forbidden.set(key, refusalWords(first.need, needs.map(({ need }) => need.verb)));
  }
  return forbidden;
}

/** "You may not patch deployments.apps in the namespace shop." */
export function refusalWords({ verb, group, resource, namespace }: Need, verbs: readonly string[] = [verb]): string {
  return `You may not ${verbs.join(' or ')} ${resource}${group === '' ? '' : `.${group}`}${namespace === '' ? '' : ` in the namespace ${namespace}`}.`;
}

/** An apply is a patch, and one that creates needs both (apiserver endpoints/handlers/patch.go, withAuthorization). */
function verbsOf(item: PlanItem, { desired }: Pick<Evaluation, 'desired'>): readonly Need['verb'][] {
  if (item.operation === 'prune') return ['delete'];
  // Every delete policy deletes at some time, and so does a sync that is stopped.
  if (item.operation === 'hook') return ['patch', 'create', 'delete'];
  if (item.operation === 'replace') return ['delete', 'patch', 'create'];
  if (item.whole === true) return ['update'];
  if (item.operation !== 'create') return ['patch'];
  return desired.get(keyText(item.key))?.generated === true ? ['create'] : ['patch', 'create'];
}

/** The plural of a kind whose definition comes in the same sync. */
function pluralInGit({ key }: PlanItem, { desired }: Pick<Evaluation, 'desired'>): string | undefined {
  for (const { object } of desired.values()) {
    const spec = object['spec'];
    if (object.kind !== 'CustomResourceDefinition' || groupOf(object.apiVersion) !== 'apiextensions.k8s.io' || !isJsonObject(spec) || !isJsonObject(spec['names'])) continue;
    const { kind, plural } = spec['names'];
    if (spec['group'] === key.group && kind === key.kind && typeof plural === 'string') return plural;
  }
  return undefined;
}
