/** A sync by hand that fails and is tried again: with the rest of what was looked at, and nothing else. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { JsonObject } from '../../shared/model/json.ts';
import type { SyncEvent } from '../../shared/model/operation.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const RETRY = { limit: 2, firstMs: 10, factor: 2, maxMs: 15 };

describeOnBoth('retries of a sync by hand', describeCluster, (cluster) => {
  let workspace: Workspace;
  let apps = 0;
  beforeAll(async () => {
    workspace = await createWorkspace('retries', cluster());
  });
  afterAll(() => workspace.close());

  const kubectl = (...args: string[]) => cluster().kubectl(['-n', workspace.namespace, ...args]);
  const valueOf = (name: string) => kubectl('get', 'cm', name, '-o', 'jsonpath={.data.value}', '--ignore-not-found');

  /** An application with a PreSync hook that runs until the test ends it, and a ConfigMap that comes after it. */
  async function application(): Promise<{ name: string; hook: string; map: string }> {
    const name = `app${apps}`;
    const hook = `gate${apps}`;
    const map = `map${apps++}`;
    const gate: JsonObject = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: hook, annotations: { 'argocd.argoproj.io/hook': 'PreSync' } }, spec: { defaultBackend: { service: { name: 'none', port: { number: 80 } } } } };
    const wanted: JsonObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: map }, data: { value: '1' } };
    await commitFiles(workspace.repository, { [`${name}/all.yaml`]: `${stringify(gate)}---\n${stringify(wanted)}` }, name);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: cluster().context, namespace: workspace.namespace } }, name), 'test');
    return { name, hook, map };
  }

  /** Syncs with retries; `atHook` is called each time its hook is waited for, with the number of the attempt. */
  async function sync(name: string, atHook: (attempt: number) => Promise<unknown>) {
    const retries: Extract<SyncEvent, { kind: 'retry' }>[] = [];
    const work: Promise<unknown>[] = [];
    let waits = 0;
    const plan = await workspace.engine.plan(name, MANUAL);
    const operation = workspace.engine.sync(plan, {
      retry: RETRY,
      onEvent(event) {
        if (event.kind === 'retry') retries.push(event);
        // Told once for each attempt: what it is waited for does not change.
        if (event.kind === 'progress' && event.progress.waitingFor.length > 0) work.push(atHook(++waits));
      },
    });
    const ended = await operation.then((value) => ({ value, error: undefined }), (error: unknown) => ({ value: undefined, error }));
    await Promise.all(work);
    return { ...ended, retries };
  }

  const remove = (hook: string) => kubectl('delete', 'ingress', hook);
  const open = (hook: string) => kubectl('patch', 'ingress', hook, '--subresource=status', '--type=merge', '-p', '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}');

  it('a failure that passes: it succeeds at the second attempt, each on record', async () => {
    const { name, hook, map } = await application();
    const { value, retries } = await sync(name, (attempt) => (attempt === 1 ? remove(hook) : open(hook)));
    expect(value).toMatchObject({ phase: 'Succeeded', retry: 1 });
    expect(retries).toEqual([{ kind: 'retry', retry: 1, limit: 2, waitMs: 10, message: expect.stringContaining('it was deleted while it was waited for') }]);
    expect(await valueOf(map)).toBe('1');
    expect((await workspace.engine.operations(name)).map(({ phase, retry }) => [phase, retry])).toEqual([['Succeeded', 1], ['Failed', undefined]]);
    expect(await workspace.engine.history(name)).toHaveLength(1);
  });

  it('one that does not pass: the limit ends it', async () => {
    const { name, hook, map } = await application();
    const { value, retries } = await sync(name, () => remove(hook));
    expect(value).toMatchObject({ phase: 'Failed', retry: 2 });
    expect(retries.map(({ retry, waitMs }) => [retry, waitMs])).toEqual([[1, 10], [2, 15]]);
    expect(await valueOf(map)).toBe('');
    expect(await workspace.engine.operations(name)).toHaveLength(3);
  });

  it('where a new plan says something that was not looked at, it stops, and says so', async () => {
    const { name, hook, map } = await application();
    const { error } = await sync(name, async () => {
      await kubectl('create', 'configmap', map, '--from-literal=value=5');
      await remove(hook);
    });
    expect(error).toMatchObject({ code: 'plan-stale', message: expect.stringMatching(/^It was not tried again: .*\nConfigMap \S+: planned create, now update\nThe last attempt: .*deleted while it was waited for/) });
    expect(await valueOf(map)).toBe('5');
    expect(await workspace.engine.operations(name)).toHaveLength(1);
  });

  it('a sync that is stopped is not tried again', async () => {
    const { name } = await application();
    const { value, retries } = await sync(name, async () => workspace.engine.terminate(name));
    expect([value?.stopped, retries]).toEqual([true, []]);
  });
});
