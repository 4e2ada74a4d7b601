/**
 * The story of a new user in the terminal, on a real control plane, with a repository that is served over HTTP: every
 * step is a command that a person would type.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { GitSandbox, TestRepository } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import type { GitServer } from '../helpers/gitServer.ts';
import { serveGit } from '../helpers/gitServer.ts';
import type { Finished } from '../helpers/terminal.ts';
import { drydock, startDrydock } from '../helpers/terminal.ts';
import { deployment, service } from './mynginx.ts';

const NAME = 'gitops-argocd';

const viewSchema = z.object({
  metadata: z.object({ name: z.string(), uid: z.string() }),
  status: z.object({
    sync: z.object({ status: z.string(), revision: z.string().optional() }),
    health: z.object({ status: z.string() }),
    resources: z.array(z.object({ kind: z.string(), name: z.string(), status: z.string(), health: z.object({ status: z.string() }).optional(), requiresPruning: z.boolean().optional() })),
    history: z.array(z.object({ id: z.number(), revision: z.string() })),
  }),
});

describeOnBoth('the story', describeCluster, (cluster) => {
  let sandbox: GitSandbox;
  let repository: TestRepository;
  let server: GitServer;
  let namespace: string;
  let home: string;
  let env: NodeJS.ProcessEnv;
  let first: string;

  beforeAll(async () => {
    sandbox = await createGitSandbox();
    repository = await createRepository(sandbox, 'app');
    server = await serveGit(sandbox, sandbox.root);
    namespace = await cluster().newNamespace('story');
    home = sandbox.path('drydock');
    env = { ...sandbox.environment, KUBECONFIG: cluster().kubeconfig, DRYDOCK_HOME: home };
    first = await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 1 })}---\n${service}` }, 'mynginx');
  });

  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  const run = (...args: string[]): Promise<Finished> => drydock(args, env);

  async function ok(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...args);
    expect(code, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
    return stdout;
  }

  async function get(...flags: string[]) {
    return viewSchema.parse(JSON.parse(await ok('app', 'get', NAME, '-o', 'json', ...flags))).status;
  }

  const changedLines = (diff: string) => diff.split('\n').filter((line) => /^[+-](?![+-])/.test(line));
  const live = (resource: string, path: string) => cluster().kubectl(['get', resource, '-n', namespace, '-o', `jsonpath={${path}}`]);

  it('1. creates the application: OutOfSync, Missing, and the diff shows both objects as new', async () => {
    const { context } = cluster();
    await ok('app', 'create', NAME, '--project', 'default', '--sync-policy', 'none', '--repo', `${server.url}/${relative(sandbox.root, repository.remote)}`, '--revision', 'HEAD', '--path', '.', '--dest-context', context, '--dest-namespace', namespace);
    const status = await get();
    expect(status.sync).toEqual({ status: 'OutOfSync', revision: first });
    expect(status.health.status).toBe('Missing');
    const diff = await run('app', 'diff', NAME);
    expect(diff.code).toBe(1);
    expect(diff.stdout).toContain('Deployment');
    expect(diff.stdout).toContain('Service');
    expect(changedLines(diff.stdout).every((line) => line.startsWith('+'))).toBe(true);
  });

  it('2. shows the plan, does nothing unasked, syncs, and is Healthy when the pods are ready', async () => {
    const unanswered = await run('app', 'sync', NAME);
    expect(unanswered.code).toBe(2);
    expect(unanswered.stderr).toContain(cluster().context);
    expect(await cluster().kubectl(['get', 'deploy,svc', '-n', namespace, '-o', 'name'])).toBe('');

    const synced = await ok('app', 'sync', NAME, '--yes');
    expect(synced).toMatch(/create Service .*mynginx[\s\S]*create Deployment .*mynginx[\s\S]*2 to create[\s\S]*created[\s\S]*Succeeded/);
    await ok('app', 'wait', NAME, '--timeout', '60');
    const status = await get();
    expect([status.sync.status, status.health.status]).toEqual(['Synced', 'Healthy']);
    const shown = await cluster().kubectl(['get', 'deployment', 'mynginx', '-n', namespace, '-o', 'yaml', '--show-managed-fields']);
    expect(shown).toMatch(/manager: drydock\n\s+operation: Apply/);
    expect(shown).toContain(`drydock.dev/tracking-id: ${NAME}:apps/Deployment:${namespace}/mynginx`);
    expect((await run('app', 'diff', NAME)).code).toBe(0);
  });

  it('3. sees a pushed change as exactly one line, and syncs exactly the plan that was shown', async () => {
    await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 2 })}---\n${service}` }, 'two replicas');
    expect((await get()).sync.revision).toBe(first);
    expect((await get('--refresh')).sync.status).toBe('OutOfSync');
    const diff = await run('app', 'diff', NAME);
    expect(changedLines(diff.stdout)).toEqual(['-  replicas: 1', '+  replicas: 2']);
    const plan = z.object({ id: z.string() }).parse(JSON.parse(await ok('app', 'plan', NAME, '-o', 'json')));
    const other = await run('app', 'sync', NAME, '--plan', '0123456789abcdef', '--yes');
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('Nothing was written');
    expect(await live('deploy/mynginx', '.spec.replicas')).toBe('1');
    await ok('app', 'sync', NAME, '--plan', plan.id, '--yes');
    expect(await live('deploy/mynginx', '.spec.replicas')).toBe('2');
  });

  it('4. names who changed the cluster, keeps what another manager owns, and removes what left Git', async () => {
    await cluster().kubectl(['scale', 'deploy/mynginx', '-n', namespace, '--replicas=5']);
    const drift = await run('app', 'diff', NAME);
    expect(changedLines(drift.stdout)).toEqual(['-  replicas: 5', '+  replicas: 2']);
    expect(drift.stdout).toContain('.spec.replicas was set by kubectl (scale)');
    await ok('app', 'sync', NAME, '--yes');
    expect(await live('deploy/mynginx', '.spec.replicas')).toBe('2');

    // A field that comes and goes in Git comes and goes in the cluster.
    await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 2, annotation: 'hello' })}---\n${service}` }, 'a note');
    await ok('app', 'sync', NAME, '--yes');
    expect(await live('deploy/mynginx', '.metadata.annotations.example\\.com/note')).toBe('hello');
    await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 2 })}---\n${service}` }, 'no note');
    await ok('app', 'sync', NAME, '--yes');
    expect(await live('deploy/mynginx', '.metadata.annotations.example\\.com/note')).toBe('');

    // A field that another manager owns as well stays, and the plan says whose it is.
    const patch = JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'mynginx', namespace }, spec: { replicas: 2 } });
    await cluster().kubectl(['apply', '--server-side', '--field-manager=autoscaler', '-f', '-'], { input: patch });
    await commitFiles(repository, { 'app.yaml': `${deployment()}---\n${service}` }, 'replicas are not ours');
    const plan = await ok('app', 'plan', NAME);
    expect(plan).toMatch(/\.spec\.replicas left Git but stays: .*autoscaler/);
    await ok('app', 'sync', NAME, '--yes');
    expect(await live('deploy/mynginx', '.spec.replicas')).toBe('2');
  });

  it('5. prunes only when asked, reads subfolders only with recursion', async () => {
    const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: value\n`;
    await commitFiles(repository, { 'extra.yaml': configMap('extra'), 'sub/deep.yaml': configMap('deep') }, 'more');
    await ok('app', 'sync', NAME, '--yes');
    expect(await cluster().kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).not.toContain('deep');
    const file = join(home, 'applications', `${NAME}.yaml`);
    await writeFile(file, (await readFile(file, 'utf8')).replace('path: .', 'path: .\n    directory: { recurse: true } # also below'));
    await ok('app', 'sync', NAME, '--yes');
    expect(await cluster().kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).toContain('deep');

    await commitFiles(repository, { 'extra.yaml': null }, 'extra is gone');
    const status = await get('--refresh');
    expect(status.sync.status).toBe('OutOfSync');
    expect(status.resources.find((resource) => resource.name === 'extra')?.requiresPruning).toBe(true);
    expect(await ok('app', 'sync', NAME, '--yes')).toContain('to be pruned');
    expect(await cluster().kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).toContain('extra');
    await ok('app', 'sync', NAME, '--prune', '--yes');
    expect(await cluster().kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).not.toContain('extra');
    expect((await get()).sync.status).toBe('Synced');
  });

  it('6. rolls back to the first revision by a plan that is shown first', async () => {
    const history = (await get()).history;
    expect(history[0]).toMatchObject({ id: 0, revision: first });
    const plan = await ok('app', 'rollback', NAME, '0', '--prune', '--dry-run');
    expect(plan).toContain('prune ConfigMap');
    expect(await cluster().kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).toContain('deep');
    await ok('app', 'rollback', NAME, '0', '--prune', '--yes');
    expect(await live('deploy/mynginx', '.spec.replicas')).toBe('1');
    expect(await cluster().kubectl(['get', 'cm', '-n', namespace, '-o', 'name'])).not.toContain('deep');
    expect((await get()).history.at(-1)?.revision).toBe(first);
  });

  it('7. follows Git and corrects drift by itself while it runs', async () => {
    await writeFile(join(home, 'settings.yaml'), 'version: 1\ngit: { pollSeconds: 1, pollJitterSeconds: 0 }\n');
    const file = join(home, 'applications', `${NAME}.yaml`);
    await writeFile(file, `${(await readFile(file, 'utf8')).trimEnd()}\n  syncPolicy: # as I like it\n    automated: { prune: true, selfHeal: true }\n`);
    const refused = await run('app', 'rollback', NAME, '0', '--yes');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('synced automatically');
    const running = startDrydock(['run', '-o', 'json'], env);
    try {
      // The other manager of the replicas goes: an automatic sync takes nothing from it.
      await cluster().kubectl(['apply', '--server-side', '--field-manager=autoscaler', '-f', '-'], { input: JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'mynginx', namespace } }) });
      await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 2 })}---\n${service}` }, 'two again');
      const commit = await repository.git('rev-parse', 'HEAD');
      await running.line((line) => line.includes('"type":"compared"') && line.includes(commit) && line.includes('"sync":{"status":"Synced"'));
      expect(await live('deploy/mynginx', '.spec.replicas')).toBe('2');
      await cluster().kubectl(['rollout', 'status', 'deploy/mynginx', '-n', namespace, '--timeout=60s']);

      await cluster().kubectl(['scale', 'deploy/mynginx', '-n', namespace, '--replicas=5']);
      await running.line((line) => line.includes('"type":"syncing"') && line.includes('drifted'));
      await cluster().kubectl(['wait', 'deploy/mynginx', '-n', namespace, '--for=jsonpath={.spec.replicas}=2', '--timeout=60s']);
    } finally {
      running.signal('SIGINT');
    }
    expect((await running.finished).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('# as I like it');
  });

  it('8. deletes the application and leaves its resources without our marks', async () => {
    await ok('app', 'delete', NAME, '--cascade=false', '--yes');
    const shown = await cluster().kubectl(['get', 'deploy,svc', '-n', namespace, '-o', 'yaml']);
    expect(shown).toContain('name: mynginx');
    expect(shown).not.toContain('drydock.dev/');
    expect(await ok('app', 'list', '-o', 'name')).toBe('');
  });

  it('9. takes them over again, and deletes the application with its resources', async () => {
    const { context } = cluster();
    await ok('app', 'create', NAME, '--repo', `file://${repository.remote}`, '--path', '.', '--dest-context', context, '--dest-namespace', namespace);
    expect(await ok('app', 'plan', NAME)).toMatch(/adopt (Service|Deployment)/);
    await ok('app', 'sync', NAME, '--yes');
    expect((await get()).sync.status).toBe('Synced');
    await ok('app', 'delete', NAME, '--yes');
    await cluster().kubectl(['wait', '--for=delete', 'deploy/mynginx', 'svc/mynginx', '-n', namespace, '--timeout=60s']);
  });
});
