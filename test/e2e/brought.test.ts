/** What a user of Argo CD brings: an app of apps whose file names Argo CD's own cluster. Choosing a context, the plan and the graph of its children. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { stringify } from 'yaml';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { GitSandbox } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

describeBrowser('what a user of Argo CD brings, on the page', () => {
  let git: GitSandbox;
  let sandbox: Sandbox;
  let served: Served;
  let browser: Browser;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    git = await createGitSandbox();
    const repository = await createRepository(git, 'brought');
    sandbox = await startSandbox({ folder: git.path('cluster') });
    const application = (name: string, path: string, spec: object = {}) => ({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: { project: 'default', source: { repoURL: repository.remote, targetRevision: 'HEAD', path }, destination: { name: sandbox.context, namespace: 'default' }, ...spec },
    });
    const configMap = (name: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    await commitFiles(repository, { 'apps/shop.yaml': stringify(application('shop', 'shop', { syncPolicy: { automated: {} } })), 'apps/blog.yaml': stringify(application('blog', 'blog')), 'shop/a.yaml': configMap('shop'), 'blog/a.yaml': configMap('blog') }, 'start');
    const home = git.path('home');
    await mkdir(join(home, 'applications'), { recursive: true });
    const info = [
      { name: 'Wiki', value: 'https://wiki.example.com/apps' },
      { name: 'Team', value: 'javascript:alert(1)' },
    ];
    await writeFile(join(home, 'applications', 'root.yaml'), stringify(application('root', 'apps', { destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' }, info })));
    served = await serve(home, { ...git.environment, KUBECONFIG: sandbox.kubeconfig, DRYDOCK_HOME: home });
    browser = await launch();
    opened = await openPage(browser, served.url, 'brought');
    page = opened.page;
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    await sandbox.close();
    await git.remove();
  });

  it('a context is chosen where the file names none; the application says for what', async () => {
    await page.getByRole('link', { name: 'root', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('the cluster in which Argo CD runs');
    await expect(page.getByRole('button', { name: 'Use this context' })).toBeDisabled();
    await opened.picture('choose');
    await page.getByRole('combobox', { name: 'Context' }).click();
    await page.getByRole('option', { name: sandbox.context }).click();
    await page.getByRole('button', { name: 'Use this context' }).click();
    await expect(page.getByText('chosen for https://kubernetes.default.svc')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Choose again' })).toBeVisible();
  });

  it('its info is shown; web addresses are links, nothing else is', async () => {
    await expect(page.getByRole('link', { name: 'https://wiki.example.com/apps' })).toHaveAttribute('href', 'https://wiki.example.com/apps');
    await expect(page.getByText('javascript:alert(1)')).toBeVisible();
    await expect(page.getByRole('link', { name: /javascript/ })).toHaveCount(0);
  });

  it('the plan has a row for each child, and the sync makes them', async () => {
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    await expect(page.getByText('2 to create')).toBeVisible();
    await opened.picture('plan');
    await page.getByRole('button', { name: 'Apply 2' }).click();
    await expect(page.getByText('2 objects synced')).toBeVisible({ timeout: 20_000 });
  });

  it('the graph shows them, and leads to their pages', async () => {
    await page.getByRole('navigation', { name: 'Parts of the application' }).getByRole('link', { name: 'Graph' }).click();
    const node = page.locator('.react-flow__node').filter({ hasText: /shop.*Application/s });
    await expect(node).toBeVisible();
    await opened.picture('graph');
    await node.click();
    await expect(page.getByRole('heading', { name: 'shop', level: 1 })).toBeVisible();
    // It is synced by itself, as its file says.
    await expect(page.getByText('Synced').first()).toBeVisible({ timeout: 20_000 });
    await opened.picture('child');
    expectValue(opened.problems()).toEqual([]);
  });
});
