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

/** A running Drydock with a page, and every other way to it. */
export interface Bench {
  readonly git: GitSandbox;
  readonly served: Served;
  readonly page: Page;
  readonly host: Client;
  readonly home: HomeFollower;
  readonly cluster: SandboxClient;
  /** Makes an application over a local repository with these files, and syncs it. */
  application(name: string, files: Readonly<Record<string, string>>): Promise<TestRepository>;
}

const OPTIONS = { prune: false, adopt: false, automatic: false };

/** Starts a Drydock of its own for one measurement, and ends it after. */
export async function withBench(browser: Browser, work: (bench: Bench) => Promise<void>): Promise<void> {
  const git = await createGitSandbox();
  const home = git.path('home');
  const served = await serve(home, { ...git.environment, KUBECONFIG: join(git.root, 'none') });
  const host = await connectHost(hostAddress(home));
  if (host === undefined) throw new Error('The host does not listen.');
  const follower = followHome(host);
  const cluster = openSandboxClient(home, git.path('cache'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  try {
    await page.goto(served.url);
    await work({
      git,
      served,
      page,
      host,
      home: follower,
      cluster,
      async application(name, files) {
        const repository = await createRepository(git, name);
        await commitFiles(repository, files, 'start');
        await host.call('create', { yaml: applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: 'drydock-sandbox', namespace: 'default' } }, name), from: 'bench' });
        const plan = await host.call('plan', { name, options: OPTIONS, depth: 'fetch' });
        const operation = await host.call('sync', { name, planId: plan.id, confirmCluster: false });
        if (operation.phase !== 'Succeeded') throw new Error(operation.message);
        return repository;
      },
    });
  } finally {
    await context.close();
    follower.stop();
    host.close();
    await cluster.close();
    await served.stop();
    await git.remove();
  }
}

/** Opens an application's tab by its address. */
export async function openTab(page: Page, name: string, tab = ''): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#/applications/${name}${tab === '' ? '' : `/${tab}`}`);
}

export function configMap(name: string, value: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  value: ${value}\n`;
}

export function deployment(name: string, replicas: number): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: ${replicas}\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n        - name: web\n          image: nginx\n`;
}
