/**
 * A field that differs and is not to count: chosen in the plan's diff, written into the application, and named in the plan
 * from then on. And what Argo CD's scripts say of an object and can do with it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import type { GitSandbox } from '../helpers/git.ts';
import { createGitSandbox } from '../helpers/git.ts';
import type { SandboxClient } from '../helpers/sandboxClient.ts';
import { openSandboxClient } from '../helpers/sandboxClient.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

describeBrowser('ignored fields and scripts', () => {
  let git: GitSandbox;
  let home: string;
  let served: Served;
  let browser: Browser;
  let opened: TestPage;
  let page: Page;
  let sandbox: SandboxClient;

  beforeAll(async () => {
    git = await createGitSandbox();
    home = git.path('home');
    const scripts = git.path('scripts');
    await mkdir(join(scripts, 'apps/StatefulSet/actions/restart'), { recursive: true });
    await writeFile(join(scripts, 'apps/StatefulSet/health.lua'), 'return {status = "Suspended", message = "told by a script for " .. obj.metadata.name}');
    await writeFile(join(scripts, 'apps/StatefulSet/actions/discovery.lua'), 'return {restart = {}, resume = {disabled = true}}');
    await writeFile(join(scripts, 'apps/StatefulSet/actions/restart/action.lua'), 'obj.spec.template.metadata.annotations = {restartedAt = "now"} return obj');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'settings.yaml'), `health:\n  scripts: ${scripts}\n`);
    served = await serve(home, { ...git.environment, KUBECONFIG: git.path('none') });
    browser = await launch();
    opened = await openPage(browser, served.url, 'ignore');
    page = opened.page;
    sandbox = openSandboxClient(home, git.path('cache'));
  });
  afterAll(async () => {
    await sandbox.close();
    await browser.close();
    await served.stop();
    await git.remove();
  });

  const header = () => page.locator('header').filter({ has: page.getByRole('heading', { level: 1 }) });
  const says = (words: string | RegExp) => expect(header().getByText(words).first()).toBeVisible({ timeout: 15_000 });

  it('the plan shows what is written, writes it, and is empty afterwards', async () => {
    await page.getByRole('button', { name: 'Try the example' }).click();
    await says(/Out of sync: 8 missing/);
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    await page.getByRole('button', { name: 'Apply 8 to drydock-sandbox' }).click();
    await says('Synced');
    await sandbox.scale('/apis/apps/v1/namespaces/example/deployments/mynginx', 3);
    await says(/Out of sync: 1 changed/);
    await page.getByRole('button', { name: 'Plan again' }).first().click();
    await page.getByRole('button', { name: 'Ignore a field' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('jsonPointers');
    await expect(dialog).toContainText('/spec/replicas');
    await opened.picture('dialog');
    await dialog.getByRole('button', { name: 'Ignore it' }).click();
    await expect(dialog).toBeHidden();
    await says('Synced');
    await expect(page.getByRole('heading', { name: 'Nothing to do' })).toBeVisible();
    await opened.picture('ignored');
    expectValue(await readFile(join(home, 'applications', 'example.yaml'), 'utf8')).toMatch(/ignoreDifferences:\n\s+- group: apps\n\s+kind: Deployment\n\s+name: mynginx\n(.*\n)*?\s+- \/spec\/replicas/);
  });

  it('the rows that are unchanged name it', async () => {
    await page.getByText(/unchanged/).first().click();
    await page.getByRole('button', { name: /mynginx/ }).filter({ hasText: 'Deployment' }).first().click();
    await expect(page.getByText('ignored: .spec.replicas (ignoreDifferences /spec/replicas)').first()).toBeVisible();
    await opened.picture('unchanged');
  });

  it('a script tells the health of an object, and another one changes it once that is confirmed', async () => {
    await page.getByRole('navigation', { name: 'Parts of the application' }).getByRole('link', { name: 'Graph' }).click();
    await page.locator('.react-flow__node').filter({ hasText: /database.*StatefulSet/s }).click();
    const drawer = page.getByRole('complementary');
    await expect(drawer.getByText('told by a script for database')).toBeVisible();
    await drawer.getByRole('button', { name: 'Actions' }).click();
    await expect(page.getByRole('menuitem', { name: /resume/ })).toContainText('Not as it is now.');
    await opened.picture('actions');
    await page.getByRole('menuitem', { name: 'restart' }).click();
    const dialog = page.getByRole('dialog');
    await opened.picture('action-dialog');
    await dialog.getByRole('button', { name: 'restart' }).click();
    await expect(dialog).toBeHidden();
    await expect.poll(async () => JSON.stringify((await sandbox.read('/apis/apps/v1/namespaces/example/statefulsets/database'))['spec'])).toContain('"restartedAt":"now"');
    await says('Synced');
    await page.getByRole('link', { name: 'Activity' }).first().click();
    await expect(page.getByText(/ran "restart" of StatefulSet example\/database in drydock-sandbox/)).toBeVisible();
  });
});
