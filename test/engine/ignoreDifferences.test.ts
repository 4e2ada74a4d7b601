/** Fields that an application ignores: not compared, not shown, and with RespectIgnoreDifferences not written. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const IMAGE = '.spec.template.spec.containers[name="web"].image';
const deployment = (image: string, replicas = 0): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } } },
});
const settings = (data: Record<string, string>): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data });
const RESPECT = { path: ['spec', 'syncPolicy'], value: { syncOptions: ['RespectIgnoreDifferences=true'] } };

describeOnBoth('ignoreDifferences', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('ignoring', cluster());
  });
  afterAll(() => workspace.close());

  const commit = (...objects: JsonObject[]) => commitFiles(workspace.repository, { 'all.yaml': objects.map((object) => stringify(object)).join('---\n') }, 'all');
  const ignore = (...rules: JsonObject[]) => workspace.engine.set('app', [{ path: ['spec', 'ignoreDifferences'], value: rules }]);
  const plan = () => workspace.engine.plan('app', MANUAL);
  const item = async (kind: string) => (await plan()).items.find(({ key }) => key.kind === kind);
  const status = async () => (await workspace.engine.view('app', 'known')).status.sync.status;
  async function sync() {
    const operation = await workspace.engine.sync(await plan());
    expect(operation, operation.message).toMatchObject({ phase: 'Succeeded' });
    return operation;
  }
  const patch = (path: string, body: JsonObject, manager = 'somebody') =>
    workspace.client.request({ method: 'PATCH', path, query: { fieldManager: manager }, body, contentType: 'application/merge-patch+json', action: 'change it as somebody' });
  const apps = (name: string) => `/apis/apps/v1/namespaces/${workspace.namespace}/deployments/${name}`;
  const scale = (replicas: number) => patch(`${apps('web')}/scale`, { spec: { replicas } }, 'scaler');
  const configMap = () => `/api/v1/namespaces/${workspace.namespace}/configmaps/settings`;
  const replicas = () => cluster().kubectl(['get', 'deploy', 'web', '-n', workspace.namespace, '-o', 'jsonpath={.spec.replicas}']);
  const owners = () => cluster().kubectl(['get', 'deploy', 'web', '-n', workspace.namespace, '--show-managed-fields', '-o', 'jsonpath={range .metadata.managedFields[*]}{.manager}={.fieldsV1.f:spec.f:replicas} {end}']);

  it.each<[string, JsonObject, string]>([
    ['a pointer', { jsonPointers: ['/spec/replicas'] }, '/spec/replicas'],
    ['a jq path', { jqPathExpressions: ['.spec.replicas'] }, 'jq .spec.replicas'],
    ['a manager', { managedFieldsManagers: ['scaler'] }, 'fields of scaler'],
  ])('%s: Synced, no change is shown, and the row says what is ignored', async (_what, rule, words) => {
    await ignore();
    await commit(deployment('nginx:1'));
    await sync();
    await scale(1);
    expect(await item('Deployment')).toMatchObject({ operation: 'update', diff: { changes: [{ path: '.spec.replicas' }] } });
    expect(await status()).toBe('OutOfSync');
    await ignore({ group: 'apps', kind: 'Deployment', ...rule });
    const ignored = await item('Deployment');
    expect(ignored).toMatchObject({ operation: 'unchanged', diff: { changes: [] }, notes: [`ignored: .spec.replicas (ignoreDifferences ${words})`] });
    expect(ignored).not.toHaveProperty('takesOver');
    expect(await status()).toBe('Synced');
    // What is unchanged is sent nothing: the ignored field is as it was.
    await sync();
    expect(await replicas()).toBe('1');
  });

  it('without RespectIgnoreDifferences another change sets it, and the plan says so', async () => {
    await ignore({ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] });
    await commit(deployment('nginx:1'));
    await sync();
    await scale(2);
    await commit(deployment('nginx:2'));
    const row = await item('Deployment');
    expect(row).toMatchObject({ operation: 'update', diff: { changes: [{ path: IMAGE }] } });
    expect(row?.notes).toContain('ignored in the comparison, but set by this sync (RespectIgnoreDifferences=true would leave it): .spec.replicas (ignoreDifferences /spec/replicas)');
    await sync();
    expect(await replicas()).toBe('0');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['that somebody else sets', () => scale(2)],
    ['that nobody else sets', () => patch(apps('web'), { spec: { replicas: 2 } }, 'drydock')],
  ])('with it a field %s keeps its live value, and the plan after it is empty', async (_what, change) => {
    await ignore();
    await commit(deployment('nginx:1'));
    await sync();
    await ignore({ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] });
    await workspace.engine.set('app', [RESPECT]);
    await change();
    await commit(deployment('nginx:2'));
    const row = await item('Deployment');
    expect(row).toMatchObject({ operation: 'update', diff: { changes: [{ path: IMAGE, before: 'nginx:1', after: 'nginx:2' }] } });
    expect(row?.notes.join()).not.toContain('set by this sync');
    await sync();
    expect(await replicas()).toBe('2');
    expect(await item('Deployment')).toMatchObject({ operation: 'unchanged' });
    // An object that is proven to be as in Git costs no request, rule or not.
    await workspace.engine.view('app', 'known');
    const before = workspace.engine.requestCount(cluster().context);
    await workspace.engine.plan('app', MANUAL, 'known');
    expect(workspace.engine.requestCount(cluster().context)).toBe(before);
    await workspace.engine.set('app', [{ path: ['spec', 'syncPolicy'], value: null }]);
  });

  it('with it what somebody else scales is not taken over', async () => {
    await ignore({ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] });
    await workspace.engine.set('app', [RESPECT]);
    await commit(deployment('nginx:3'));
    await sync();
    await scale(1);
    await commit(deployment('nginx:4'));
    expect(await item('Deployment')).not.toHaveProperty('takesOver');
    await sync();
    expect(await owners()).toMatch(/scaler=\{\}/);
    expect(await owners()).not.toMatch(/drydock=\{\}/);
    await scale(2);
    expect(await item('Deployment')).toMatchObject({ operation: 'unchanged' });
    await workspace.engine.set('app', [{ path: ['spec', 'syncPolicy'], value: null }]);
  });

  it('an object that is not ours yet is marked by the next sync, and what is ignored stays as it is', async () => {
    await ignore();
    await commit(deployment('nginx:1'));
    await sync();
    const foreign = { ...deployment('nginx:1', 2), metadata: { name: 'other' } };
    await workspace.client.request({ method: 'PATCH', path: apps('other'), query: { fieldManager: 'somebody', force: true }, body: foreign, contentType: 'application/apply-patch+yaml', action: 'create it as somebody' });
    await ignore({ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] });
    await commit(deployment('nginx:1'), { ...deployment('nginx:1'), metadata: { name: 'other' } });
    const other = async () => (await plan()).items.find(({ key }) => key.name === 'other');
    expect(await other()).toMatchObject({ operation: 'adopt', diff: { changes: [] }, notes: expect.arrayContaining(['ignored: .spec.replicas (ignoreDifferences /spec/replicas)']) });
    await sync();
    const live = await workspace.client.request({ path: apps('other'), action: 'read it' });
    expect(live).toMatchObject({ metadata: { labels: { 'drydock.dev/application': expect.any(String) } }, spec: { replicas: 2 } });
    expect(await other()).toMatchObject({ operation: 'unchanged' });
    // What was found is remembered: looking again costs no request.
    const before = workspace.engine.requestCount(cluster().context);
    await workspace.engine.plan('app', MANUAL, 'known');
    expect(workspace.engine.requestCount(cluster().context)).toBe(before);
    await commit(deployment('nginx:1'));
    expect((await workspace.engine.sync(await workspace.engine.plan('app', PRUNING))).phase).toBe('Succeeded');
  });

  it('only the named object is touched, and others are proven without a request', async () => {
    await ignore({ kind: 'ConfigMap', name: 'another', jsonPointers: ['/data'] });
    await commit(deployment('nginx:1'), settings({ a: '1' }));
    await sync();
    await plan();
    const before = workspace.engine.requestCount(cluster().context);
    const quiet = await workspace.engine.plan('app', MANUAL, 'known');
    expect(quiet.items.map(({ operation }) => operation)).toEqual(['unchanged', 'unchanged']);
    expect(workspace.engine.requestCount(cluster().context)).toBe(before);
    await patch(configMap(), { data: { a: '2' } });
    expect(await item('ConfigMap')).toMatchObject({ operation: 'update', diff: { changes: [{ path: '.data.a' }] } });
  });

  it('a jq path that cannot be followed hides nothing, and the row says why', async () => {
    await ignore({ kind: 'ConfigMap', jqPathExpressions: ['.data['] });
    await commit(settings({ a: '1' }));
    await workspace.engine.sync(await plan());
    await patch(configMap(), { data: { a: '2' } });
    const row = await item('ConfigMap');
    expect(row).toMatchObject({ operation: 'update', diff: { changes: [{ path: '.data.a', before: '2', after: '1' }] } });
    expect(row?.notes).toContainEqual(expect.stringMatching(/^ignoreDifferences: the jq path \.data\[ had no effect here: syntax error/));
  });

  it('is no warning of the application, and a broken rule is refused with its line', async () => {
    await ignore({ group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/replicas'] });
    await workspace.engine.set('app', [RESPECT]);
    expect((await workspace.engine.view('app', 'known')).status.conditions).toEqual([]);
    await expect(workspace.engine.set('app', [{ path: ['spec', 'ignoreDifferences'], value: [{ group: 'apps' }] }])).rejects.toMatchObject({ code: 'application-invalid', message: expect.stringContaining('spec.ignoreDifferences.0.kind') });
  });

  it('IgnoreExtraneous: what Git no longer has is no difference, and is pruned all the same', async () => {
    await ignore();
    const extra = { ...settings({ a: '1' }), metadata: { name: 'settings', annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true, IgnoreExtraneous' } } };
    await commit(deployment('nginx:1'), extra);
    await sync();
    await commit(deployment('nginx:1'));
    const view = await workspace.engine.view('app', 'fetch');
    expect(view.status.sync.status).toBe('Synced');
    expect(view.status.resources.find(({ kind }) => kind === 'ConfigMap')).toMatchObject({ requiresPruning: true, message: expect.stringContaining('IgnoreExtraneous') });
    const pruning = await workspace.engine.plan('app', PRUNING);
    expect(pruning.items.find(({ key }) => key.kind === 'ConfigMap')).toMatchObject({ operation: 'prune' });
    expect((await workspace.engine.sync(pruning)).phase).toBe('Succeeded');
  });
});
