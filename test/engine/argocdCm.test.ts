/** What a cluster's argocd-cm says beside its scripts: fields that count for no application, and kinds that are left out. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeBoth } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { looseDefinition } from '../helpers/objects.ts';
import { MANUAL, PRUNING } from '../helpers/workspace.ts';

/** Of this run alone: definitions and argocd-cm are the cluster's, and suites share it. */
const GROUP = `rules-${randomBytes(3).toString('hex')}.drydock.dev`;
const manifest = (kind: string, name: string, size: number) => `apiVersion: ${GROUP}/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n  size: ${size}\n  colour: red\n`;

describeBoth('argocd-cm', describeCluster, {}, (bench) => {
  /** With a manager of its own: other suites have theirs in it. */
  const configure = (data: JsonObject) => apply('/api/v1/namespaces/argocd/configmaps/argocd-cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' }, data });
  const apply = (path: string, body: JsonObject) => bench().client.request({ method: 'PATCH', path, query: { fieldManager: 'rules', force: true }, body, contentType: 'application/apply-patch+yaml', action: 'configure Argo CD' });
  const edit = (kind: string, name: string, spec: JsonObject) => bench().client.request({ method: 'PATCH', path: `/apis/${GROUP}/v1/namespaces/${bench().namespace}/${kind}/${name}`, body: { spec }, contentType: 'application/merge-patch+json', action: 'edit' });

  beforeAll(async () => {
    const { client, engine, repository } = bench();
    for (const plural of ['boats', 'ropes']) await client.request({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: looseDefinition(GROUP, plural), action: 'define' });
    await apply('/api/v1/namespaces/argocd', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } });
    await commitFiles(repository, { 'all.yaml': `${manifest('Boat', 'one', 1)}---\n${manifest('Rope', 'two', 1)}` }, 'start');
    await vi.waitFor(async () => expect((await engine.plan('app', MANUAL, 'hard')).items.map(({ operation }) => operation)).toEqual(['create', 'create']), { timeout: 20_000 });
    await engine.sync(await engine.plan('app', MANUAL));
  });
  afterAll(() => configure({}));

  it('fields that it ignores stand in no diff, and are named as its own; RespectIgnoreDifferences keeps them', async () => {
    const { engine } = bench();
    await edit('boats', 'one', { size: 9 });
    expect((await engine.plan('app', MANUAL)).items.find(({ key }) => key.name === 'one')).toMatchObject({ operation: 'update' });
    await configure({ [`resource.customizations.ignoreDifferences.${GROUP}_Boat`]: 'jsonPointers:\n- /spec/size\n' });
    // What is left is who owns the field.
    expect((await engine.plan('app', MANUAL, 'hard')).items.find(({ key }) => key.name === 'one')).toMatchObject({ operation: 'adopt', diff: { changes: [] } });
    expect((await engine.view('app', 'known')).status.sync.status).toBe('Synced');

    await edit('boats', 'one', { size: 9, colour: 'blue' });
    const both = (await engine.plan('app', MANUAL)).items.find(({ key }) => key.name === 'one');
    expect(both).toMatchObject({ operation: 'update', diff: { changes: [{ path: '.spec.colour' }], ignored: [{ path: '.spec.size', rule: 'argocd-cm: /spec/size' }] }, notes: expect.arrayContaining([expect.stringContaining('ignoreDifferences argocd-cm: /spec/size')]) });
    await engine.set('app', [{ path: ['spec', 'syncPolicy'], value: { syncOptions: ['RespectIgnoreDifferences=true'] } }]);
    await engine.sync(await engine.plan('app', MANUAL));
    const { spec } = (await bench().client.request({ path: `/apis/${GROUP}/v1/namespaces/${bench().namespace}/boats/one`, action: 'read' })) as { spec: JsonObject };
    expect(spec).toEqual({ size: 9, colour: 'red' });
  });

  it('kinds that it leaves out are neither read nor written, shown nor pruned, which is a warning', async () => {
    const { engine, repository, namespace } = bench();
    await configure({ 'resource.exclusions': `- apiGroups: ["rules-*"]\n  kinds: [Rope]\n  clusters: ["*"]\n` });
    const view = await engine.view('app', 'hard');
    expect(view.status.resources.map(({ name }) => name)).toEqual(['one']);
    expect(view.status.conditions).toContainEqual({ type: 'ExcludedResourceWarning', message: expect.stringMatching(new RegExp(`^Rope\\.${GROUP} two \\(all\\.yaml:\\d+\\) is not applied`)) });
    expect((await engine.tree('app')).nodes.map(({ key }) => key.kind)).not.toContain('Rope');
    const plan = await engine.plan('app', MANUAL);
    expect(plan.items.map(({ key }) => key.name)).toEqual(['one']);
    expect(plan.warnings.join()).toContain('is not applied: resource.exclusions');

    // Gone from Git it is not pruned: nobody looks at it.
    await commitFiles(repository, { 'all.yaml': manifest('Boat', 'one', 1) }, 'without a rope');
    const pruning = await engine.plan('app', PRUNING, 'hard');
    expect(pruning.items.map(({ key }) => key.name)).toEqual(['one']);
    await expect(bench().client.request({ path: `/apis/${GROUP}/v1/namespaces/${namespace}/ropes/two`, action: 'read' })).resolves.toMatchObject({ metadata: { name: 'two' } });
  });

  it('what of it cannot be read is said', async () => {
    await configure({ 'resource.exclusions': 'kinds: [Rope]' });
    const view = await bench().engine.view('app', 'hard');
    expect(view.status.conditions).toContainEqual({ type: 'Warning', message: expect.stringMatching(/^argocd-cm: resource\.exclusions has no effect here/) });
    expect(view.status.resources.map(({ name }) => name)).toContain('two');
  });

  it('a setting turns all of it off, at once', async () => {
    const { engine } = bench();
    await configure({ 'resource.exclusions': `- kinds: [Rope]\n  apiGroups: [${GROUP}]\n` });
    expect((await engine.view('app', 'hard')).status.resources.map(({ name }) => name)).not.toContain('two');
    const settings = await engine.settings();
    await engine.saveSettings({ ...settings, argocd: { configMap: false } });
    expect((await engine.view('app', 'known')).status.resources.map(({ name }) => name)).toContain('two');
    await engine.saveSettings(settings);
    expect((await engine.view('app', 'known')).status.resources.map(({ name }) => name)).not.toContain('two');
  });
});
