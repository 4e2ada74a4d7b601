/** Definitions, their custom resources, and namespaces with what is in them, all new, in one sync. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

describeOnBoth('all new in one sync', describeCluster, (cluster) => {
  let workspace: Workspace;
  const group = `new-${randomBytes(3).toString('hex')}.example.com`;
  beforeAll(async () => {
    workspace = await createWorkspace('definitions', cluster());
  });
  afterAll(() => workspace.close());

  const definition = (plural: string, kind: string, scope: string): JsonObject => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: { group, scope, names: { plural, singular: plural.slice(0, -1), kind, listKind: `${kind}List` }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } } } } }] },
  });
  const custom = (kind: string, size: number, namespace?: string): JsonObject => ({ apiVersion: `${group}/v1`, kind, metadata: { name: 'x', ...(namespace === undefined ? {} : { namespace }) }, spec: { size } });
  const namespace = () => `${workspace.namespace}-new`;
  const manifests = (size: number) => [
    custom('Gadget', size),
    custom('Gadget', size, namespace()),
    custom('Planet', size),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: namespace() }, data: { size: String(size) } },
    definition('gadgets', 'Gadget', 'Namespaced'),
    definition('planets', 'Planet', 'Cluster'),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace() } },
  ];
  const write = (objects: readonly JsonObject[]) => commitFiles(workspace.repository, { 'all.yaml': objects.map((object) => stringify(object)).join('---\n'), 'note.txt': '' }, 'all');

  it('the plan knows their order, their scope, and what cannot be checked yet', async () => {
    await write(manifests(1));
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(plan.items.map(({ key, operation }) => `${operation} ${key.kind} ${key.namespace}`)).toEqual([
      'create Namespace ',
      `create ConfigMap ${namespace()}`,
      'create CustomResourceDefinition ',
      'create CustomResourceDefinition ',
      `create Gadget ${workspace.namespace}`,
      `create Gadget ${namespace()}`,
      'create Planet ',
    ]);
    const notes = new Map(plan.items.map(({ key, notes: said }) => [`${key.kind} ${key.namespace}`, said.join()]));
    expect(notes.get('Planet ')).toContain(`its definition planets.${group} comes in the same sync`);
    expect(notes.get(`ConfigMap ${namespace()}`)).toContain(`the namespace ${namespace()} comes in the same sync`);
  });

  it('one sync makes them all, and the next plan is empty', async () => {
    const { engine } = workspace;
    const operation = await engine.sync(await engine.plan('app', MANUAL));
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect(operation.results.map((result) => result.message)).toEqual(Array.from({ length: 7 }, () => 'created'));
    expect(await cluster().kubectl(['get', `gadgets.${group},planets.${group}`, '-A', '-o', 'name'])).toMatch(/gadget.*\n.*gadget.*\n.*planet/);
    expect((await engine.plan('app', MANUAL, 'hard')).items.map((item) => item.operation)).toEqual(Array.from({ length: 7 }, () => 'unchanged'));
    await write(manifests(2));
    expect((await engine.sync(await engine.plan('app', MANUAL))).phase).toBe('Succeeded');
    expect(await cluster().kubectl(['get', `planets.${group}`, 'x', '-o', 'jsonpath={.spec.size}'])).toBe('2');
  });

  it('one prune takes them all away again, custom resources before their definitions', async () => {
    const { engine } = workspace;
    await commitFiles(workspace.repository, { 'all.yaml': null }, 'nothing');
    const plan = await engine.plan('app', PRUNING);
    const kinds = plan.items.map(({ key }) => key.kind);
    expect(kinds.lastIndexOf('Gadget')).toBeLessThan(kinds.indexOf('CustomResourceDefinition'));
    expect(kinds.at(-1)).toBe('Namespace');
    const operation = await engine.sync(plan);
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect(await cluster().kubectl(['get', 'crd', `gadgets.${group}`, `planets.${group}`, '--ignore-not-found', '-o', 'name'])).toBe('');
    expect(await cluster().kubectl(['get', 'ns', namespace(), '--ignore-not-found', '-o', 'name'])).toBe('');
    expect((await engine.plan('app', PRUNING, 'hard')).items).toEqual([]);
  });
});
