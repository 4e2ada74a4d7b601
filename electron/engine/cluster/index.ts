/**
 * The cluster room: everything that talks to an API server.
 *
 * `kubeconfig.ts` reads contexts as kubectl does and contacts nothing. `client.ts` is a small pooled REST client that
 * keeps JSON as it came; `access.ts` holds the verbs (get, apply, patch, delete). `informer.ts` keeps the objects of
 * one kind and namespace current by list and watch; `cluster.ts` shares informers between applications and knows what
 * the server serves. A dead context fails on its own: nothing here waits for another context.
 */
export { applyObject, createObject, deleteObject, dryRunReplace, getObject, mergePatch, replaceManagedFields, withPreconditions } from './access.ts';
export type { KubeClient } from './client.ts';
export { openCluster } from './cluster.ts';
export type { Cluster, InformerLease } from './cluster.ts';
export { apiVersionOf, resourcePath } from './discovery.ts';
export type { ApiResource, Discovery } from './discovery.ts';
export { ApiError } from './errors.ts';
export { untilGone } from './gone.ts';
export type { Informer, InformerEvent } from './informer.ts';
export { listPages } from './listing.ts';
export type { ObjectView } from './listing.ts';
export { kubeconfigFiles, loadKubeconfig } from './kubeconfig.ts';
export type { Need } from './permissions.ts';
export { refusedNeeds } from './permissions.ts';
export { mapConcurrent } from './pool.ts';
