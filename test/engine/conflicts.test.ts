/** Fields that others set: named, with whose they are, before they are forced; an automatic sync forces none of another tool's, nor an autoscaler's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const AUTOMATIC = { ...MANUAL, automatic: true };
const object = (replicas: number | undefined, image: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { ...(replicas === undefined ? {} : { replicas }), selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } } },
});

describeOnBoth('conflicts', describeCluster, (cluster) => {
  let workspace: Workspace;
  const path = () => `/apis/apps/v1/namespaces/${workspace.namespace}/deployments/web`;
  beforeAll(async () => {
    workspace = await createWorkspace('conflicts', cluster());
  });
  afterAll(() => workspace.close());

  /** A Deployment that Drydock synced, and somebody changed since; Git then wants its own again. */
  async function disturbed(disturb: () => Promise<unknown>): Promise<void> {
    await commitFiles(workspace.repository, { 'web.yaml': stringify(object(0, 'nginx:1')) }, 'one');
    expect((await workspace.engine.sync(await workspace.engine.plan('app', MANUAL))).phase).toBe('Succeeded');
    await disturb();
    await commitFiles(workspace.repository, { 'web.yaml': stringify(object(0, 'nginx:3')) }, 'three');
  }

  const applyAs = (manager: string, body: JsonObject) =>
    workspace.client.request({ method: 'PATCH', path: path(), query: { fieldManager: manager, force: true }, body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, ...body }, contentType: 'application/apply-patch+yaml', action: 'apply as somebody' });
  /** As an autoscaler does: through the scale subresource (pkg/controller/podautoscaler/horizontal.go). */
  const scaleAs = (manager: string, replicas: number) =>
    workspace.client.request({ method: 'PATCH', path: `${path()}/scale`, query: { fieldManager: manager }, body: { spec: { replicas } }, contentType: 'application/merge-patch+json', action: 'scale as somebody' });
  const image = (name: string): JsonObject => ({ spec: { template: { spec: { containers: [{ name: 'web', image: name }] } } } });
  const liveField = (jsonpath: string) => cluster().kubectl(['get', 'deploy', 'web', '-n', workspace.namespace, '-o', `jsonpath={${jsonpath}}`]);
  const IMAGE = '.spec.template.spec.containers[0].image';
  const NAMED = '.spec.template.spec.containers[name="web"].image';

  it.each<[string, string, boolean]>([
    ['another tool\'s apply', 'terraform', true],
    ['kubectl\'s apply', 'kubectl', false],
  ])('%s: named; by a person forced, automatic as it should be', async (_what, manager, blocks) => {
    await disturbed(() => applyAs(manager, image('nginx:2')));
    const automatic = await workspace.engine.plan('app', AUTOMATIC);
    expect(automatic.items.map((item) => item.blocked)).toEqual([blocks ? { reason: 'conflict', message: expect.stringContaining(`${manager} also sets ${NAMED}`) } : undefined]);
    if (blocks) {
      await expect(workspace.engine.sync(automatic)).rejects.toMatchObject({ code: 'plan-blocked' });
      expect(await liveField(IMAGE)).toBe('nginx:2');
    }
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(plan.items.map((item) => [item.operation, item.takesOver])).toEqual([['update', [{ manager, operation: 'Apply', paths: [NAMED] }]]]);
    expect(plan.items[0]?.diff.changes).toMatchObject([{ path: NAMED, before: 'nginx:2', after: 'nginx:3', setBy: [{ manager, operation: 'Apply' }] }]);
    expect((await workspace.engine.sync(plan)).phase).toBe('Succeeded');
    expect(await liveField(IMAGE)).toBe('nginx:3');
  });

  it('several managers are named each with its fields', async () => {
    await disturbed(async () => {
      await applyAs('terraform', image('nginx:2'));
      await scaleAs('scaler', 1);
    });
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(plan.items[0]?.takesOver?.toSorted((a, b) => (a.manager < b.manager ? -1 : 1))).toEqual([
      { manager: 'scaler', operation: 'Update', subresource: 'scale', paths: ['.spec.replicas'] },
      { manager: 'terraform', operation: 'Apply', paths: [NAMED] },
    ]);
    expect((await workspace.engine.sync(plan)).phase).toBe('Succeeded');
  });

  it('replicas that an autoscaler sets: an automatic sync leaves the object, and goes on when Git names them no more', async () => {
    await disturbed(() => scaleAs('kube-controller-manager', 2));
    const automatic = await workspace.engine.plan('app', AUTOMATIC);
    expect(automatic.items.map((item) => item.blocked)).toEqual([{ reason: 'conflict', message: expect.stringMatching(/kube-controller-manager also sets \.spec\.replicas.*Remove them from Git/) }]);
    await expect(workspace.engine.sync(automatic)).rejects.toMatchObject({ code: 'plan-blocked' });
    expect(await liveField('.spec.replicas')).toBe('2');
    await commitFiles(workspace.repository, { 'web.yaml': stringify(object(undefined, 'nginx:3')) }, 'without replicas');
    const plan = await workspace.engine.plan('app', AUTOMATIC);
    expect(plan.items.map((item) => [item.operation, item.diff.changes.map((change) => change.path)])).toEqual([['update', [NAMED]]]);
    expect((await workspace.engine.sync(plan)).phase).toBe('Succeeded');
    expect([await liveField('.spec.replicas'), await liveField(IMAGE)]).toEqual(['2', 'nginx:3']);
  });

  it('a value that differs is named as a conflict in an adoption, too', async () => {
    await disturbed(() => applyAs('terraform', { metadata: { name: 'web', labels: { tier: 'web' } }, ...image('nginx:2') }));
    const plan = await workspace.engine.plan('app', { ...MANUAL, adopt: true });
    expect(plan.items.map((item) => [item.operation, item.takesOver])).toEqual([['update', [{ manager: 'terraform', operation: 'Apply', paths: [NAMED] }]]]);
    expect(plan.items[0]?.notes.join('\n')).toMatch(/takes over from terraform the 2 fields/);
    expect((await workspace.engine.sync(plan)).phase).toBe('Succeeded');
    expect((await workspace.engine.plan('app', { ...MANUAL, adopt: true }, 'hard')).items.map((item) => item.operation)).toEqual(['unchanged']);
  });
});
