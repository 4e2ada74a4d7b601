/** What a user of Argo CD brings: an app of apps whose file names Argo CD's own cluster. Choosing a context, the plan and the graph of its children. */
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { stringify } from 'yaml';
import { commitFiles } from '../helpers/git.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser } from './browser.ts';
import type { PageBench } from './pageBench.ts';
import { openPageBench } from './pageBench.ts';

describeBrowser('what a user of Argo CD brings, on the page', () => {
  let bench: PageBench;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    bench = await openPageBench('brought', {
      async files(repository, context) {
        const application = (name: string, path: string, spec: object = {}) => ({
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name, namespace: 'argocd', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
          spec: { project: 'default', source: { repoURL: repository.remote, targetRevision: 'HEAD', path }, destination: { name: context, namespace: 'default' }, ...spec },
        });
        const configMap = (name: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
        await commitFiles(repository, { 'apps/shop.yaml': stringify(application('shop', 'shop', { syncPolicy: { automated: {} } })), 'apps/blog.yaml': stringify(application('blog', 'blog')), 'shop/a.yaml': configMap('shop'), 'blog/a.yaml': configMap('blog') }, 'start');
        const info = [
          { name: 'Wiki', value: 'https://wiki.example.com/apps' },
          { name: 'Team', value: 'javascript:alert(1)' },
        ];
        return { root: stringify(application('root', 'apps', { destination: { server: 'https://kubernetes.default.svc', namespace: 'argocd' }, info })) };
      },
    });
    opened = bench.opened;
    page = opened.page;
  });
  afterAll(() => bench.close());

  it('a context is chosen where the file names none; the application says for what', async () => {
    await page.getByRole('link', { name: 'root', exact: true }).click();
    await expect(page.getByRole('alert')).toContainText('the cluster in which Argo CD runs');
    await expect(page.getByRole('button', { name: 'Use this context' })).toBeDisabled();
    await opened.picture('choose');
    await page.getByRole('combobox', { name: 'Context' }).click();
    await page.getByRole('option', { name: bench.sandbox.context }).click();
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
