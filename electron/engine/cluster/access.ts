import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject, ManagedFieldsEntry } from '../../../shared/model/kube.ts';
import { isKubeObject, keyOf, keyWords } from '../../../shared/model/kube.ts';
import type { Propagation } from '../../../shared/model/plan.ts';
import { FIELD_MANAGER } from '../../../shared/model/tracking.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { KubeClient } from './client.ts';
import type { ApiResource } from './discovery.ts';
import { resourcePath } from './discovery.ts';
import { ApiError } from './errors.ts';

/** Reads one object; undefined where it does not exist. Throws what `KubeClient.request` throws. */
export async function getObject(
  client: KubeClient,
  resource: ApiResource,
  namespace: string,
  name: string,
  signal?: AbortSignal,
): Promise<KubeObject | undefined> {
  try {
    return asObject(client, await client.request({ path: resourcePath(resource, namespace, name), action: `read ${resource.kind} ${namespace}/${name}`, signal }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** How an apply is sent. */
export interface ApplyOptions {
  readonly dryRun: boolean;
  /** Takes fields over from other managers instead of failing with a conflict. */
  readonly force: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told of each warning of the server. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/**
 * Server-side apply (kubernetes.io/docs/reference/using-api/server-side-apply) with strict field validation, so that
 * a misspelt field is refused and not dropped. Returns the object as the server has, or would have, it.
 * `object.metadata.uid` and `resourceVersion`, where set, are preconditions.
 */
export async function applyObject(client: KubeClient, resource: ApiResource, object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
  const answer = await client.request({
    method: 'PATCH',
    path: resourcePath(resource, object.metadata.namespace ?? '', object.metadata.name ?? ''),
    query: {
      fieldManager: FIELD_MANAGER,
      fieldValidation: 'Strict',
      force: options.force ? true : undefined,
      dryRun: options.dryRun ? 'All' : undefined,
    },
    body: object,
    contentType: 'application/apply-patch+yaml',
    action: `${options.dryRun ? 'dry-run the apply of' : 'apply'} ${keyWords(keyOf(object))}`,
    signal: options.signal,
    onWarning: options.onWarning,
  });
  return asObject(client, answer);
}

/** Creates an object whose name the server makes of its generateName; an apply wants a name. Returns it as it was, or would be, stored. */
export async function createObject(client: KubeClient, resource: ApiResource, object: KubeObject, options: Pick<ApplyOptions, 'dryRun' | 'signal'>): Promise<KubeObject> {
  const answer = await client.request({
    method: 'POST',
    path: resourcePath(resource, object.metadata.namespace ?? ''),
    query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', dryRun: options.dryRun ? 'All' : undefined },
    body: object,
    action: `${options.dryRun ? 'dry-run the creation of' : 'create'} ${object.kind} ${object.metadata.generateName ?? object.metadata.name ?? ''}`,
    signal: options.signal,
  });
  return asObject(client, answer);
}

/** The object as it is sent: what was compared is a precondition, and its uid keeps an apply from re-creating it. */
export function withPreconditions(desired: KubeObject, live: KubeObject | undefined): KubeObject {
  const { uid, resourceVersion } = live?.metadata ?? {};
  if (uid === undefined || resourceVersion === undefined) return desired;
  return { ...desired, metadata: { ...desired.metadata, uid, resourceVersion } };
}

/** A dry-run PUT of a whole object: what the server would store, defaults included. `object` carries its preconditions. */
export async function dryRunReplace(client: KubeClient, resource: ApiResource, object: KubeObject, options: Pick<ApplyOptions, 'signal' | 'onWarning'> = {}): Promise<KubeObject> {
  return replaceObject(client, resource, object, { ...options, dryRun: true });
}

/** Puts a whole object in the place of the one that its preconditions name; what it does not have goes. Returns it as it was, or would be, stored. */
export async function replaceObject(client: KubeClient, resource: ApiResource, object: KubeObject, { dryRun, signal, onWarning }: Omit<ApplyOptions, 'force'>): Promise<KubeObject> {
  const answer = await client.request({
    method: 'PUT',
    path: resourcePath(resource, object.metadata.namespace ?? '', object.metadata.name ?? ''),
    query: { fieldManager: FIELD_MANAGER, fieldValidation: 'Strict', dryRun: dryRun ? 'All' : undefined },
    body: object,
    action: `${dryRun ? 'dry-run the change of' : 'replace'} ${keyWords(keyOf(object))}`,
    signal,
    onWarning,
  });
  return asObject(client, answer);
}

/**
 * Replaces the record of who owns what, and nothing else, in exactly this version of an object (client-go
 * util/csaupgrade sends the same patch). Returns the object at its new version.
 */
export async function replaceManagedFields(client: KubeClient, resource: ApiResource, live: KubeObject, managedFields: readonly ManagedFieldsEntry[]): Promise<KubeObject> {
  const { namespace = '', name = '', resourceVersion = '' } = live.metadata;
  const answer = await client.request({
    method: 'PATCH',
    path: resourcePath(resource, namespace, name),
    query: { fieldManager: FIELD_MANAGER },
    body: [
      // "add" replaces what is there, and takes an object that has none.
      { op: 'add', path: '/metadata/managedFields', value: managedFields },
      { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    ],
    contentType: 'application/json-patch+json',
    action: `take over fields of ${keyWords(keyOf(live))}`,
  });
  return asObject(client, answer);
}

/** Sends a JSON merge patch; `resourceVersion` inside the patch is a precondition. Returns the patched object. */
export async function mergePatch(client: KubeClient, resource: ApiResource, namespace: string, name: string, patch: JsonObject, signal?: AbortSignal): Promise<KubeObject> {
  const answer = await client.request({
    method: 'PATCH',
    path: resourcePath(resource, namespace, name),
    query: { fieldManager: FIELD_MANAGER },
    body: patch,
    contentType: 'application/merge-patch+json',
    action: `patch ${resource.kind} ${namespace}/${name}`,
    signal,
  });
  return asObject(client, answer);
}

const POLICIES: Readonly<Record<Propagation, string>> = { foreground: 'Foreground', background: 'Background', orphan: 'Orphan' };

/** What a delete insists on, and how dependents go. */
export interface DeleteOptions {
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
  readonly propagation: Propagation;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes exactly the object with this uid (and version, if given): the server answers 409 if it is another one.
 * Returns false where it was gone already.
 */
export async function deleteObject(client: KubeClient, resource: ApiResource, namespace: string, name: string, options: DeleteOptions): Promise<boolean> {
  try {
    await client.request({
      method: 'DELETE',
      path: resourcePath(resource, namespace, name),
      query: { dryRun: options.dryRun === true ? 'All' : undefined },
      body: {
        apiVersion: 'v1',
        kind: 'DeleteOptions',
        propagationPolicy: POLICIES[options.propagation],
        preconditions: { uid: options.uid, ...(options.resourceVersion === undefined ? {} : { resourceVersion: options.resourceVersion }) },
      },
      action: `delete ${resource.kind} ${namespace}/${name}`,
      signal: options.signal,
    });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return false;
    throw error;
  }
}

function asObject(client: KubeClient, answer: unknown): KubeObject {
  if (isJsonObject(answer) && isKubeObject(answer)) return answer;
  throw new DrydockError('cluster-failed', `${client.context}: the server answered with something that is not a Kubernetes object.`);
}
