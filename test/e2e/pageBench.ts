import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { createGitSandbox, createRepository } from '../helpers/git.ts';
import type { TestPage } from './browser.ts';
import { launch, openPage } from './browser.ts';
import { serve } from './served.ts';

/** The built Drydock in a browser, with a repository and a sandbox of its own. */
export interface PageBench {
  readonly git: GitSandbox;
  readonly repository: TestRepository;
  readonly sandbox: Sandbox;
  /** For terminals of the same home. */
  readonly env: NodeJS.ProcessEnv;
  readonly opened: TestPage;
  close(): Promise<void>;
}

/** What is there before the page is opened. */
export interface Beginning {
  /** Fills the repository, and returns the home's application files by name. */
  files(repository: TestRepository, context: string): Promise<Readonly<Record<string, string>>>;
  /** What is done in the terminal once Drydock runs. */
  prepare?(env: NodeJS.ProcessEnv): Promise<void>;
}

/** Opens a bench; what was begun before a failure is ended, so that no host outlives its suite. `suite` names its pictures. */
export async function openPageBench(suite: string, { files, prepare }: Beginning): Promise<PageBench> {
  const ends: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    const git = await createGitSandbox();
    ends.push(() => git.remove());
    const repository = await createRepository(git, suite);
    const sandbox = await startSandbox({ folder: git.path('cluster') });
    ends.push(() => sandbox.close());
    const home = git.path('home');
    await mkdir(join(home, 'applications'), { recursive: true });
    for (const [name, yaml] of Object.entries(await files(repository, sandbox.context))) await writeFile(join(home, 'applications', `${name}.yaml`), yaml);
    const env = { ...git.environment, KUBECONFIG: sandbox.kubeconfig, DRYDOCK_HOME: home };
    const served = await serve(home, env);
    ends.push(() => served.stop());
    await prepare?.(env);
    const browser = await launch();
    ends.push(() => browser.close());
    return { git, repository, sandbox, env, opened: await openPage(browser, served.url, suite), close };
  } catch (error) {
    await close();
    throw error;
  }
}
