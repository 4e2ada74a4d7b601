/**
 * Applications: what the engine keeps at work.
 *
 * `store.ts` holds their files, `controller.ts` one application: source -> manifests -> pairing -> comparison -> view,
 * plan, sync. Inside it `pair.ts` settles kinds and namespaces, `liveSet.ts` is its part of the live cache,
 * `compareOne.ts` compares one object (by proof, else by the server's dry run), `evaluate.ts` all of them.
 * `syncApplication.ts` carries a plan out under a lock and records it (`operations.ts`, `inventory.ts`).
 * `governor.ts` asks an application's project (`projectStore.ts`) and what it depends on (`dependsOn.ts`) first.
 * `loops.ts` has a loop for each: `loop.ts` follows Git (`repositoryPoll.ts`) and live changes and decides by `autoSync.ts` whether to sync by itself.
 */
export { createBindings } from './bindings.ts';
export { contextIn, createDestinations } from './destinations.ts';
export type { Residents } from './household.ts';
export { createHousehold } from './household.ts';
export { createChildFiles } from './childFiles.ts';
export { listActions, runAction } from './actions.ts';
export { createController } from './controller.ts';
export type { Connections } from './connections.ts';
export { createConnections } from './connections.ts';
export type { HealthChoices } from './clusterHealth.ts';
export { createClusterHealths } from './clusterHealth.ts';
export { createClusters } from './clusters.ts';
export type { Controller, ControllerDependencies } from './controlling.ts';
export type { Example } from './example.ts';
export { createExample } from './example.ts';
export type { ExecRequest, RunningCommand } from './exec.ts';
export { execInPod } from './exec.ts';
export { followViews } from './follow.ts';
export type { Followed } from './follow.ts';
export { followEvents, followResource } from './followResource.ts';
export { followNetwork, followTree } from './followTree.ts';
export type { HealthCase } from './healthTest.ts';
export { testHealthScripts } from './healthTest.ts';
export { createHub } from './hub.ts';
export type { ApplicationEvent } from './hub.ts';
export { writeFileAtomic, isMissing } from './files.ts';
export { inspectDestination, inspectSource, repositoryRefs } from './inspect.ts';
export type { SourceQuestion } from './inspect.ts';
export { followWorkloadLogs, readLog } from './logs.ts';
export type { PodLogRequest, WorkloadLogRequest } from './logs.ts';
export type { ForwardRequest } from './forward.ts';
export { forwardPort } from './forward.ts';
export { createLoops } from './loops.ts';
export { createGovernor } from './governor.ts';
export type { ProjectStore } from './projectStore.ts';
export { createProjectStore } from './projectStore.ts';
export { findHistory, readOperations, readPlan, readRecords, removeRecords } from './operations.ts';
export { createSchemaSource } from './schemas.ts';
export { automatedRollback, offerResume, resumeOperation } from './resuming.ts';
export { syncWithRetries } from './retrying.ts';
export { readSettings, writeSettings } from './settings.ts';
export { diffRevisions, shownObjects } from './manifests.ts';
export type { Rendered } from './source.ts';
export { createSourceReader } from './source.ts';
export { createApplicationStore } from './store.ts';
export type { FieldEdit } from './store.ts';
