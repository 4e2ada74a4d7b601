/** Wrong input in the page: each is said beside its field, with what is wrong, where, and what to do. */
import { join } from 'node:path';
import { writeFile, mkdir } from 'node:fs/promises';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: value\n';

describeBrowser('wrong input in the page', () => {
  let git: GitSandbox;
  let repository: TestRepository;
  let empty: TestRepository;
  let browser: Browser;
  let served: Served;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    git = await createGitSandbox();
    repository = await createRepository(git, 'app');
    empty = await createRepository(git, 'empty');
    await commitFiles(
      repository,
      {
        'good/settings.yaml': CONFIG_MAP,
        'broken/web.yaml': `${CONFIG_MAP}---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports: [\n`,
        'nothing/readme.md': 'no manifest here\n',
        'kustomize/kustomization.yaml': 'resources: []\n',
        'typo/web.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  nam: web\n',
      },
      'start',
    );
    const home = git.path('home');
    await mkdir(join(home, 'applications'), { recursive: true });
    await writeFile(join(home, 'applications', 'broken.yaml'), 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: broken\nspec:\n  source: {}\n  destination: {}\n');
    served = await serve(home, { ...git.environment, KUBECONFIG: git.path('none') });
    browser = await launch();
    opened = await openPage(browser, served.url, 'badInput');
    page = opened.page;
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
    await git.remove();
  });

  const field = (label: string) => page.locator('input').and(page.getByLabel(label, { exact: true }));
  /** What is said of a field is its description, for those who do not see the page too. */
  const said = (label: string, message: string | RegExp) => expect(field(label)).toHaveAccessibleDescription(typeof message === 'string' ? new RegExp(message) : message);

  it('a file of an application that is broken is shown with file, line and field, beside what can be done', async () => {
    await expect(page.getByRole('alert')).toContainText(/broken\.yaml:\d+: spec\.source\.repoURL/);
    await opened.picture('broken-file');
  });

  it.each([
    ['no URL at all', 'not a repository', /neither a URL nor an absolute path/],
    ['a transport that runs commands', 'ext::sh -c touch', /not allowed|remote helper/],
    ['a folder that is none', '/nowhere/at/all', /There is no Git repository at \/nowhere\/at\/all/],
    ['a server that does not answer', 'http://127.0.0.1:1/app.git', /127\.0\.0\.1/],
  ])('a repository that is %s', async (_name, url, message) => {
    await page.getByRole('button', { name: 'New application' }).click();
    await field('Repository').fill(url);
    await said('Repository', message);
    await opened.picture('repository');
    await page.goBack();
  });

  it('a repository without a commit', async () => {
    await page.getByRole('button', { name: 'New application' }).click();
    await field('Repository').fill(empty.remote);
    await said('Repository', 'The repository is empty');
  });

  it('a revision, path and content that are not there, each at its own field', async () => {
    await field('Repository').fill(repository.remote);
    await said('Repository', '1 branch');
    await field('Revision').fill('no-such-branch');
    await said('Revision', /no-such-branch/);
    await field('Revision').fill('main');
    await said('Revision', '"start"');
    for (const [path, message] of [
      ['no/such/path', /no\/such\/path/],
      ['broken', /web\.yaml:\d+/],
      ['typo', /metadata\.name is missing|nam/],
      ['nothing', /no manifests at this path/],
      ['kustomize', /Kustomize source, which is not supported yet/],
      ['../..', /\.\./],
    ] as const) {
      await field('Path').fill(path);
      await said('Path', message);
    }
    await opened.picture('path');
    await field('Path').fill('good');
    await said('Path', '1 ConfigMap');
  });

  it('a namespace that is missing, a name that cannot be, and nothing is created before it is right', async () => {
    await field('Namespace').fill('not-there');
    await said('Namespace', 'not-there is not there.');
    await page.getByLabel('Create the namespace if it is missing').check();
    await said('Namespace', 'will be created by the first sync');
    await field('Name').fill('Not A Name');
    await said('Name', 'Lower-case letters');
    await expect(page.getByRole('button', { name: 'Create', exact: true })).toHaveAttribute('aria-disabled', 'true');
    await opened.picture('name');
    await field('Name').fill('good');
    await expect(page.getByText('2 to create')).toBeVisible();
    await opened.picture('right');
  });

  it('broken YAML says its line, and the form comes back with it', async () => {
    await page.getByText('Form and YAML').click();
    const editor = page.getByRole('textbox', { name: 'The application as YAML' });
    await editor.focus();
    await page.keyboard.press('ControlOrMeta+Home');
    await page.keyboard.type('[');
    await expect(page.getByRole('alert')).toContainText(/Line \d+/);
    await opened.picture('yaml');
    await page.keyboard.press('Backspace');
    await expect(field('Repository')).toHaveValue(repository.remote);
  });

  it('an address that leads nowhere says so, and leads on', async () => {
    await page.evaluate(() => {
      location.hash = '#/no/such/place';
    });
    await expect(page.getByRole('heading', { name: 'There is no such place' })).toBeVisible();
    await page.getByRole('link', { name: 'To the applications' }).click();
    await expect(page.getByRole('alert')).toContainText('broken.yaml');
    await page.evaluate(() => {
      location.hash = '#/applications/nobody';
    });
    await expect(page.getByRole('heading', { name: 'There is no application "nobody"' })).toBeVisible();
  });

  it('said nothing bad to the console', () => {
    expectValue(opened.problems()).toEqual([]);
  });
});
