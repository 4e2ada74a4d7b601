/** What is the same in other words: after a sync nothing differs, and another spelling of what is there is no change. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const pod = (container: JsonObject, spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'a', ...container }], ...spec } } },
});
const limits = (cpu: JsonValue, memory: JsonValue) => pod({ resources: { limits: { cpu, memory } } });
const named = (apiVersion: string, kind: string, rest: JsonObject): JsonObject => ({ apiVersion, kind, metadata: { name: 'it' }, ...rest });
const quota = (memory: JsonValue) => named('v1', 'ResourceQuota', { spec: { hard: { 'limits.memory': memory, pods: '1000' } } });
const scaler = (value: JsonValue) =>
  named('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: value } } }] } });
const claim = (storage: JsonValue) => named('v1', 'PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'none', resources: { requests: { storage } } } });
const volume = (sizeLimit: JsonValue) => pod({}, { volumes: [{ name: 'v', emptyDir: { sizeLimit } }] });
const role = (rules: JsonValue | undefined) => named('rbac.authorization.k8s.io/v1', 'Role', rules === undefined ? {} : { rules });
const secret = (rest: JsonObject) => named('v1', 'Secret', rest);
const endpoints = (...ips: string[]) => named('v1', 'Endpoints', { subsets: [{ addresses: ips.map((ip) => ({ ip })), ports: [{ port: 80, name: 'b' }, { port: 79, name: 'a' }] }] });

describeOnBoth('the same in other words', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('normalised', cluster());
  });
  afterAll(() => workspace.close());

  const commit = (...objects: JsonObject[]) => commitFiles(workspace.repository, { 'all.yaml': objects.map((object) => stringify(object)).join('---\n') }, 'all');
  async function plan() {
    return workspace.engine.plan('app', MANUAL);
  }
  async function sync(): Promise<void> {
    const operation = await workspace.engine.sync(await plan());
    expect(operation, operation.message).toMatchObject({ phase: 'Succeeded' });
  }
  const operations = async () => (await plan()).items.filter(({ operation }) => operation !== 'prune').map(({ operation, diff, blocked }) => ({ operation, changes: diff.changes, ...(blocked === undefined ? {} : { blocked }) }));
  /** The sandbox does not serve these kinds, of which only the words are compared here. */
  const isUnknown = ({ kind }: JsonObject) => cluster().kind === 'sandbox' && (kind === 'ResourceQuota' || kind === 'Endpoints');
  const UNCHANGED = [{ operation: 'unchanged', changes: [] }];

  it.each<[string, JsonObject, ...JsonObject[]]>([
    ['cpu and memory', limits('1', '1Gi'), limits('1000m', '1024Mi'), limits(1, '1Gi'), limits('1', '1073741824'), limits('1.0', 1073741824)],
    ['memory in decimals', limits('500m', '1G'), limits(0.5, '1e9'), limits('0.5', '1000M')],
    ['an empty volume', volume('1Gi'), volume('1024Mi'), volume(1073741824)],
    ['a claim', claim('1Gi'), claim('1024Mi'), claim(1073741824)],
    ['a quota', quota('2Gi'), quota('2048Mi')],
    ['a metric\'s target', scaler('500m'), scaler('0.5'), scaler(0.5)],
    ['a Secret\'s text', secret({ stringData: { a: 'x', b: '1' } }), secret({ data: { a: 'eA==', b: 'MQ==' } }), secret({ data: { a: 'old', b: 'MQ==' }, stringData: { a: 'x' } })],
  ])('%s', async (_what, first, ...others) => {
    if (isUnknown(first)) return;
    await commit(first);
    await sync();
    expect(await operations()).toEqual(UNCHANGED);
    for (const [index, other] of others.entries()) {
      await commit(other);
      expect(await operations(), `the spelling ${index + 2}`).toEqual(UNCHANGED);
    }
  });

  it('quantities that differ are a change', async () => {
    await commit(limits('1', '1Gi'));
    await sync();
    await commit(limits('1001m', '1G'));
    expect(await operations()).toEqual([
      { operation: 'update', changes: [expect.objectContaining({ before: '1', after: '1001m' }), expect.objectContaining({ before: '1Gi', after: '1G' })] },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['then none', role([]), role(undefined)],
    ['then null', role([]), role(null)],
    ['none first', role(undefined), role([])],
  ])('empty rules of a Role, %s: at most who owns them changes', async (_what, first, second) => {
    await commit(first);
    await sync();
    expect(await operations()).toEqual(UNCHANGED);
    await commit(second);
    expect(await operations()).toMatchObject([{ operation: expect.stringMatching(/^(unchanged|adopt)$/), changes: [] }]);
    expect((await workspace.engine.view('app', 'known')).status.resources.find(({ kind }) => kind === 'Role')).toMatchObject({ status: 'Synced' });
    await sync();
    expect(await operations()).toEqual(UNCHANGED);
  });

  it('text that looks like a quantity is text', async () => {
    await commit(named('v1', 'ConfigMap', { data: { a: '1000m' } }));
    await sync();
    await commit(named('v1', 'ConfigMap', { data: { a: '1' } }));
    expect(await operations()).toMatchObject([{ operation: 'update', changes: [{ path: '.data.a' }] }]);
  });

  it('the order of Endpoints', async () => {
    if (isUnknown(endpoints())) return;
    await commit(endpoints('10.1.0.1', '10.1.0.2'));
    await sync();
    expect(await operations()).toEqual(UNCHANGED);
    await commit(endpoints('10.1.0.2', '10.1.0.1'));
    expect(await operations()).toEqual(UNCHANGED);
  });

  it('the rules of a ClusterRole that are gathered from others', async () => {
    const label = `gathers-${workspace.namespace}`;
    const gathering = (rules: JsonObject): JsonObject => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: label }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] }, ...rules });
    await commit(gathering({ rules: [] }));
    await sync();
    const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${label}`;
    const gathered = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
    if (cluster().kind === 'sandbox') {
      // It has no controllers but those of workloads: the same write by hand.
      await workspace.client.request({ method: 'PATCH', path, query: { fieldManager: 'clusterrole-aggregation-controller', force: true }, body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: label }, rules: gathered }, contentType: 'application/apply-patch+yaml', action: 'gather' });
    } else {
      await workspace.client.request({ method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/clusterroles', body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: `${label}-part`, labels: { [label]: 'true' } }, rules: gathered }, action: 'create a part' });
    }
    await vi.waitFor(async () => expect(await workspace.client.request({ path, action: 'read it' })).toMatchObject({ rules: gathered }), { timeout: 30_000 });
    expect(await operations()).toEqual(UNCHANGED);
    await commit(gathering({}));
    expect(await operations()).toEqual(UNCHANGED);
    if (cluster().kind !== 'sandbox') await workspace.client.request({ method: 'DELETE', path: `${path}-part`, action: 'remove the part' });
  });

  it.each<[string, JsonObject, RegExp]>([
    ['two items of one key', pod({ env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] }), /duplicate|the same name/],
    ['a field that the kind does not have', pod({ imagePullPolice: 'Always' }), /imagePullPolice/],
  ])('%s block the object, with its place in Git', async (_what, object, words) => {
    await commit(named('v1', 'ConfigMap', { data: {} }), object);
    const blocked = (await plan()).items.find(({ key }) => key.kind === 'Deployment');
    expect(blocked).toMatchObject({ operation: 'blocked', blocked: { reason: 'invalid', message: expect.stringMatching(words) }, origin: { file: 'all.yaml', line: 7 } });
    await expect(workspace.engine.sync(await plan())).rejects.toMatchObject({ code: 'plan-blocked', message: expect.stringContaining('(all.yaml:7)') });
  });
});
