import { isDeepStrictEqual } from 'node:util';
import type { StoredApplication } from '../../../shared/model/application.ts';
import { errorShape } from '../../../shared/model/errors.ts';
import type { LoopEvent } from '../../../shared/model/events.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import { watchLocalRepository } from '../git/index.ts';
import type { Controller } from './controlling.ts';
import { dependenciesOf, followReadiness } from './dependsOn.ts';
import type { Hub } from './hub.ts';
import type { Loop } from './loop.ts';
import { startLoop } from './loop.ts';
import type { RepositoryPoll } from './repositoryPoll.ts';
import { createRepositoryPoll } from './repositoryPoll.ts';
import type { Running } from './runner.ts';
import { runApplications } from './runner.ts';
import type { ApplicationStore } from './store.ts';
import { watchProjects } from './watchProjects.ts';

/** The loops that keep a home's applications reconciled. */
export interface Loops {
  /** Whether a loop keeps an application compared. */
  has(name: string): boolean;
  /** Whether any `run` keeps the home's applications compared. */
  readonly running: boolean;
  /** Keeps every application of the home reconciled, those included whose files are added or edited meanwhile, until `stop`. */
  run(emit: (event: LoopEvent) => void): Promise<{ stop(): Promise<void> }>;
}

/** What loops are given. */
export interface LoopsInput {
  readonly home: string;
  readonly store: ApplicationStore;
  readonly hub: Hub;
  readonly now: () => Date;
  /** The settings, looked up anew each time once they were read. Throws where they cannot be. */
  settings(): Promise<() => Settings>;
  controllerOf(name: string): Promise<Controller>;
  /** Tells each live change that an application should look at, until the returned function is called. */
  listenLive(name: string, listener: () => void): () => void;
}

/** Nothing runs before `run`. */
export function createLoops({ home, store, hub, now, settings, controllerOf, listenLive }: LoopsInput): Loops {
  /** By application, with whom it depends on. */
  const loops = new Map<string, { readonly loop: Loop; readonly dependsOn: readonly string[] }>();
  let runs = 0;

  async function start(application: StoredApplication, poll: RepositoryPoll, begin: (controller: Controller) => Loop): Promise<Running> {
    const { name } = application;
    const controller = await controllerOf(name);
    const loop = begin(controller);
    const unlisten = listenLive(name, () => loop.trigger('known'));
    loops.set(name, { loop, dependsOn: dependenciesOf(application) });
    let unwatch = await watchGit(application.spec.source.repoURL, loop, poll);
    return {
      uid: application.uid,
      isStale: ({ manifest }) => !isDeepStrictEqual(controller.compared, manifest),
      async trigger() {
        const edited = (await controllerOf(name)).application;
        loops.set(name, { loop, dependsOn: dependenciesOf(edited) });
        unwatch();
        unwatch = await watchGit(edited.spec.source.repoURL, loop, poll);
        loop.trigger('fetch');
      },
      async stop() {
        unlisten();
        loops.delete(name);
        unwatch();
        await loop.stop();
      },
    };
  }

  return {
    has: (name) => loops.has(name),
    get running() {
      return runs > 0;
    },
    async run(emit) {
      const current = await settings();
      runs++;
      const poll = createRepositoryPoll(() => current().git);
      // All that are there at the start ask at one time: one fetch per repository serves them.
      let begunAt: number | undefined = performance.now();
      const unwatch = await watchProjects(home, () => loops.forEach(({ loop }) => loop.trigger('known')));
      const unsubscribe = followReadiness(hub, (name) => loops.forEach(({ loop, dependsOn }) => dependsOn.includes(name) && loop.trigger('known')));
      const runner = await runApplications({
        store,
        home,
        onError: (error) => emit({ type: 'problem', error: errorShape(error) }),
        start: (application) => start(application, poll, (controller) => startLoop(controller, current, () => now().getTime(), emit, begunAt)),
      });
      begunAt = undefined;
      return {
        async stop() {
          runs--;
          unwatch();
          unsubscribe();
          await runner.stop();
        },
      };
    },
  };
}

async function watchGit(repoURL: string, loop: Loop, poll: RepositoryPoll): Promise<() => void> {
  const leave = poll.join(repoURL, (since) => loop.trigger('fetch', since));
  const unwatch = await watchLocalRepository(repoURL, () => loop.trigger('fetch'));
  return () => {
    leave();
    unwatch();
  };
}
