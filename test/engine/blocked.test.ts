/** What a server would refuse is named in the plan, with file, field and what to do, before anything is written. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const labels = (app: string) => ({ metadata: { labels: { app } } });
const pods = (image: string, more: JsonObject = {}) => ({ containers: [{ name: 'c', image, ...more }] });
const workload = (kind: string, app: string, more: JsonObject = {}, image = 'nginx'): JsonObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'x' },
  spec: { replicas: 0, selector: { matchLabels: { app } }, template: { ...labels(app), spec: pods(image) }, ...more },
});
const claims = (storage: string) => ({ serviceName: 'x', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } } }] });
const job = (image: string): JsonObject => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'x' }, spec: { suspend: true, template: { spec: { ...pods(image), restartPolicy: 'Never' } } } });
const service = (clusterIP: string): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { clusterIP, selector: { app: 'a' }, ports: [{ port: 80 }] } });
const configMap = (more: JsonObject): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, ...more });
const secret = (type: string): JsonObject => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' }, type, data: { username: 'YQ==', password: 'YQ==' } });
const binding = (role: string): JsonObject => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'x' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role }, subjects: [] });

describeOnBoth('what a server would refuse', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('blocked', cluster());
  });
  afterAll(() => workspace.close());

  const commit = (object: JsonObject) => commitFiles(workspace.repository, { 'x.yaml': `# the object\n${stringify(object)}` }, 'x');

  async function expectBlocked(reason: string, words: RegExp): Promise<void> {
    const plan = await workspace.engine.plan('app', { ...MANUAL, prune: true });
    const row = plan.items.find((item) => item.operation !== 'prune');
    expect(row).toMatchObject({ operation: 'blocked', origin: { file: 'x.yaml', line: 2 }, blocked: { reason, message: expect.stringMatching(words) } });
    await expect(workspace.engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
  }

  it.each<[string, JsonObject, JsonObject, RegExp]>([
    ['the selector of a Deployment', workload('Deployment', 'a'), workload('Deployment', 'b'), /spec\.selector.*Delete the object first.*, or undo the change in Git/],
    ['the template of a Job', job('a'), job('b'), /spec\.template.*Delete the object first/],
    ['the address of a Service', service('10.96.200.77'), service('10.96.200.78'), /spec\.clusterIPs?.*Delete the object first/],
    ['the claims of a StatefulSet', workload('StatefulSet', 'a', claims('1Gi')), workload('StatefulSet', 'a', claims('2Gi')), /\.spec\.volumeClaimTemplates.*--cascade=orphan/],
    ['the type of a Secret', secret('Opaque'), secret('kubernetes.io/basic-auth'), /type.*Delete the object first/],
    ['the data of an immutable ConfigMap', configMap({ immutable: true, data: { a: '1' } }), configMap({ immutable: true, data: { a: '2' } }), /data.*Delete the object first/],
    ['the role of a RoleBinding', binding('a'), binding('b'), /roleRef.*Delete the object first/],
  ])('what cannot be changed in place: %s', async (_what, first, second, words) => {
    await commit(first);
    const made = await workspace.engine.sync(await workspace.engine.plan('app', { ...MANUAL, prune: true }));
    expect(made.phase, made.message).toBe('Succeeded');
    await commit(second);
    await expectBlocked('immutable', words);
  });

  const large = (bytes: number) => 'x'.repeat(bytes);
  it.each<[string, JsonObject, string, RegExp]>([
    ['annotations over 262,144 bytes', { ...configMap({}), metadata: { name: 'large', annotations: { 'example.com/a': large(200_000), 'example.com/b': large(70_000) } } }, 'too-large', /annotations are 270,\d+ bytes together, and at most 262,144.*example\.com\/a/],
    ['a ConfigMap over a MiB', { ...configMap({ data: { a: large(1_100_000) } }), metadata: { name: 'large' } }, 'too-large', /1048576 bytes/],
    ['a Secret over a MiB', { ...secret('Opaque'), metadata: { name: 'large' }, data: { a: Buffer.from(large(1_100_000)).toString('base64') } }, 'too-large', /1048576 bytes.*Split it/],
    ['a request over 3 MiB', { ...configMap({ data: { a: large(3_300_000) } }), metadata: { name: 'large' } }, 'too-large', /3,300,\d+ bytes.*3,145,728/],
    ['the same container twice', workload('Deployment', 'a', { template: { ...labels('a'), spec: { containers: [{ name: 'c', image: 'a' }, { name: 'c', image: 'b' }] } } }), 'invalid', /\.containers.*name/],
    ['the same port twice', { ...service('None'), spec: { ports: [{ name: 'a', port: 80 }, { name: 'b', port: 80 }] } }, 'invalid', /\.spec\.ports.*port/],
  ])('%s', async (_what, object, reason, words) => {
    await commit(object);
    await expectBlocked(reason, words);
  });

  it('annotations that are too many only with the copy that kubectl keeps', async () => {
    const object = (note: number): JsonObject => ({ ...configMap({}), metadata: { name: 'noted', annotations: { 'example.com/a': large(note), 'example.com/b': large(note) } } });
    // kubectl's copy makes 240,000 bytes of 120,000.
    await cluster().kubectl(['apply', '-n', workspace.namespace, '--field-manager=somebody', '-f', '-'], { input: JSON.stringify(object(60_000)) });
    await commit(object(75_000));
    await expectBlocked('too-large', /annotations.*12\d,\d+ bytes of them are kubectl\.kubernetes\.io\/last-applied-configuration.*remove that annotation/);
  });

  it('a custom resource that etcd does not store', async () => {
    const group = `large-${randomBytes(3).toString('hex')}.example.com`;
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `gadgets.${group}` },
      spec: { group, scope: 'Namespaced', names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] },
    };
    const { kubectl, kind } = cluster();
    await kubectl(['create', '-f', '-'], { input: JSON.stringify(definition) });
    await kubectl(['wait', '--for=condition=Established', `crd/gadgets.${group}`, '--timeout=30s']);
    try {
      const gadget = { apiVersion: `${group}/v1`, kind: 'Gadget', metadata: { name: 'large' }, spec: { a: large(1_600_000) } };
      await commit(gadget);
      await expectBlocked('too-large', /1,600,\d+ bytes.*etcd stores 1,572,864/);
      // The sandbox has no etcd.
      if (kind === 'control plane') await expect(kubectl(['create', '-n', workspace.namespace, '-f', '-'], { input: JSON.stringify(gadget) })).rejects.toThrow(/too large/);
    } finally {
      await kubectl(['delete', `crd/gadgets.${group}`]);
    }
  });
});
