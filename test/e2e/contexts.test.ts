/** Many contexts, dead ones among them: switching never waits for any, and nothing is contacted that nobody asked for. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { Browser } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { dump, load } from 'js-yaml';
import type { GitSandbox } from '../helpers/git.ts';
import { createGitSandbox } from '../helpers/git.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

describeBrowser('contexts in the page', () => {
  let git: GitSandbox;
  let browser: Browser;
  let served: Served;
  let opened: TestPage;
  let silent: Server;
  let asked = 0;
  let home: string;
  const kubeconfig = () => `${git.root}/kube/config`;

  const switcher = () => opened.page.getByRole('banner').getByRole('button', { name: 'Context', exact: true });

  async function writeKubeconfig(servers: Readonly<Record<string, string>>, current: string): Promise<void> {
    const names = Object.keys(servers);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': current,
      clusters: names.map((name) => ({ name, cluster: { server: servers[name] } })),
      users: names.map((name) => ({ name, user: { token: 'none' } })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    };
    await mkdir(dirname(kubeconfig()), { recursive: true });
    await writeFile(kubeconfig(), dump(config));
  }

  beforeAll(async () => {
    git = await createGitSandbox();
    // It takes connections and never says a word: the worst that a cluster can do.
    silent = createServer(() => asked++);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`team-${index}`, `https://127.0.0.1:1/${index}`]));
    await writeKubeconfig({ 'kind-dead': 'https://127.0.0.1:1', silent: `https://127.0.0.1:${port}`, 'eks-prod': 'https://127.0.0.1:2', ...many }, 'silent');
    home = git.path('home');
    served = await serve(home, { ...git.environment, KUBECONFIG: kubeconfig() });
    browser = await launch();
    opened = await openPage(browser, served.url, 'contexts');
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    silent.close();
    await git.remove();
  });

  it('lists every context and the sandbox, finds one among thousands, and contacts none by itself', async () => {
    const { page } = opened;
    await switcher().click();
    const list = page.getByRole('dialog', { name: 'Context' });
    await expect(list.getByRole('button', { name: /kind-dead/ })).toContainText('Not contacted');
    await expect(list.getByRole('button', { name: /drydock-sandbox/ })).toBeVisible();
    await expect(list.getByText('more: type to find them')).toBeVisible();
    await opened.picture('switcher');
    await list.getByLabel('Search contexts').fill('team-1999');
    await expect(list.getByRole('button', { name: /team-1999/ })).toBeVisible();
    expectValue(asked).toBe(0);
  });

  it('switches to one that is silent and to one that is dead, and on, while each is being asked', async () => {
    const { page } = opened;
    const choose = async (name: string) => {
      if (!(await page.getByRole('dialog', { name: 'Context' }).isVisible())) await switcher().click();
      const list = page.getByRole('dialog', { name: 'Context' });
      await list.getByLabel('Search contexts').fill(name);
      await list.getByRole('button', { name: new RegExp(name) }).click();
      await expect(switcher()).toContainText(name);
    };
    await choose('silent');
    await choose('kind-dead');
    await choose('drydock-sandbox');
    await switcher().click();
    const list = page.getByRole('dialog', { name: 'Context' });
    await expect(list.getByRole('button', { name: /kind-dead/ })).toContainText('Does not answer');
    await list.getByLabel('Search contexts').fill('silent');
    await expect(list.getByRole('button', { name: /silent/ })).toContainText('Connecting');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  it('shows why a cluster does not answer, and takes up a kubeconfig that changes', async () => {
    const { page } = opened;
    await page.getByRole('link', { name: 'Clusters' }).click();
    await expect(page.getByText(/kind-dead.*127\.0\.0\.1:1/).first()).toBeVisible();
    await opened.picture('clusters');
    await writeKubeconfig({ 'kind-new': 'https://127.0.0.1:3' }, 'kind-new');
    await expect(page.getByRole('gridcell', { name: 'kind-new', exact: true })).toBeVisible();
    await expect(page.getByRole('gridcell', { name: 'team-7', exact: true })).toBeHidden();
  });

  it('marks a protected context where something would be written to it', async () => {
    const { page } = opened;
    await writeKubeconfig({ 'eks-prod': 'https://127.0.0.1:2' }, 'eks-prod');
    await switcher().click();
    await page.getByRole('dialog', { name: 'Context' }).getByRole('button', { name: /eks-prod/ }).click();
    await expect(page.getByText('eks-prod is protected')).toBeVisible();
    await opened.picture('protected');
  });

  it('shows in red what is not verified or not encrypted, and what each cluster answered, in words', async () => {
    const { page } = opened;
    const config = {
      clusters: [
        { name: 'plain', cluster: { server: 'http://127.0.0.1:4' } },
        { name: 'unverified', cluster: { server: 'https://127.0.0.1:5', 'insecure-skip-tls-verify': true } },
        { name: 'gone', cluster: { server: 'https://127.0.0.1:6' } },
      ],
      users: [{ name: 'old', user: { 'auth-provider': { name: 'gcp' } } }],
      contexts: [...['plain', 'unverified'].map((name) => ({ name, context: { cluster: name } })), { name: 'gke-old', context: { cluster: 'gone', user: 'old' } }],
    };
    await writeFile(kubeconfig(), dump(config));
    await page.getByRole('link', { name: 'Clusters' }).click();
    await expect(page.getByRole('row', { name: /unverified/ })).toContainText('TLS is not verified');
    await expect(page.getByRole('row', { name: /plain/ })).toContainText('Not encrypted: plain HTTP');
    await expect(page.getByRole('row', { name: /gke-old/ })).toContainText('Not usable');
    await page.getByRole('row', { name: /plain/ }).getByRole('button', { name: 'Test' }).click();
    await expect(page.getByRole('row', { name: /plain/ })).toContainText('Does not answer');
    await page.getByRole('button', { name: 'Colour of plain' }).click();
    await page.getByRole('menuitem', { name: 'Orange' }).click();
    await expect(page.getByRole('row', { name: /plain/ }).locator('[style*="--context-4"]')).toBeVisible();
    await opened.picture('insecure');
  });

  it('plans on a read-only context and applies nothing: each button says why', async () => {
    const { page } = opened;
    await page.getByRole('link', { name: 'Applications' }).click();
    await switcher().click();
    await page.getByRole('dialog', { name: 'Context' }).getByRole('button', { name: /drydock-sandbox/ }).click();
    await page.getByRole('button', { name: 'Try the example' }).click();
    await page.getByRole('navigation', { name: 'Parts of the application' }).getByRole('link', { name: 'Plan' }).click();
    await expect(page.getByRole('button', { name: /^Apply \d+ to drydock-sandbox/ })).toBeEnabled();
    const application = page.url();
    // The same cluster by the user's own kubeconfig, which does not verify it: the application follows, and the plan says so.
    const own = JSON.stringify(load(await readFile(`${home}/sandbox/kubeconfig`, 'utf8'))).replace(/"certificate-authority-data":"[^"]*"/, '"insecure-skip-tls-verify":true');
    await writeFile(kubeconfig(), own);
    await expect(page.locator('footer').getByText('TLS is not verified', { exact: true })).toBeVisible();
    await opened.picture('insecure-plan');
    await page.getByRole('navigation', { name: 'Main places' }).getByRole('link', { name: 'Settings' }).click();
    await page.locator('input').and(page.getByLabel('Read-only contexts', { exact: true })).fill('drydock-*');
    await opened.picture('settings');
    await page.getByRole('button', { name: 'Save settings' }).click();
    await page.goto(application);
    await expect(page.getByText('drydock-sandbox is read-only: nothing is written to it')).toBeVisible();
    const apply = page.getByRole('button', { name: /^Apply \d+ to drydock-sandbox/ });
    await expect(apply).toHaveAttribute('aria-disabled', 'true');
    await apply.hover();
    await expect(page.getByText('drydock-sandbox is read-only: the settings keep it from being written to.').first()).toBeVisible();
    await opened.picture('read-only');
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: /Delete/ }).click();
    await expect(page.getByRole('dialog').getByText('drydock-sandbox is read-only, so that nothing in it can be deleted or changed.', { exact: false })).toBeVisible();
    await opened.picture('read-only-delete');
    await page.keyboard.press('Escape');
  });

  it('said nothing bad to the console', () => {
    expectValue(opened.problems()).toEqual([]);
  });
});
