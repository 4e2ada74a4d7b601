/** What a custom resource owns: kinds that nobody can know beforehand are found, followed, and shown whole when asked for. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { mapAt } from '../../shared/model/fields.ts';
import type { KubeObject } from '../../shared/model/kube.ts';
import { isKubeObject } from '../../shared/model/kube.ts';
import type { ResourceDetails } from '../../shared/model/details.ts';
import type { Tree } from '../../shared/model/tree.ts';
import { describeCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { looseDefinition } from '../helpers/objects.ts';
import { MANUAL } from '../helpers/workspace.ts';

/** Of this run alone: definitions are the cluster's, and suites share it. */
const GROUP = `fleet-${randomBytes(3).toString('hex')}.drydock.dev`;
const SHIP = `apiVersion: ${GROUP}/v1\nkind: Ship\nmetadata:\n  name: vega\nspec:\n  masts: 3\n`;
/** What an operator does: makes an object that the custom resource owns. */
async function make({ client, namespace }: Bench, path: string, object: Readonly<Record<string, unknown>>, owner: KubeObject): Promise<KubeObject> {
  const { name = '', uid = '' } = owner.metadata;
  const metadata = { ...(object['metadata'] as object), ownerReferences: [{ apiVersion: owner.apiVersion, kind: owner.kind, name, uid, controller: true }] };
  const made = await client.request({ method: 'POST', path: `${path.replace('NS', namespace)}`, body: JSON.parse(JSON.stringify({ ...object, metadata })), action: 'make' });
  if (!isKubeObject(made)) throw new Error('the server answered with no object');
  return made;
}

const names = (tree: Tree): readonly string[] => tree.nodes.map(({ key, depth }) => `${'  '.repeat(depth)}${key.kind} ${key.kind === 'Pod' || key.kind === 'ReplicaSet' ? '*' : key.name}`);

describeBoth('custom', describeCluster, {}, (bench) => {
  it('is found whatever its kind, followed on, and shown whole', async () => {
    const { client, engine, namespace, repository } = bench();
    await client.request({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: looseDefinition(GROUP, 'ships'), action: 'define' });
    await commitFiles(repository, { 'ship.yaml': SHIP }, 'a ship');
    await expect.poll(async () => (await engine.plan('app', MANUAL, 'hard')).items[0]?.operation, { timeout: 20_000 }).toBe('create');
    await engine.sync(await engine.plan('app', MANUAL));
    const ships = `/apis/${GROUP}/v1/namespaces/${namespace}/ships`;
    const vega = await client.request({ path: `${ships}/vega`, action: 'read' });
    if (!isKubeObject(vega)) throw new Error('the ship is not there');

    const configMap = await make(bench(), '/api/v1/namespaces/NS/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'log' }, data: { course: 'north' } }, vega);
    const template = { metadata: { labels: { crew: 'vega' } }, spec: { containers: [{ name: 'c', image: 'sailor:1' }] } };
    await make(bench(), '/apis/apps/v1/namespaces/NS/deployments', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'crew' }, spec: { replicas: 1, selector: { matchLabels: { crew: 'vega' } }, template } }, vega);

    const tree = await untilTold<Tree>((tell, signal) => engine.followTree('app', tell, signal), ({ nodes }) => nodes.some(({ key }) => key.kind === 'Pod'));
    expect(names(tree)).toEqual(['Ship vega', '  ConfigMap log', '  Deployment crew', '    ReplicaSet *', '      Pod *']);

    // Its data is not in the cache, and is read when somebody looks at it.
    const key = { group: '', kind: 'ConfigMap', namespace, name: 'log' };
    const seen = await untilTold<ResourceDetails>((tell, signal) => engine.followResource('app', key, tell, signal), ({ live }) => live !== undefined && JSON.stringify(live).includes('north'));
    expect(seen.live).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { uid: configMap.metadata.uid } });

    // A kind that was not there before: the custom resource tells by changing, as operators write their status.
    const later = untilTold<Tree>(
      async (tell, signal) => {
        let first = true;
        await engine.followTree(
          'app',
          (told) => {
            tell(told);
            if (!first) return;
            first = false;
            void make(bench(), '/apis/networking.k8s.io/v1/namespaces/NS/ingresses', { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'port' }, spec: { defaultBackend: { service: { name: 'quay', port: { number: 80 } } } } }, vega).then(() =>
              client.request({ method: 'PATCH', path: `${ships}/vega`, body: { status: { moored: true } }, contentType: 'application/merge-patch+json', action: 'report' }),
            );
          },
          signal,
        );
      },
      ({ nodes }) => nodes.some(({ key: found }) => found.kind === 'Ingress'),
    );
    expect(names(await later)).toContain('  Ingress port');
  });

  it('of the cluster has what it owns anywhere below it', async () => {
    const { client, engine, namespace, repository } = bench();
    const { spec, ...definition } = looseDefinition(GROUP, 'harbours');
    await client.request({ method: 'POST', path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', body: { ...definition, spec: { ...mapAt({ spec: spec ?? null }, 'spec'), scope: 'Cluster' } }, action: 'define' });
    const name = `home-${randomBytes(3).toString('hex')}`;
    await commitFiles(repository, { 'ship.yaml': `apiVersion: ${GROUP}/v1\nkind: Harbour\nmetadata:\n  name: ${name}\n` }, 'a harbour');
    await expect.poll(async () => (await engine.plan('app', MANUAL, 'hard')).items.find(({ key }) => key.kind === 'Harbour')?.operation, { timeout: 20_000 }).toBe('create');
    await engine.sync(await engine.plan('app', MANUAL));
    const harbour = await client.request({ path: `/apis/${GROUP}/v1/harbours/${name}`, action: 'read' });
    if (!isKubeObject(harbour)) throw new Error('the harbour is not there');
    const template = { metadata: { labels: { crew: 'pilots' } }, spec: { containers: [{ name: 'c', image: 'pilot:1' }] } };
    await make(bench(), '/apis/apps/v1/namespaces/NS/deployments', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'pilots' }, spec: { replicas: 1, selector: { matchLabels: { crew: 'pilots' } }, template } }, harbour);
    await make(bench(), '/apis/rbac.authorization.k8s.io/v1/clusterroles', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: [] }, harbour);
    const tree = await untilTold<Tree>((tell, signal) => engine.followTree('app', tell, signal), ({ nodes }) => nodes.some(({ key }) => key.kind === 'Pod' && key.namespace === namespace && key.name.startsWith('pilots')));
    expect(names(tree)).toEqual(expect.arrayContaining([`Harbour ${name}`, `  ClusterRole ${name}`, '  Deployment pilots', '    ReplicaSet *', '      Pod *']));
  });
});
