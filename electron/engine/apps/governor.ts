import type { StoredApplication } from '../../../shared/model/application.ts';
import type { ContextInfo } from '../../../shared/model/context.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { StoredProject } from '../../../shared/model/project.ts';
import { DEFAULT_PROJECT_NAME } from '../../../shared/model/project.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { waitsOf } from './dependsOn.ts';
import type { Governance } from './governance.ts';
import { refuseForeign } from './governance.ts';
import type { ProjectStore } from './projectStore.ts';
import type { ApplicationStore } from './store.ts';

/** What a governor asks. */
export interface GovernorDependencies {
  readonly store: ApplicationStore;
  readonly projects: ProjectStore;
  contexts(): readonly ContextInfo[];
  /** An application's last comparison, made now where there was none. */
  view(name: string): Promise<ApplicationView>;
}

/**
 * Asks for an application's project, its rules, and what the application depends on, before anything is fetched for it.
 * The returned function throws `not-found` and `project-*`.
 */
export function createGovernor({ store, projects, contexts, view }: GovernorDependencies): (application: StoredApplication, repoURL: string) => Promise<Governance> {
  return async (application, repoURL) => {
    const { name, server, namespace = 'default' } = application.spec.destination;
    const project = await projectOf(application, projects);
    const context = contexts().find((each) => each.name === name);
    const destination = { name: name ?? '', server: context?.server ?? server ?? '', namespace };
    refuseForeign(application, project, destination, repoURL);
    // One whose file is broken is nothing that can be built upon; what is wrong with it is said where it stands.
    const waits = await waitsOf(application, { application: async (other) => store.get(other).catch(() => undefined), view });
    return { project, destination, waits };
  };
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
