/** Deleting an application that has hooks for it: named before, run, and what is said where Git cannot be read. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { stringify } from 'yaml';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { drydock } from '../helpers/terminal.ts';
import { applicationYaml } from '../helpers/workspace.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

const configMap = (name: string, hook?: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(hook === undefined ? {} : { annotations: { 'argocd.argoproj.io/hook': hook } }) } });

describeBrowser('deleting an application with hooks', () => {
  let git: GitSandbox;
  let repository: TestRepository;
  let sandbox: Sandbox;
  let served: Served;
  let browser: Browser;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    git = await createGitSandbox();
    repository = await createRepository(git, 'removal');
    await commitFiles(repository, { 'all.yaml': [configMap('settings'), configMap('backup', 'PreDelete'), configMap('goodbye', 'PostDelete')].join('---\n') }, 'start');
    sandbox = await startSandbox({ folder: git.path('cluster') });
    const home = git.path('home');
    await mkdir(join(home, 'applications'), { recursive: true });
    await writeFile(join(home, 'applications', 'app.yaml'), applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: sandbox.context, namespace: 'default' } }));
    const env = { ...git.environment, KUBECONFIG: sandbox.kubeconfig, DRYDOCK_HOME: home };
    served = await serve(home, env);
    expectValue((await drydock(['app', 'sync', 'app', '--yes'], env)).code).toBe(0);
    browser = await launch();
    opened = await openPage(browser, served.url, 'removal');
    page = opened.page;
    await page.getByRole('link', { name: 'app', exact: true }).click();
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    await sandbox.close();
    await git.remove();
  });

  const openDialog = async () => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete the application' }).click();
    return page.getByRole('dialog');
  };

  it('where Git cannot be read, nothing can be deleted, and the application can be forgotten', async () => {
    await commitFiles(repository, { 'all.yaml': 'kind: [\n' }, 'broken');
    const dialog = await openDialog();
    await expect(dialog.getByText(/^Nothing was deleted: which hooks run at the deletion of app stands in Git/)).toBeVisible();
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
