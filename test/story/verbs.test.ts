/** The terminal's verbs for projects and for what an application is: by the built terminal, each its own process. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles, createRepository } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { drydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace } from '../helpers/workspace.ts';

const secret = (password: string) => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  password: ${password}\n`;
const configMap = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: ${value}\n`;

describeOnBoth('verbs', describeCluster, (cluster) => {
  let workspace: Workspace;
  let first: string;
  let second: string;
  beforeAll(async () => {
    workspace = await createWorkspace('verbs', cluster());
    first = await commitFiles(workspace.repository, { 'a.yaml': configMap('one'), 's.yaml': secret('hunter2') }, 'first');
    second = await commitFiles(workspace.repository, { 'a.yaml': configMap('two'), 's.yaml': secret('hunter3') }, 'second');
  });
  afterAll(() => workspace.close());

  const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => drydock(args, { ...workspace.env, DRYDOCK_HOME: workspace.home, ...env });
  async function ok(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(args);
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    return stdout;
  }
  const file = (folder = 'applications', name = 'app') => readFile(join(workspace.home, folder, `${name}.yaml`), 'utf8');

  it('proj create, get, list, set', async () => {
    await ok('proj', 'create', 'team', '--description', 'ours', '--src', workspace.repository.remote, '--dest', `${cluster().context},elsewhere`);
    expect(await ok('proj', 'get', 'team')).toMatch(new RegExp(`Destinations: +${cluster().context},elsewhere\\n`));
    await ok('app', 'set', 'app', '--project', 'team');
    const refused = await run(['app', 'plan', 'app']);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/the project team does not allow the namespace .* spec\.destinations allows/) });
    await ok('proj', 'set', 'team', '--dest', `${cluster().context},verbs-*`);
    expect(await ok('app', 'plan', 'app')).toContain('2 to create');
    expect((await ok('proj', 'list', '-o', 'name')).split('\n')).toEqual(['default', 'team', '']);
    expect(await ok('proj', 'get', 'team', '-o', 'yaml')).toContain('kind: AppProject');
    expect(await run(['proj', 'delete', 'team', '-y'])).toMatchObject({ code: 2, stderr: expect.stringContaining('app is in it') });
    expect(await run(['proj', 'get', 'none'])).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no project "none"') });
  });

  it('proj windows add, list, delete', async () => {
    await ok('proj', 'windows', 'add', 'team', '--kind', 'deny', '--schedule', '* * * * *', '--duration', '1h', '--applications', '*', '--time-zone', 'Europe/Berlin');
    expect(await ok('proj', 'windows', 'list', 'team')).toMatch(/0 +deny +\* \* \* \* \* +1h +Europe\/Berlin/);
    const plan = await ok('app', 'plan', 'app');
    expect(plan).toMatch(/2 blocked/);
    expect(plan.match(/a deny window is open/g)).toHaveLength(1);
    expect(await run(['app', 'sync', 'app', '--yes'])).toMatchObject({ code: 1, stderr: expect.stringContaining('a deny window is open') });
    expect(await run(['proj', 'windows', 'add', 'team', '--kind', 'deny', '--schedule', 'often', '--duration', '1h', '--applications', '*'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"often" is no cron expression') });
    expect(await run(['proj', 'windows', 'delete', 'team', '3'])).toMatchObject({ code: 2 });
    await ok('proj', 'windows', 'delete', 'team', '0');
    expect(await file('projects', 'team')).not.toContain('syncWindows');
    await ok('app', 'sync', 'app', '--yes');
  });

  it('app create -f of an Argo CD file, app bind', async () => {
    const text = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: brought\n  namespace: argocd\nspec:\n  project: default\n  source:\n    repoURL: ${workspace.repository.remote}\n    path: .\n  destination:\n    server: https://kubernetes.default.svc # where Argo CD runs\n    namespace: ${workspace.namespace}\n`;
    const from = workspace.sandbox.path('brought.yaml');
    await writeFile(from, text);
    await ok('app', 'create', '-f', from);
    const unknown = await ok('app', 'get', 'brought');
    expect(unknown).toMatch(/Context: +none: choose one by app bind brought --context CONTEXT\n/);
    expect(unknown).toMatch(/Destination: +https:\/\/kubernetes\.default\.svc\n/);
    expect(unknown).toMatch(/Sync status: +Unknown\n/);
    expect(await run(['app', 'plan', 'brought'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/the cluster in which Argo CD runs.*\n.*app bind brought/) });
    expect(await run(['app', 'bind', 'brought'])).toMatchObject({ code: 2 });
    expect(await ok('app', 'bind', 'brought', '--context', cluster().context)).toContain(`${cluster().context} (chosen: app bind brought)`);
    expect(JSON.parse(await ok('app', 'get', 'brought', '-o', 'json')).spec.destination).toEqual({ server: 'https://kubernetes.default.svc', namespace: workspace.namespace });
    expect(await ok('app', 'plan', 'brought')).toContain(`context ${cluster().context}`);
    expect(await file('applications', 'brought')).toContain('server: https://kubernetes.default.svc # where Argo CD runs');
    expect(await ok('app', 'bind', 'brought', '--clear')).toContain('none: choose one');
    await ok('app', 'delete', 'brought', '--force', '--yes');
  });

  it('an app of apps: app plan, sync, get, tree', async () => {
    const child = `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: below\n  namespace: argocd\nspec:\n  source:\n    repoURL: ${workspace.repository.remote}\n    path: elsewhere\n  destination:\n    name: ${cluster().context}\n    namespace: ${workspace.namespace}\n`;
    const repository = await createRepository(workspace.sandbox, 'above');
    await commitFiles(repository, { 'apps/below.yaml': child, 'apps/again.yaml': child.replace('repoURL', 'repo').replace('name: below', 'name: broken') }, 'children');
    await ok('app', 'create', 'above', '--repo', repository.remote, '--path', 'apps', '--dest-context', cluster().context, '--dest-namespace', workspace.namespace);
    const refused = await ok('app', 'plan', 'above');
    expect(refused).toMatch(/x blocked Application\.argoproj\.io broken +again\.yaml:1\n +again\.yaml:1: spec\.source\.repoURL: the repository URL is missing/);
    expect(refused).toMatch(/\+ create Application\.argoproj\.io below +below\.yaml:1/);
    await commitFiles(repository, { 'apps/again.yaml': null }, 'corrected');
    await ok('app', 'sync', 'above', '--yes');
    expect(await file('applications', 'below')).toContain('tracking-id: above:argoproj.io/Application:/below');
    expect(await ok('app', 'get', 'above')).toMatch(/argoproj\.io +Application +below +Synced/);
    expect(await ok('app', 'tree', 'above')).toContain('Application.argoproj.io below');
    await ok('app', 'set', 'below', '--path', 'tried');
    expect(await run(['app', 'diff', 'above'])).toMatchObject({ code: 1, stdout: expect.stringMatching(/-\s+path: tried\n\+\s+path: elsewhere/) });
    await ok('app', 'delete', 'above', '--yes');
    expect(await ok('app', 'list', '-o', 'name')).not.toContain('below');
  });

  it('app set, unset, patch', async () => {
    await ok('app', 'set', 'app', '--sync-policy', 'automated', '--auto-prune', '--sync-option', 'PruneLast=true', '--depends-on', 'db');
    const set = JSON.parse(await ok('app', 'get', 'app', '-o', 'json'));
    expect(set.spec.syncPolicy).toEqual({ automated: { prune: true }, syncOptions: ['PruneLast=true'] });
    expect(await file()).toContain('drydock.dev/depends-on: db');
    await ok('app', 'unset', 'app', '--sync-policy', '--depends-on', '--sync-option', 'PruneLast');
    await ok('app', 'patch', 'app', '--type', 'merge', '--patch', '{"spec":{"revisionHistoryLimit":4}}');
    await ok('app', 'patch', 'app', '--patch', '[{"op":"add","path":"/spec/info","value":[{"name":"a","value":"b"}]}]');
    const { spec } = JSON.parse(await ok('app', 'get', 'app', '-o', 'json'));
    expect(spec).toMatchObject({ revisionHistoryLimit: 4, info: [{ name: 'a', value: 'b' }] });
    expect(spec.syncPolicy?.automated).toBeUndefined();
    const before = await file();
    expect(await run(['app', 'patch', 'app', '--type', 'merge', '--patch', '{"spec":{"source":{"repoURL":null}}}'])).toMatchObject({ code: 2, stderr: expect.stringContaining('the repository URL is missing') });
    expect(await run(['app', 'set', 'app'])).toMatchObject({ code: 2, stderr: expect.stringContaining('no field was named') });
    expect(await file()).toBe(before);
  });

  it('app edit, by an editor that is a program with arguments', async () => {
    const editor = workspace.sandbox.path('my editor.sh');
    await writeFile(editor, '#!/bin/sh\nsed -i "$1" "$2"\n');
    await chmod(editor, 0o700);
    const edit = (script: string) => run(['app', 'edit', 'app'], { VISUAL: undefined, EDITOR: `"${editor}" ${script}` });
    expect(await edit('s/revisionHistoryLimit:.*/revisionHistoryLimit:\\ 7/')).toMatchObject({ code: 2 });
    expect(await edit("'s/revisionHistoryLimit: 4/revisionHistoryLimit: 7/'")).toMatchObject({ code: 0, stdout: 'Application app changed.\n' });
    expect(await file()).toContain('revisionHistoryLimit: 7');
    expect(await edit('s/nothing/x/')).toMatchObject({ code: 0, stderr: 'Nothing was changed.\n' });
    const broken = await edit("'s/kind: Application/kind: X/'");
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringMatching(/kind must be Application/) });
    const kept = /Your text is kept in (.*)\.\n/.exec(broken.stderr)?.[1] ?? '';
    expect(await readFile(kept, 'utf8')).toContain('kind: X');
    expect(await run(['app', 'edit', 'app'], { VISUAL: undefined, EDITOR: '/no/such/editor' })).toMatchObject({ code: 2, stderr: expect.stringContaining('could not be started') });
  });

  it('app manifests and app tree, Secrets masked', async () => {
    const git = await ok('app', 'manifests', 'app');
    expect(git).toMatch(/^---\napiVersion: v1\nkind: ConfigMap/);
    expect(await ok('app', 'manifests', 'app', '--revision', first)).toContain('key: one');
    const live = await ok('app', 'manifests', 'app', '--source', 'live');
    expect(live).toContain(`namespace: ${workspace.namespace}`);
    for (const text of [git, live]) {
      expect(text).toContain('key: two');
      expect(text).not.toMatch(/hunter|aHVudGVy/);
    }
    expect(await ok('app', 'tree', 'app')).toBe(await ok('app', 'resources', 'app', '--tree'));
    expect(await ok('app', 'list', '-o', 'yaml')).toContain('kind: Application');
    expect((await ok('app', 'history', 'app', '-o', 'id')).trim()).toBe('0');
    expect(await ok('app', 'history', 'app', '-o', 'wide')).toContain(second);
  });

  it('app diff of another revision, and between two', async () => {
    expect(await run(['app', 'diff', 'app'])).toMatchObject({ code: 0 });
    const older = await run(['app', 'diff', 'app', '--revision', first]);
    expect(older).toMatchObject({ code: 1, stdout: expect.stringMatching(/-  key: two\n\+  key: one/) });
    const between = await run(['app', 'diff', 'app', '--revision', first, '--revision', 'main']);
    expect(between.code).toBe(1);
    expect(between.stdout).toMatch(new RegExp(`--- ${first.slice(0, 7)}/ConfigMap/settings\n\\+\\+\\+ ${second.slice(0, 7)}/ConfigMap/settings`));
    expect(between.stdout).toMatch(/-  key: one\n\+  key: two/);
    expect(between.stdout).toContain('===== Secret login ======');
    expect(between.stdout).not.toMatch(/hunter|aHVudGVy/);
    expect(await run(['app', 'diff', 'app', '--revision', second, '--revision', 'main'])).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining('render the same') });
    expect(await run(['app', 'diff', 'app', '--revision', 'nosuch', '--revision', 'main'])).toMatchObject({ code: 20, stderr: expect.stringContaining('nosuch') });
  });
});
