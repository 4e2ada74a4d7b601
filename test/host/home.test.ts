/** What the page's lists and forms are made of, told by a host on its own sandbox: no cluster, no polling of Git. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../electron/host.ts';
import { startHost } from '../../electron/host.ts';
import type { ApplicationSummary, HomeState } from '../../shared/model/home.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import type { HomeFollower } from '../helpers/homeFollower.ts';
import { followHome } from '../helpers/homeFollower.ts';
import { applicationYaml, MANUAL } from '../helpers/workspace.ts';

const CONTEXT = 'drydock-sandbox';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: value\n';

let git: GitSandbox;
let repository: TestRepository;
let host: Host;
let home: string;
let follower: HomeFollower;

beforeAll(async () => {
  git = await createGitSandbox();
  repository = await createRepository(git, 'app');
  await commitFiles(repository, { 'deploy/a.yaml': CONFIG_MAP, 'deploy/more/b.yaml': CONFIG_MAP.replace('settings', 'more'), 'docs/readme.md': 'no manifest' }, 'start');
  home = git.path('home');
  host = await startHost({ home, env: { ...git.environment, KUBECONFIG: git.path('kubeconfig') } });
  follower = followHome(host.client);
});
afterAll(async () => {
  follower.stop();
  await host.close();
  await git.remove();
});

const named = (state: HomeState, name: string): ApplicationSummary | undefined => state.applications.find((application) => application.name === name);
const source = () => ({ repoURL: repository.remote, path: 'deploy' });
const spec = (more: Readonly<Record<string, unknown>> = {}) => ({ source: source(), destination: { name: CONTEXT, namespace: 'default' }, ...more });

async function sync(name: string): Promise<string> {
  const plan = await host.client.call('plan', { name, options: MANUAL, depth: 'fetch' });
  return (await host.client.call('sync', { name, planId: plan.id, confirmCluster: false })).phase;
}

describe('before there is an application', () => {
  it('lists branches and tags, the default branch first', async () => {
    await repository.git('push', '--quiet', 'origin', 'main:refs/heads/feature', 'main:refs/tags/v1.2.0', 'main:refs/tags/v1.10.0');
    expect(await host.client.call('refs', { repoURL: repository.remote })).toEqual({ branches: ['main', 'feature'], tags: ['v1.10.0', 'v1.2.0'], defaultBranch: 'main' });
    await expect(host.client.call('refs', { repoURL: '/nowhere' })).rejects.toMatchObject({ code: 'git-failed' });
  });

  it('looks at a place in Git: what is found there, and which folders hold manifests', async () => {
    const look = (path: string, recurse = false) => host.client.call('inspectSource', { repoURL: repository.remote, revision: 'main', path, recurse });
    expect(await look('deploy')).toMatchObject({ commit: { subject: 'start' }, total: 1, folders: ['.', 'deploy', 'deploy/more'], found: [{ key: { kind: 'ConfigMap', name: 'settings' }, origin: { file: 'a.yaml', line: 1 } }] });
    expect((await look('deploy', true)).total).toBe(2);
    expect(await look('nowhere')).toMatchObject({ total: 0, folders: ['.', 'deploy', 'deploy/more'], problem: { code: 'git-path' } });
    await expect(host.client.call('inspectSource', { repoURL: repository.remote, revision: 'nope', path: '.', recurse: false })).rejects.toMatchObject({ code: 'git-revision' });
  });

  it('looks at a destination', async () => {
    const report = await host.client.call('inspectDestination', { context: CONTEXT, namespace: 'default' });
    expect(report).toMatchObject({ version: expect.stringMatching(/^v1\./), namespaceExists: true });
    expect((await host.client.call('inspectDestination', { context: CONTEXT, namespace: 'nope' })).namespaceExists).toBe(false);
    await expect(host.client.call('inspectDestination', { context: 'nobody', namespace: 'default' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('plans what is not created, stores nothing, and tells nobody', async () => {
    const plan = await host.client.call('draftPlan', { yaml: applicationYaml(spec(), 'draft') });
    expect(plan).toMatchObject({ application: 'draft', context: CONTEXT, items: [{ operation: 'create', key: { kind: 'ConfigMap', name: 'settings' } }] });
    expect(await host.client.call('list', {})).toEqual({ applications: [], broken: [] });
    await expect(host.client.call('draftPlan', { yaml: 'kind: Other' })).rejects.toMatchObject({ code: 'application-invalid' });
    // A draft is not a plan that could be carried out.
    await expect(host.client.call('sync', { name: 'draft', planId: plan.id, confirmCluster: false })).rejects.toMatchObject({ code: 'plan-stale' });
  });

  it('tests a context when it is asked to', async () => {
    await host.client.call('probe', { context: CONTEXT });
    expect((await follower.until((state) => state.contexts[0]?.connection.state === 'ready')).contexts).toMatchObject([{ name: CONTEXT, builtIn: true, connection: { state: 'ready' } }]);
  });
});

describe('an application', () => {
  it('shows when it is created, compared, synced, edited, broken and deleted', async () => {
    await host.client.call('create', { yaml: applicationYaml(spec(), 'life'), from: 'test' });
    const created = await follower.until((state) => named(state, 'life')?.sync === 'OutOfSync');
    expect(named(created, 'life')).toMatchObject({ context: CONTEXT, automated: false, counts: { resources: 1, missing: 1 }, commit: { subject: 'start' } });
    expect(await sync('life')).toBe('Succeeded');
    const synced = await follower.until((state) => named(state, 'life')?.sync === 'Synced' && named(state, 'life')?.operation?.phase === 'Succeeded');
    expect(named(synced, 'life')?.operation).toMatchObject({ done: 1, total: 1, kind: 'sync' });

    await host.client.call('set', { name: 'life', changes: [{ path: ['spec', 'syncPolicy', 'automated', 'enabled'], value: true }] });
    await follower.until((state) => named(state, 'life')?.automated === true);
    const { yaml } = await host.client.call('read', { name: 'life' });
    await host.client.call('replace', { name: 'life', yaml: yaml.replace('path: deploy', 'path: nowhere'), base: yaml });
    const failing = await follower.until((state) => named(state, 'life')?.error !== undefined);
    expect(named(failing, 'life')).toMatchObject({ sync: 'Unknown', error: { message: expect.stringContaining('nowhere') } });

    // By hand, in the file: what is broken is shown as such, and comes back.
    const file = join(home, 'applications', 'life.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, 'kind: [');
    expect((await follower.until((state) => state.broken.length === 1)).broken).toMatchObject([{ name: 'life', error: { code: 'application-invalid' } }]);
    await writeFile(file, text.replace('path: nowhere', 'path: deploy'));
    await follower.until((state) => state.broken.length === 0 && named(state, 'life')?.sync === 'Synced');

    await host.client.call('remove', { name: 'life', cascade: true, force: false });
    const removed = await follower.until((state) => named(state, 'life') === undefined && state.broken.length === 0);
    expect(removed.activity.map((entry) => entry.kind)).toEqual(expect.arrayContaining(['created', 'sync-finished', 'edited', 'deleted']));
  });

  it('whose file is taken away goes from the list', async () => {
    await host.client.call('create', { yaml: applicationYaml(spec(), 'away'), from: 'test' });
    await follower.until((state) => named(state, 'away') !== undefined);
    await rm(join(home, 'applications', 'away.yaml'));
    await follower.until((state) => named(state, 'away') === undefined);
  });
});

describe('the example', () => {
  it('is made once, and a commit to it shows at once, since local repositories are watched', async () => {
    const first = await host.client.call('createExample', { context: CONTEXT });
    expect(first).toMatchObject({ application: 'example', replicas: 1 });
    expect(await host.client.call('createExample', { context: CONTEXT })).toEqual(first);
    await follower.until((state) => named(state, 'example')?.sync === 'OutOfSync');
    expect(await sync('example')).toBe('Succeeded');
    await follower.until((state) => named(state, 'example')?.sync === 'Synced');
    await host.client.call('changeExample', { replicas: 2 });
    const changed = await follower.until((state) => named(state, 'example')?.sync === 'OutOfSync');
    expect(changed.example?.replicas).toBe(2);
    expect(named(changed, 'example')).toMatchObject({ counts: { changed: 1, missing: 0, extra: 0 }, commit: { subject: 'Run 2 replicas of mynginx' } });
    const plan = await host.client.call('plan', { name: 'example', options: MANUAL, depth: 'known' });
    expect(plan.items.flatMap((item) => item.diff.changes)).toMatchObject([{ path: '.spec.replicas', before: 1, after: 2 }]);
  });

  it('is healthy on the sandbox, whatever number its pods have', async () => {
    expect(await sync('example')).toBe('Succeeded');
    await follower.until((state) => named(state, 'example')?.health === 'Healthy' && named(state, 'example')?.sync === 'Synced');
  });

  it('follows a commit by itself once auto-sync is on', async () => {
    await host.client.call('set', { name: 'example', changes: [{ path: ['spec', 'syncPolicy', 'automated'], value: { selfHeal: true } }] });
    await follower.until((state) => named(state, 'example')?.automated === true);
    await host.client.call('changeExample', { replicas: 3 });
    const followed = await follower.until((state) => named(state, 'example')?.sync === 'Synced' && named(state, 'example')?.commit?.subject === 'Run 3 replicas of mynginx');
    expect(named(followed, 'example')?.operation?.initiatedBy).toMatchObject({ automated: true });
  });
});

it('takes up a kubeconfig that appears, and puts its contexts before the sandbox', async () => {
  await writeFile(
    git.root + '/new',
    JSON.stringify({ apiVersion: 'v1', kind: 'Config', 'current-context': 'kind-a', clusters: [{ name: 'a', cluster: { server: 'https://127.0.0.1:1' } }], users: [{ name: 'a', user: {} }], contexts: [{ name: 'kind-a', context: { cluster: 'a', user: 'a' } }] }),
  );
  const other = await startHost({ home: git.path('other'), env: { ...git.environment, KUBECONFIG: `${git.root}/later` } });
  const watching = followHome(other.client);
  await watching.until((state) => state.contexts.length === 1);
  await writeFile(`${git.root}/later`, await readFile(`${git.root}/new`));
  const state = await watching.until((found) => found.contexts.length === 2);
  expect(state.contexts.map((context) => [context.name, context.current, context.local])).toEqual([
    ['kind-a', true, true],
    [CONTEXT, false, true],
  ]);
  watching.stop();
  await other.close();
});
