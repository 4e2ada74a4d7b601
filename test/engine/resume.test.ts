/** A sync whose process is killed, and that is gone on with: in its own record, nothing twice, nothing that was not seen. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import type { Engine } from '../../electron/engine/index.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { drydock, startDrydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const marked = (marks: Readonly<Record<string, string>>) => ({ annotations: Object.fromEntries(Object.entries(marks).map(([name, value]) => [`argocd.argoproj.io/${name}`, value])) });
const configMap = (name: string, marks: Readonly<Record<string, string>> = {}, value = '1'): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...marked(marks) }, data: { value } });
/** Its health is Progressing until it has an address, which nobody gives it but the test. */
const gate = (name: string, phase: string): JsonObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, ...marked({ hook: phase }) }, spec: { defaultBackend: { service: { name: 'none', port: { number: 80 } } } } });

describeOnBoth('a sync that is killed and resumed', describeCluster, (cluster) => {
  let workspace: Workspace;
  let env: NodeJS.ProcessEnv;
  let apps = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('resume', cluster());
    env = { ...workspace.env, DRYDOCK_HOME: workspace.home };
  });
  afterAll(() => workspace.close());

  const kubectl = (...args: string[]) => cluster().kubectl(['-n', workspace.namespace, ...args]);
  const uidOf = (object: string) => kubectl('get', object, '-o', 'jsonpath={.metadata.uid} {.metadata.resourceVersion}', '--ignore-not-found');
  const open = (name: string) => kubectl('patch', 'ingress', name, '--subresource=status', '--type=merge', '-p', '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}');
  const exists = async (object: string) => (await kubectl('get', object, '-o', 'name', '--ignore-not-found')).trim() !== '';

  /** An application of its own whose sync was killed while its hook, `gate<n>`, ran. */
  async function killed(phase = 'PreSync', more: readonly JsonObject[] = []): Promise<{ name: string; hook: string; id: string }> {
    const name = `app${apps}`;
    const hook = `gate${apps++}`;
    const secret: JsonObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: `${name}-secret`, ...marked({ 'sync-wave': '1' }) }, stringData: { password: 'x' } };
    const objects = [gate(hook, phase), configMap(`${name}-one`), secret, configMap(`${name}-post`, { hook: 'PostSync', 'hook-delete-policy': 'HookSucceeded' }), ...more];
    await commitFiles(workspace.repository, { [`${name}/all.yaml`]: objects.map((object) => stringify(object)).join('---\n') }, name);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace } }, name), 'test');
    await killAtHook(['app', 'sync', name, '--yes'], hook);
    const [operation] = await workspace.engine.operations(name);
    expect(operation).toMatchObject({ phase: 'Error', interrupted: true, message: expect.stringContaining('interrupted') });
    return { name, hook, id: operation?.id ?? '' };
  }

  /** Starts a command and ends it, as a power cut would, once it says that it waits for the hook. */
  async function killAtHook(args: readonly string[], hook: string): Promise<void> {
    const command = startDrydock(args, env);
    await command.line((line) => line.includes('…') && line.includes(hook));
    command.signal('SIGKILL');
    await command.finished;
  }

  /** The lines of an operation's record, to be left out as a kill before them would have. */
  async function forget(name: string, id: string, dropped: (line: string) => boolean): Promise<void> {
    const file = join(workspace.home, 'operations', name, `${id}.jsonl`);
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines.filter(dropped)).not.toEqual([]);
    await writeFile(file, lines.filter((line) => !dropped(line)).join('\n'));
  }

  /** Everything that history and record say of it at the end: one operation, one entry. */
  async function expectOne(engine: Engine, name: string, id: string, resumptions: number): Promise<void> {
    const operations = await engine.operations(name);
    expect(operations.map((operation) => [operation.id, operation.phase, operation.resumed?.length])).toEqual([[id, 'Succeeded', resumptions]]);
    expect(await engine.history(name)).toHaveLength(1);
    expect(await readdir(join(workspace.home, 'operations', name))).toEqual(expect.arrayContaining([`${id}.jsonl`, 'inventory.yaml']));
  }

  it('goes on where it broke off, twice: the hook is not begun again, and it is one entry of the history', async () => {
    const { name, hook, id } = await killed();
    const before = await uidOf(`ingress/${hook}`);
    const offer = await workspace.engine.resumePlan(name);
    expect(offer.operation.results.map(({ key, status }) => [key.name, status])).toEqual([[hook, 'Running']]);
    expect(offer.rest.items.map(({ key }) => key.name)).toEqual([hook, `${name}-one`, `${name}-secret`, `${name}-post`]);
    expect(JSON.stringify(offer)).not.toContain('eA==');
    await killAtHook(['app', 'resume', name, '--yes'], hook);
    expect(await exists(`cm/${name}-one`)).toBe(false);
    const command = startDrydock(['app', 'resume', name, '--yes'], env);
    await command.line((line) => line.includes('…') && line.includes(hook));
    expect((await uidOf(`ingress/${hook}`)).split(' ')[0]).toBe(before.split(' ')[0]);
    await open(hook);
    const { code, stdout } = await command.finished;
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/The sync of .* was interrupted\. Done until then:\n.*gate/);
    expect(stdout).toMatch(/Succeeded: 2 objects synced, 2 hooks run/);
    expect((await uidOf(`ingress/${hook}`)).split(' ')[0]).toBe(before.split(' ')[0]);
    expect(await exists(`cm/${name}-post`)).toBe(false);
    await expectOne(workspace.engine, name, id, 2);
    expect((await workspace.engine.view(name, 'known')).status.sync.status).toBe('Synced');
    // It has ended: there is nothing to go on with.
    await expect(workspace.engine.resumePlan(name)).rejects.toMatchObject({ code: 'usage' });
    await expect(workspace.engine.resume(name, id)).rejects.toMatchObject({ code: 'usage' });
  });

  it('a hook that is gone has failed, and is not begun again', async () => {
    const { name, hook } = await killed('PreSync', [configMap(`fail${apps}`, { hook: 'SyncFail' })]);
    await kubectl('delete', 'ingress', hook);
    const operation = await workspace.engine.resume(name, (await workspace.engine.resumePlan(name)).operation.id);
    expect(operation.phase).toBe('Failed');
    expect(operation.message).toMatch(/was begun, and is not there any more: how it ended is not known\. It is not begun again\./);
    expect(operation.results.map(({ key, status }) => [key.name.replace(/\d+/, ''), status])).toEqual([['gate', 'SyncFailed'], ['fail', 'Synced']]);
    expect(await exists(`ingress/${hook}`)).toBe(false);
    expect(await exists(`cm/${name}-one`)).toBe(false);
    expect(await workspace.engine.history(name)).toEqual([]);
  });

  it('a hook of which only its beginning is on record is found by name and marks, and waited for', async () => {
    const { name, hook, id } = await killed();
    await forget(name, id, (line) => line.includes('"status":"Running"') && line.includes('"uid"'));
    const before = await uidOf(`ingress/${hook}`);
    await open(hook);
    expect(await workspace.engine.resume(name, id)).toMatchObject({ phase: 'Succeeded' });
    expect((await uidOf(`ingress/${hook}`)).split(' ')[0]).toBe(before.split(' ')[0]);
    await expectOne(workspace.engine, name, id, 1);
  });

  it('a hook that may never have been begun, and is not there, has failed', async () => {
    const { name, hook, id } = await killed();
    await forget(name, id, (line) => line.includes('"status":"Running"') && line.includes('"uid"'));
    await kubectl('delete', 'ingress', hook);
    expect(await workspace.engine.resume(name, id)).toMatchObject({ phase: 'Failed', message: expect.stringContaining('whether it ran is not known') });
    expect(await exists(`ingress/${hook}`)).toBe(false);
  });

  it('what was written and not recorded is sent nothing', async () => {
    const { name, hook, id } = await killed('PostSync');
    expect(await exists(`cm/${name}-one`)).toBe(true);
    await forget(name, id, (line) => line.startsWith('{"event":"result"') && line.includes(`${name}-one`));
    const before = await uidOf(`cm/${name}-one`);
    await open(hook);
    const operation = await workspace.engine.resume(name, id);
    expect(operation.phase, operation.message).toBe('Succeeded');
    expect(operation.results.find(({ key }) => key.name === `${name}-one`)?.message).toBe('was already as planned');
    expect(await uidOf(`cm/${name}-one`)).toBe(before);
    await expectOne(workspace.engine, name, id, 1);
  });

  it('another truth by now: nothing is written, and a new plan is the way', async () => {
    const { name, hook, id } = await killed('PostSync');
    // What was done is undone by somebody.
    await kubectl('patch', 'cm', `${name}-one`, '--type=merge', '-p', '{"data":{"value":"2"}}');
    for (const refused of [() => workspace.engine.resumePlan(name), () => workspace.engine.resume(name, id)]) {
      await expect(refused()).rejects.toMatchObject({ code: 'plan-stale', message: expect.stringMatching(/since the sync was interrupted, things changed\.\nConfigMap \S+-one: was done, now update once more/) });
    }
    expect((await workspace.engine.operations(name)).map(({ interrupted, resumed }) => [interrupted, resumed])).toEqual([[true, undefined]]);
    const { code, stderr } = await drydock(['app', 'resume', name, '--yes'], env);
    expect([code, stderr]).toEqual([1, expect.stringContaining('Plan again')]);
    // A new sync begins a hook of its own.
    let opened: Promise<unknown> | undefined;
    const done = await workspace.engine.sync(await workspace.engine.plan(name, MANUAL), {
      onEvent: (event) => event.kind === 'progress' && event.progress.waitingFor.some(({ key }) => key.name === hook) && (opened ??= open(hook)),
    });
    await opened;
    expect(done.phase, done.message).toBe('Succeeded');
    await expect(workspace.engine.resume(name, id)).rejects.toMatchObject({ code: 'plan-stale', message: expect.stringContaining('was synced again') });
    expect(await workspace.engine.history(name)).toHaveLength(1);
  });
});
