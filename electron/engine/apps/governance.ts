import type { StoredApplication } from '../../../shared/model/application.ts';
import { isChildKey } from '../../../shared/model/children.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import { groupOf, keyText } from '../../../shared/model/kube.ts';
import type { Blocked, SyncOptions } from '../../../shared/model/plan.ts';
import type { Project, WindowState } from '../../../shared/model/project.ts';
import type { ApplicationCondition } from '../../../shared/model/view.ts';
import { redact } from '../git/index.ts';
import { IN_CLUSTER_NAME, IN_CLUSTER_SERVER } from './destination.ts';
import type { Row } from '../plan/index.ts';
import type { Destination } from '../projects/index.ts';
import { destinationRefusal, resourceRefusal, sourceRefusal, windowState } from '../projects/index.ts';

/** What an application's project says of it, and whom it waits for. */
export interface Governance {
  readonly project: Project;
  /** Where it goes: by its file, and by the context that was found or chosen for it. All of them have to be allowed. */
  readonly destinations: readonly [Destination, ...Destination[]];
  /** Applications that it depends on and that are not synced and healthy, each as a sentence. */
  readonly waits: readonly string[];
}

/** Why an application is not synced by itself now. */
export interface Hold {
  readonly condition: ApplicationCondition;
  /** When it ends by itself, RFC 3339; absent where something has to happen first. */
  readonly until?: string;
}

/** Windows that are closed for automatic syncs, and other applications that are waited for. */
export function holdsOf(governance: Governance, application: { readonly name: string }, now: Date): readonly Hold[] {
  const window = windowsNow(governance, application, now);
  return [
    ...(window.automatic ? [] : [{ condition: { type: 'SyncWindow', message: windowSentence(governance.project, window) }, ...(window.opensAt === undefined ? {} : { until: window.opensAt }) }]),
    ...governance.waits.map((message) => ({ condition: { type: 'DependencyWait', message } })),
  ];
}

/** Asks the rules that speak of an application as a whole. Throws `project-refused`. */
export function refuseForeign({ name, file }: StoredApplication, project: Project, destinations: readonly Destination[], repoURL: string): void {
  const source = sourceRefusal(project, repoURL);
  if (source !== undefined) {
    throw new DrydockError('project-refused', `${name}: the project ${project.name} does not allow the repository ${redact(`${repoURL}: ${source}`)}.`, { hint: `Change the project (proj set ${project.name}), or spec.source.repoURL or spec.project in ${file}.` });
  }
  for (const destination of destinations) {
    const place = destinationRefusal(project, destination);
    if (place === undefined) continue;
    const cluster = destination.name === '' ? destination.server : destination.name;
    throw new DrydockError('project-refused', `${name}: the project ${project.name} does not allow the namespace ${destination.namespace} of ${cluster}: ${place}.`, { hint: `Change the project (proj set ${project.name}), or spec.destination or spec.project in ${file}.` });
  }
}

/** What sync windows say of an application now. */
export function windowsNow({ project, destinations }: Governance, application: { readonly name: string }, now: Date): WindowState {
  return windowState(project.spec.syncWindows ?? [], { name: application.name, destinations }, now);
}

/**
 * Where a project's rules look for applications and projects that an application renders: where Argo CD keeps its own
 * (argo-cd docs/operator-manual/cluster-bootstrapping.md), so that the same file allows the same.
 */
const ARGO_CD: Destination = { name: IN_CLUSTER_NAME, server: IN_CLUSTER_SERVER, namespace: 'argocd' };

/** Objects that the project does not let its applications write or delete, by key. */
export function deniedRows({ project, destinations }: Governance, rows: readonly Row[]): ReadonlyMap<string, Blocked> {
  const denied = new Map<string, Blocked>();
  for (const { key, apiVersion } of rows) {
    const [namespace, places] = isChildKey(key) ? [ARGO_CD.namespace, [ARGO_CD]] : [key.namespace, destinations];
    const refusal = places.map((destination) => resourceRefusal(project, { ...key, namespace, group: groupOf(apiVersion) }, destination)).find((each) => each !== undefined);
    if (refusal !== undefined) denied.set(keyText(key), { reason: 'project', message: `The project ${project.name} ${refusal}.` });
  }
  return denied;
}

/** Every row of a plan that the project's rules, or its sync windows at this moment, forbid. */
export function heldRows(governance: Governance, rows: readonly Row[], options: SyncOptions, window: WindowState): ReadonlyMap<string, Blocked> {
  const denied = deniedRows(governance, rows);
  const shut = options.automatic ? !window.automatic : window.manual === 'refused';
  if (!shut) return denied;
  const message = windowSentence(governance.project, window);
  return new Map(rows.map(({ key }) => [keyText(key), denied.get(keyText(key)) ?? { reason: 'window', message }]));
}

/** Why nothing is synced now, with when it is again. */
export function windowSentence(project: Project, { words = '' }: WindowState): string {
  return `Sync windows of the project ${project.name}: ${words}`;
}
