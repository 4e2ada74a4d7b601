/** App of apps: applications and projects that an application renders are files of the home, planned and written as everything else. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { Operation } from '../../shared/model/operation.ts';
import type { Plan, PlanItem, SyncOptions } from '../../shared/model/plan.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import type { RunningLoops } from '../helpers/loopEvents.ts';
import { runLoops } from '../helpers/loopEvents.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const ADOPTING: SyncOptions = { prune: false, adopt: true, automatic: false };
const FINALIZER = 'resources-finalizer.argocd.argoproj.io';
const configMap = (name: string, value = 'one') => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: value } });

describeOnBoth('children', describeCluster, (cluster) => {
  let workspace: Workspace;
  let engine: Engine;
  let loops: RunningLoops | undefined;
  let made = 0;

  beforeAll(async () => {
    workspace = await createWorkspace('children', cluster());
    await commitFiles(workspace.repository, { 'web/a.yaml': configMap('web') }, 'web');
  });
  beforeEach(async () => {
    engine = createEngine({ home: workspace.sandbox.path(`home-${made++}`), env: workspace.env });
    await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: 'apps' }, destination: { name: cluster().context, namespace: workspace.namespace } }, 'parent'), 'test');
  });
  afterEach(async () => {
    await loops?.stop();
    loops = undefined;
    await engine.close();
    await workspace.client.request({ method: 'DELETE', path: `/api/v1/namespaces/${workspace.namespace}/configmaps`, action: 'delete the ConfigMaps' });
  });
  afterAll(() => workspace.close());

  const child = (name: string, { metadata = {}, spec = {} }: { readonly metadata?: object; readonly spec?: object } = {}) =>
    stringify({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name, namespace: 'argocd', ...metadata },
      spec: { project: 'default', source: { repoURL: workspace.repository.remote, path: 'web' }, destination: { name: cluster().context, namespace: workspace.namespace }, ...spec },
    });
  /** What Git has below `apps`, and nothing else. */
  async function git(files: Readonly<Record<string, string>>): Promise<void> {
    const all = await readdir(join(workspace.repository.work, 'apps')).catch(() => []);
    const gone = Object.fromEntries(all.filter((name) => files[name] === undefined).map((name) => [`apps/${name}`, null]));
    await commitFiles(workspace.repository, { ...gone, ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`apps/${name}`, text])), 'apps/stays.yaml': configMap('stays') }, 'apps');
  }
  const file = (name: string, folder = 'applications') => join(engine.home, folder, `${name}.yaml`);
  const item = (plan: Plan, name: string): PlanItem => {
    const found = plan.items.find(({ key }) => key.name === name);
    if (found === undefined) throw new Error(`${name} is not in the plan: ${plan.items.map(({ key }) => key.name).join()}`);
    return found;
  };
  const sync = async (options: SyncOptions = MANUAL): Promise<Operation> => engine.sync(await engine.plan('parent', options));
  const row = ({ status }: ApplicationView, name: string) => status.resources.find((each) => each.name === name);

  it('becomes a file with its parent\'s marks, and no object of the cluster; then there is nothing to do', async () => {
    await git({ 'web.yaml': `# kept by Git\n${child('web')}` });
    const plan = await engine.plan('parent', MANUAL);
    expect(item(plan, 'web')).toMatchObject({ operation: 'create', key: { group: 'argoproj.io', kind: 'Application', namespace: '' }, origin: { file: 'web.yaml' } });
    const operation = await engine.sync(plan);
    expect(operation).toMatchObject({ phase: 'Succeeded', results: expect.arrayContaining([expect.objectContaining({ key: expect.objectContaining({ kind: 'Application', name: 'web' }), message: 'created' })]) });
    const text = await readFile(file('web'), 'utf8');
    const parent = await engine.view('parent', 'known');
    expect(text).toContain(`drydock.dev/application: ${parent.metadata.uid}`);
    expect(text).toContain('drydock.dev/tracking-id: parent:argoproj.io/Application:/web');
    expect(text).toContain('namespace: argocd');
    const again = await engine.plan('parent', MANUAL);
    expect(again.items.map(({ operation: what }) => what)).toEqual(['unchanged', 'unchanged']);
    expect(parent.status.sync.status).toBe('Synced');
    expect((await engine.history('parent'))[0]?.counts).toMatchObject({ create: 2 });
    // The child is an application as any other.
    expect((await engine.view('web', 'fetch')).status).toMatchObject({ sync: { status: 'OutOfSync' }, context: cluster().context });
  });

  it('an edit of its file is drift of its parent, told field by field and put back; comments beside it stay', async () => {
    await git({ 'web.yaml': child('web', { spec: { syncPolicy: { syncOptions: ['PruneLast=true'] } } }) });
    await sync();
    await writeFile(file('web'), (await readFile(file('web'), 'utf8')).replace('path: web', 'path: other # tried').replace('spec:', 'spec: # what it is'));
    await engine.set('web', [{ path: ['spec', 'revisionHistoryLimit'], value: 3 }]);
    const drifted = await engine.view('parent', 'known');
    expect(drifted.status.sync.status).toBe('OutOfSync');
    const plan = await engine.plan('parent', MANUAL);
    expect(item(plan, 'web')).toMatchObject({ operation: 'update', diff: { changes: [{ path: '.spec.source.path', before: 'other', after: 'web' }, { path: '.spec.revisionHistoryLimit', before: 3 }] } });
    expect(item(plan, 'web').diff.basis).toBe('file');
    const uid = (await engine.view('web', 'known')).metadata.uid;
    expect((await engine.sync(plan)).phase).toBe('Succeeded');
    const text = await readFile(file('web'), 'utf8');
    expect(text).toContain('path: web');
    expect(text).toContain('# what it is');
    expect(text).not.toContain('revisionHistoryLimit');
    expect((await engine.view('web', 'known')).metadata.uid).toBe(uid);
    expect((await engine.plan('parent', MANUAL)).items.every(({ operation }) => operation === 'unchanged')).toBe(true);
  });

  it('a plan of what the file was before is not carried out', async () => {
    await git({ 'web.yaml': child('web') });
    await sync();
    await engine.set('web', [{ path: ['spec', 'revisionHistoryLimit'], value: 3 }]);
    const plan = await engine.plan('parent', MANUAL);
    await engine.set('web', [{ path: ['spec', 'revisionHistoryLimit'], value: 4 }]);
    await expect(engine.sync(plan)).rejects.toThrow(/since the plan .* was made/);
    expect(await readFile(file('web'), 'utf8')).toContain('revisionHistoryLimit: 4');
  });

  it('what the parent ignores in it may be edited', async () => {
    await engine.set('parent', [{ path: ['spec', 'ignoreDifferences'], value: [{ group: 'argoproj.io', kind: 'Application', jsonPointers: ['/spec/source/targetRevision'] }] }]);
    await git({ 'web.yaml': child('web') });
    await sync();
    await engine.set('web', [{ path: ['spec', 'source', 'targetRevision'], value: 'main' }]);
    expect((await engine.view('parent', 'known')).status.sync.status).toBe('Synced');
  });

  describe('what may not be', () => {
    it.each([
      ['an invalid one', 'bad', (name: string) => child(name, { spec: { source: { path: 'web' } } }), /web\.yaml:1: spec\.source\.repoURL: the repository URL is missing/],
      ['a hook', 'hooked', (name: string) => child(name, { metadata: { annotations: { 'argocd.argoproj.io/hook': 'PreSync' } } }), /no hook here/],
      ['itself', 'parent', (name: string) => child(name), /parent renders itself/],
    ])('%s is a blocked row with file and line', async (_what, name, manifest, message) => {
      const before = await readFile(file('parent'), 'utf8');
      await git({ 'web.yaml': manifest(name) });
      expect(item(await engine.plan('parent', MANUAL), name)).toMatchObject({ operation: 'blocked', blocked: { reason: 'invalid', message: expect.stringMatching(message) } });
      await expect(sync()).rejects.toThrow(message);
      expect(await readFile(file('parent'), 'utf8')).toBe(before);
    });

    it('a circle of parents', async () => {
      await commitFiles(workspace.repository, { 'below/up.yaml': child('parent', { spec: { source: { repoURL: workspace.repository.remote, path: 'apps' } } }) }, 'a circle');
      await git({ 'web.yaml': child('below', { spec: { source: { repoURL: workspace.repository.remote, path: 'below' } } }) });
      await sync();
      const plan = await engine.plan('below', ADOPTING);
      expect(item(plan, 'parent')).toMatchObject({ operation: 'blocked', blocked: { message: expect.stringMatching(/parent already is above below \(parent renders below\)/) } });
    });

    it('a file that somebody made by hand is theirs until it is adopted', async () => {
      await engine.create(child('web', { spec: { revisionHistoryLimit: 7 } }), 'test');
      await git({ 'web.yaml': child('web') });
      expect(item(await engine.plan('parent', MANUAL), 'web')).toMatchObject({ operation: 'blocked', blocked: { reason: 'owner', message: expect.stringContaining('a person (made by hand)') } });
      expect(item(await engine.plan('parent', { ...ADOPTING, automatic: true }), 'web').operation).toBe('blocked');
      const adopt = await engine.plan('parent', ADOPTING);
      expect(item(adopt, 'web')).toMatchObject({ operation: 'update', diff: { changes: [{ path: '.spec.revisionHistoryLimit', before: 7 }] } });
      expect((await engine.sync(adopt)).phase).toBe('Succeeded');
      expect((await engine.view('parent', 'known')).status.sync.status).toBe('Synced');
    });

    it('a child of another parent is that one\'s', async () => {
      await git({ 'web.yaml': child('web') });
      await sync();
      await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: 'apps' }, destination: { name: cluster().context, namespace: workspace.namespace } }, 'second'), 'test');
      expect(item(await engine.plan('second', MANUAL), 'web')).toMatchObject({ operation: 'blocked', blocked: { reason: 'owner', message: expect.stringContaining('Drydock application parent') } });
    });

    it('a file that cannot be read is left alone, and Unknown', async () => {
      await git({ 'web.yaml': child('web') });
      await sync();
      await writeFile(file('web'), 'metadata: [');
      const view = await engine.view('parent', 'known');
      expect(row(view, 'web')).toMatchObject({ status: 'Unknown', health: { status: 'Unknown' } });
      await expect(sync(PRUNING)).rejects.toThrow(/not valid YAML/);
      expect(await readFile(file('web'), 'utf8')).toBe('metadata: [');
    });

    it('what the project does not let its applications hold, by the place where Argo CD has it', async () => {
      const project = (destinations: object[]) => stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'team' }, spec: { sourceRepos: ['*'], destinations } });
      const here = { name: cluster().context, namespace: '*' };
      await engine.projects.create(project([here]), 'test');
      await engine.set('parent', [{ path: ['spec', 'project'], value: 'team' }]);
      await git({ 'web.yaml': child('web') });
      expect(item(await engine.plan('parent', MANUAL), 'web')).toMatchObject({ operation: 'blocked', blocked: { reason: 'project', message: expect.stringContaining('namespace argocd') } });
      await writeFile(file('team', 'projects'), project([here, { server: 'https://kubernetes.default.svc', namespace: 'argocd' }]));
      expect(item(await engine.plan('parent', MANUAL), 'web').operation).toBe('create');
    });
  });

  describe('what leaves Git', () => {
    async function synced(metadata: object): Promise<void> {
      await git({ 'web.yaml': child('web', { metadata }) });
      await sync();
      await engine.sync(await engine.plan('web', MANUAL));
      await git({});
    }
    const maps = async () => (await cluster().kubectl(['get', 'configmaps', '-n', workspace.namespace, '-o', 'name'])).split('\n');

    it('with Argo CD\'s finalizer it goes with its objects, which the plan says', async () => {
      await synced({ finalizers: [FINALIZER] });
      const plan = await engine.plan('parent', PRUNING);
      expect(item(plan, 'web')).toMatchObject({ operation: 'prune', notes: [expect.stringContaining(`its objects in ${cluster().context} are deleted with it`)] });
      const operation = await engine.sync(plan);
      expect(operation).toMatchObject({ phase: 'Succeeded', results: [expect.objectContaining({ status: 'Pruned', message: 'deleted with 1 of its objects' })] });
      await expect(engine.view('web', 'known')).rejects.toThrow('There is no application "web"');
      expect(await maps()).not.toContain('configmap/web');
    });

    it('without it its objects stay, and are nobody\'s', async () => {
      await synced({});
      const plan = await engine.plan('parent', PRUNING);
      expect(item(plan, 'web').notes.join()).toMatch(/its objects in .* stay, and are nobody's then/);
      expect((await engine.sync(plan)).phase).toBe('Succeeded');
      expect(await maps()).toContain('configmap/web');
      expect(await cluster().kubectl(['get', 'configmap', 'web', '-n', workspace.namespace, '-o', 'yaml'])).not.toContain('drydock.dev/application');
    });

    it.each([
      ['pruning is off', {}, MANUAL, /pruning is off/],
      ['Prune=false', { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' } }, PRUNING, /Prune=false/],
      ['Prune=confirm, by itself', { annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm' } }, { ...PRUNING, automatic: true }, /a person has to prune/],
    ])('%s: it stays', async (_what, metadata, options, why) => {
      await synced({ finalizers: [FINALIZER], ...metadata });
      const plan = await engine.plan('parent', options);
      expect(item(plan, 'web')).toMatchObject({ operation: 'prune', skipped: true, notes: expect.arrayContaining([expect.stringMatching(why)]) });
      await engine.sync(plan);
      expect((await engine.view('web', 'known')).metadata.name).toBe('web');
    });

    it('objects in a read-only context are not deleted by another application\'s sync', async () => {
      await synced({ finalizers: [FINALIZER] });
      await engine.saveSettings({ ...(await engine.settings()), contexts: { ...(await engine.settings()).contexts, readOnly: [cluster().context] } });
      const blocked = await engine.plan('parent', PRUNING);
      expect(item(blocked, 'web')).toMatchObject({ operation: 'blocked', blocked: { message: expect.stringContaining('read-only context') } });
      // What is not asked for is in nobody's way.
      expect(item(await engine.plan('parent', MANUAL), 'web')).toMatchObject({ operation: 'prune', skipped: true });
    });
  });

  it('deleting the parent takes its children with it, each by its own finalizer; Delete=false stays', async () => {
    await git({
      'web.yaml': child('web', { metadata: { finalizers: [FINALIZER] } }),
      'kept.yaml': child('kept', { metadata: { annotations: { 'argocd.argoproj.io/sync-options': 'Delete=false' } } }),
    });
    await sync();
    await engine.sync(await engine.plan('web', MANUAL));
    const results = await engine.remove('parent', { cascade: true });
    expect(results.map(({ key, status }) => `${key.kind} ${key.name} ${status}`).toSorted()).toEqual(['Application kept Kept', 'Application web Deleted', 'ConfigMap stays Deleted']);
    expect((await engine.list()).applications.map(({ name }) => name)).toEqual(['kept']);
    expect(await readFile(file('kept'), 'utf8')).not.toContain('drydock.dev');
  });

  it('its health is the parent\'s, and the tree shows it', async () => {
    await git({ 'web.yaml': child('web') });
    await sync();
    expect(row(await engine.view('parent', 'known'), 'web')).toMatchObject({ status: 'Synced', health: { status: 'Missing' } });
    await engine.sync(await engine.plan('web', MANUAL));
    const view = await engine.view('parent', 'known');
    expect(row(view, 'web')).toMatchObject({ health: { status: 'Healthy' } });
    expect(view.status.health.status).toBe('Healthy');
    const tree = await engine.tree('parent');
    expect(tree.nodes.find(({ key }) => key.name === 'web')).toMatchObject({ key: { kind: 'Application', namespace: '' }, health: { status: 'Healthy' }, parents: [] });
  });

  it('a choice for the parent is one for its children that say the same, until they have their own', async () => {
    const inCluster = { server: 'https://kubernetes.default.svc', namespace: workspace.namespace };
    await engine.set('parent', [{ path: ['spec', 'destination'], value: inCluster }]);
    await engine.bind('parent', cluster().context);
    await git({ 'web.yaml': child('web', { spec: { destination: inCluster } }), 'other.yaml': child('other', { spec: { destination: { name: 'nowhere', namespace: workspace.namespace } } }) });
    await sync();
    expect((await engine.view('web', 'known')).status).toMatchObject({ sync: { status: 'OutOfSync' }, destination: { by: 'choice', context: cluster().context, of: 'parent' } });
    expect((await engine.view('other', 'known')).status.destination?.by).toBe('nobody');
    await engine.bind('web', cluster().context);
    expect((await engine.view('web', 'known')).status.destination).toEqual({ by: 'choice', said: inCluster.server, context: cluster().context });
    await engine.bind('web', undefined);
    await engine.bind('parent', undefined);
    expect((await engine.view('web', 'known')).status.destination?.by).toBe('nobody');
  });

  it('a project that is rendered with an application that is in it comes before it', async () => {
    await git({
      'project.yaml': stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'team', namespace: 'argocd' }, spec: { sourceRepos: ['*'], destinations: [{ name: '*', namespace: '*' }], roles: [{ name: 'reader' }] } }),
      'web.yaml': child('web', { spec: { project: 'team' } }),
    });
    expect((await sync()).phase).toBe('Succeeded');
    expect(await readFile(file('team', 'projects'), 'utf8')).toContain('name: reader');
    expect((await engine.view('web', 'fetch')).status.sync.status).toBe('OutOfSync');
    await git({});
    const pruned = await sync(PRUNING);
    expect(pruned.phase).toBe('Succeeded');
    expect(await readdir(join(engine.home, 'projects'))).toEqual([]);
  });

  it('a later wave waits for a child that is synced by itself, and not for one that is not', async () => {
    const wave = (value: string) => ({ annotations: { 'argocd.argoproj.io/sync-wave': value } });
    await git({
      'auto.yaml': child('auto', { metadata: wave('-2'), spec: { syncPolicy: { automated: {} } } }),
      'manual.yaml': child('manual', { metadata: wave('-1'), spec: { source: { repoURL: workspace.repository.remote, path: 'manual' } } }),
    });
    loops = await runLoops(engine);
    const operation = await sync();
    expect(operation).toMatchObject({ phase: 'Succeeded' });
    // When the wave after it came, its objects were there.
    expect((await engine.view('auto', 'known')).status).toMatchObject({ sync: { status: 'Synced' }, health: { status: 'Healthy' } });
    expect(operation.results.map(({ key }) => key.name)).toEqual(['auto', 'manual', 'stays']);
    expect((await engine.history('auto')).map(({ initiatedBy }) => initiatedBy.automated)).toEqual([true]);
    expect(Date.parse((await engine.history('auto'))[0]?.deployedAt ?? '')).toBeLessThanOrEqual(Date.parse(operation.finishedAt ?? ''));
  });
});
