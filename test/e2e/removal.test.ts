/** Deleting an application that has hooks for it: named before, run, and what is said where Git cannot be read. */
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

const configMap = (name: string, hook?: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(hook === undefined ? {} : { annotations: { 'argocd.argoproj.io/hook': hook } }) } });

describeBrowser('deleting an application with hooks', () => {
  let bench: PageBench;
  let repository: TestRepository;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    bench = await openPageBench('removal', {
      async files(to, context) {
        await commitFiles(to, { 'all.yaml': [configMap('settings'), configMap('backup', 'PreDelete'), configMap('goodbye', 'PostDelete')].join('---\n') }, 'start');
        return { app: applicationYaml({ source: { repoURL: to.remote, path: '.' }, destination: { name: context, namespace: 'default' } }) };
      },
      async prepare(env) {
        expectValue((await drydock(['app', 'sync', 'app', '--yes'], env)).code).toBe(0);
      },
    });
    ({ repository, opened } = bench);
    page = opened.page;
    await page.getByRole('link', { name: 'app', exact: true }).click();
  });
  afterAll(() => bench.close());

  const openDialog = async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete the application' }).click();
    return page.getByRole('dialog');
  };

  it('where Git cannot be read, nothing can be deleted, and the application can be forgotten', async () => {
    await commitFiles(repository, { 'all.yaml': 'kind: [\n' }, 'broken');
    const dialog = await openDialog();
    await expect(dialog.getByText(/^Nothing is deleted: which hooks run at the deletion of app stands in Git/)).toBeVisible();
    await dialog.getByRole('textbox').fill('app');
    await expect(dialog.getByRole('button', { name: 'Delete app' })).toHaveAttribute('aria-disabled', 'true');
    await expect(dialog.getByRole('radio')).toHaveCount(3);
    await opened.picture('unknown');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('hooks are named before, and run', async () => {
    await commitFiles(repository, { 'all.yaml': [configMap('settings'), configMap('backup', 'PreDelete'), configMap('goodbye', 'PostDelete')].join('---\n') }, 'mended');
    const dialog = await openDialog();
    await expect(dialog.getByText('Run before anything is deleted, and have to succeed (PreDelete):')).toBeVisible();
    await expect(dialog.getByRole('listitem')).toHaveText([/ConfigMap default\/backup/, /ConfigMap default\/goodbye/]);
    await dialog.getByRole('textbox').fill('app');
    await opened.picture('named');
    await dialog.getByRole('button', { name: 'Delete app' }).click();
    await expect(dialog).toBeHidden({ timeout: 15_000 });
    await expect(page.getByRole('link', { name: 'app', exact: true })).toHaveCount(0);
    expectValue(opened.problems()).toEqual([]);
  });
});
