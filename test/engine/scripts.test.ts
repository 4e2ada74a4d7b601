/** Argo CD's Lua for custom resources: their health, from the cluster's argocd-cm and from a folder; what can be done with them. */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Tree } from '../../shared/model/tree.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import { describeCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { MANUAL } from '../helpers/workspace.ts';

/** Of this run alone: definitions and argocd-cm are the cluster's, and suites share it. */
const GROUP = `yard-${randomBytes(3).toString('hex')}.drydock.dev`;
const definition = (kind: string): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${kind.toLowerCase()}s.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
  },
});
const manifest = (kind: string, name: string) => `apiVersion: ${GROUP}/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\nspec:\n  paused: false\n`;
const BY_PHASE = `
hs = {}
if obj.status == nil or obj.status.phase == nil then
  hs.status = "Progressing"
  hs.message = "waiting for a phase"
  return hs
end
if obj.status.phase == "loop" then while true do end end
if obj.status.phase == "broken" then error("cannot tell") end
hs.status = obj.status.phase
hs.message = "the phase of " .. obj.metadata.name
return hs
`;

describeBoth('scripts', describeCluster, {}, (bench) => {
  const path = (kind: string) => `/apis/${GROUP}/v1/namespaces/${bench().namespace}/${kind.toLowerCase()}s`;
  const report = (kind: string, name: string, status: JsonObject) => bench().client.request({ method: 'PATCH', path: `${path(kind)}/${name}`, body: { status }, contentType: 'application/merge-patch+json', action: 'report' });
  const healthOf = (view: ApplicationView, kind: string) => view.status.resources.find((resource) => resource.kind === kind)?.health;
  const follow = (holds: (view: ApplicationView) => boolean) => untilTold<ApplicationView>((tell, signal) => bench().engine.follow('app', tell, signal), holds);

  /** argocd-cm as Argo CD has it; other suites may have theirs in it. */
  async function putArgoConfig({ client }: Bench, data: JsonObject): Promise<void> {
    const apply = (at: string, body: JsonObject) => client.request({ method: 'PATCH', path: at, query: { fieldManager: 'argo', force: true }, body, contentType: 'application/apply-patch+yaml', action: 'configure Argo CD' });
    await apply('/api/v1/namespaces/argocd', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } });
    await apply('/api/v1/namespaces/argocd/configmaps/argocd-cm', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' }, data });
  }

  it('tell the health of a custom resource, and of its application, and change it while it is followed', async () => {
    const { client, engine, repository } = bench();
    for (const kind of ['Crane', 'Dock']) await client.request({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: definition(kind), action: 'define' });
    await putArgoConfig(bench(), { [`resource.customizations.health.${GROUP}_Crane`]: BY_PHASE });
    await commitFiles(repository, { 'all.yaml': `${manifest('Crane', 'tall')}---\n${manifest('Dock', 'dry')}` }, 'a yard');
    await expect.poll(async () => (await engine.plan('app', MANUAL, 'hard')).items[0]?.operation, { timeout: 20_000 }).toBe('create');
    await engine.sync(await engine.plan('app', MANUAL));
    const first = await engine.view('app', 'known');
    expect(healthOf(first, 'Crane')).toEqual({ status: 'Progressing', message: 'waiting for a phase' });
    expect(healthOf(first, 'Dock')).toBeUndefined();

    await report('Crane', 'tall', { phase: 'Suspended' });
    const told = await follow((view) => healthOf(view, 'Crane')?.status === 'Suspended');
    expect(healthOf(told, 'Crane')).toEqual({ status: 'Suspended', message: 'the phase of tall' });
    expect(told.status.health.status).toBe('Suspended');
    const tree = await untilTold<Tree>((tell, signal) => engine.followTree('app', tell, signal), ({ nodes }) => nodes.some(({ health }) => health?.status === 'Suspended'));
    expect(tree.nodes.map(({ key, health }) => [key.kind, health?.status])).toEqual([['Crane', 'Suspended'], ['Dock', undefined]]);
  });

  it('that fail, or do not end, make it Unknown with why, and nothing else waits', async () => {
    await report('Crane', 'tall', { phase: 'broken' });
    const failed = await follow((view) => healthOf(view, 'Crane')?.status === 'Unknown');
    expect(healthOf(failed, 'Crane')?.message).toBe('Its health script failed: line 9: cannot tell');
    await report('Crane', 'tall', { phase: 'loop' });
    const ended = await follow((view) => healthOf(view, 'Crane')?.message !== 'Its health script failed: line 9: cannot tell');
    expect(healthOf(ended, 'Crane')).toEqual({ status: 'Unknown', message: 'Its health script failed: It took longer than 1 s.' });
    await report('Crane', 'tall', { phase: 'Healthy' });
    await follow((view) => healthOf(view, 'Crane')?.status === 'Healthy');
  });

  it('hold a wave up until they say Healthy, of the version that is there', async () => {
    const { engine, repository } = bench();
    const marked = (name: string, wave: number) => `${manifest('Crane', name)}`.replace('metadata:', `metadata:\n  annotations: {argocd.argoproj.io/sync-wave: "${wave}"}`);
    await commitFiles(repository, { 'all.yaml': `${manifest('Crane', 'tall')}---\n${manifest('Dock', 'dry')}---\n${marked('tower', 1)}---\n${marked('wide', 2)}` }, 'two waves more');
    await expect.poll(async () => (await engine.plan('app', MANUAL, 'fetch')).items.filter(({ operation }) => operation === 'create').length, { timeout: 20_000 }).toBe(2);
    const waited: string[] = [];
    const operation = await engine.sync(await engine.plan('app', MANUAL), {
      onEvent(event) {
        for (const { key, message } of event.kind === 'progress' ? event.progress.waitingFor : []) {
          waited.push(`${key.name}: ${message}`);
          void report('Crane', key.name, { phase: 'Healthy' });
        }
      },
    });
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect(waited).toContain('tower: waiting for a phase');
    expect(operation.results.map(({ key }) => key.name)).toEqual(['tower', 'wide']);
  });

  it('do what they say with an object of the application, and nothing else', async () => {
    const { client, engine, namespace } = bench();
    const discovery = 'return {pause = {disabled = obj.spec.paused}, copy = {}, report = {}, fail = {}, meddle = {}}';
    const actions = {
      pause: 'obj.spec.paused = true return obj',
      copy: 'return {{operation = "create", resource = {apiVersion = obj.apiVersion, kind = obj.kind, metadata = {name = obj.metadata.name .. "-copy", namespace = obj.metadata.namespace}, spec = obj.spec}}}',
      report: 'obj.status = {phase = "Suspended"} return obj',
      fail: 'error("not today")',
      meddle: 'return {{operation = "delete", resource = obj}}',
    };
    const text = JSON.stringify({ 'discovery.lua': discovery, definitions: Object.entries(actions).map(([name, script]) => ({ name, 'action.lua': script })) });
    await putArgoConfig(bench(), { [`resource.customizations.health.${GROUP}_Crane`]: BY_PHASE, [`resource.customizations.actions.${GROUP}_Crane`]: text });
    // Read once a connection; a hard refresh reads it again.
    await engine.view('app', 'hard');
    const key = { group: GROUP, kind: 'Crane', namespace, name: 'tall' };
    const read = (name: string) => client.request({ path: `${path('Crane')}/${name}`, action: 'read' });

    expect(await engine.actions('app', key)).toEqual(['copy', 'fail', 'meddle', 'pause', 'report'].map((name) => ({ name, disabled: false })));
    expect(await engine.runAction('app', key, 'pause')).toEqual([{ key, operation: 'patched' }]);
    expect(await read('tall')).toMatchObject({ spec: { paused: true } });
    expect((await engine.actions('app', key)).find(({ name }) => name === 'pause')).toEqual({ name: 'pause', disabled: true });
    await expect(engine.runAction('app', key, 'pause')).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('cannot be done with') });
    expect(await engine.runAction('app', key, 'report')).toEqual([{ key, operation: 'patched' }]);
    expect(await read('tall')).toMatchObject({ status: { phase: 'Suspended' } });
    expect(await engine.runAction('app', key, 'copy')).toEqual([{ key: { ...key, name: 'tall-copy' }, operation: 'created' }]);
    expect(await read('tall-copy')).toMatchObject({ spec: { paused: true } });

    await expect(engine.runAction('app', key, 'fail')).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('Nothing was done: the action "fail"') });
    await expect(engine.runAction('app', key, 'meddle')).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('only objects are patched and created') });
    await expect(engine.runAction('app', key, 'fly')).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('has no action "fly"') });
    await expect(engine.actions('app', { ...key, name: 'tall-copy' })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('is no resource of app') });
    expect(await engine.actions('app', { ...key, kind: 'Dock', name: 'dry' })).toEqual([]);

    const settings = await engine.settings();
    await engine.saveSettings({ ...settings, contexts: { ...settings.contexts, readOnly: ['*'] } });
    await expect(engine.runAction('app', key, 'copy')).rejects.toMatchObject({ code: 'context-read-only' });
    await engine.saveSettings(settings);
  });

  it('of a folder count for kinds that argocd-cm does not name, as soon as the settings name it', async () => {
    const { engine, home } = bench();
    const folder = join(home, 'scripts');
    for (const kind of ['Crane', 'Dock']) {
      await mkdir(join(folder, GROUP, kind), { recursive: true });
      await writeFile(join(folder, GROUP, kind, 'health.lua'), 'return {status = "Degraded", message = "by the folder"}');
    }
    const settings = await engine.settings();
    await engine.saveSettings({ ...settings, health: { scripts: folder } });
    const view = await engine.view('app', 'known');
    expect(healthOf(view, 'Dock')).toEqual({ status: 'Degraded', message: 'by the folder' });
    expect(healthOf(view, 'Crane')?.message).toBe('the phase of tall');
    await engine.saveSettings({ ...settings, health: { scripts: join(home, 'nowhere') } });
    const without = await engine.view('app', 'known');
    expect(healthOf(without, 'Dock')).toBeUndefined();
    expect(without.status.conditions).toContainEqual({ type: 'Warning', message: expect.stringMatching(/nowhere, cannot be read.*Correct health\.scripts/s) });
    await engine.saveSettings(settings);
  });
});
