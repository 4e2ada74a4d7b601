import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { ExampleState } from '../../../shared/model/home.ts';
import { commitAll, scaffoldRepository } from '../git/index.ts';
import { isMissing } from './files.ts';
import { exampleFiles, webManifest } from './exampleFiles.ts';
import type { ApplicationStore } from './store.ts';

/** Something to try Drydock with: a repository below the home, and an application over it. */
export interface Example {
  /** undefined where there is none. */
  state(): Promise<ExampleState | undefined>;
  /** Makes repository and application where they are missing. Throws `git-*`, `already-exists` for another application of that name. */
  create(context: string): Promise<ExampleState>;
  /** Commits another number of replicas. Throws `not-found` where there is no example. */
  change(replicas: number): Promise<ExampleState>;
}

const NAME = 'example';
const FILE = 'app/web.yaml';

export function createExample(home: string, env: NodeJS.ProcessEnv, store: ApplicationStore): Example {
  const repository = join(home, 'example');

  /** What the working file says; undefined where there is no repository. */
  async function replicas(): Promise<{ readonly count: number | undefined } | undefined> {
    try {
      const found = /^ {2}replicas: (\d+)$/m.exec(await readFile(join(repository, FILE), 'utf8'));
      return { count: found === null ? undefined : Number(found[1]) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function state(): Promise<ExampleState | undefined> {
    const [found, { applications }] = await Promise.all([replicas(), store.list()]);
    const application = applications.find((item) => item.spec.source.repoURL === repository);
    return found === undefined || application === undefined ? undefined : { application: application.name, repository, replicas: found.count };
  }

  return {
    state,
    async create(context) {
      const existing = await state();
      if (existing !== undefined) return existing;
      if ((await replicas()) === undefined) await scaffoldRepository(repository, exampleFiles(), 'A web server, its settings and a database', env);
      await store.create(
        stringify({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: NAME },
          spec: {
            project: 'default',
            source: { repoURL: repository, targetRevision: 'main', path: 'app' },
            destination: { name: context, namespace: 'example' },
          },
        }),
        'the example',
      );
      return { application: NAME, repository, replicas: (await replicas())?.count };
    },
    async change(count) {
      const found = await state();
      if (found === undefined) throw new DrydockError('not-found', 'There is no example to change.', { hint: 'Make it by "Try the example".' });
      const text = await readFile(join(repository, FILE), 'utf8');
      // The file may have been edited by hand: only the one line is touched, or the whole file written where it is gone.
      const next = /^ {2}replicas: \d+$/m.test(text) ? text.replace(/^ {2}replicas: \d+$/m, `  replicas: ${count}`) : webManifest(count);
      await commitAll(repository, { [FILE]: next }, `Run ${count} ${count === 1 ? 'replica' : 'replicas'} of mynginx`, env);
      return { ...found, replicas: count };
    },
  };
}
