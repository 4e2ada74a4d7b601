/** PreDelete and PostDelete hooks: before anything is deleted, when everything is gone, and not at all. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import type { RemovalResult } from '../../shared/model/operation.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { drydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const marked = (marks: Readonly<Record<string, string>>) => ({ annotations: Object.fromEntries(Object.entries(marks).map(([name, value]) => [`argocd.argoproj.io/${name}`, value])) });
const configMap = (name: string, marks: Readonly<Record<string, string>> = {}, data: JsonObject = { value: '1' }): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...marked(marks) }, data });
/** Its health is Progressing until it has an address, which nobody gives it but the test. */
const gate = (name: string, marks: Readonly<Record<string, string>>): JsonObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, ...marked(marks) }, spec: { defaultBackend: { service: { name: 'none', port: { number: 80 } } } } });

describeOnBoth('hooks of a deletion', describeCluster, (cluster) => {
  let workspace: Workspace;
  let apps = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('delhooks', cluster());
  });
  afterAll(() => workspace.close());

  const kubectl = (...args: string[]) => cluster().kubectl(['-n', workspace.namespace, ...args]);
  const exists = async (object: string) => (await kubectl('get', object, '-o', 'name', '--ignore-not-found')).trim() !== '';
  const open = (name: string) => kubectl('patch', 'ingress', name, '--subresource=status', '--type=merge', '-p', '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}');
  const kept = async (name: string) => (await workspace.engine.list()).applications.some((application) => application.name === name);

  /** An application of its own, synced. Names in `objects` are made its own by `#`. */
  async function synced(objects: readonly JsonObject[]): Promise<string> {
    const name = `app${apps++}`;
    const text = objects.map((object) => stringify(object)).join('---\n').replaceAll('#', name);
    await commitFiles(workspace.repository, { [`${name}/all.yaml`]: text }, name);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace } }, name), 'test');
    const plan = await workspace.engine.plan(name, MANUAL);
    expect(plan.warnings).toEqual([]);
    expect((await workspace.engine.sync(plan)).phase).toBe('Succeeded');
    return name;
  }

  /** Deletes; `atHook` is called once, when this hook is waited for. If it fails the deletion is stopped. */
  async function remove(name: string, hook: string, atHook: () => Promise<unknown>) {
    const told: RemovalResult[] = [];
    let work: Promise<unknown> | undefined;
    const results = await workspace.engine.remove(name, { cascade: true }, (result) => {
      told.push(result);
      if (work !== undefined || result.status !== 'Running' || result.key.name !== `${name}-${hook}` || result.message.endsWith(': begun')) return;
      work = atHook();
      work.catch(() => workspace.engine.terminate(name));
    });
    await work;
    return { results, told: told.filter(({ status }) => status !== 'Running').map(({ key, status, message }) => `${key.name} ${status} ${message}`) };
  }

  it('PreDelete before anything, PostDelete when all is gone; each as its delete policy says', async () => {
    const name = await synced([configMap('#-map'), gate('#-first', { hook: 'PreDelete' }), configMap('#-second', { hook: 'PreDelete', 'sync-wave': '1', 'hook-delete-policy': 'HookSucceeded' }), configMap('#-after', { hook: 'PostDelete' }), configMap('#-gone', { hook: 'PostDelete', 'hook-delete-policy': 'HookSucceeded' })]);
    expect(await exists(`ingress/${name}-first`)).toBe(false);
    const hooks = await workspace.engine.removalHooks(name);
    expect([hooks.preDelete.map((key) => key.name), hooks.postDelete.map((key) => key.name)]).toEqual([[`${name}-first`, `${name}-second`], [`${name}-after`, `${name}-gone`]]);
    let during: readonly boolean[] = [];
    const { results, told } = await remove(name, 'first', async () => {
      during = [await exists(`cm/${name}-map`), await exists(`cm/${name}-second`)];
      await open(`${name}-first`);
    });
    expect(during).toEqual([true, false]);
    expect(results.filter(({ status }) => status === 'Failed')).toEqual([]);
    expect(told.map((line) => line.replaceAll(`${name}-`, ''))).toEqual([
      'first Ran PreDelete hook: succeeded',
      'second Ran PreDelete hook: succeeded',
      'second Ran PreDelete hook: succeeded; deleted',
      expect.stringMatching(/^(first|map) Deleted deleted$/),
      expect.stringMatching(/^(first|map) Deleted deleted$/),
      'after Ran PostDelete hook: succeeded',
      'gone Ran PostDelete hook: succeeded',
      'gone Ran PostDelete hook: succeeded; deleted',
    ]);
    expect(await Promise.all(['ingress/first', 'cm/second', 'cm/map', 'cm/gone', 'cm/after'].map((object) => exists(object.replace('/', `/${name}-`))))).toEqual([false, false, false, false, true]);
    expect(await kept(name)).toBe(false);
  });

  it('a PreDelete hook that fails keeps the application and all that is its own', async () => {
    const name = await synced([configMap('#-map'), gate('#-first', { hook: 'PreDelete' }), configMap('#-after', { hook: 'PostDelete' })]);
    const { results } = await remove(name, 'first', () => kubectl('delete', 'ingress', `${name}-first`));
    expect(results).toEqual([expect.objectContaining({ status: 'Failed', hook: 'PreDelete', message: 'PreDelete hook: it was deleted while it was waited for' })]);
    expect([await kept(name), await exists(`cm/${name}-map`), await exists(`cm/${name}-after`)]).toEqual([true, true, false]);
  });

  it('a deletion that is stopped while a hook runs deletes the hook, and nothing else', async () => {
    const name = await synced([configMap('#-map'), gate('#-first', { hook: 'PreDelete' })]);
    const { results } = await remove(name, 'first', async () => workspace.engine.terminate(name));
    expect(results.map(({ status, message }) => [status, message])).toEqual([['Failed', expect.stringMatching(/^PreDelete hook: was stopped while it ran; (deleted$|is being deleted since )/)]]);
    await kubectl('wait', `ingress/${name}-first`, '--for=delete', '--timeout=30s');
    expect([await kept(name), await exists(`cm/${name}-map`)]).toEqual([true, true]);
  });

  it('a PostDelete hook that fails keeps the application; the next deletion runs it alone', async () => {
    const name = await synced([configMap('#-map'), configMap('#-before', { hook: 'PreDelete', 'hook-delete-policy': 'HookSucceeded' }), gate('#-late', { hook: 'PostDelete', 'hook-delete-policy': 'HookFailed' })]);
    const first = await remove(name, 'late', () => kubectl('delete', 'ingress', `${name}-late`));
    expect(first.results.at(-1)).toMatchObject({ status: 'Failed', hook: 'PostDelete' });
    expect([await kept(name), await exists(`cm/${name}-map`)]).toEqual([true, false]);
    const second = await remove(name, 'late', () => open(`${name}-late`));
    expect(second.told.map((line) => line.replaceAll(`${name}-`, ''))).toEqual(['late Ran PostDelete hook: succeeded']);
    expect(await kept(name)).toBe(false);
  });

  it('a hook that the server refuses keeps everything', async () => {
    const name = await synced([configMap('#-map'), configMap('#-bad', { hook: 'PostDelete' }, { value: 7 })]);
    await expect(workspace.engine.remove(name, { cascade: true })).rejects.toMatchObject({ code: 'plan-blocked', message: expect.stringMatching(/^Nothing was deleted: .*\nPostDelete hook ConfigMap \S+-bad: /) });
    expect([await kept(name), await exists(`cm/${name}-map`)]).toEqual([true, true]);
  });

  it('objects that are left, and a file that is deleted alone, run no hook', async () => {
    const objects = [configMap('#-map'), configMap('#-before', { hook: 'PreDelete' }), configMap('#-after', { hook: 'PostDelete' })];
    for (const way of [{ cascade: false }, { cascade: true, force: true }]) {
      const name = await synced(objects);
      await workspace.engine.remove(name, way);
      expect(await Promise.all([kept(name), exists(`cm/${name}-map`), exists(`cm/${name}-before`), exists(`cm/${name}-after`)])).toEqual([false, true, false, false]);
    }
  });

  it('where Git cannot be read, hooks that were synced keep everything, and what had none is deleted', async () => {
    const [hooked, plain] = [await synced([configMap('#-map'), configMap('#-before', { hook: 'PreDelete' })]), await synced([configMap('#-map')])];
    for (const name of [hooked, plain]) await workspace.engine.set(name, [{ path: ['spec', 'source', 'path'], value: 'nowhere' }]);
    await expect(workspace.engine.remove(hooked, { cascade: true })).rejects.toMatchObject({ code: 'git-path', message: expect.stringMatching(/^Nothing is deleted: which hooks run/), hint: expect.stringContaining('--force') });
    expect([await kept(hooked), await exists(`cm/${hooked}-map`)]).toEqual([true, true]);
    expect((await workspace.engine.remove(plain, { cascade: true })).map(({ status }) => status)).toEqual(['Deleted']);
    expect((await workspace.engine.remove(hooked, { cascade: false })).map(({ status }) => status)).toEqual(['Released']);
  });

  it('the terminal names them before it asks', async () => {
    const name = await synced([configMap('#-map'), configMap('#-before', { hook: 'PreDelete' }), configMap('#-after', { hook: 'PostDelete', 'hook-delete-policy': 'HookSucceeded' })]);
    const env = { ...workspace.env, DRYDOCK_HOME: workspace.home };
    const refused = await drydock(['app', 'delete', name], env);
    expect(refused.stdout).toMatch(/\(PreDelete\):\n {2}> ConfigMap \S+-before\n.*\(PostDelete\):\n {2}> ConfigMap \S+-after\n/);
    expect(await exists(`cm/${name}-before`)).toBe(false);
    const { code, stdout } = await drydock(['app', 'delete', name, '--yes'], env);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/-before {2}PreDelete hook: succeeded\n[\s\S]*-map {2}deleted\n[\s\S]*-after {2}PostDelete hook: succeeded; deleted\nApplication/)]);
  });
});
