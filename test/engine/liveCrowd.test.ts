/** An application beside a thousand pods of others: its tree is the same, and theirs are not read for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mapConcurrent } from '../../electron/engine/cluster/index.ts';
import type { Tree } from '../../shared/model/tree.ts';
import { describeCluster } from '../cluster/use.ts';
import { untilTold } from '../helpers/clusters.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';
import { deployment } from '../story/mynginx.ts';

const OTHERS = 1_000;

describeOnBoth('a crowded namespace', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let folder: string;
  beforeAll(async () => {
    const { kubeconfig, context } = cluster();
    folder = await mkdtemp(join(tmpdir(), 'drydock-crowd-'));
    proxy = await startFaultProxy(kubeconfig, context, join(folder, 'kubeconfig'));
    workspace = await createWorkspace('crowd', cluster(), { kubeconfig: proxy.kubeconfig, context: 'faulty' });
    const { client, namespace, repository } = workspace;
    // Nobody runs them: they wait for a gate.
    await mapConcurrent(Array.from({ length: OTHERS }, (_, index) => index), 16, async (index) => {
      await client.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: `other-${index}`, labels: { app: 'other' } }, spec: { schedulingGates: [{ name: 'drydock.dev/never' }], containers: [{ name: 'c', image: 'other:1' }] } }, action: 'create a pod' });
    });
    await commitFiles(repository, { 'app.yaml': deployment({ replicas: 2 }) }, 'start');
    await workspace.engine.sync(await workspace.engine.plan('app', MANUAL));
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is watched by the labels of what is looked at, and pods that come are seen', async () => {
    const { client, engine, namespace } = workspace;
    const pods = (tree: Tree) => tree.nodes.filter(({ key }) => key.kind === 'Pod').length;
    const since = proxy.requests.length;
    const grown = untilTold<Tree>(
      async (tell, signal) => {
        let scaled = false;
        await engine.followTree(
          'app',
          (tree) => {
            tell(tree);
            if (scaled || pods(tree) !== 2) return;
            scaled = true;
            void client.request({ method: 'PATCH', path: `/apis/apps/v1/namespaces/${namespace}/deployments/mynginx/scale`, body: { spec: { replicas: 3 } }, contentType: 'application/merge-patch+json', action: 'scale' });
          },
          signal,
        );
      },
      (tree) => pods(tree) === 3,
    );
    expect((await grown).nodes.map(({ key }) => key.kind)).toEqual(['Deployment', 'ReplicaSet', 'Pod', 'Pod', 'Pod']);
    const reads = proxy.requests.slice(since).filter((request) => request.startsWith(`GET /api/v1/namespaces/${namespace}/pods?`) && !request.includes('limit=1&') && !request.endsWith('limit=1'));
    expect(reads.length).toBeGreaterThan(0);
    for (const read of reads) expect(decodeURIComponent(read)).toContain('labelSelector=run=mynginx');
  });
});
