/** Sync options at the application and at one object, where the server has a say in what they do. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const configMap = (name: string, data: JsonObject = { a: '1' }, options?: string): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(options === undefined ? {} : { annotations: { 'argocd.argoproj.io/sync-options': options } }) }, data });
const service = (name: string, port: number): JsonObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port }] } });
const deployment = (name: string, app: string): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas: 0, selector: { matchLabels: { app } }, template: { metadata: { labels: { app } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
});

describeOnBoth('sync options', describeCluster, (cluster) => {
  let workspace: Workspace;
  let apps = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('options', cluster());
  });
  afterAll(() => workspace.close());

  const kubectl = (...args: string[]) => cluster().kubectl(['-n', workspace.namespace, ...args]);
  const field = (kind: string, name: string, path: string) => kubectl('get', kind, name, '--ignore-not-found', '-o', `jsonpath={${path}}`);
  const write = (name: string, objects: readonly JsonObject[]) => commitFiles(workspace.repository, { [`${name}/all.yaml`]: objects.length === 0 ? null : objects.map((object) => stringify(object)).join('---\n'), [`${name}/note.txt`]: '' }, name);
  const lines = (plan: Plan) => plan.items.map(({ key, operation, wave = 0, skipped }) => `${wave} ${operation}${skipped === true ? ' (left)' : ''} ${key.kind} ${key.name}`);

  async function application(objects: readonly JsonObject[], ...syncOptions: string[]): Promise<string> {
    const name = `app${apps++}`;
    await write(name, objects);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace }, syncPolicy: { syncOptions } }, name), 'test');
    return name;
  }

  async function sync(name: string, options = MANUAL as Parameters<Workspace['engine']['plan']>[1]) {
    const plan = await workspace.engine.plan(name, options);
    const operation = await workspace.engine.sync(plan);
    expect(operation.phase, operation.message).toBe('Succeeded');
    return { plan, results: operation.results.map((result) => result.message) };
  }

  const isQuiet = async (name: string) => {
    expect(lines(await workspace.engine.plan(name, MANUAL, 'hard')).filter((line) => !line.includes('unchanged'))).toEqual([]);
    expect((await workspace.engine.view(name, 'known')).status.sync.status).toBe('Synced');
  };

  it('Replace=true: what Git does not name goes, and what is as Git says is left alone', async () => {
    const name = await application([configMap('whole', { a: '1' }), service('whole', 80)], 'Replace=true');
    await sync(name);
    await kubectl('patch', 'cm', 'whole', '--type=merge', '-p', '{"data":{"other":"x"}}');
    const address = await field('svc', 'whole', '.spec.clusterIP');
    await isQuiet(name);
    await write(name, [configMap('whole', { a: '2' }), service('whole', 81)]);
    const { plan, results } = await sync(name);
    const changed = plan.items.find((item) => item.key.kind === 'ConfigMap');
    expect([changed?.operation, changed?.whole, changed?.notes]).toEqual(['update', true, [expect.stringContaining('replaced as a whole')]]);
    expect(changed?.diff.changes.map((change) => change.path)).toEqual(['.data.a', '.data.other']);
    expect(results).toEqual(['replaced', 'replaced']);
    expect(await field('cm', 'whole', '.data')).toBe('{"a":"2"}');
    expect(await field('svc', 'whole', '.spec.clusterIP')).toBe(address);
    await isQuiet(name);
    await write(name, [configMap('whole', { b: '2' }), service('whole', 81)]);
    await sync(name);
    expect(await field('cm', 'whole', '.data')).toBe('{"b":"2"}');
    await isQuiet(name);
  });

  it('Force=true: what cannot be changed in place is made anew, and nothing else', async () => {
    const name = await application([deployment('forced', 'one'), configMap('forced')], 'Force=true');
    await sync(name);
    const uid = await field('deploy', 'forced', '.metadata.uid');
    // What could not be created is not deleted either.
    await write(name, [{ ...deployment('forced', 'three'), spec: { ...(deployment('forced', 'three')['spec'] as JsonObject), replicas: -1 } }]);
    expect((await workspace.engine.plan(name, MANUAL)).items.find((item) => item.key.kind === 'Deployment')?.blocked?.reason).toBe('invalid');
    await write(name, [deployment('forced', 'two'), configMap('forced', { a: '2' })]);
    const { plan, results } = await sync(name);
    expect(lines(plan)).toEqual(['0 update ConfigMap forced', '0 replace Deployment forced']);
    expect(plan.items[1]?.notes).toEqual(['is deleted, and its pods with it, and made anew (Force=true)', expect.stringContaining('structural')]);
    expect(results).toEqual(['configured', 'deleted and made anew']);
    expect(await field('deploy', 'forced', '.metadata.uid')).not.toBe(uid);
    expect(await field('deploy', 'forced', '.spec.selector.matchLabels.app')).toBe('two');
    await isQuiet(name);
  });

  it('Replace=true,Force=true at one object: it is made anew for any change', async () => {
    const both = 'Replace=true,Force=true';
    const name = await application([configMap('anew', { a: '1' }, both), configMap('beside')]);
    await sync(name);
    const uid = await field('cm', 'anew', '.metadata.uid');
    await write(name, [configMap('anew', { a: '2' }, both), configMap('beside', { a: '2' })]);
    expect(lines((await sync(name)).plan)).toEqual(['0 replace ConfigMap anew', '0 update ConfigMap beside']);
    expect(await field('cm', 'anew', '.metadata.uid')).not.toBe(uid);
    await isQuiet(name);
  });

  it('PruneLast=true: deletions come after everything else', async () => {
    const name = await application([configMap('last-old'), configMap('last-kept')], 'PruneLast=true');
    await sync(name);
    await write(name, [configMap('last-kept', { a: '2' })]);
    const { plan, results } = await sync(name, PRUNING);
    expect(lines(plan)).toEqual(['0 update ConfigMap last-kept', '1 prune ConfigMap last-old']);
    expect(plan.items[1]?.notes).toEqual(['goes after everything else is healthy (PruneLast=true)']);
    expect(results).toEqual(['configured', 'pruned']);
  });

  it('Prune=false and Delete=false of an application keep everything, but what says otherwise itself', async () => {
    const name = await application([configMap('kept-a'), configMap('kept-b', {}, 'Prune=true'), configMap('kept-c', {}, 'Delete=true')], 'Prune=false', 'Delete=false');
    await sync(name);
    await write(name, [configMap('kept-c', {}, 'Delete=true')]);
    const { plan } = await sync(name, PRUNING);
    expect(lines(plan)).toEqual(['0 prune ConfigMap kept-b', '0 unchanged ConfigMap kept-c', '0 prune (left) ConfigMap kept-a']);
    expect(plan.items[2]?.notes).toEqual(['stays: the application says Prune=false']);
    const removed = await workspace.engine.remove(name, { cascade: true });
    expect(removed.map(({ key, status, message }) => [key.name, status, message]).toSorted()).toEqual([
      ['kept-a', 'Kept', 'stays: Delete=false'],
      ['kept-c', 'Deleted', 'deleted'],
    ]);
  });

  it('SkipDryRunOnMissingResource=true: a kind that something else installs is no obstacle', async () => {
    const group = `skip-${randomBytes(3).toString('hex')}.example.com`;
    const custom: JsonObject = { apiVersion: `${group}/v1`, kind: 'Dial', metadata: { name: 'x' }, spec: { size: 1 } };
    const strict = await application([custom]);
    expect((await workspace.engine.plan(strict, MANUAL)).items[0]?.blocked?.reason).toBe('missing-kind');
    const name = await application([custom], 'SkipDryRunOnMissingResource=true');
    const plan = await workspace.engine.plan(name, MANUAL);
    expect(plan.items.map(({ operation, notes }) => [operation, notes])).toEqual([['create', [expect.stringMatching(/^not checked by the server yet: its kind \(SkipDryRunOnMissingResource=true\)/)]]]);
    const missing = await workspace.engine.sync(plan);
    expect([missing.phase, missing.results[0]?.message]).toEqual(['Failed', `The server does not know the kind Dial in ${group}/v1.`]);
    const definition = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `dials.${group}` }, spec: { group, scope: 'Namespaced', names: { plural: 'dials', singular: 'dial', kind: 'Dial', listKind: 'DialList' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] } };
    await cluster().kubectl(['apply', '-f', '-'], { input: stringify(definition) });
    await kubectl('wait', 'crd', `dials.${group}`, '--for=condition=Established', '--timeout=30s');
    expect((await sync(name)).results).toEqual(['created']);
  });

  it('FailOnSharedResource=true: what belongs to another application is not even taken over on purpose', async () => {
    const owner = await application([configMap('shared')]);
    await sync(owner);
    const adopting = { ...MANUAL, adopt: true };
    const loose = await application([configMap('shared')]);
    expect(lines(await workspace.engine.plan(loose, adopting))).toEqual(['0 adopt ConfigMap shared']);
    const name = await application([configMap('shared')], 'FailOnSharedResource=true');
    expect((await workspace.engine.plan(name, adopting)).items[0]?.blocked).toEqual({ reason: 'owner', message: `It belongs to the Drydock application ${owner} (another uid). FailOnSharedResource=true keeps it from being taken over.` });
  });
});
