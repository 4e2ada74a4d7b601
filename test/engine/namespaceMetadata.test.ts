/** managedNamespaceMetadata of a namespace that is there already: these fields are Drydock's, and nothing else of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, PRUNING } from '../helpers/workspace.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata: { a: b }\n';
const METADATA = { labels: { team: 'a', other: 'x' }, annotations: { note: 'made' } };
const namespaceSchema = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()), managedFields: z.array(z.object({ manager: z.string(), operation: z.string(), fieldsV1: z.json() })) }),
});

describeOnBoth('metadata of a namespace that is there', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('nsmeta', cluster());
    const { namespace, engine, repository } = workspace;
    // What kubectl applied by itself is never taken over with the rest.
    await cluster().kubectl(['apply', '-f', '-'], { input: `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${namespace}\n  labels: { keep: "yes" }\n` });
    await cluster().kubectl(['label', 'ns', namespace, 'team=b', 'stays=too']);
    await commitFiles(repository, { 'own/app.yaml': CONFIG_MAP }, 'start');
    await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: 'own' }, destination: { name: cluster().context, namespace }, syncPolicy: { syncOptions: ['CreateNamespace=true', 'Replace=true'], managedNamespaceMetadata: METADATA } }, 'own'), 'test');
  });
  afterAll(() => workspace.close());

  const read = async () => namespaceSchema.parse(JSON.parse(await cluster().kubectl(['get', 'ns', workspace.namespace, '-o', 'json', '--show-managed-fields']))).metadata;
  const rows = async () => (await workspace.engine.plan('own', PRUNING)).items.filter(({ key }) => key.kind === 'Namespace').map(({ operation, diff, blocked }) => ({ operation, blocked, changes: diff.changes.map(({ path, before, after }) => [path, before, after]) }));
  const sync = async () => {
    const operation = await workspace.engine.sync(await workspace.engine.plan('own', PRUNING));
    expect(operation.phase, operation.message).toBe('Succeeded');
    return operation.results.map(({ key, message }) => `${key.kind} ${message}`);
  };
  const ownedByDrydock = async () => (await read()).managedFields.filter(({ manager }) => manager === 'drydock').map(({ operation, fieldsV1 }) => [operation, fieldsV1]);

  it('is a row of the plan, with its diff and whose field it takes', async () => {
    expect(await rows()).toEqual([{ operation: 'update', blocked: undefined, changes: [['.metadata.labels.team', 'b', 'a'], ['.metadata.labels.other', undefined, 'x'], ['.metadata.annotations', undefined, { note: 'made' }]] }]);
    const [row] = (await workspace.engine.plan('own', PRUNING)).items;
    expect(row?.notes).toEqual([expect.stringMatching(/^labels and annotations of managedNamespaceMetadata/)]);
    expect(row?.takesOver).toEqual([expect.objectContaining({ paths: ['.metadata.labels.team'] })]);
    const { status } = await workspace.engine.view('own', 'known');
    expect(status.resources.map(({ kind, status: sync }) => [kind, sync])).toEqual([['Namespace', 'OutOfSync'], ['ConfigMap', 'OutOfSync']]);
  });

  it('sets these fields alone, as Drydock’s own', async () => {
    expect(await sync()).toEqual(['Namespace configured', 'ConfigMap created']);
    const { labels, annotations } = await read();
    expect([labels, annotations]).toEqual([expect.objectContaining({ team: 'a', other: 'x', keep: 'yes', stays: 'too' }), expect.objectContaining({ note: 'made', 'kubectl.kubernetes.io/last-applied-configuration': expect.anything() })]);
    expect(JSON.stringify([labels, annotations])).not.toContain('drydock.dev/');
    expect(await ownedByDrydock()).toEqual([['Apply', { 'f:metadata': { 'f:labels': { 'f:team': {}, 'f:other': {} }, 'f:annotations': { 'f:note': {} } } }]]);
    const others = (await read()).managedFields.filter(({ manager }) => manager !== 'drydock');
    expect(JSON.stringify(others)).toMatch(/f:keep/);
    expect(JSON.stringify(others)).not.toMatch(/f:team/);
    expect(await rows()).toEqual([]);
    expect((await workspace.engine.view('own', 'known')).status.sync.status).toBe('Synced');
  });

  it('what somebody changes in them is a difference, what else is changed is none', async () => {
    await cluster().kubectl(['label', 'ns', workspace.namespace, 'stays=changed', 'new=1', '--overwrite']);
    expect(await rows()).toEqual([]);
    await cluster().kubectl(['annotate', 'ns', workspace.namespace, 'note=other', '--overwrite']);
    expect(await rows()).toEqual([{ operation: 'update', blocked: undefined, changes: [['.metadata.annotations.note', 'other', 'made']] }]);
    expect(await sync()).toEqual(['Namespace configured']);
  });

  it('what leaves the application’s file goes, and nothing else does', async () => {
    await workspace.engine.set('own', [{ path: ['spec', 'syncPolicy', 'managedNamespaceMetadata', 'labels', 'other'], value: null }]);
    expect(await rows()).toEqual([{ operation: 'update', blocked: undefined, changes: [['.metadata.labels.other', 'x', undefined]] }]);
    expect(await sync()).toEqual(['Namespace configured']);
    expect((await read()).labels).toEqual(expect.objectContaining({ team: 'a', keep: 'yes', stays: 'changed', new: '1' }));
    expect(Object.keys((await read()).labels)).not.toContain('other');
    expect(await ownedByDrydock()).toEqual([['Apply', { 'f:metadata': { 'f:labels': { 'f:team': {} }, 'f:annotations': { 'f:note': {} } } }]]);
  });

  it('is left as it is where nothing is managed any more, and when the application is deleted', async () => {
    await workspace.engine.set('own', [{ path: ['spec', 'syncPolicy', 'managedNamespaceMetadata'], value: null }]);
    expect(await rows()).toEqual([]);
    expect((await workspace.engine.remove('own', { cascade: true })).map(({ key }) => key.kind)).toEqual(['ConfigMap']);
    expect((await read()).labels).toMatchObject({ team: 'a', keep: 'yes' });
  });
});
