import type { StoredApplication } from '../../../shared/model/application.ts';
import type { ContextInfo } from '../../../shared/model/context.ts';
import type { SettledDestination } from '../../../shared/model/destination.ts';
import { IN_CLUSTER_NAME, IN_CLUSTER_SERVER, isInCluster } from './destination.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { StoredProject } from '../../../shared/model/project.ts';
import { DEFAULT_PROJECT_NAME } from '../../../shared/model/project.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { waitsOf } from './dependsOn.ts';
import type { Governance } from './governance.ts';
import { refuseForeign } from './governance.ts';
import type { Destination } from '../projects/index.ts';
import type { ProjectStore } from './projectStore.ts';
import type { ApplicationStore } from './store.ts';

/** What a governor asks. */
export interface GovernorDependencies {
  readonly store: ApplicationStore;
  readonly projects: ProjectStore;
  contexts(): readonly ContextInfo[];
  /** Which context an application goes to. */
  destinationOf(application: StoredApplication): SettledDestination;
  /** An application's last comparison, made now where there was none. */
  view(name: string): Promise<ApplicationView>;
}

/**
 * Asks for an application's project, its rules, and what the application depends on, before anything is fetched for it.
 * The returned function throws `not-found` and `project-*`.
 */
export function createGovernor({ store, projects, contexts, destinationOf, view }: GovernorDependencies): (application: StoredApplication, repoURL: string) => Promise<Governance> {
  return async (application, repoURL) => {
    const project = await projectOf(application, projects);
    const destinations = placesOf(application, destinationOf(application), contexts());
    refuseForeign(application, project, destinations, repoURL);
    // One whose file is broken is nothing that can be built upon; what is wrong with it is said where it stands.
    const waits = await waitsOf(application, { application: async (other) => store.get(other).catch(() => undefined), view });
    return { project, destinations, waits };
  };
}

/**
 * The places that a project is asked about: what the file says, and the context that was found or chosen for it. Both
 * must be allowed: a choice must not lead where the file may not go, nor the file where a choice may not.
 */
function placesOf({ spec }: StoredApplication, settled: SettledDestination, contexts: readonly ContextInfo[]): readonly [Destination, ...Destination[]] {
  const { name = '', server = '', namespace = 'default' } = spec.destination;
  const serverOf = (context: string) => contexts.find((each) => each.name === context)?.server;
  // Argo CD knows its own cluster by both names, whichever the file says.
  const said = isInCluster(spec.destination) ? { name: IN_CLUSTER_NAME, server: IN_CLUSTER_SERVER, namespace } : { name, server: serverOf(name) ?? server, namespace };
  if (settled.by === 'nobody' || settled.by === 'name') return [said];
  return [said, { name: settled.context, server: serverOf(settled.context) ?? '', namespace }];
}

async function projectOf({ name, file, spec }: StoredApplication, projects: ProjectStore): Promise<StoredProject> {
  const project = spec.project === '' ? DEFAULT_PROJECT_NAME : spec.project;
  try {
    return await projects.get(project);
  } catch (error) {
    if (!(error instanceof DrydockError) || error.code !== 'not-found') throw error;
    throw new DrydockError('not-found', `${name}: there is no project "${project}", which spec.project names.`, { hint: `Create it (proj create ${project}), or set spec.project in ${file} to one that is there.`, cause: error });
  }
}
