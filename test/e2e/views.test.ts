/** The ways in which an application's resources are shown: tree, network, pods by node, list; hooks, and what nobody tracks. */
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { afterAll, beforeAll, expect as expectValue, it } from 'vitest';
import { stringify } from 'yaml';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Cluster } from '../../electron/engine/cluster/index.ts';
import { commitFiles } from '../helpers/git.ts';
import { drydock } from '../helpers/terminal.ts';
import { applicationYaml } from '../helpers/workspace.ts';
import type { TestPage } from './browser.ts';
import { describeBrowser } from './browser.ts';
import type { PageBench } from './pageBench.ts';
import { openPageBench } from './pageBench.ts';

const workload = (kind: string, name: string, replicas: number, image = 'nginx') => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, ...(kind === 'StatefulSet' ? { serviceName: name } : {}), template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image, resources: { requests: { cpu: '100m', memory: '64Mi' } } }] } } },
});
const service = (name: string, spec: object = {}) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec } });
const to = (path: string, name: string) => ({ path, pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } });
const OBJECTS = [
  { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'migrate', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } }, spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } } } },
  workload('Deployment', 'web', 2),
  workload('Deployment', 'cart', 2, 'crash'),
  workload('StatefulSet', 'database', 1),
  service('web'),
  service('cart'),
  service('database', { type: 'LoadBalancer' }),
  service('mail'),
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'payments' }, spec: { type: 'ExternalName', externalName: 'payments.example.com' } },
  { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'shop' }, spec: { rules: [{ host: 'shop.example.com', http: { paths: [to('/', 'web'), to('/cart', 'cart'), to('/search', 'search')] } }] } },
];

describeBrowser('ways to see resources', () => {
  let bench: PageBench;
  let cluster: Cluster;
  let opened: TestPage;
  let page: Page;

  beforeAll(async () => {
    bench = await openPageBench('views', {
      async files(repository, context) {
        await commitFiles(repository, { 'all.yaml': OBJECTS.map((object) => stringify(object)).join('---\n') }, 'a shop');
        return { shop: applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: context, namespace: 'default' } }, 'shop') };
      },
      async prepare(env) {
        const { code, stderr } = await drydock(['app', 'sync', 'shop', '--yes'], env);
        expectValue(code, stderr).toBe(0);
      },
    });
    const { sandbox, git } = bench;
    cluster = openCluster(sandbox.context, loadKubeconfig({ KUBECONFIG: sandbox.kubeconfig }).clientConfig(sandbox.context), git.path('cache'), async () => undefined);
    opened = bench.opened;
    page = opened.page;
    await page.getByRole('link', { name: 'shop', exact: true }).click();
  });
  afterAll(async () => {
    await cluster.close();
    await bench.close();
  });

  const node = (text: string | RegExp) => page.locator('.react-flow__node').filter({ hasText: text });
  const show = (view: string) => page.getByRole('radio', { name: view, exact: true }).click();
  const run = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await drydock(args, bench.env);
    expectValue(code, stderr).toBe(0);
    return stdout;
  };

  it('the tree has the hooks that are in the cluster, and they count for nothing', async () => {
    await expect(node('migrate').filter({ hasText: 'PreSync' }).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /Run as hook/ })).toBeVisible();
    await expect(node(/database-0/)).toBeVisible();
    await opened.picture('tree');
    const view = JSON.parse(await run('app', 'get', 'shop', '-o', 'json'));
    expectValue(view.status.resources.some(({ kind }: { kind: string }) => kind === 'Job')).toBe(false);
    expectValue(await run('app', 'tree', 'shop')).toMatch(/Job default\/migrate .*hook: PreSync\n└─ Pod default\/migrate-/);
  });

  it('the network leads from hosts to pods and says what is broken', async () => {
    await show('Network');
    await expect(node('shop.example.com/cart :80').filter({ hasText: 'none of its 2 pods is ready' })).toBeVisible();
    await expect(node('search').first()).toBeVisible();
    await expect(node('mail').filter({ hasText: 'selects no pod' })).toBeVisible();
    await expect(node('payments.example.com').first()).toBeVisible();
    await opened.picture('network');
    await page.getByRole('button', { name: /With a problem/ }).click();
    await opened.picture('network-problems');
    await page.getByRole('button', { name: /With a problem/ }).click();
    await node('selects no pod').click();
    await expect(page.getByRole('complementary').getByRole('heading', { name: /mail/ })).toBeVisible();
    await opened.picture('network-details');
    await page.keyboard.press('Escape');
    const text = await run('app', 'tree', 'shop', '--network');
    expectValue(text).toMatch(/Ingress default\/shop.*\n│ {2}! routes to Service default\/search, which is not there/);
    const network = JSON.parse(await run('app', 'tree', 'shop', '--network', '-o', 'json'));
    expectValue(network.nodes.find(({ key }: { key: { name: string } }) => key.name === 'search')).toMatchObject({ foreign: true, health: { status: 'Missing' } });
  });

  it('the way that was chosen is remembered', async () => {
    await page.reload();
    await expect(page.getByRole('radio', { name: 'Network', exact: true })).toBeChecked();
    await expect(node('selects no pod')).toBeVisible();
  });

  it('pods stand under their nodes, those without one first with why', async () => {
    await cluster.client.request({ method: 'PATCH', path: '/apis/apps/v1/namespaces/default/deployments/web', body: { spec: { template: { spec: { schedulingGates: [{ name: 'example.com/later' }] } } } }, contentType: 'application/merge-patch+json', action: 'hold pods back' });
    await show('Pods');
    const lines = page.getByRole('list', { name: 'Pods' });
    await expect(lines.getByRole('heading').first()).toContainText('No node yet');
    await expect(lines.getByRole('button').first()).toContainText('Scheduling is blocked');
    await expect(lines.getByRole('heading').last()).toContainText(/requests 0\.\d CPU/);
    await expect(lines.getByRole('button', { name: /database-0/ })).toBeVisible();
    await opened.picture('pods');
    await page.getByRole('textbox', { name: 'Filter pods and nodes' }).fill('database');
    await expect(lines.getByRole('button')).toHaveCount(1);
    await lines.getByRole('button').click();
    await expect(page.getByRole('complementary').getByRole('heading', { name: /database-0/ })).toBeVisible();
    await opened.picture('pods-details');
    await page.keyboard.press('Escape');
    expectValue(await run('app', 'tree', 'shop', '--pods')).toMatch(/^No node yet {2}1 pod, 0 of 1 ready/);
  });

  it('the list has what the resources own, and sorts', async () => {
    await show('List');
    const table = page.getByRole('grid', { name: 'Resources' });
    await expect(table.getByRole('row').filter({ hasText: 'EndpointSlice' }).first()).toBeVisible();
    await table.getByRole('button', { name: 'Name', exact: true }).click();
    await expect(table.getByRole('row').nth(1)).toContainText('cart');
    await opened.picture('list');
  });

  it('what nobody tracks is shown when asked for, in the list, the tree and the terminal', async () => {
    await cluster.client.request({ method: 'POST', path: '/api/v1/namespaces/default/configmaps', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'forgotten' } }, action: 'forget one' });
    await page.getByRole('button', { name: 'Orphans' }).click();
    const table = page.getByRole('grid', { name: 'Resources' });
    await expect(table.getByRole('row').filter({ hasText: 'forgotten' })).toContainText('nobody tracks it');
    await table.getByRole('row').filter({ hasText: 'forgotten' }).click();
    await expect(page.getByRole('complementary').getByText('kind: ConfigMap')).toBeVisible();
    await opened.picture('orphan-details');
    await page.keyboard.press('Escape');
    await opened.picture('list-orphans');
    await show('Tree');
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect(node('forgotten').filter({ hasText: 'orphaned' })).toBeVisible();
    await opened.picture('tree-orphans');
    expectValue(JSON.parse(await run('app', 'resources', 'shop', '--orphaned', '-o', 'json')).map(({ key }: { key: { name: string } }) => key.name)).toEqual(['forgotten']);
    expectValue(await run('app', 'tree', 'shop', '--orphaned')).toBe('Namespace default\n└─ ConfigMap default/forgotten\n');
  });

  it('nothing went wrong on the page', () => {
    expectValue(opened.problems()).toEqual([]);
  });
});
