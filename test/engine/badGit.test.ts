/** Bad input from Git: a sentence that says what is wrong and where; the application is Unknown, and nothing is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { commitFiles } from '../helpers/git.ts';
import { serveGit } from '../helpers/gitServer.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: good\ndata:\n  key: value\n';

/** Manifests that cannot be used, and what is said of them. */
const BROKEN: readonly (readonly [what: string, file: string, text: string, says: RegExp])[] = [
  ['does not parse', 'bad.yaml', 'apiVersion: v1\nkind: [ConfigMap\n', /bad\.yaml:\d/],
  ['duplicate keys', 'twice.yaml', `${CONFIG_MAP}  key: again\n`, /twice\.yaml:7.*key/],
  ['no kind', 'nokind.yaml', 'apiVersion: v1\nmetadata:\n  name: x\n', /nokind\.yaml:1.*kind/],
  ['no name', 'noname.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n', /noname\.yaml:\d.*name/],
  ['labels that are no text', 'labels.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n  labels:\n    on: true\n', /labels\.yaml:\d.*label/],
];

describeOnBoth('bad input from Git', describeCluster, (cluster) => {
  let workspace: Workspace;
  let created = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('bad-git', cluster());
    await commitFiles(workspace.repository, { 'app/good.yaml': CONFIG_MAP, 'empty/readme.md': 'nothing', 'link/out.yaml': { link: '/etc/passwd' } }, 'start');
  });
  afterAll(() => workspace.close());

  /** What an application with this source says of itself. */
  async function conditionOf(source: Readonly<Record<string, unknown>>): Promise<{ status: string; health: string; message: string; hint: string }> {
    const name = `app-${created++}`;
    const { engine, repository, namespace } = workspace;
    const { name: context } = engine.contexts().contexts[0] ?? { name: '' };
    await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: 'app', ...source }, destination: { name: context, namespace } }, name), 'test');
    const { status } = await engine.view(name, 'fetch');
    const problem = status.conditions.find((condition) => condition.type === 'ComparisonError');
    return { status: status.sync.status, health: status.health.status, message: problem?.message ?? '', hint: problem?.hint ?? '' };
  }

  it('accepts the good one', async () => {
    expect(await conditionOf({})).toMatchObject({ status: 'OutOfSync', message: '' });
  });

  it.each([
    ['no such repository', { repoURL: '/nowhere/at/all.git' }, /\/nowhere\/at\/all\.git/],
    ['not a repository', { repoURL: '/tmp' }, /repository/],
    ['no network', { repoURL: 'http://127.0.0.1:1/repo.git' }, /127\.0\.0\.1/],
    ['an unsafe transport', { repoURL: 'ext::sh -c whoami' }, /ext::|transport/],
    ['no such revision', { targetRevision: 'mian' }, /mian/],
    ['no such path', { path: 'aap' }, /aap/],
    ['a path outside', { path: '../..' }, /\.\./],
    ['a link out of the repository', { path: 'link' }, /link\/out\.yaml/],
  ])('%s', async (_what, source, says) => {
    const found = await conditionOf(source);
    expect(found).toMatchObject({ status: 'Unknown', health: 'Unknown' });
    expect(`${found.message} ${found.hint}`).toMatch(says);
    expect(found.message).not.toMatch(/\n\s+at /);
  });

  it('a repository that wants a password', async () => {
    const server = await serveGit(workspace.sandbox, workspace.sandbox.root, { auth: { user: 'me', password: 'right' } });
    try {
      const found = await conditionOf({ repoURL: `${server.url.replace('//', '//me:wrong-secret@')}/bad-git/bad-git.git` });
      expect(found.status).toBe('Unknown');
      expect(found.message).toContain('127.0.0.1');
      expect(found.message + found.hint).not.toContain('wrong-secret');
    } finally {
      await server.close();
    }
  });

  it('an empty folder is no error: there is nothing to sync, and that is said', async () => {
    expect(await conditionOf({ path: 'empty' })).toMatchObject({ status: 'Synced', message: '' });
  });

  it.each(BROKEN)('a manifest: %s', async (_what, file, text, says) => {
    await commitFiles(workspace.repository, { [`broken-${created}/${file}`]: text, [`broken-${created}/good.yaml`]: CONFIG_MAP }, 'broken');
    const found = await conditionOf({ path: `broken-${created}` });
    expect(found.status).toBe('Unknown');
    expect(found.message).toMatch(says);
  });

  it('the same resource twice: the second counts, and both places are named', async () => {
    await commitFiles(workspace.repository, { 'twice/a.yaml': CONFIG_MAP, 'twice/b.yaml': CONFIG_MAP.replace('value', 'other') }, 'twice');
    const name = `app-${created++}`;
    const { engine, repository, namespace } = workspace;
    await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: 'twice' }, destination: { name: engine.contexts().contexts[0]?.name, namespace } }, name), 'test');
    const plan = await engine.plan(name, MANUAL);
    expect(plan.warnings.join()).toMatch(/a\.yaml:1.*b\.yaml:1/);
    expect(JSON.stringify(plan.items[0]?.diff.predicted)).toContain('other');
  });

  it('a deleted branch and a forced push', async () => {
    const { repository, engine } = workspace;
    await repository.git('checkout', '-q', '-b', 'feature');
    await commitFiles(repository, { 'app/feature.yaml': CONFIG_MAP.replace('good', 'feature') }, 'feature');
    expect((await conditionOf({ targetRevision: 'feature' })).status).toBe('OutOfSync');
    const name = `app-${created - 1}`;
    await repository.git('reset', '-q', '--hard', 'HEAD~1');
    const forced = await commitFiles(repository, { 'app/other.yaml': CONFIG_MAP.replace('good', 'other') }, 'forced');
    expect((await engine.view(name, 'fetch')).status.sync.revision).toBe(forced);
    await repository.git('checkout', '-q', 'main');
    await repository.git('push', '-q', 'origin', ':feature');
    const gone = await engine.view(name, 'fetch');
    expect(gone.status.sync.status).toBe('Unknown');
    expect(gone.status.conditions[0]?.message).toContain('feature');
  });
});
