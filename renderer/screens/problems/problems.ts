import type { HomeState } from '../../../shared/model/home.ts';
import type { Route } from '../../state/route.ts';
import { NO_FILTERS } from '../../state/route.ts';
import { problemTexts as texts } from './texts.ts';

/** Something that needs a person, and where to see more. */
export interface Problem {
  readonly id: string;
  readonly title: string;
  readonly words: string;
  readonly to: Route;
}

/** What needs attention anywhere in the home, the worst first: what cannot be read, what failed, what is broken in a cluster. */
export function problemsOf({ applications, broken, brokenProjects, contexts, kubeconfig }: Pick<HomeState, 'applications' | 'broken' | 'brokenProjects' | 'contexts' | 'kubeconfig'>): readonly Problem[] {
  const used = new Set(applications.map((application) => application.context));
  const application = (name: string): Route => ({ page: 'application', name, tab: 'graph' });
  return [
    ...broken.map((file): Problem => ({ id: `file ${file.file}`, title: file.name, words: file.error.message, to: { page: 'applications', filters: NO_FILTERS } })),
    ...brokenProjects.map((file): Problem => ({ id: `file ${file.file}`, title: file.name, words: file.error.message, to: { page: 'project', name: file.name } })),
    ...kubeconfig.problems.map((words): Problem => ({ id: `kubeconfig ${words}`, title: texts.kubeconfig, words, to: { page: 'clusters' } })),
    // A context that nobody uses may be as dead as it likes.
    ...contexts.flatMap((context): Problem[] => (context.connection.state === 'failed' && used.has(context.name) ? [{ id: `context ${context.name}`, title: context.name, words: context.connection.error.message, to: { page: 'clusters' } }] : [])),
    ...applications.flatMap((item): Problem[] => (item.error === undefined ? [] : [{ id: `error ${item.name}`, title: item.name, words: item.error.message, to: application(item.name) }])),
    ...applications.flatMap((item): Problem[] =>
      item.operation?.phase === 'Failed' || item.operation?.phase === 'Error' ? [{ id: `operation ${item.name}`, title: item.name, words: texts.operation(item.operation.kind, item.operation.message), to: { page: 'application', name: item.name, tab: 'history' } }] : [],
    ),
    ...applications.flatMap((item): Problem[] => (item.health === 'Degraded' ? [{ id: `health ${item.name}`, title: item.name, words: texts.degraded, to: application(item.name) }] : [])),
  ];
}
