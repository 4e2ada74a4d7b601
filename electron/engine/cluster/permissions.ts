import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import { isJsonArray, isJsonObject } from '../../../shared/model/json.ts';
import type { KubeClient } from './client.ts';
import { ApiError } from './errors.ts';
import { mapConcurrent } from './pool.ts';

/** One thing that a write needs to be allowed. */
export interface Need {
  readonly verb: 'create' | 'patch' | 'update' | 'delete';
  readonly group: string;
  /** The plural name, as in paths. */
  readonly resource: string;
  /** Empty for cluster kinds. */
  readonly namespace: string;
  readonly name: string;
}

/** A rule of a SelfSubjectRulesReview (authorization/v1 ResourceRule). */
interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
}

const CONCURRENT_REVIEWS = 16;

/**
 * Those of the needs that whoever the client is may not do. One rules review per namespace answers most: a rule that is
 * listed holds, even in a list that is incomplete (authorization/v1 SubjectRulesReviewStatus). What no rule allows, and
 * all of cluster kinds, is asked one by one, each kind and verb first and then by name. A server that answers no reviews
 * refuses nothing here. Throws where it does not answer at all.
 */
export async function refusedNeeds(client: KubeClient, needs: readonly Need[], signal?: AbortSignal): Promise<readonly Need[]> {
  const namespaces = [...new Set(needs.map(({ namespace }) => namespace))].filter((namespace) => namespace !== '');
  const rules = new Map(await mapConcurrent(namespaces, CONCURRENT_REVIEWS, async (namespace) => [namespace, await rulesIn(client, namespace, signal)] as const));
  const open = needs.filter((need) => !(rules.get(need.namespace) ?? []).some((rule) => allows(rule, need)));
  const kinds = [...Map.groupBy(open, ({ verb, group, resource, namespace }) => JSON.stringify([verb, group, resource, namespace])).values()];
  const refused = await mapConcurrent(kinds, CONCURRENT_REVIEWS, async (same) => {
    const [first] = same;
    if (first === undefined || (await mayDo(client, { ...first, name: '' }, signal))) return [];
    const answers = await mapConcurrent(same, CONCURRENT_REVIEWS, async (need) => ((await mayDo(client, need, signal)) ? [] : [need]));
    return answers.flat();
  });
  return refused.flat();
}

async function rulesIn(client: KubeClient, namespace: string, signal?: AbortSignal): Promise<readonly Rule[]> {
  const status = await review(client, 'SelfSubjectRulesReview', 'selfsubjectrulesreviews', { namespace }, signal);
  const rules = status?.['resourceRules'];
  return (isJsonArray(rules) ? rules.filter(isJsonObject) : []).map((rule) => ({
    verbs: texts(rule['verbs']),
    groups: texts(rule['apiGroups']),
    resources: texts(rule['resources']),
    names: texts(rule['resourceNames']),
  }));
}

async function mayDo(client: KubeClient, { verb, group, resource, namespace, name }: Need, signal?: AbortSignal): Promise<boolean> {
  const status = await review(client, 'SelfSubjectAccessReview', 'selfsubjectaccessreviews', { resourceAttributes: { verb, group, resource, namespace, name } }, signal);
  return status === undefined || status['allowed'] === true;
}

async function review(client: KubeClient, kind: string, resource: string, spec: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined> {
  try {
    const answer = await client.request({
      method: 'POST',
      path: `/apis/authorization.k8s.io/v1/${resource}`,
      body: { apiVersion: 'authorization.k8s.io/v1', kind, spec },
      action: 'ask what you may do',
      signal,
    });
    const status = isJsonObject(answer) ? answer['status'] : undefined;
    return isJsonObject(status) ? status : undefined;
  } catch (error) {
    // Not served, or not for this user: the writes themselves tell then.
    if (error instanceof ApiError && [403, 404, 405].includes(error.status)) return undefined;
    throw error;
  }
}

function allows({ verbs, groups, resources, names }: Rule, { verb, group, resource, name }: Need): boolean {
  const has = (list: readonly string[], value: string) => list.includes('*') || list.includes(value);
  return has(verbs, verb) && has(groups, group) && has(resources, resource) && (names.length === 0 || names.includes(name));
}

function texts(value: JsonValue | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
