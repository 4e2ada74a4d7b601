/** A sync of chosen resources: these alone, without hooks, without an entry in the history. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { drydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL, PRUNING } from '../helpers/workspace.ts';

const configMap = (name: string, marks: Readonly<Record<string, string>> = {}, value: string | number = '1'): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations: Object.fromEntries(Object.entries(marks).map(([key, text]) => [`argocd.argoproj.io/${key}`, text])) }, data: { value } });

describeOnBoth('a sync of chosen resources', describeCluster, (cluster) => {
  let workspace: Workspace;
  let env: NodeJS.ProcessEnv;
  let apps = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('selective', cluster());
    env = { ...workspace.env, DRYDOCK_HOME: workspace.home };
  });
  afterAll(() => workspace.close());

  const kubectl = (...args: string[]) => cluster().kubectl(['-n', workspace.namespace, ...args]);
  const write = (name: string, objects: readonly JsonObject[]) => commitFiles(workspace.repository, { [`${name}/all.yaml`]: objects.map((object) => stringify(object)).join('---\n').replaceAll('#', name) }, name);
  const there = async (name: string) => (await kubectl('get', 'cm', '-o', 'name')).split('\n').flatMap((line) => (line.startsWith(`configmap/${name}-`) ? [line.slice(`configmap/${name}-`.length)] : [])).sort();
  const rows = (plan: Plan) => plan.items.map(({ key, operation, skipped, unchosen }) => [key.name.replace(/^app\d+-/, ''), operation, skipped === true, unchosen === true]);
  const plan = (name: string, ...resources: string[]) => workspace.engine.plan(name, { ...MANUAL, resources: resources.map((text) => text.replaceAll('#', name)) });

  async function application(objects: readonly JsonObject[]): Promise<string> {
    const name = `app${apps++}`;
    await write(name, objects);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace } }, name), 'test');
    return name;
  }

  it('the plan says what is left, and its id covers the choice; no hook is run, and history has no entry', async () => {
    const name = await application([configMap('#-a'), configMap('#-b', { 'sync-wave': '-1' }), configMap('#-hook', { hook: 'PreSync' }), configMap('#-fail', { hook: 'SyncFail' })]);
    const chosen = await plan(name, ':ConfigMap:#-a');
    expect(rows(chosen)).toEqual([['a', 'create', false, false], ['hook', 'hook', true, true], ['b', 'create', true, true], ['fail', 'hook', true, true]]);
    expect(chosen.warnings).toEqual(['Only chosen resources are synced: no hooks are run, and history gets no entry.']);
    const ids = [chosen.id, (await plan(name, ':ConfigMap:#-b')).id, (await plan(name, '!:ConfigMap:#-b')).id, (await workspace.engine.plan(name, MANUAL)).id];
    expect(new Set(ids).size).toBe(4);
    expect((await plan(name, ':ConfigMap:#-a')).id).toBe(chosen.id);
    // What was not chosen may change meanwhile.
    await kubectl('create', 'configmap', `${name}-b`, '--from-literal=value=5');
    const operation = await workspace.engine.sync(chosen);
    expect([operation.phase, operation.message, operation.results.map(({ key }) => key.name)]).toEqual(['Succeeded', '1 object synced', [`${name}-a`]]);
    expect(await there(name)).toEqual(['a', 'b']);
    expect(await kubectl('get', 'cm', `${name}-b`, '-o', 'jsonpath={.data.value}')).toBe('5');
    expect(await workspace.engine.history(name)).toEqual([]);
    expect((await workspace.engine.operations(name)).map(({ phase }) => phase)).toEqual(['Succeeded']);
    expect((await workspace.engine.view(name, 'known')).status.sync.status).toBe('OutOfSync');
    const whole = await workspace.engine.sync(await workspace.engine.plan(name, MANUAL));
    expect(whole.phase, whole.message).toBe('Succeeded');
    expect(await workspace.engine.history(name)).toHaveLength(1);
  });

  it('a change of what was chosen stops it', async () => {
    const name = await application([configMap('#-a'), configMap('#-b')]);
    const chosen = await plan(name, ':ConfigMap:#-a');
    await kubectl('create', 'configmap', `${name}-a`, '--from-literal=value=5');
    await expect(workspace.engine.sync(chosen)).rejects.toMatchObject({ code: 'plan-stale' });
    expect(await kubectl('get', 'cm', `${name}-a`, '-o', 'jsonpath={.data.value}')).toBe('5');
  });

  it('what is blocked and not chosen blocks nothing; deletions are chosen as well', async () => {
    const name = await application([configMap('#-a'), configMap('#-gone'), configMap('#-old')]);
    expect((await workspace.engine.sync(await workspace.engine.plan(name, MANUAL))).phase).toBe('Succeeded');
    await write(name, [configMap('#-a', {}, '2'), configMap('#-bad', {}, 7)]);
    expect((await workspace.engine.plan(name, PRUNING)).items.filter(({ blocked }) => blocked !== undefined)).toHaveLength(1);
    const chosen = await workspace.engine.plan(name, { ...PRUNING, resources: ['*:*:*', `!:ConfigMap:${name}-bad`, `!:ConfigMap:${workspace.namespace}/${name}-old`] });
    expect(rows(chosen).filter(([, , skipped]) => skipped === true)).toEqual([['old', 'prune', true, true], ['bad', 'blocked', true, true]]);
    const operation = await workspace.engine.sync(chosen);
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect(await there(name)).toEqual(['a', 'old']);
    expect(await kubectl('get', 'cm', `${name}-a`, '-o', 'jsonpath={.data.value}')).toBe('2');
  });

  it('the terminal takes argocd’s form, says what fits nothing, and refuses what has no form', async () => {
    const name = await application([configMap('#-a'), configMap('#-b')]);
    const done = await drydock(['app', 'sync', name, '--yes', '--resource', `:ConfigMap:${workspace.namespace}/${name}-b`, '--resource', 'apps:Deployment:none'], env);
    expect([done.code, done.stdout]).toEqual([0, expect.stringMatching(/ {2}\+ create ConfigMap \S+-b .*\n {2}· 1 not chosen\n.*Only chosen resources[\s\S]*Nothing of the application is apps:Deployment:none\.[\s\S]*Succeeded: 1 object synced/)]);
    expect(await there(name)).toEqual(['b']);
    const nothing = await drydock(['app', 'sync', name, '--yes', '--resource', ':Secret:none'], env);
    expect([nothing.code, nothing.stdout]).toEqual([0, expect.stringContaining('nothing to do')]);
    const refused = await drydock(['app', 'sync', name, '--yes', '--resource', 'web'], env);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('--resource web: it is GROUP:KIND:NAME')]);
    expect(await there(name)).toEqual(['b']);
  });
});
