/** Projects in the page, on the sandbox: rules and windows in words, edited as YAML, chosen for an application, and what holds auto-sync up. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { stringify } from 'yaml';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import { applicationYaml } from '../helpers/workspace.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: value\n';

describeBrowser('projects in the page', () => {
  let git: GitSandbox;
  let repository: TestRepository;
  let home: string;
  let browser: Browser;
  let served: Served;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    git = await createGitSandbox();
    repository = await createRepository(git, 'shop');
    await commitFiles(repository, { 'settings.yaml': CONFIG_MAP }, 'start');
    home = git.path('home');
    await mkdir(join(home, 'applications'), { recursive: true });
    await mkdir(join(home, 'projects'), { recursive: true });
    const team = {
      description: 'Everything that team A runs',
      sourceRepos: [repository.remote, 'https://git.example.com/team-a/*', '!https://git.example.com/team-a/old*'],
      destinations: [{ name: 'drydock-sandbox', namespace: 'default' }, { name: 'kind-*', namespace: 'team-a-*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'team-a-*' }],
      namespaceResourceBlacklist: [{ group: '', kind: 'ResourceQuota' }, { group: 'rbac.authorization.k8s.io', kind: '*' }],
      syncWindows: [{ kind: 'deny', schedule: '* * * * *', duration: '1h', timeZone: 'Europe/Berlin', applications: ['*'] }],
    };
    await writeFile(join(home, 'projects', 'team-a.yaml'), `# Ask before you widen it.\n${stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'team-a' }, spec: team })}`);
    await writeFile(join(home, 'projects', 'broken.yaml'), 'apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata:\n  name: broken\nspec:\n  syncWindows:\n    - kind: deny\n      schedule: at night\n      duration: 8h\n');
    const application = { project: 'team-a', source: { repoURL: repository.remote, path: '.' }, destination: { name: 'drydock-sandbox', namespace: 'default' }, syncPolicy: { automated: {} } };
    await writeFile(join(home, 'applications', 'shop.yaml'), applicationYaml(application, 'shop'));
    served = await serve(home, { ...git.environment, KUBECONFIG: git.path('none') });
    browser = await launch();
    opened = await openPage(browser, served.url, 'projects');
    page = opened.page;
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    await git.remove();
  });

  const rail = (name: string) => page.getByRole('navigation', { name: 'Main places' }).getByRole('link', { name });
  const editor = () => page.getByRole('textbox', { name: 'The project as YAML' });
  const file = (name: string) => readFile(join(home, 'projects', `${name}.yaml`), 'utf8');
  /** Changes a text of the editor as a person would: selects everything and types anew. */
  const write = async (text: string) => {
    await editor().click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
  };

  it('lists them, a broken file with the place and the reason', async () => {
    await rail('Projects').click();
    await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible();
    await expect(page.getByRole('row', { name: /team-a.*Everything that team A runs/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /^default/ })).toBeVisible();
    await expect(page.getByRole('alert')).toContainText(/broken\.yaml:8: spec\.syncWindows\.0\.schedule: "at night" is no cron expression/);
    await opened.picture('list');
  });

  it('says what one allows, and when, in words', async () => {
    await page.getByRole('link', { name: 'team-a' }).click();
    await expect(page.getByText('Nothing is synced at * * * * * for 1h (Europe/Berlin).')).toBeVisible();
    await expect(page.getByText('But not from these: https://git.example.com/team-a/old*')).toBeVisible();
    await expect(page.getByText('But not ResourceQuota, any kind (rbac.authorization.k8s.io).')).toBeVisible();
    await expect(page.getByText('Namespace named team-a-*')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Delete project' })).toHaveAttribute('aria-disabled', 'true');
    await opened.picture('project');
  });

  it('an application says what holds its auto-sync up; the plan is blocked with the rule', async () => {
    await page.getByRole('main').getByRole('link', { name: 'shop' }).click();
    await expect(page.getByText('Waits for its sync window')).toBeVisible();
    await expect(page.getByText(/Sync windows of the project team-a: a deny window is open/)).toBeVisible();
    await opened.picture('held-up');
    await page.getByRole('button', { name: 'Plan and sync' }).click();
    await expect(page.getByText(/1 blocked/).first()).toBeVisible();
    await opened.picture('plan-blocked');
  });

  it('is edited as YAML; what is wrong is said and not saved, and auto-sync follows a change', async () => {
    await rail('Projects').click();
    await page.getByRole('link', { name: 'team-a' }).click();
    await expect(editor()).toContainText('Ask before you widen it');
    const before = await file('team-a');
    await write(before.replace('duration: 1h', 'duration: long'));
    await page.getByRole('button', { name: 'Save project' }).click();
    await expect(page.getByRole('alert')).toContainText('"long" is no duration');
    expectValue(await file('team-a')).toBe(before);
    await opened.picture('refused');
    await write(before.replace('kind: deny', 'kind: allow'));
    await page.getByRole('button', { name: 'Save project' }).click();
    await expect(page.getByText('Syncs are allowed at * * * * * for 1h (Europe/Berlin) alone.')).toBeVisible();
    expectValue(await file('team-a')).toContain('# Ask before you widen it.');
    await page.getByRole('main').getByRole('link', { name: 'shop' }).click();
    await expect(page.locator('header').getByText('Synced').first()).toBeVisible();
    await expect(page.getByText('Waits for its sync window')).toHaveCount(0);
    await opened.picture('let-go');
  });

  it('follows its file; what is being edited is not overwritten', async () => {
    await rail('Projects').click();
    await page.getByRole('link', { name: 'team-a' }).click();
    await expect(editor()).toContainText('team A runs');
    await writeFile(join(home, 'projects', 'team-a.yaml'), (await file('team-a')).replace('team A runs', 'the team runs'));
    await expect(page.getByText('Everything that the team runs').first()).toBeVisible();
    await expect(editor()).toContainText('the team runs');
    const mine = (await file('team-a')).replace('the team runs', 'we run');
    await write(mine);
    await writeFile(join(home, 'projects', 'team-a.yaml'), (await file('team-a')).replace('the team runs', 'they run'));
    await expect(page.getByText('Everything that they run').first()).toBeVisible();
    await expect(editor()).toContainText('we run');
    await page.getByRole('button', { name: 'Save project' }).click();
    await expect(page.getByText('The file was changed meanwhile')).toBeVisible();
    await opened.picture('conflict');
    await page.getByRole('button', { name: 'Load it anew' }).click();
    await expect(editor()).toContainText('they run');
  });

  it('a new one is made, chosen for an application, and deleted', async () => {
    await rail('Projects').click();
    await page.getByRole('button', { name: 'New project' }).click();
    await page.getByLabel('Name').fill('team-b');
    await opened.picture('new');
    await page.getByRole('button', { name: 'Create project' }).click();
    await expect(page.getByText('From any repository.')).toBeVisible();
    await rail('Applications').click();
    await page.getByRole('button', { name: 'New application' }).click();
    const chooser = page.getByRole('combobox', { name: 'Project' });
    await chooser.fill('team-c');
    await expect(chooser).toHaveAccessibleDescription(/There is no project "team-c"/);
    await chooser.fill('team');
    await page.getByRole('option', { name: /team-b/ }).click();
    await expect(chooser).toHaveAccessibleDescription(/This project is there/);
    await opened.picture('chooser');
    await rail('Projects').click();
    await page.getByRole('link', { name: 'team-b' }).click();
    await page.getByRole('button', { name: 'Delete project' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete project' }).click();
    await expect(page.getByRole('row', { name: /team-a/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /team-b/ })).toHaveCount(0);
    expectValue(opened.problems()).toEqual([]);
  });
});
