/** How long a sync waits: while its cluster is away, and until its time is over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { SyncProgress } from '../../shared/model/operation.ts';
import { describeCluster } from '../cluster/use.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { drydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

describeOnBoth('the patience of a sync', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let folder: string;
  let apps = 0;
  beforeAll(async () => {
    const { kubeconfig, context } = cluster();
    folder = await mkdtemp(join(tmpdir(), 'drydock-patience-'));
    proxy = await startFaultProxy(kubeconfig, context, join(folder, 'faulty-kubeconfig'));
    workspace = await createWorkspace('patience', cluster(), { kubeconfig: proxy.kubeconfig, context: 'faulty' });
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  const kubectl = (...args: string[]) => cluster().kubectl(['-n', workspace.namespace, ...args]);

  /** An application whose hook waits until the test opens it, and a ConfigMap after it. */
  async function application(): Promise<{ name: string; gate: string }> {
    const name = `app${apps}`;
    const gate = `gate${apps++}`;
    const hook = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: gate, annotations: { 'argocd.argoproj.io/hook': 'PreSync' } }, spec: { defaultBackend: { service: { name: 'none', port: { number: 80 } } } } };
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${name}-map` }, data: { a: 'b' } };
    await commitFiles(workspace.repository, { [`${name}/all.yaml`]: `${stringify(hook)}---\n${stringify(map)}` }, name);
    await workspace.engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: name }, destination: { name: 'faulty', namespace: workspace.namespace } }, name), 'test');
    return { name, gate };
  }

  it('says that the cluster is away while it waits, and goes on when it is back', async () => {
    const { name, gate } = await application();
    const told: SyncProgress[] = [];
    const steps = { waits: Promise.withResolvers<void>(), away: Promise.withResolvers<void>(), back: Promise.withResolvers<void>() };
    const running = workspace.engine.sync(await workspace.engine.plan(name, MANUAL), {
      onEvent(event) {
        if (event.kind !== 'progress' || event.progress.waitingFor.length === 0) return;
        told.push(event.progress);
        if (event.progress.unheard !== undefined) steps.away.resolve();
        else if (told.some(({ unheard }) => unheard !== undefined)) steps.back.resolve();
        else steps.waits.resolve();
      },
    });
    await Promise.race([steps.waits.promise, running]);
    proxy.fault = () => 'drop';
    proxy.sever();
    await Promise.race([steps.away.promise, running]);
    expect(told.at(-1)).toMatchObject({ phase: 'PreSync', waitingFor: [{ key: { name: gate } }], unheard: expect.stringContaining('faulty') });
    proxy.fault = () => undefined;
    await Promise.race([steps.back.promise, running]);
    expect(told.at(-1)?.unheard).toBeUndefined();
    await kubectl('patch', 'ingress', gate, '--subresource=status', '--type=merge', '-p', '{"status":{"loadBalancer":{"ingress":[{"ip":"10.0.0.1"}]}}}');
    const operation = await running;
    expect(operation.phase, operation.message).toBe('Succeeded');
  });

  it('ends when its time is over, and its record says so', async () => {
    const { name, gate } = await application();
    const { code, stdout } = await drydock(['app', 'sync', name, '--yes', '--timeout', '6'], { ...workspace.env, DRYDOCK_HOME: workspace.home });
    expect([code, stdout]).toEqual([1, expect.stringContaining('Failed: Stopped after 6 seconds (--timeout): 1 of 2 done.')]);
    expect(await workspace.engine.operations(name)).toEqual([expect.objectContaining({ phase: 'Failed', stopped: true, message: 'Stopped after 6 seconds (--timeout): 1 of 2 done.' })]);
    await kubectl('wait', `ingress/${gate}`, '--for=delete', '--timeout=30s');
    expect((await kubectl('get', 'cm', `${name}-map`, '-o', 'name', '--ignore-not-found')).trim()).toBe('');
  });

  it('a time limit that is none is refused', async () => {
    const { name } = await application();
    const { code, stderr } = await drydock(['app', 'sync', name, '--yes', '--timeout', 'soon'], { ...workspace.env, DRYDOCK_HOME: workspace.home });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--timeout soon')]);
  });
});
