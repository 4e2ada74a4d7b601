/** The live cache at a cluster's edges: more watches than connections, permissions that come and go, kinds that appear, a sleep. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResource, Cluster, Informer, KubeClient } from '../../electron/engine/cluster/index.ts';
import { loadKubeconfig, openCluster, resourcePath } from '../../electron/engine/cluster/index.ts';
import { discover } from '../../electron/engine/cluster/discovery.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { looseDefinition } from '../helpers/objects.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';

const CONFIG_MAPS: ApiResource = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: [] };
const PODS: ApiResource = { ...CONFIG_MAPS, kind: 'Pod', resource: 'pods' };

let folder: string;
const opened: Cluster[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-live-cache-'));
});
afterEach(() => Promise.all(opened.splice(0).map((cluster) => cluster.close())));
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(kubeconfig: string, context: string): Cluster {
  const cluster = openCluster(context, loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context), join(folder, 'cache'), async () => undefined);
  opened.push(cluster);
  return cluster;
}

const create = ({ client }: Cluster, namespace: string, name: string) =>
  client.request({ method: 'POST', path: resourcePath(CONFIG_MAPS, namespace), body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }, action: 'create' });

/** Resolves when this holds, at once or after an event. */
const until = (informer: Informer, holds: () => boolean) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (!holds()) return;
      stop();
      resolve();
    };
    const stop = informer.subscribe(look);
    look();
  });

describeOnBoth('the live cache', describeCluster, (under) => {
  const here = () => open(under().kubeconfig, under().context);

  it('has as many watches as are needed, and requests go on beside them', async () => {
    const cluster = here();
    const informers = Array.from({ length: 60 }, (_, index) => cluster.lease(CONFIG_MAPS, `nowhere-${index}`).informer);
    await Promise.all(informers.map((informer) => informer.ready()));
    expect(await cluster.version()).toMatch(/^v1\./);
  });

  it('tells when kinds come and go, and forgets what it knew of them', async () => {
    const cluster = here();
    await cluster.lease(CONFIG_MAPS, 'default').informer.ready();
    const changed = () => new Promise<void>((resolve) => {
      const stop = cluster.onSchemasChanged(() => {
        stop();
        resolve();
      });
    });
    expect((await cluster.discovery()).preferred('cache.drydock.dev', 'Sail')).toBeUndefined();
    const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    // The first change may be told before the kind is served; one more follows when it is.
    await cluster.client.request({ method: 'POST', path, body: looseDefinition('cache.drydock.dev', 'sails'), action: 'create' });
    while ((await cluster.discovery()).preferred('cache.drydock.dev', 'Sail') === undefined) await changed();
    const gone = changed();
    await cluster.client.request({ method: 'DELETE', path: `${path}/sails.cache.drydock.dev`, action: 'delete' });
    await gone;
    while ((await cluster.discovery()).preferred('cache.drydock.dev', 'Sail') !== undefined) await changed();
  });

  it('reads metadata alone, and whole objects where somebody has them anyway', async () => {
    const cluster = here();
    const namespace = await under().newNamespace('cache-metadata');
    await cluster.client.request({ method: 'POST', path: resourcePath(CONFIG_MAPS, namespace), body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { b: 'c' } }, data: { big: 'x' } }, action: 'create' });
    const slim = cluster.lease(CONFIG_MAPS, namespace, { view: 'metadata' });
    await slim.informer.ready();
    expect(slim.informer.objects.get(`${namespace}/a`)).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: { b: 'c' } } });
    expect(slim.informer.objects.get(`${namespace}/a`)).not.toHaveProperty('data');
    const full = cluster.lease(CONFIG_MAPS, namespace);
    await full.informer.ready();
    expect(full.informer.objects.get(`${namespace}/a`)).toHaveProperty('data');
    expect(cluster.lease(CONFIG_MAPS, namespace, { view: 'metadata' }).informer).toBe(full.informer);
    const told = until(slim.informer, () => slim.informer.objects.has(`${namespace}/b`));
    await create(cluster, namespace, 'b');
    await told;
  });

  it('goes on with new connections after a sleep', async () => {
    const cluster = here();
    const namespace = await under().newNamespace('cache-sleep');
    const { informer } = cluster.lease(CONFIG_MAPS, namespace);
    await informer.ready();
    const failures: string[] = [];
    informer.subscribe((event) => event.type === 'failed' && failures.push(event.error.message));
    cluster.client.renew();
    await create(cluster, namespace, 'a');
    await until(informer, () => informer.objects.has(`${namespace}/a`));
    expect(failures).toEqual([]);
  });

  it('finds the same kinds group by group as all at once', async () => {
    const { client } = here();
    const plain: Pick<KubeClient, 'request'> = { request: (request) => client.request({ ...request, accept: 'application/json' }) };
    const [once, grouped] = await Promise.all([discover(client), discover({ ...client, ...plain })]);
    expect(once.aggregated).toBe(true);
    expect(grouped.aggregated).toBe(false);
    const kinds = (found: typeof once) => found.all.map(({ verbs, ...each }) => ({ ...each, verbs: verbs.toSorted() })).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    // Kinds without any verb on the object itself (reviews and the like) may differ in nothing but order.
    expect(kinds(grouped)).toEqual(kinds(once));
  });
});

describeCluster('a group that does not answer', () => {
  let proxy: FaultProxy;
  beforeAll(async () => {
    const { kubeconfig, context } = useCluster();
    proxy = await startFaultProxy(kubeconfig, context, join(folder, 'broken-group'));
  });
  afterAll(() => proxy.close());

  it('is named, and hides no other', async () => {
    proxy.fault = (_method, url) => (url.startsWith('/apis/batch') ? { status: 503, reason: 'ServiceUnavailable', message: 'the server is currently unable to handle the request' } : undefined);
    const { client } = open(proxy.kubeconfig, 'faulty');
    const found = await discover({ ...client, request: (request) => client.request({ ...request, accept: 'application/json' }) });
    expect(found.stale).toEqual(['batch/v1']);
    expect(found.preferred('apps', 'Deployment')).toBeDefined();
    expect(found.preferred('batch', 'Job')).toBeUndefined();
  });
});

describeCluster('permissions', () => {
  /** A context of a service account that may do nothing until it is bound to a role. */
  async function asNobody(namespace: string): Promise<{ readonly cluster: Cluster; grant(): Promise<void>; revoke(): Promise<void> }> {
    const shared = useCluster();
    await kubectl(['create', 'serviceaccount', 'nobody', '-n', namespace]);
    await kubectl(['create', 'role', 'reader', '-n', namespace, '--verb=list,watch,get', '--resource=configmaps']);
    const token = (await kubectl(['create', 'token', 'nobody', '-n', namespace])).trim();
    const { cluster: given } = loadKubeconfig({ KUBECONFIG: shared.kubeconfig }).clientConfig(shared.context);
    const file = join(folder, `${namespace}.yaml`);
    await writeFile(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server: shared.server, 'certificate-authority-data': given['certificate-authority-data'], 'certificate-authority': given['certificate-authority'] } }],
        users: [{ name: 'u', user: { token } }],
        contexts: [{ name: 'nobody', context: { cluster: 'c', user: 'u' } }],
      }),
    );
    return {
      cluster: open(file, 'nobody'),
      grant: async () => void (await kubectl(['create', 'rolebinding', 'reader', '-n', namespace, '--role=reader', `--serviceaccount=${namespace}:nobody`])),
      revoke: async () => void (await kubectl(['delete', 'rolebinding', 'reader', '-n', namespace])),
    };
  }

  it('that are lost are said, what was known stays, and regained ones heal it', async () => {
    const namespace = await newNamespace('cache-permission');
    const { cluster, grant, revoke } = await asNobody(namespace);
    await grant();
    // A grant takes a moment to reach the authorizer: the informer tries again by itself.
    const { informer } = cluster.lease(CONFIG_MAPS, namespace);
    await until(informer, () => informer.synced);
    await kubectl(['create', 'configmap', 'before', '-n', namespace]);
    await until(informer, () => informer.objects.has(`${namespace}/before`));
    await revoke();
    // An open watch goes on; the next one is refused.
    const lost = until(informer, () => informer.error?.code === 'cluster-forbidden');
    const cut = setInterval(() => cluster.client.renew(), 200);
    await lost;
    clearInterval(cut);
    expect(informer.objects.has(`${namespace}/before`)).toBe(true);
    await kubectl(['create', 'configmap', 'meanwhile', '-n', namespace]);
    await grant();
    await until(informer, () => informer.objects.has(`${namespace}/meanwhile`));
    expect(informer.error).toBeUndefined();
  });

  it('to one namespace are enough for it, and kinds are not watched for ever where they may not be', async () => {
    const namespace = await newNamespace('cache-namespaced');
    const { cluster, grant } = await asNobody(namespace);
    await grant();
    const allowed = cluster.lease(CONFIG_MAPS, namespace).informer;
    await until(allowed, () => allowed.synced);
    await expect(cluster.lease(PODS, namespace).informer.ready()).rejects.toMatchObject({ code: 'cluster-forbidden' });
    await expect(cluster.lease(CONFIG_MAPS, '').informer.ready()).rejects.toMatchObject({ code: 'cluster-forbidden' });
    expect(allowed.error).toBeUndefined();
  });
});

describe('leases', () => {
  it('share one informer of a kind and namespace, and the last release ends it', async () => {
    const file = join(folder, 'leases.yaml');
    await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: [{ name: 'c', cluster: { server: 'http://127.0.0.1:9' } }], users: [], contexts: [{ name: 'x', context: { cluster: 'c', user: '' } }] }));
    const cluster = open(file, 'x');
    const [one, two] = [cluster.lease(CONFIG_MAPS, 'n'), cluster.lease(CONFIG_MAPS, 'n')];
    expect(two.informer).toBe(one.informer);
    one.release();
    one.release();
    expect(cluster.existing(CONFIG_MAPS, 'n')).toBe(two.informer);
    two.release();
    expect(cluster.existing(CONFIG_MAPS, 'n')).toBeUndefined();
  });
});
