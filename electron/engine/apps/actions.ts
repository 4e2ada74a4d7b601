import type { ActionResult, ResourceAction } from '../../../shared/model/actions.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonObject, JsonValue } from '../../../shared/model/json.ts';
import type { KubeObject, ResourceKey } from '../../../shared/model/kube.ts';
import { isKubeObject, keyOf, keyWords } from '../../../shared/model/kube.ts';
import type { ApiResource, Cluster } from '../cluster/index.ts';
import { ApiError, getObject, resourcePath } from '../cluster/index.ts';
import type { LuaRunner } from '../scripts/index.ts';
import type { Impact } from './actionScripts.ts';
import { discoveredActions, impactsOf, patchBetween } from './actionScripts.ts';
import type { ClusterHealth } from './clusterHealth.ts';

/** What actions are asked of. */
export interface ActionInput {
  readonly cluster: Cluster;
  readonly health: ClusterHealth;
  readonly lua: LuaRunner;
  readonly key: ResourceKey;
  /** Throws `not-found` where the object is not the application's to act upon. Costs a tree, so it is asked only where there are scripts. */
  ensureOwn(): Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** Another one than for applies: what an action set is nobody's to take back when Git does not have it. */
const ACTION_MANAGER = 'drydock-action';

/** What can be done with an object now; nothing where its kind has no scripts. Throws `not-found`, and what the script says went wrong. */
export async function listActions(input: ActionInput): Promise<readonly ResourceAction[]> {
  const scripts = await scriptsOf(input);
  if (scripts === undefined) return [];
  await input.ensureOwn();
  const object = await read(input);
  if (scripts.discovery === undefined) return [...scripts.byName.keys()].toSorted().map((name) => ({ name, disabled: false }));
  return discoveredActions(await run(input.lua, scripts.discovery, object, `What can be done with ${keyWords(input.key)} is not known: its discovery script failed`));
}

/**
 * Runs an action's script and does what it says: patches in exactly the version that the script saw, creations where
 * nothing of that name is. Throws `usage` for an action that the object does not have now, `conflict` where it moved on.
 */
export async function runAction(input: ActionInput, action: string): Promise<readonly ActionResult[]> {
  const offered = (await listActions(input)).find(({ name }) => name === action);
  const script = (await scriptsOf(input))?.byName.get(action);
  const what = keyWords(input.key);
  if (offered === undefined || script === undefined) throw new DrydockError('usage', `Nothing was done: ${what} has no action "${action}".`, { hint: 'See "app actions list" for those it has.' });
  if (offered.disabled) throw new DrydockError('usage', `Nothing was done: "${action}" cannot be done with ${what} as it is now.`);
  const object = await read(input);
  const impacts = impactsOf(await run(input.lua, script, object, `Nothing was done: the action "${action}" of ${what} failed`));
  const results: ActionResult[] = [];
  for (const impact of impacts) results.push(await carryOut(input, impact, object));
  return results;
}

async function carryOut({ cluster, signal }: ActionInput, { operation, object: wanted }: Impact, source: KubeObject): Promise<ActionResult> {
  const key = keyOf(wanted);
  const resource = await resourceOf(cluster, wanted.apiVersion, wanted.kind);
  const query = { fieldManager: ACTION_MANAGER };
  if (operation === 'create') {
    const { uid: _uid, resourceVersion: _version, managedFields: _fields, ...metadata } = wanted.metadata;
    await cluster.client.request({ method: 'POST', path: resourcePath(resource, key.namespace), query, body: { ...wanted, metadata }, action: `create ${keyWords(key)}`, signal });
    return { key, operation: 'created' };
  }
  const before = wanted.metadata.uid === source.metadata.uid && key.name === source.metadata.name ? source : await getObject(cluster.client, resource, key.namespace, key.name, signal);
  if (before === undefined) throw new DrydockError('not-found', `The action wants to change ${keyWords(key)}, which is not in the cluster.`);
  const { status, ...main } = patchBetween(before, wanted);
  const change = (body: JsonObject, at: KubeObject, path: string) =>
    cluster.client.request({
      method: 'PATCH',
      path,
      query,
      body: { ...body, metadata: { ...(typeof body['metadata'] === 'object' ? body['metadata'] : {}), uid: at.metadata.uid, resourceVersion: at.metadata.resourceVersion } },
      contentType: 'application/merge-patch+json',
      action: `change ${keyWords(key)}`,
      signal,
    });
  const path = resourcePath(resource, key.namespace, key.name);
  if (status === undefined && Object.keys(main).length === 0) return { key, operation: 'unchanged' };
  try {
    let at: KubeObject = before;
    if (Object.keys(main).length > 0) at = asObject(await change(main, at, path), at);
    if (status !== undefined) await changeStatus(() => change({ status }, at, `${path}/status`), () => change({ status }, at, path));
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) throw new DrydockError('conflict', `${keyWords(key)} changed while the action was carried out, and was not changed by it.`, { hint: 'Look at it, and try again.', cause: error });
    throw error;
  }
  return { key, operation: 'patched' };
}

/** By the subresource, where the kind has one (argo-cd server/application, patchResource). */
async function changeStatus(bySubresource: () => Promise<unknown>, byObject: () => Promise<unknown>): Promise<void> {
  try {
    await bySubresource();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    await byObject();
  }
}

function asObject(answer: JsonValue, otherwise: KubeObject): KubeObject {
  return isKubeObject(answer) ? answer : otherwise;
}

async function scriptsOf({ health, key }: ActionInput) {
  await health.prepare();
  return health.customizations.actions(key.group, key.kind);
}

async function run(lua: LuaRunner, script: string, object: KubeObject, failed: string): Promise<JsonValue> {
  const answer = await lua.run(script, object);
  if ('error' in answer) throw new DrydockError('usage', `${failed}: ${answer.error}`);
  return answer.value;
}

async function read({ cluster, key, signal }: ActionInput): Promise<KubeObject> {
  const resource = (await cluster.discovery()).preferred(key.group, key.kind);
  const object = resource === undefined ? undefined : await getObject(cluster.client, resource, key.namespace, key.name, signal);
  if (object === undefined) throw new DrydockError('not-found', `${keyWords(key)} is not in ${cluster.context}.`);
  return object;
}

async function resourceOf(cluster: Cluster, apiVersion: string, kind: string): Promise<ApiResource> {
  const resource = (await cluster.discovery()).find(apiVersion, kind);
  if (resource === undefined) throw new DrydockError('not-found', `The action names ${kind} in ${apiVersion}, which the cluster does not serve.`);
  return resource;
}
