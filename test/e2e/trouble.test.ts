/** When things go wrong under the page: a host that is killed in the middle of a sync, a sync that is stopped, a cluster that goes away. */
import { join } from 'node:path';
import { mkdir, writeFile } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect as expectValue, it } from 'vitest';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { applicationYaml } from '../helpers/workspace.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

const configMap = (name: string, value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${value}\n`;
const service = (port: number) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n    - port: ${port}\n`;

describeBrowser('trouble under the page', () => {
  let git: GitSandbox;
  let repository: TestRepository;
  let sandbox: Sandbox;
  let proxy: FaultProxy;
  let served: Served;
  let browser: Browser;
  let opened: TestPage;
  let page: Page;
  let home: string;
  let port = '0';
  const environment = () => ({ ...git.environment, KUBECONFIG: proxy.kubeconfig });

  beforeAll(async () => {
    git = await createGitSandbox();
    repository = await createRepository(git, 'app');
    await commitFiles(repository, { 'a.yaml': configMap('settings', 'one'), 'b.yaml': service(80) }, 'start');
    sandbox = await startSandbox({ folder: git.path('cluster') });
    proxy = await startFaultProxy(sandbox.kubeconfig, sandbox.context, join(git.root, 'kubeconfig'));
    home = git.path('home');
    await mkdir(join(home, 'applications'), { recursive: true });
    await writeFile(join(home, 'applications', 'app.yaml'), applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: 'faulty', namespace: 'default' } }));
    served = await serve(home, environment());
    ({ port } = new URL(served.url));
    browser = await launch();
    opened = await openPage(browser, served.url, 'trouble');
    page = opened.page;
    await page.getByRole('link', { name: 'app', exact: true }).click();
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    await proxy.close();
    await sandbox.close();
    await git.remove();
  });

  const says = (words: string | RegExp) => expect(page.locator('header').filter({ has: page.getByRole('heading', { level: 1 }) }).getByText(words).first()).toBeVisible({ timeout: 15_000 });
  const openPlan = async () => {
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    await page.getByRole('button', { name: 'Plan again' }).first().click();
  };
  /** Applies are asked for dry, and then for real. */
  const isWrite = (method: string, url: string, resource: string) => method === 'PATCH' && url.includes(`/${resource}/`) && !url.includes('dryRun');

  it('a host that is killed in the middle of a sync: said, back by itself, shown as interrupted, and gone on with', async () => {
    proxy.fault = (method, url) => (isWrite(method, url, 'services') ? 'hang' : undefined);
    await openPlan();
    await page.getByRole('button', { name: 'Apply 2 to faulty' }).click();
    await expect(page.getByText('1 of 2 done')).toBeVisible();
    await expect(page.getByRole('button', { name: /ConfigMap default\/settings/ })).toContainText('created');
    await expect(page.getByRole('button', { name: /Service default\/web/ })).toContainText('waiting');
    await opened.picture('in-mid-sync');
    await served.stop('SIGKILL');
    await expect(page.getByText(/Drydock does not answer since/)).toBeVisible();
    proxy.fault = () => undefined;
    proxy.sever();
    served = await serve(home, environment(), ['--port', port]);
    await expect(page.getByText('The last sync was interrupted: 1 created, of 2 planned.')).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText('The connection to Drydock was lost.')).toBeHidden();
    await expect(page.getByRole('button', { name: /ConfigMap default\/settings/ })).toContainText('created');
    await expect(page.getByRole('button', { name: /Service default\/web/ })).toContainText('not applied');
    await opened.picture('interrupted');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('1 object of')).toContainText('is done, and not done again.');
    await expect(dialog.getByRole('listitem')).toHaveText([/Service default\/web/]);
    await opened.picture('resume');
    await dialog.getByRole('button', { name: 'Resume in faulty' }).click();
    await expect(page.getByText('1 object synced').or(page.getByText('2 objects synced'))).toBeVisible();
    await says('Synced');
    await expect(page.getByText('The last sync was interrupted')).toBeHidden();
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await expect(page.getByRole('list', { name: 'Syncs, newest first' }).getByRole('listitem')).toHaveText([/2 created.*resumed once/s]);
    await opened.picture('resumed');
  });

  it('a sync that is stopped: what was begun is finished, what was done is on record, and the rest is left', async () => {
    await commitFiles(repository, { 'a.yaml': configMap('settings', 'two'), 'b.yaml': service(81) }, 'both changed');
    await says(/Out of sync: 2 changed/);
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    proxy.fault = (method, url) => {
      if (!isWrite(method, url, 'configmaps')) return undefined;
      begun.resolve();
      return { hold: release.promise };
    };
    await openPlan();
    await page.getByRole('button', { name: 'Apply 2 to faulty' }).click();
    await expect(page.getByText('0 of 2 done')).toBeVisible();
    // Stopped any earlier, nothing would have been begun.
    await begun.promise;
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    release.resolve();
    await expect(page.getByText(/Stopped by the user/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /ConfigMap default\/settings/ })).toContainText('configured');
    await opened.picture('stopped');
    await says(/Out of sync: 1 changed/);
  });

  it('a server that refuses a write: the row says so, in the server’s words', async () => {
    proxy.fault = (method, url) => (isWrite(method, url, 'services') ? { status: 500, reason: 'InternalError', message: 'etcd is not well' } : undefined);
    await openPlan();
    await page.getByRole('button', { name: 'Apply 1 to faulty' }).click();
    await expect(page.getByRole('button', { name: /Service default\/web/ })).toContainText('etcd is not well');
    await opened.picture('failed');
    await page.getByRole('button', { name: /problem/ }).click();
    await expect(page.getByRole('dialog', { name: 'What needs attention' })).toContainText('Its last sync failed');
    await page.keyboard.press('Escape');
  });

  it('what may not be written is blocked in the plan, with the reason, before anything is sent', async () => {
    proxy.fault = (method, url) => (method === 'PATCH' && url.includes('/services/') ? { status: 403, reason: 'Forbidden', message: 'services "web" is forbidden: User "me" cannot patch resource "services"' } : undefined);
    // What the server said of the older manifest is remembered.
    await commitFiles(repository, { 'b.yaml': service(82) }, 'another port');
    await openPlan();
    await expect(page.getByRole('heading', { name: /^Blocked/ })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'cannot patch resource' })).toBeVisible();
    await expect(page.getByRole('button', { name: /Apply|Nothing to apply/ })).toHaveAttribute('aria-disabled', 'true');
    await opened.picture('blocked');
  });

  it('a cluster that goes away: nothing is guessed green, why is said, and it comes back by itself', async () => {
    await openPlan();
    await page.getByRole('button', { name: 'Apply 1 to faulty' }).click();
    await says('Synced');
    proxy.fault = () => 'drop';
    proxy.sever();
    await page.getByRole('button', { name: 'Refresh', exact: true }).click();
    await says('Could not be compared');
    await expect(page.getByRole('alert').first()).toContainText('faulty');
    await opened.picture('cluster-away');
    await page.getByRole('link', { name: 'Applications' }).first().click();
    await expect(page.getByText('Sync unknown').first()).toBeVisible();
    await opened.picture('cluster-away-list');
    proxy.fault = () => undefined;
    await page.getByRole('link', { name: 'app', exact: true }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await says('Synced');
  });

  it('said nothing bad to the console, but that the host was away', () => {
    expectValue(opened.problems(/WebSocket connection|ERR_CONNECTION_REFUSED/)).toEqual([]);
  });
});
