/** What followers are told when something is wrong: images that cannot be pulled, a cluster that goes away, missing permissions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ResourceDetails } from '../../shared/model/details.ts';
import type { Tree } from '../../shared/model/tree.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';
import { deployment } from '../story/mynginx.ts';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n';

describeBoth('pulls', describeCluster, {}, (bench) => {
  it('a Deployment says which pod cannot pull which image', async () => {
    const { engine, namespace, repository } = bench();
    // The sandbox reads the image's name, the control plane's simulated nodes the annotation.
    const failing = deployment({ replicas: 1, image: 'nonexistent:1' }).replace('    metadata:\n      labels:', '    metadata:\n      annotations: { test.drydock.dev/pod: no-image }\n      labels:');
    await commitFiles(repository, { 'app.yaml': failing }, 'start');
    await engine.sync(await engine.plan('app', MANUAL));
    const key = { group: 'apps', kind: 'Deployment', namespace, name: 'mynginx' };
    const details = await untilTold<ResourceDetails>((tell, signal) => engine.followResource('app', key, tell, signal), ({ summary }) => summary.length === 3);
    expect(details.summary[1]).toBe('0 of 1 pod is ready.');
    expect(details.summary[2]).toMatch(/^Pod mynginx-\S+ cannot pull nonexistent:1: Back-off pulling image/);
  });
});

describeOnBoth('followers of a bad cluster', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let folder: string;
  beforeAll(async () => {
    const { kubeconfig, context } = cluster();
    folder = await mkdtemp(join(tmpdir(), 'drydock-followers-'));
    proxy = await startFaultProxy(kubeconfig, context, join(folder, 'kubeconfig'));
    workspace = await createWorkspace('followers', cluster(), { kubeconfig: proxy.kubeconfig, context: 'faulty' });
    await commitFiles(workspace.repository, { 'app.yaml': CONFIG_MAP }, 'start');
    await workspace.engine.sync(await workspace.engine.plan('app', MANUAL));
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('events that may not be listed are an error that says so', async () => {
    proxy.fault = (_method, url) => (url.includes('/events') ? { status: 403, reason: 'Forbidden', message: 'events is forbidden: User "me" cannot list resource "events"' } : undefined);
    const following = workspace.engine.followEvents('app', () => undefined, AbortSignal.timeout(20_000));
    await expect(following).rejects.toMatchObject({ code: 'cluster-forbidden', message: expect.stringMatching(/events of app cannot be read.*cannot list/), hint: expect.stringContaining('permission') });
    const key = { group: '', kind: 'ConfigMap', namespace: workspace.namespace, name: 'one' };
    const details = await untilTold<ResourceDetails>((tell, signal) => workspace.engine.followResource('app', key, tell, signal), ({ problem }) => problem !== undefined);
    expect(details).toMatchObject({ sync: 'Synced', problem: { code: 'cluster-forbidden' } });
  });

  it('the last tree stays while the cluster is away, and it is followed on when it is back', async () => {
    proxy.fault = () => undefined;
    const trees: Tree[] = [];
    const back = untilTold<Tree>(
      async (tell, signal) => {
        const following = workspace.engine.followTree('app', (tree) => {
          trees.push(tree);
          tell(tree);
        }, signal);
        await untilTold<Tree>((first, until) => workspace.engine.followTree('app', first, until), () => true);
        proxy.fault = () => 'drop';
        proxy.sever();
        await expect.poll(async () => (await workspace.engine.view('app', 'fetch')).status.conditions[0]?.type).toBe('ComparisonError');
        await workspace.client.request({ method: 'DELETE', path: `/api/v1/namespaces/${workspace.namespace}/configmaps/one`, action: 'delete' });
        proxy.fault = () => undefined;
        await following;
      },
      ({ nodes }) => nodes[0]?.health?.status === 'Missing',
    );
    await back;
    expect(trees.map(({ nodes }) => nodes.map((node) => [node.key.name, node.health?.status]))).toEqual([[['one', undefined]], [['one', 'Missing']]]);
  });
});
