/** What is in an application's namespace and nobody tracks, and the project that warns of it; hooks, which are tracked and count for nothing. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ResourceDetails } from '../../shared/model/details.ts';
import type { Tree } from '../../shared/model/tree.ts';
import { describeCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { MANUAL } from '../helpers/workspace.ts';
import { deployment, service } from '../story/mynginx.ts';

const HOOK = `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
  annotations:
    argocd.argoproj.io/hook: PostSync
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: c, image: busybox }]
`;

const make = ({ client, namespace }: Bench, kind: string, name: string, metadata: object = {}, rest: object = {}) =>
  client.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/${kind.toLowerCase()}s`, body: JSON.parse(JSON.stringify({ apiVersion: 'v1', kind, metadata: { name, ...metadata }, ...rest })), action: `make ${name}` });

async function project({ home }: Bench, orphanedResources: unknown): Promise<void> {
  await mkdir(join(home, 'projects'), { recursive: true });
  const spec = { sourceRepos: ['*'], destinations: [{ name: '*', namespace: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }], orphanedResources };
  await writeFile(join(home, 'projects', 'watched.yaml'), JSON.stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'watched' }, spec }));
}

describeBoth('orphans', describeCluster, { spec: { project: 'watched' } }, (bench) => {
  const names = async () => (await bench().engine.orphans('app')).orphans.map(({ key }) => `${key.kind} ${key.name}`);
  const warnings = async (depth: 'known' | 'hard') => (await bench().engine.view('app', depth)).status.conditions.filter(({ type }) => type === 'OrphanedResourceWarning').map(({ message }) => message);

  it('are none after a sync, whatever Kubernetes made for it, and hooks are in the tree', async () => {
    const { engine, repository } = bench();
    await project(bench(), { warn: true });
    await commitFiles(repository, { 'app.yaml': [deployment({ replicas: 1 }), service, HOOK].join('---\n') }, 'start');
    await engine.sync(await engine.plan('app', MANUAL));
    const tree = await untilTold<Tree>((tell, signal) => engine.followTree('app', tell, signal), ({ nodes }) => nodes.some(({ key, health }) => key.kind === 'Job' && health?.status === 'Healthy') && nodes.filter(({ key }) => key.kind === 'Pod').length === 2);
    const job = tree.nodes.find(({ key }) => key.kind === 'Job');
    expect(job).toMatchObject({ hook: ['PostSync'], parents: [], depth: 0 });
    expect(tree.nodes.filter(({ hook }) => hook !== undefined)).toHaveLength(1);
    expect(tree.nodes.some(({ key, parents }) => key.kind === 'Pod' && parents[0] === job?.id)).toBe(true);
    expect((await engine.view('app', 'known')).status.resources.map(({ kind }) => kind).toSorted()).toEqual(['Deployment', 'Service']);
    expect(await names()).toEqual([]);
    expect(await warnings('hard')).toEqual([]);
  });

  it('are what others left, and the project warns of them', async () => {
    await make(bench(), 'ConfigMap', 'left-by-hand', {}, { data: { note: 'what for' } });
    await make(bench(), 'ServiceAccount', 'cache');
    await make(bench(), 'ConfigMap', 'of-flux', { labels: { 'kustomize.toolkit.fluxcd.io/name': 'team' } });
    expect(await names()).toEqual(['ConfigMap left-by-hand', 'ServiceAccount cache']);
    // Their details are told as well, and whole.
    const { engine, namespace } = bench();
    const seen = await untilTold<ResourceDetails>((tell, signal) => engine.followResource('app', { group: '', kind: 'ConfigMap', namespace, name: 'left-by-hand' }, tell, signal), ({ live }) => JSON.stringify(live ?? '').includes('what for'));
    expect(seen).toMatchObject({ apiVersion: 'v1', live: { metadata: { name: 'left-by-hand' } } });
    expect(seen).not.toHaveProperty('sync');
    const gone = await untilTold<ResourceDetails>((tell, signal) => engine.followResource('app', { group: '', kind: 'ConfigMap', namespace, name: 'never-there' }, tell, signal), () => true);
    expect(gone).not.toHaveProperty('live');
    expect(await warnings('known')).toEqual([expect.stringMatching(/^There are 2 orphaned resources in orphans-\w+: ConfigMap left-by-hand, ServiceAccount cache\.$/)]);
    expect((await bench().engine.view('app', 'known')).status).toMatchObject({ sync: { status: 'Synced' }, health: { status: 'Healthy' } });
  });

  it('are fewer where the project ignores some, and not spoken of where it does not warn', async () => {
    await project(bench(), { ignore: [{ kind: 'ConfigMap', name: 'left-*' }] });
    expect(await warnings('known')).toEqual([expect.stringMatching(/^There is 1 orphaned resource in .*: ServiceAccount cache\.$/)]);
    expect(await names()).toEqual(['ServiceAccount cache']);
    await project(bench(), { warn: false });
    expect(await warnings('known')).toEqual([]);
    expect(await names()).toEqual(['ConfigMap left-by-hand', 'ServiceAccount cache']);
  });
});
