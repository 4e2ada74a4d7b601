/** What a project forbids is not fetched, not planned as if it could be done, and not sent; windows and dependencies hold auto-sync up. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { ProjectSpec } from '../../shared/model/project.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { runLoops } from '../helpers/loopEvents.ts';
import type { RunningLoops } from '../helpers/loopEvents.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const configMap = (name: string, namespace?: string): string => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(namespace === undefined ? {} : { namespace }) } });
const role = (name: string): string => stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] });
const projectYaml = (spec: ProjectSpec, name = 'team'): string => stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name }, spec });
const EVERYTHING: ProjectSpec = { sourceRepos: ['*'], destinations: [{ name: '*', namespace: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] };

describeOnBoth('projects', describeCluster, (cluster) => {
  let workspace: Workspace;
  let engine: Engine;
  let loops: RunningLoops | undefined;
  /** The clock of `engine`; windows are asked with it. */
  let now: Date;
  beforeAll(async () => {
    workspace = await createWorkspace('projects', cluster());
    engine = createEngine({ home: workspace.home, env: workspace.env, now: () => now });
    await engine.set('app', [{ path: ['spec', 'project'], value: 'team' }]);
    await commitFiles(workspace.repository, { 'a.yaml': configMap('a') }, 'start');
  });
  afterEach(async () => {
    await loops?.stop();
    loops = undefined;
  });
  afterAll(async () => {
    await engine.close();
    await workspace.close();
  });

  const inProject = async (spec: ProjectSpec) => {
    now = new Date();
    await rm(join(workspace.home, 'projects', 'team.yaml'), { force: true });
    await engine.projects.create(projectYaml(spec), 'test');
  };
  const problemOf = async (name = 'app') => (await engine.view(name, 'known')).status.conditions.find(({ type }) => type === 'ComparisonError');
  const list = async (kind: string) => (await cluster().kubectl(['get', kind, '-n', workspace.namespace, '-o', 'name'])).split('\n').filter((line) => line !== '' && !line.includes('kube-root-ca'));

  it('one that does not exist is an error of its application, and nothing is planned', async () => {
    now = new Date();
    expect(await problemOf()).toMatchObject({ message: 'app: there is no project "team", which spec.project names.', hint: expect.stringContaining('proj create team') });
    expect((await engine.view('app', 'known')).status).toMatchObject({ sync: { status: 'Unknown' }, resources: [] });
    await expect(engine.plan('app', MANUAL)).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each<[string, ProjectSpec, RegExp]>([
    ['the repository', { ...EVERYTHING, sourceRepos: ['https://example.com/*'] }, /does not allow the repository .*: spec\.sourceRepos allows "https:\/\/example\.com\/\*"/],
    ['the namespace', { ...EVERYTHING, destinations: [{ name: '*', namespace: 'elsewhere' }] }, /does not allow the namespace .*: spec\.destinations allows/],
    ['the context', { ...EVERYTHING, destinations: [{ name: '*', namespace: '*' }, { name: '!*', namespace: '*' }] }, /spec\.destinations denies it by "!\*"/],
  ])('%s that it does not allow: refused with the rule', async (_what, spec, words) => {
    await inProject(spec);
    expect((await problemOf())?.message).toMatch(words);
    await expect(engine.plan('app', MANUAL)).rejects.toMatchObject({ code: 'project-refused', message: expect.stringMatching(words) });
  });

  it('a plan that was made before the project forbade it is not carried out', async () => {
    await inProject(EVERYTHING);
    const plan = await engine.plan('app', MANUAL);
    expect(plan.items).toMatchObject([{ operation: 'create' }]);
    await inProject({ ...EVERYTHING, namespaceResourceBlacklist: [{ group: '', kind: 'ConfigMap' }] });
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-stale' });
    await inProject({ ...EVERYTHING, sourceRepos: [] });
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'project-refused' });
    expect(await list('configmaps')).toEqual([]);
  });

  it('kinds and namespaces that it does not allow are blocked rows with the rule, the others are not', async () => {
    await inProject({ ...EVERYTHING, destinations: [{ name: '*', namespace: workspace.namespace }], clusterResourceWhitelist: [], namespaceResourceBlacklist: [{ group: '', kind: 'Secret' }] });
    const secret = stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } });
    await commitFiles(workspace.repository, { 'b.yaml': [role(`${workspace.namespace}-r`), configMap('b', 'kube-public'), secret].join('---\n') }, 'more');
    const plan = await engine.plan('app', MANUAL);
    expect(Object.fromEntries(plan.items.map(({ key, operation, blocked }) => [`${key.kind} ${key.name}`, blocked?.message ?? operation]))).toEqual({
      'ConfigMap a': 'create',
      'ConfigMap b': `The project team may not write into the namespace kube-public: spec.destinations allows "*" with the namespace "${workspace.namespace}".`,
      'Secret s': 'The project team may not hold Secret: spec.namespaceResourceBlacklist has "/Secret".',
      [`ClusterRole ${workspace.namespace}-r`]: 'The project team may not hold ClusterRole.rbac.authorization.k8s.io: spec.clusterResourceWhitelist allows none.',
    });
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
    const { conditions } = (await engine.view('app', 'known')).status;
    expect(conditions.filter(({ type }) => type === 'ResourceBlocked')).toHaveLength(3);
    expect(await list('configmaps')).toEqual([]);
    await commitFiles(workspace.repository, { 'b.yaml': null }, 'less');
  });

  it('what it does not allow is not pruned either', async () => {
    await inProject(EVERYTHING);
    const made = await engine.sync(await engine.plan('app', MANUAL));
    expect(made.phase, made.message).toBe('Succeeded');
    await commitFiles(workspace.repository, { 'a.yaml': configMap('c') }, 'another');
    await inProject({ ...EVERYTHING, namespaceResourceWhitelist: [{ group: 'apps', kind: '*' }] });
    const plan = await engine.plan('app', PRUNING);
    expect(plan.items.map(({ key, blocked }) => [key.name, blocked?.reason])).toEqual([['a', 'project'], ['c', 'project']]);
    await commitFiles(workspace.repository, { 'a.yaml': configMap('a') }, 'back');
  });

  it('a closed window blocks a person, manualSync warns, and an automatic plan is blocked either way', async () => {
    const deny = { kind: 'deny' as const, schedule: '0 22 * * *', duration: '8h', applications: ['app'] };
    await commitFiles(workspace.repository, { 'a.yaml': configMap('a'), 'd.yaml': configMap('d') }, 'd');
    await inProject({ ...EVERYTHING, syncWindows: [deny] });
    now = new Date('2026-11-24T23:00:00Z');
    const refused = await engine.plan('app', MANUAL);
    expect(refused.items.find(({ key }) => key.name === 'd')?.blocked).toEqual({ reason: 'window', message: 'Sync windows of the project team: a deny window is open (0 22 * * * for 8h). Syncs are allowed again from 2026-11-25T06:00:00.000Z.' });
    await expect(engine.sync(refused)).rejects.toMatchObject({ code: 'plan-blocked', message: expect.stringContaining('a deny window is open') });
    await inProject({ ...EVERYTHING, syncWindows: [{ ...deny, manualSync: true }] });
    now = new Date('2026-11-24T23:00:00Z');
    const warned = await engine.plan('app', MANUAL);
    expect(warned.items.every(({ blocked }) => blocked === undefined)).toBe(true);
    expect(warned.warnings).toEqual([expect.stringContaining('a deny window is open')]);
    const automatic = await engine.plan('app', { ...MANUAL, automatic: true });
    expect(automatic.items.find(({ key }) => key.name === 'd')?.blocked?.reason).toBe('window');
    now = new Date('2026-11-25T06:00:00Z');
    const open = await engine.plan('app', MANUAL);
    expect(open.warnings).toEqual([]);
  });

  it('auto-sync waits for its window, and says so; an edited project lets it go', async () => {
    const shut = { kind: 'deny' as const, schedule: '* * * * *', duration: '1h', applications: ['*'] };
    await inProject({ ...EVERYTHING, syncWindows: [shut] });
    await engine.set('app', [{ path: ['spec', 'syncPolicy'], value: { automated: {} } }]);
    loops = await runLoops(engine);
    const held = await loops.view('app', ({ status }) => status.sync.status === 'OutOfSync');
    expect(held.status.conditions).toEqual([expect.objectContaining({ type: 'SyncWindow', message: expect.stringMatching(/a deny window is open/) })]);
    const file = join(workspace.home, 'projects', 'team.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('kind: deny', 'kind: allow'));
    await loops.view('app', ({ status }) => status.sync.status === 'Synced');
    expect(loops.events.filter(({ type }) => type === 'sync-failed')).toEqual([]);
    await engine.set('app', [{ path: ['spec', 'syncPolicy'], value: null }]);
  });

  it('an application waits for what it depends on; a person is warned', async () => {
    await inProject(EVERYTHING);
    await commitFiles(workspace.repository, { 'first/x.yaml': configMap('first'), 'second/x.yaml': configMap('second') }, 'two');
    const yaml = (name: string, more: object, annotations: object) =>
      applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace }, ...more }, name).replace('metadata:\n', `metadata:\n  annotations: ${JSON.stringify(annotations)}\n`);
    await engine.create(yaml('first', {}, {}), 'test');
    await engine.create(yaml('second', { syncPolicy: { automated: {} } }, { 'drydock.dev/depends-on': 'first' }), 'test');
    expect((await engine.plan('second', MANUAL)).warnings).toEqual(['It waits for first, which is OutOfSync and Missing.']);
    loops = await runLoops(engine);
    const held = await loops.view('second', ({ status }) => status.sync.status === 'OutOfSync');
    expect(held.status.conditions).toEqual([{ type: 'DependencyWait', message: 'It waits for first, which is OutOfSync and Missing.' }]);
    const operation = await engine.sync(await engine.plan('first', MANUAL));
    expect(operation.phase).toBe('Succeeded');
    await loops.view('second', ({ status }) => status.sync.status === 'Synced' && status.conditions.length === 0);
  });

  it('a circle is named and nobody in it is synced', async () => {
    await inProject(EVERYTHING);
    const file = join(workspace.home, 'applications', 'first.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace('metadata:\n', 'metadata:\n  annotations:\n    drydock.dev/depends-on: second\n').replace('annotations: {}', ''));
    expect((await engine.plan('first', MANUAL)).warnings).toEqual([expect.stringMatching(/^first depends on a circle: first -> second -> first\./)]);
    expect((await engine.plan('second', MANUAL)).warnings).toEqual([expect.stringMatching(/^second depends on a circle: second -> first -> second\./)]);
  });
});
