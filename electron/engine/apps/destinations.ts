import type { StoredApplication } from '../../../shared/model/application.ts';
import { SANDBOX_CONTEXT } from '../../../shared/model/context.ts';
import type { SettledDestination } from '../../../shared/model/destination.ts';
import { saidWords } from '../../../shared/model/destination.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { KubeconfigSource } from '../cluster/index.ts';
import type { Bindings, Choices } from './bindings.ts';
import { destinationWords, settleDestination } from './destination.ts';

/** Which contexts a home's applications go to, by their files, the kubeconfig and what was chosen. */
export interface Destinations {
  /** Looks at kubeconfig and choices once, for however many applications are asked about. */
  settler(): (application: StoredApplication) => SettledDestination;
  of(application: StoredApplication): SettledDestination;
  /** Throws `not-found` with "choose a context" where nobody says which. */
  contextOf(application: StoredApplication): string;
  /** Chooses a context, or takes the choice back. Throws as `Engine.bind`. */
  bind(application: StoredApplication, context: string | undefined): Promise<void>;
}

/** The context of a settled destination, if there is one. */
export function contextIn(settled: SettledDestination): string | undefined {
  return settled.by === 'nobody' ? undefined : settled.context;
}

/** Contexts that are named in a hint. */
const NAMED = 12;

export function createDestinations(kubeconfig: KubeconfigSource, bindings: Bindings): Destinations {
  function settler(): (application: StoredApplication) => SettledDestination {
    const { contexts } = kubeconfig.current();
    let chosen: Choices;
    try {
      chosen = bindings.current();
    } catch (error) {
      const { message } = errorShape(error);
      return ({ spec }) => ({ by: 'nobody', said: saidWords(spec.destination), why: message });
    }
    return (application) => settleDestination(application.spec.destination, contexts, chosen(application));
  }

  return {
    settler,
    of: (application) => settler()(application),
    contextOf(application) {
      const settled = settler()(application);
      if (settled.by !== 'nobody') return settled.context;
      if ((settled.chosen ?? settled.said) === SANDBOX_CONTEXT) {
        throw new DrydockError('not-found', `${application.name}: its cluster, ${SANDBOX_CONTEXT}, runs inside Drydock, which does not run now.`, { hint: 'Start Drydock by "npm start" or "drydock run", and leave it running.' });
      }
      const { contexts, problems } = kubeconfig.current();
      const among = contexts.length === 0 ? 'one that the kubeconfig has' : `one of ${contexts.slice(0, NAMED).map((context) => context.name).join(', ')}`;
      throw new DrydockError('not-found', `${application.name} was not compared: ${settled.why.replace(/\.$/, '')}.`, {
        hint: `${problems.map((problem) => `${problem} `).join('')}Choose a context, ${among}: app bind ${application.name} --context CONTEXT. Its file stays as it is.`,
      });
    },
    async bind(application, context) {
      const { contexts } = kubeconfig.current();
      if (context !== undefined) {
        if (!contexts.some((each) => each.name === context)) throw new DrydockError('not-found', `Nothing was chosen: there is no context "${context}" in the kubeconfig.`, { hint: '"context list" shows those there are.' });
        const alone = settleDestination(application.spec.destination, contexts, undefined);
        if (alone.by !== 'nobody') {
          throw new DrydockError('usage', `Nothing was chosen: ${destinationWords(application.spec.destination)} in ${application.file} already is the context ${alone.context}.`, { hint: `To send the application elsewhere, change its file: app set ${application.name} --dest-context CONTEXT.` });
        }
      }
      await bindings.choose(application, context);
    },
  };
}
