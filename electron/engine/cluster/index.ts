/**
 * The cluster room: everything that talks to an API server.
 *
 * `kubeconfig.ts` reads contexts as kubectl does and contacts nothing: `kubeconfigFile.ts` one file, `clientConfig.ts`
 * what one context is made of, or why it cannot be used. `client.ts` is a small REST client that keeps JSON as it came,
 * over `credentials.ts` (files, plugins by `execPlugin.ts`) and `transport.ts` (pools, TLS, proxies by `tunnel.ts`), with
 * the rules of `retry.ts` and `readOnly.ts`; `access.ts` holds the verbs (get, apply, patch, delete). `informer.ts` keeps the objects of
 * one kind and namespace current by list and watch (`listing.ts`), by the rules of `objectCache.ts`; `schemaWatch.ts` tells
 * when kinds or admission change, `wake.ts` when the machine slept; `cluster.ts` shares informers between applications and knows what
 * the server serves. `socket.ts` carries numbered channels over a WebSocket, for `exec.ts` and `portForward.ts`. A dead context fails on its own: nothing here waits for another context.
 */
export { applyObject, createObject, deleteObject, dryRunReplace, getObject, mergePatch, replaceManagedFields, replaceObject, withPreconditions } from './access.ts';
export type { ApplyOptions } from './access.ts';
export type { KubeClient } from './client.ts';
export type { ClientConfig } from './clientConfig.ts';
export { openCluster } from './cluster.ts';
export type { Cluster, InformerLease } from './cluster.ts';
export { apiVersionOf, resourcePath } from './discovery.ts';
export type { ApiResource, Discovery } from './discovery.ts';
export { ApiError } from './errors.ts';
export type { ExecProcess, OutputStream } from './exec.ts';
export { startExec } from './exec.ts';
export { untilGone } from './gone.ts';
export type { Informer, InformerEvent } from './informer.ts';
export { countObjects, listPages } from './listing.ts';
export type { ObjectView } from './listing.ts';
export { kubeconfigFiles, loadKubeconfig } from './kubeconfig.ts';
export { createKubeconfigSource } from './kubeconfigSource.ts';
export type { KubeconfigSource } from './kubeconfigSource.ts';
export type { Need } from './permissions.ts';
export { refusedNeeds } from './permissions.ts';
export { mapConcurrent } from './pool.ts';
export { readOnlyError } from './readOnly.ts';
export type { WriteAccess } from './readOnly.ts';
export { openPort } from './portForward.ts';
