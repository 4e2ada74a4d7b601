/**
 * The story of a new user, by hand in the page: no kubeconfig, the example first, then a repository of their own with real
 * pushes. Each step leaves a picture in both themes in artifacts/e2e/story.
 */
import type { Browser, Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import type { SandboxClient } from '../helpers/sandboxClient.ts';
import { openSandboxClient } from '../helpers/sandboxClient.ts';
import { deployment, service } from '../story/mynginx.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

const NAMESPACE = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n';
const EXTRA = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata:\n  key: value\n';
const MYNGINX = '/apis/apps/v1/namespaces/shop/deployments/mynginx';

describeBrowser('the story of a new user', () => {
  let git: GitSandbox;
  let repository: TestRepository;
  let home: string;
  let served: Served;
  let browser: Browser;
  let opened: TestPage;
  let page: Page;
  let sandbox: SandboxClient;

  beforeAll(async () => {
    git = await createGitSandbox();
    repository = await createRepository(git, 'shop');
    await commitFiles(repository, { 'app/namespace.yaml': NAMESPACE, 'app/web.yaml': `${deployment({ replicas: 1 })}---\n${service}`, 'app/extra.yaml': EXTRA }, 'mynginx');
    home = git.path('home');
    served = await serve(home, { ...git.environment, KUBECONFIG: git.path('none') });
    browser = await launch();
    opened = await openPage(browser, served.url, 'story');
    page = opened.page;
    sandbox = openSandboxClient(home, git.path('cache'));
  });
  afterAll(async () => {
    await sandbox.close();
    await browser.close();
    await served.stop();
    await git.remove();
  });

  const field = (label: string) => page.locator('input').and(page.getByLabel(label, { exact: true }));
  const tab = (name: string) => page.getByRole('navigation', { name: 'Parts of the application' }).getByRole('link', { name });
  const node = (name: RegExp): Locator => page.locator('.react-flow__node').filter({ hasText: name });
  const header = () => page.locator('header').filter({ has: page.getByRole('heading', { level: 1 }) });
  const planAgain = () => page.getByRole('button', { name: 'Plan again' }).first().click();
  const gone = (path: string) => expect.poll(() => sandbox.read(path).then(() => 'there', (error: unknown) => String(error))).toMatch(/not found/i);
  /** The states in the application's header, in words. */
  const says = (words: string | RegExp) => expect(header().getByText(words).first()).toBeVisible({ timeout: 15_000 });

  it('1. begins with a friendly page: the sandbox, New application, Try the example', async () => {
    await expect(page.getByRole('heading', { name: 'Nothing is here yet' })).toBeVisible();
    await expect(page.getByText('There is no kubeconfig')).toBeVisible();
    await opened.picture('first-page');
    await page.getByRole('button', { name: 'Try the example' }).click();
    await says(/Out of sync: 8 missing/);
    await says('Missing');
    await expect(node(/mynginx.*Deployment/s)).toBeVisible();
    await opened.picture('example-missing');
  });

  it('2. the example: the plan, the sync, and the pods come up in the graph, live', async () => {
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    await expect(page.getByText('8 to create')).toBeVisible();
    await opened.picture('example-plan');
    await page.getByRole('button', { name: 'Apply 8 to drydock-sandbox' }).click();
    await expect(page.getByText('8 objects synced')).toBeVisible();
    await opened.picture('example-synced');
    await page.getByRole('link', { name: 'Watch the graph' }).click();
    await expect(node(/Pod/).first()).toBeVisible();
    await says('Synced');
    await says('Healthy');
    for (const kind of [/mynginx-\S*.*ReplicaSet/s, /mynginx.*Pod.*1\/1/s, /database-0/, /EndpointSlice|Endpoi/]) await expect(node(kind).first()).toBeVisible();
    await opened.picture('example-graph');
  });

  it('3. any node opens its details: words, manifests, events, logs', async () => {
    await node(/database-0/).click();
    const drawer = page.getByRole('complementary');
    await expect(drawer.getByText('Pod database-0 is running and ready.')).toBeVisible();
    await opened.picture('pod');
    await drawer.getByRole('link', { name: 'Live' }).click();
    await expect(drawer.getByText('apiVersion').first()).toBeVisible();
    await drawer.getByRole('link', { name: 'Events' }).click();
    await expect(drawer.getByText(/Successfully pulled image/)).toBeVisible();
    await drawer.getByRole('link', { name: 'Logs' }).click();
    await expect(drawer.getByText('postgres is ready')).toBeVisible();
    await opened.picture('logs');
    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
  });

  it('4. "Change replicas to 2 and commit": out of sync at once, the diff is that one line, auto-sync follows by itself', async () => {
    await page.getByRole('button', { name: 'Change replicas to 2 and commit' }).click();
    await says(/Out of sync: 1 changed/);
    await tab('Plan').click();
    await expect(page.getByText('1 to change')).toBeVisible();
    await expect(page.locator('.cm-changedLine').filter({ hasText: /^\s*replicas:/ }).first()).toContainText(/replicas: [12]/);
    await opened.picture('replicas-plan');
    await page.getByText('Unified').click();
    await expect(page.getByText('replicas: 2')).toBeVisible();
    await opened.picture('replicas-unified');
    await page.getByLabel('Auto-sync').click();
    await says('Synced');
    await tab('Graph').click();
    await expect(node(/mynginx.*Pod/s)).toHaveCount(2);
    await opened.picture('two-pods');
  });

  it('5. New application over a repository of one’s own is checked as one types, and shows as a tile and in the table', async () => {
    await page.getByRole('link', { name: 'Applications' }).first().click();
    await page.getByRole('button', { name: 'New application' }).click();
    await field('Repository').fill(repository.remote);
    await expect(field('Repository')).toHaveAccessibleDescription(/1 branch/);
    await expect(field('Revision')).toHaveAccessibleDescription(/"mynginx" by Test Author/);
    await field('Path').fill('app');
    await expect(field('Path')).toHaveAccessibleDescription(/1 ConfigMap, 1 Deployment, 1 Namespace, 1 Service/);
    await field('Namespace').fill('shop');
    await field('Name').fill('shop');
    await expect(page.getByText('4 to create')).toBeVisible();
    await opened.picture('new-application');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await says(/Out of sync: 4 missing/);
    await page.getByRole('link', { name: 'Applications' }).first().click();
    await expect(page.getByRole('link', { name: 'shop', exact: true })).toBeVisible();
    await opened.picture('tiles');
    await page.getByText('Table', { exact: true }).click();
    await expect(page.getByRole('row', { name: /shop/ })).toContainText('4 missing');
    await opened.picture('table');
    await page.getByRole('link', { name: 'shop', exact: true }).click();
  });

  it('6. syncs it: the button names the context, the rows carry the progress', async () => {
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    await page.getByRole('button', { name: 'Apply 4 to drydock-sandbox' }).click();
    await expect(page.getByText('4 objects synced')).toBeVisible();
    await expect(page.getByRole('button', { name: /Deployment shop\/mynginx/ })).toContainText('created');
    await says('Synced');
    await says('Healthy');
  });

  it('7. a push shows when Git is asked, and drift at once, with who did it; self-heal corrects it', async () => {
    await commitFiles(repository, { 'app/web.yaml': `${deployment({ replicas: 2 })}---\n${service}` }, 'two replicas');
    await says(/Out of sync: 1 changed/);
    // The page is still the record of the last sync.
    await planAgain();
    await page.getByRole('button', { name: 'Apply 1 to drydock-sandbox' }).click();
    await says('Synced');
    await sandbox.scale(MYNGINX, 5);
    await says(/Out of sync: 1 changed/);
    await planAgain();
    await expect(page.getByText(/was set by kubectl|set by kubectl/).first()).toBeVisible();
    await opened.picture('drift');
    await page.getByLabel('Auto-sync').click();
    await page.getByLabel('Self-heal').click();
    await says('Synced');
    await expect.poll(async () => JSON.stringify((await sandbox.read(MYNGINX))['spec'])).toContain('"replicas":2');
    await sandbox.scale(MYNGINX, 4);
    await expect.poll(async () => JSON.stringify((await sandbox.read(MYNGINX))['spec'])).toContain('"replicas":2');
    await says('Synced');
    await page.getByLabel('Auto-sync').click();
  });

  it('8. what leaves Git is shown as to be pruned, and goes only as chosen', async () => {
    await commitFiles(repository, { 'app/extra.yaml': null }, 'without the extra');
    await says(/Out of sync: 1 to prune/);
    // The open plan never moves by itself; that there is a newer one is said.
    await expect(page.getByRole('button', { name: 'Show the new plan' })).toBeVisible();
    await planAgain();
    await expect(page.getByRole('heading', { name: /To prune, and left/ })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: 'extra' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Nothing to apply' })).toBeVisible();
    await opened.picture('to-prune');
    await page.getByLabel('Delete what left Git').click();
    await page.getByRole('button', { name: 'Apply 1 to drydock-sandbox' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('ConfigMap shop/extra');
    await opened.picture('acknowledge');
    await dialog.getByLabel('I have read what is deleted').click();
    await dialog.getByRole('button', { name: 'Apply 1 to drydock-sandbox' }).click();
    await says('Synced');
    await gone('/api/v1/namespaces/shop/configmaps/extra');
  });

  it('9. history: what each sync did, the plan of a rollback, the rollback; refused while auto-sync is on, with the offer', async () => {
    await tab('History').click();
    const syncs = page.getByRole('list', { name: 'Syncs, newest first' });
    await expect(syncs.getByRole('listitem').first()).toContainText('1 deleted');
    await expect(page.getByRole('region', { name: 'What it did' })).toContainText('ConfigMap shop/extra');
    await opened.picture('history');
    await syncs.getByRole('listitem').first().getByRole('checkbox').click();
    await syncs.getByRole('listitem').last().getByRole('checkbox').click();
    const comparison = page.getByRole('region', { name: 'Comparison' });
    await expect(comparison.getByRole('button', { name: /ConfigMap extra removed/ })).toBeVisible();
    await expect(comparison.getByText('As rendered from Git').first()).toBeVisible();
    await opened.picture('comparison');
    await syncs.getByRole('listitem').first().getByRole('checkbox').click();
    await page.getByLabel('Auto-sync').click();
    await expect(page.getByLabel('Auto-sync')).toBeChecked();
    await syncs.getByRole('listitem').last().getByRole('button', { name: 'Plan rollback' }).click();
    await expect(page.getByText('Auto-sync is on, so a rollback would be undone at once.')).toBeVisible();
    await page.getByRole('button', { name: 'Turn auto-sync off and plan the rollback' }).click();
    await expect(page.getByText(/1 to change, 1 to create/)).toBeVisible();
    await opened.picture('rollback');
    await page.getByRole('button', { name: 'Roll back: apply 2 to drydock-sandbox' }).click();
    await expect(page.getByText('2 objects synced')).toBeVisible();
    await expect.poll(async () => JSON.stringify((await sandbox.read(MYNGINX))['spec'])).toContain('"replicas":1');
  });

  it('10. a host that is killed: the page says so, comes back by itself, and knows everything again', async () => {
    const { port } = new URL(served.url);
    await served.stop('SIGKILL');
    await expect(page.getByText(/Drydock does not answer since/)).toBeVisible();
    await opened.picture('lost');
    served = await serve(home, { ...git.environment, KUBECONFIG: git.path('none') }, ['--port', port]);
    await expect(page.getByText(/Drydock does not answer since/)).toBeHidden({ timeout: 15_000 });
    await page.getByRole('link', { name: 'Applications' }).first().click();
    await expect(page.getByRole('row', { name: /shop/ })).toContainText('Out of sync', { timeout: 15_000 });
    await sandbox.close();
    sandbox = openSandboxClient(home, git.path('cache'));
  });

  it('11. deletes it: with its resources, the name typed; the other application and its own stay', async () => {
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete the application' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: 'Delete shop' })).toHaveAttribute('aria-disabled', 'true');
    await dialog.getByLabel('Name of the application').fill('shop');
    await opened.picture('delete');
    await dialog.getByRole('button', { name: 'Delete shop' }).click();
    await expect(page.getByRole('heading', { name: 'Applications', level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: 'shop', exact: true })).toBeHidden();
    await gone(MYNGINX);
    await expect(page.getByRole('link', { name: 'example', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect(page.getByText('Deleted with its resources.')).toBeVisible();
    await opened.picture('activity');
  });

  it('said nothing bad to the console, but that the host was away', () => {
    expectValue(opened.problems(/WebSocket connection|ERR_CONNECTION_REFUSED/)).toEqual([]);
  });
});
