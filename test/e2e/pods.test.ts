/**
 * Logs of several pods and a terminal, in the page against a real API server: on the control plane, since the sandbox's pods
 * run nothing. What is typed runs on this machine (test/cluster/kwok.ts).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Browser, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { POD_PORTS } from '../cluster/kwok.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import { writeLog } from '../helpers/containerLog.ts';
import { commitFiles } from '../helpers/git.ts';
import { drydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace } from '../helpers/workspace.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser, launch, openPage } from './browser.ts';
import type { Served } from './served.ts';
import { serve } from './served.ts';

const PROTECTED = 'shop-prod';
/** Of whoever runs the tests: their shell is what kwok's containers have. */
const PROMPT = /[$#] /;

const web = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: nginx
        - name: proxy
          image: envoy
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector: { app: web }
  ports:
    - { name: echo, port: ${POD_PORTS.echo} }
`;

describeCluster('pods in the page', () => describeBrowser('with a browser', () => {
  let workspace: Workspace;
  let namespace: string;
  let served: Served;
  let browser: Browser;
  let opened: TestPage;
  let page: Page;
  let pods: readonly string[];

  const log = async (...texts: readonly string[]): Promise<void> => {
    for (const container of ['web', 'proxy'] as const) await writeLog(container, ...texts);
  };
  const drawer = () => page.getByRole('complementary');
  const open = (application: string, key: string, tab: string) => page.goto(`${new URL(page.url()).origin}/#/applications/${application}?resource=${key}&show=${tab}`);
  const screen = () => drawer().locator('.xterm-rows');

  beforeAll(async () => {
    workspace = await createWorkspace('e2e-pods', { ...useCluster(), newNamespace });
    ({ namespace } = workspace);
    const { context, kubeconfig } = useCluster();
    const second = workspace.sandbox.path('kubeconfig-prod');
    await writeFile(second, (await readFile(kubeconfig, 'utf8')).replaceAll(context, PROTECTED));
    const env = { ...workspace.env, KUBECONFIG: `${kubeconfig}:${second}`, DRYDOCK_HOME: workspace.home };
    await commitFiles(workspace.repository, { 'web.yaml': web }, 'start');
    await drydock(['app', 'create', 'web', '--repo', workspace.repository.remote, '--dest-context', context, '--dest-namespace', namespace], env);
    expectValue(await drydock(['app', 'sync', 'web', '--yes'], env)).toMatchObject({ code: 0 });
    expectValue(await drydock(['app', 'wait', 'web', '--timeout', '60'], env)).toMatchObject({ code: 0 });
    await drydock(['app', 'create', 'web-prod', '--repo', workspace.repository.remote, '--dest-context', PROTECTED, '--dest-namespace', namespace], env);
    pods = (await kubectl(['get', 'pods', '-n', namespace, '-o', 'jsonpath={.items[*].metadata.name}'])).trim().split(' ');
    await log('listening on 8080', 'error upstream timed out', 'GET /cart 200');
    served = await serve(workspace.home, env);
    browser = await launch();
    opened = await openPage(browser, served.url, 'pods');
    page = opened.page;
  });
  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await workspace.close();
  });

  it('the logs of a workload: all its pods and containers, each line with its tag', async () => {
    await open('web', `apps/Deployment/${namespace}/web`, 'logs');
    await expect(drawer().getByRole('button', { name: 'Pods: All pods' })).toBeVisible();
    const line = drawer().getByText('error upstream timed out');
    await expect(line).toHaveCount(4);
    for (const letter of ['A', 'B', 'C', 'D']) await expect(drawer().getByText(letter, { exact: true }).first()).toBeVisible();
    await opened.picture('logs-workload');
  });

  it('new lines come, and wait below while one reads above', async () => {
    await log('just written');
    await expect(drawer().getByText('just written')).toHaveCount(4);
    await log(...Array.from({ length: 40 }, (_, index) => `GET /item/${index} 200`));
    await expect(drawer().getByText('GET /item/39 200').first()).toBeVisible();
    await drawer().getByRole('log').hover();
    await page.mouse.wheel(0, -400);
    await expect(drawer().getByRole('button', { name: 'Jump to newest' })).toBeVisible();
    await log('while away');
    await expect(drawer().getByRole('button', { name: '4 new lines' })).toBeVisible();
    await opened.picture('logs-paused');
    await drawer().getByRole('button', { name: '4 new lines' }).click();
    await expect(drawer().getByText('while away').first()).toBeVisible();
  });

  it('filters by an expression, says what is wrong with one, and saves what is shown', async () => {
    const filter = drawer().getByLabel('Filter lines, or /expression/');
    await filter.fill('/item.1[0-2] /');
    await expect(drawer().getByText('12 of')).toBeVisible();
    await opened.picture('logs-filtered');
    const download = page.waitForEvent('download');
    await drawer().getByRole('button', { name: 'Save as a file' }).click();
    await page.getByRole('menuitem', { name: 'Save the 12 lines shown' }).click();
    const saved = await download;
    expectValue(saved.suggestedFilename()).toBe('web.log');
    const text = await readFile(await saved.path(), 'utf8');
    expectValue(text.trim().split('\n')).toHaveLength(12);
    expectValue(text).toContain(`${namespace}/${pods[0] ?? ''}/web GET /item/10 200`);
    await filter.fill('/(/');
    await expect(drawer().getByText(/no regular expression/)).toBeVisible();
    await filter.fill('');
  });

  it('one pod and one container only: no tags; a former run that there is not is said', async () => {
    await drawer().getByRole('button', { name: /^Pods/ }).click();
    await page.getByRole('menuitemcheckbox', { name: pods[0] ?? '' }).click();
    await page.keyboard.press('Escape');
    await expect(drawer().getByRole('button', { name: `Pods: ${pods[1] ?? ''}` })).toBeVisible();
    await drawer().getByRole('button', { name: 'Container: All containers' }).click();
    await page.getByRole('menuitem', { name: 'proxy' }).click();
    await expect(drawer().getByText('error upstream timed out')).toHaveCount(1);
    await expect(drawer().getByText('A', { exact: true })).toHaveCount(0);
    await drawer().getByRole('radio', { name: 'Previous run' }).click();
    await expect(drawer().getByText(/could not|no log/i).first()).toBeVisible();
    await opened.picture('logs-previous');
  });

  it('a terminal in a pod: opened on purpose, with the context above it', async () => {
    await open('web', `/Pod/${namespace}/${pods[0] ?? ''}`, 'terminal');
    await expect(drawer().getByText('What is typed there happens there at once.')).toBeVisible();
    await opened.picture('terminal-before');
    await drawer().getByRole('button', { name: 'Open terminal' }).click();
    await expect(screen()).toContainText(PROMPT);
    await page.keyboard.type('printf "\\033[31mred\\033[0m %s\\n" "$((6 * 7))"\n');
    await expect(screen()).toContainText('red 42');
    await page.keyboard.type('stty size\n');
    await expect(screen()).toContainText(/\d+ \d+/);
    await opened.picture('terminal');
  });

  it('it has the size of its place, keeps Esc and Ctrl-K, lives on behind other tabs, and can be left by keys', async () => {
    const sizes = async (): Promise<readonly string[]> => ((await screen().innerText()).match(/^\d+ \d+\s*$/gm) ?? []).map((each) => each.trim());
    const [before = ''] = await sizes();
    await drawer().getByRole('button', { name: 'Show as a page' }).click();
    await expect.poll(async () => {
      await drawer().getByRole('textbox', { name: /Terminal of/ }).focus();
      await page.keyboard.type('stty size\n');
      return (await sizes()).at(-1);
    }).not.toBe(before);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(drawer()).toBeVisible();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await opened.picture('terminal-page');
    await drawer().getByRole('link', { name: 'Live' }).click();
    await drawer().getByRole('link', { name: 'Terminal' }).click();
    await expect(screen()).toContainText('red 42');
    await drawer().getByRole('textbox', { name: /Terminal of/ }).focus();
    await page.keyboard.press('Control+Shift+X');
    await expect(drawer().getByRole('button', { name: 'Close terminal' })).toBeFocused();
    await drawer().getByRole('button', { name: 'Show beside the page' }).click();
  });

  it('a shell that ended says how, and another can be opened', async () => {
    await drawer().getByRole('textbox', { name: /Terminal of/ }).focus();
    await page.keyboard.type('\nexit\n');
    await expect(drawer().getByText('The shell ended with exit code 0.')).toBeVisible();
    await opened.picture('terminal-ended');
    await drawer().getByRole('button', { name: 'Open again' }).click();
    await expect(drawer().getByText('The shell ended with exit code 0.')).toBeHidden();
    await expect(screen()).toContainText(PROMPT);
    await drawer().getByRole('button', { name: 'Close terminal' }).click();
    await expect(screen()).toHaveCount(0);
  });

  it('a protected context wants its name', async () => {
    await open('web-prod', `/Pod/${namespace}/${pods[0] ?? ''}`, 'terminal');
    const button = drawer().getByRole('button', { name: 'Open terminal' });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await opened.picture('terminal-protected');
    await drawer().getByLabel('Context', { exact: true }).fill(PROTECTED);
    await button.click();
    await expect(screen()).toContainText(PROMPT);
    await drawer().getByRole('button', { name: 'Close terminal' }).click();
  });

  it('forwards a port of a Service, which shows wherever one is, until it is stopped', async () => {
    await open('web', `/Service/${namespace}/web`, 'live');
    await drawer().getByRole('button', { name: 'Forward a port' }).click();
    await page.getByRole('button', { name: `${POD_PORTS.echo} (echo)` }).click();
    const address = drawer().getByText(/^127\.0\.0\.1:\d+$/);
    await expect(address).toBeVisible();
    await opened.picture('forward');
    const socket = connect(Number((await address.innerText()).split(':')[1]), '127.0.0.1');
    const answer = new Promise((resolve, reject) => socket.once('data', (data) => resolve(data.toString('utf8'))).once('error', reject));
    socket.write('through');
    expectValue(await answer).toBe('through');
    socket.destroy();
    await page.goto(`${new URL(page.url()).origin}/#/activity`);
    await expect(page.getByText(/forwards 127\.0\.0\.1:\d+ to port/).first()).toBeVisible();
    await expect(page.getByText(/opened a terminal in container web/).first()).toBeVisible();
    await page.getByRole('button', { name: '1 port forwarded' }).click();
    await opened.picture('forwards');
    await page.getByRole('button', { name: /^Stop forwarding/ }).click();
    await expect(page.getByRole('button', { name: '1 port forwarded' })).toBeHidden();
  });

  it('nothing went wrong in the page, the policy held', () => {
    expectValue(opened.problems()).toEqual([]);
  });
}));
