/** A sync in phases and waves on the page: the plan under them, what is waited for while it runs, and a stop while it waits. */
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { stringify } from 'yaml';
import type { TestRepository } from '../helpers/git.ts';
import { commitFiles } from '../helpers/git.ts';
import { drydock } from '../helpers/terminal.ts';
import { applicationYaml } from '../helpers/workspace.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser } from './browser.ts';
import type { PageBench } from './pageBench.ts';
import { openPageBench } from './pageBench.ts';

const marks = (values: Readonly<Record<string, string>>) => ({ annotations: Object.fromEntries(Object.entries(values).map(([name, value]) => [`argocd.argoproj.io/${name}`, value])) });
const configMap = (name: string, values: Readonly<Record<string, string>>) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...marks(values) } });
const job = (name: string, values: Readonly<Record<string, string>>) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, ...marks(values) },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } } },
});
const web = (image: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...marks({ 'sync-wave': '1' }) },
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image }] } } },
});

describeBrowser('a sync in waves on the page', () => {
  let bench: PageBench;
  let repository: TestRepository;
  let opened: TestPage;
  let page: Page;
  let env: NodeJS.ProcessEnv;

  const commit = (image: string, to = repository) =>
    commitFiles(to, { 'all.yaml': [job('migrate', { hook: 'PreSync' }), configMap('settings', {}), web(image), configMap('flags', { 'sync-wave': '2' }), job('notify', { hook: 'PostSync' }), job('undo', { hook: 'SyncFail' })].map((object) => stringify(object)).join('---\n') }, image);

  beforeAll(async () => {
    bench = await openPageBench('waves', {
      async files(to, context) {
        await commit('nonexistent', to);
        return { app: applicationYaml({ source: { repoURL: to.remote, path: '.' }, destination: { name: context, namespace: 'default' } }) };
      },
    });
    ({ repository, opened, env } = bench);
    page = opened.page;
    await page.getByRole('link', { name: 'app', exact: true }).click();
  });
  afterAll(() => bench.close());

  it('the plan stands under its phases and waves', async () => {
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    for (const heading of ['PreSync 1', 'Wave 0 1', 'Wave 1 1', 'Wave 2 1', 'PostSync 1', 'SyncFail, only if the sync fails 1']) await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
    await expect(page.getByText('3 to create, 2 hooks')).toBeVisible();
    await opened.picture('plan');
  });

  it('rows can be left out: the plan is made again without them, and says that no hooks are run', async () => {
    const web = page.getByRole('checkbox', { name: 'Sync Deployment default/web' });
    await expect(page.getByRole('checkbox', { name: /^Sync Job/ })).toHaveCount(0);
    await web.click();
    await expect(page.getByText('2 to create, 4 not chosen')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Not chosen 4' })).toBeVisible();
    await expect(page.getByText('Only chosen resources are synced: no hooks are run, and history gets no entry.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Apply 2' })).toBeEnabled();
    await opened.picture('chosen');
    await web.click();
    await expect(page.getByText('3 to create, 2 hooks')).toBeVisible();
    await expect(page.getByText(/Only chosen resources/)).toBeHidden();
  });

  it('what is waited for is said while it runs, in the page and for whoever asks; a stop ends the wait', async () => {
    await page.getByRole('button', { name: 'Apply 5' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Wave 1: waiting for Deployment default/web' })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole('status').filter({ hasText: /Pod web-\S+ cannot pull nonexistent/ })).toBeVisible();
    await opened.picture('waiting');
    // A sync that waits keeps nobody from looking.
    expectValue((await drydock(['app', 'get', 'app'], env)).code).toBe(0);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByText('Stopped by the user: 3 of 5 done.')).toBeVisible();
    await opened.picture('stopped');
  });

  it('a terminal stops what waits as well', async () => {
    await page.getByRole('button', { name: 'Plan again' }).first().click();
    await page.getByRole('button', { name: /^Apply/ }).click();
    await expect(page.getByRole('status').filter({ hasText: 'Wave 1: waiting for Deployment default/web' })).toBeVisible({ timeout: 20_000 });
    const { code, stdout } = await drydock(['app', 'terminate-op', 'app'], env);
    expectValue([code, stdout]).toEqual([0, 'Stopping the sync of app: what was begun is finished and recorded first.\n']);
    await expect(page.getByText(/Stopped by the user/)).toBeVisible();
    expectValue((await drydock(['app', 'terminate-op', 'app'], env)).stderr).toContain('No sync of app runs here');
  });

  it('an image that is there lets it go on to its end', async () => {
    await commit('nginx');
    await page.getByRole('button', { name: 'Plan again' }).first().click();
    await expect(page.getByText('1 to change')).toBeVisible();
    await page.getByRole('button', { name: /^Apply/ }).click();
    await expect(page.getByText('2 objects synced, 2 hooks run')).toBeVisible({ timeout: 30_000 });
    await opened.picture('done');
    expectValue(opened.problems()).toEqual([]);
  });
});
