/** Operations that are disturbed: Ctrl-C, a kill, two terminals, another cluster behind the context. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Fault, FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import { drydock, startDrydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const operationSchema = z.object({ status: z.object({ operationState: z.object({ phase: z.string(), message: z.string() }) }) });

describeOnBoth('disturbed operations', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let env: NodeJS.ProcessEnv;
  let made = 0;

  beforeAll(async () => {
    const { kubeconfig, context } = cluster();
    workspace = await createWorkspace('disturbed', cluster());
    proxy = await startFaultProxy(kubeconfig, context, join(workspace.sandbox.root, 'faulty-kubeconfig'));
    const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
    const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: last\nspec:\n  ports:\n    - port: 80\n';
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: first\n';
    await commitFiles(workspace.repository, { 'a.yaml': `${account}---\n${configMap('one')}---\n${configMap('two')}---\n${service}` }, 'start');
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
  });

  /** A home with one application whose cluster is behind the proxy; returns the terminal's environment. */
  async function freshHome(): Promise<string> {
    const home = workspace.sandbox.path(`home-${made++}`);
    env = { ...workspace.env, KUBECONFIG: proxy.kubeconfig, DRYDOCK_HOME: home };
    const file = workspace.sandbox.path(`app-${made}.yaml`);
    await writeFile(file, applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'faulty', namespace: workspace.namespace } }));
    const created = await drydock(['app', 'create', '-f', file], env);
    expect(created.code, created.stderr).toBe(0);
    return home;
  }

  /** Starts a sync and holds its writes of ConfigMaps; resolves when the first one is waiting. */
  async function heldSync(fault: Fault = 'hang') {
    const held = Promise.withResolvers<void>();
    proxy.fault = (method, url) => {
      if (method !== 'PATCH' || url.includes('dryRun') || !url.includes('/configmaps/')) return undefined;
      held.resolve();
      return fault;
    };
    const command = startDrydock(['app', 'sync', 'app', '--adopt', '--yes'], env);
    await Promise.race([held.promise, command.finished]);
    return command;
  }

  it('Ctrl-C in the middle: what was begun is finished, the rest is not begun, and the record says so', async () => {
    await freshHome();
    const released = Promise.withResolvers<void>();
    const command = await heldSync({ hold: released.promise });
    command.signal('SIGINT');
    await command.error((text) => text.includes('Stopping'));
    released.resolve();
    const { code, stdout } = await command.finished;
    expect(code).toBe(1);
    expect(stdout).toContain('Stopped by the user: 3 of 4 done');
    expect(await cluster().kubectl(['get', 'cm,svc', '-n', workspace.namespace, '-o', 'name'])).toMatch(/configmap\/one\nconfigmap\/two\n$/);
    const shown = operationSchema.parse(JSON.parse((await drydock(['app', 'get', 'app', '-o', 'json'], env)).stdout));
    expect(shown.status.operationState).toMatchObject({ phase: 'Failed', message: 'Stopped by the user: 3 of 4 done.' });
    const again = await drydock(['app', 'sync', 'app', '--adopt', '--yes'], env);
    expect(again.code, again.stderr).toBe(0);
  });

  it('a kill in the middle: the operation is shown as interrupted, with what was done, and the next sync goes on', async () => {
    const home = await freshHome();
    const command = await heldSync();
    command.signal('SIGKILL');
    await command.finished;
    proxy.fault = () => undefined;
    const shown = operationSchema.parse(JSON.parse((await drydock(['app', 'get', 'app', '-o', 'json'], env)).stdout));
    expect(shown.status.operationState).toMatchObject({ phase: 'Error', message: expect.stringContaining('interrupted') });
    const records = await readdir(join(home, 'operations', 'app'));
    const record = await readFile(join(home, 'operations', 'app', records.find((name) => name.endsWith('.jsonl')) ?? ''), 'utf8');
    expect(record.split('\n').filter((line) => line.includes('"event":"result"')).length).toBeGreaterThan(0);
    const again = await drydock(['app', 'sync', 'app', '--adopt', '--yes'], env);
    expect(again.code, again.stderr).toBe(0);
  });

  it('two terminals on one home: the second is told who syncs, and both can read', async () => {
    await freshHome();
    const first = await heldSync();
    const second = await drydock(['app', 'sync', 'app', '--adopt', '--yes'], env);
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`process ${first.pid}`);
    expect((await drydock(['app', 'get', 'app'], env)).code).toBe(0);
    first.signal('SIGKILL');
    await first.finished;
  });

  it('another cluster behind the same context stops every write until it is confirmed', async () => {
    const home = await freshHome();
    expect((await drydock(['app', 'sync', 'app', '--adopt', '--yes'], env)).code).toBe(0);
    const file = join(home, 'operations', 'app', 'inventory.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/pin: .*/, 'pin: uid:another-cluster'));
    await cluster().kubectl(['annotate', 'cm', 'one', '-n', workspace.namespace, 'touched=yes']);
    await cluster().kubectl(['delete', 'cm', 'two', '-n', workspace.namespace]);
    const refused = await drydock(['app', 'sync', 'app', '--yes'], env);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Nothing was written.*another cluster[\s\S]*--confirm-cluster/);
    expect(await cluster().kubectl(['get', 'cm', '-n', workspace.namespace, '-o', 'name'])).not.toContain('two');
    expect((await drydock(['app', 'sync', 'app', '--yes', '--confirm-cluster'], env)).code).toBe(0);
    expect(await cluster().kubectl(['get', 'cm', '-n', workspace.namespace, '-o', 'name'])).toContain('two');
  });

  it('what another application owns is not touched, and can be taken over on purpose', async () => {
    await freshHome();
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(new Set(plan.items.map((item) => item.blocked?.reason))).toEqual(new Set(['owner']));
    await expect(workspace.engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
    const taken = await workspace.engine.plan('app', { ...MANUAL, adopt: true });
    expect((await workspace.engine.sync(taken)).phase).toBe('Succeeded');
    const { status } = await workspace.engine.view('app', 'known');
    expect([status.sync.status, status.health.status]).toEqual(['Synced', 'Healthy']);
  });
});
