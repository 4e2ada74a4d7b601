/** A definition whose versions move on: records at a version that is gone are rewritten, and what leaves Git still leaves the cluster. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

interface Version {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
}

const shownSchema = z.object({
  metadata: z.object({ managedFields: z.array(z.object({ manager: z.string(), operation: z.string(), apiVersion: z.string() })) }),
  spec: z.record(z.string(), z.number()),
});

describeOnBoth('a definition whose version moves on', describeCluster, (cluster) => {
  let workspace: Workspace;
  const group = `moves-${randomBytes(3).toString('hex')}.example.com`;
  beforeAll(async () => {
    workspace = await createWorkspace('versions', cluster());
  });
  afterAll(async () => {
    await cluster().kubectl(['delete', 'crd', `gadgets.${group}`, '--ignore-not-found']);
    await workspace.close();
  });

  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { size: { type: 'integer' }, weight: { type: 'integer' }, extra: { type: 'integer' } } } } } };
  const definition = (...versions: readonly Version[]) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gadgets.${group}` },
    spec: { group, scope: 'Namespaced', names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' }, versions: versions.map((version) => ({ ...version, schema })) },
  });
  const gadget = (version: string, spec: Record<string, number>) => stringify({ apiVersion: `${group}/${version}`, kind: 'Gadget', metadata: { name: 'g' }, spec });

  /** Changes the definition past Drydock and waits until the server goes by it. */
  async function define(...versions: readonly Version[]): Promise<void> {
    const { kubectl } = cluster();
    await kubectl(['replace', '-f', '-'], { input: JSON.stringify(definition(...versions)) }).catch(() => kubectl(['create', '-f', '-'], { input: JSON.stringify(definition(...versions)) }));
    await kubectl(['wait', '--for=condition=Established', `crd/gadgets.${group}`, '--timeout=30s']);
  }

  it('v1alpha1 is served, then only v1 exists: the record moves, and a field removed in Git goes', async () => {
    const { engine, repository, namespace, client } = workspace;
    const { kubectl } = cluster();
    const shown = async () => shownSchema.parse(parse(await kubectl(['get', `gadgets.${group}`, 'g', '-n', namespace, '-o', 'yaml', '--show-managed-fields'])));
    await define({ name: 'v1alpha1', served: true, storage: true });
    await commitFiles(repository, { 'g.yaml': gadget('v1alpha1', { size: 1, weight: 2 }) }, 'alpha');
    expect((await engine.sync(await engine.plan('app', MANUAL, 'hard'))).phase).toBe('Succeeded');
    await client.request({ method: 'PATCH', path: `/apis/${group}/v1alpha1/namespaces/${namespace}/gadgets/g`, query: { fieldManager: 'operator' }, body: { spec: { extra: 3 } }, contentType: 'application/merge-patch+json', action: 'patch' });

    // As people are told to do it: store at the new version, write every object once, then drop the old version.
    await define({ name: 'v1alpha1', served: true, storage: false }, { name: 'v1', served: true, storage: true });
    await kubectl(['annotate', `gadgets.v1.${group}`, 'g', '-n', namespace, 'stored=again']);
    await kubectl(['patch', 'crd', `gadgets.${group}`, '--subresource=status', '--type=merge', '-p', '{"status":{"storedVersions":["v1"]}}']);
    await define({ name: 'v1', served: true, storage: true });
    expect(new Set((await shown()).metadata.managedFields.map((entry) => entry.apiVersion))).toEqual(new Set([`${group}/v1alpha1`, `${group}/v1`]));

    await commitFiles(repository, { 'g.yaml': gadget('v1', { size: 1 }) }, 'v1');
    const plan = await engine.plan('app', MANUAL, 'hard');
    expect(plan.items.map((item) => [item.operation, item.diff.changes.map((change) => change.path)])).toEqual([['update', ['.spec.weight']]]);
    expect(plan.items[0]?.notes).toContain(`who owns which field is written anew for ${group}/v1: ${group}/v1alpha1 is not served any more`);
    const operation = await engine.sync(plan);
    expect(operation.phase, operation.message).toBe('Succeeded');
    const after = await shown();
    expect(after.spec).toEqual({ size: 1, extra: 3 });
    expect(after.metadata.managedFields.map(({ manager, operation: how, apiVersion }) => `${manager} ${how} ${apiVersion}`).toSorted()).toEqual([`drydock Apply ${group}/v1`, `kubectl-annotate Update ${group}/v1`, `operator Update ${group}/v1`]);
    expect((await engine.plan('app', MANUAL, 'hard')).items.map((item) => item.operation)).toEqual(['unchanged']);
  });
});
