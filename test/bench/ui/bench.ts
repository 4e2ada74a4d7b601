import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { Client } from '../../../shared/contract/index.ts';
import { connectHost, hostAddress } from '../../../electron/serve/index.ts';
import type { Served } from '../../e2e/served.ts';
import { serve } from '../../e2e/served.ts';
import type { GitSandbox, TestRepository } from '../../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../../helpers/git.ts';
import type { HomeFollower } from '../../helpers/homeFollower.ts';
import { followHome } from '../../helpers/homeFollower.ts';
import type { SandboxClient } from '../../helpers/sandboxClient.ts';
import { openSandboxClient } from '../../helpers/sandboxClient.ts';
import { applicationYaml } from '../../helpers/workspace.ts';
import { createClosers } from './closers.ts';
import type { HostProbe } from './hostProbe.ts';
import { openProbe, probeEnvironment } from './hostProbe.ts';
import { unlessStopped } from './stop.ts';

/** What the host sent to the page. */
export interface Received {
  readonly messages: number;
  readonly bytes: number;
}

/** A running Drydock with a page, and every other way to it. */
export interface Bench {
  readonly git: GitSandbox;
  readonly served: Served;
  readonly page: Page;
  readonly host: Client;
  readonly probe: HostProbe;
  readonly home: HomeFollower;
  readonly cluster: SandboxClient;
  /** Since the page was opened. */
  received(): Received;
  /** Makes an application over a repository with these files, and syncs it. `of` chooses the remote, or the clone in which one works. */
  application(name: string, files: Readonly<Record<string, string>>, of?: (repository: TestRepository) => string): Promise<TestRepository>;
}

const OPTIONS = { prune: false, adopt: false, automatic: false };

/** Starts a Drydock of its own for one measurement, and ends it after. */
export async function withBench(browser: Browser, work: (bench: Bench) => Promise<void>): Promise<void> {
  const closers = createClosers();
  try {
    const git = await createGitSandbox();
    closers.add(() => git.remove());
    const home = git.path('home');
    const probeAddress = join(git.root, 'probe');
    const served = await serve(home, { ...git.environment, ...probeEnvironment(probeAddress), KUBECONFIG: join(git.root, 'none') });
    closers.add(() => served.stop());
    const probe = await openProbe(probeAddress);
    closers.add(() => probe.close());
    const host = await connectHost(hostAddress(home));
    if (host === undefined) throw new Error('The host does not listen.');
    closers.add(() => host.close());
    const follower = followHome(host);
    closers.add(() => follower.stop());
    const cluster = openSandboxClient(home, git.path('cache'));
    closers.add(() => cluster.close());
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    closers.add(() => context.close());
    const page = await context.newPage();
    let messages = 0;
    let bytes = 0;
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        messages++;
        bytes += payload.length;
      }),
    );
    await page.goto(served.url);
    const bench: Bench = {
      git,
      served,
      page,
      host,
      probe,
      home: follower,
      cluster,
      received: () => ({ messages, bytes }),
      async application(name, files, of = ({ remote }) => remote) {
        const repository = await createRepository(git, name);
        await commitFiles(repository, files, 'start');
        await host.call('create', { yaml: applicationYaml({ source: { repoURL: of(repository), path: '.' }, destination: { name: 'drydock-sandbox', namespace: 'default' } }, name), from: 'bench' });
        const plan = await host.call('plan', { name, options: OPTIONS, depth: 'fetch' });
        const operation = await host.call('sync', { name, planId: plan.id, confirmCluster: false });
        if (operation.phase !== 'Succeeded') throw new Error(operation.message);
        return repository;
      },
    };
    await unlessStopped(work(bench));
  } finally {
    await closers.close();
  }
}

/** Opens an application's tab by its address. */
export async function openTab(page: Page, name: string, tab = ''): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/applications/${name}${tab === '' ? '' : `/${tab}`}`);
}
