/** The live cache on a real API server: pages, events, Gone, and a server that goes away and comes back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiResource, Cluster, InformerEvent } from '../../electron/engine/cluster/index.ts';
import { loadKubeconfig, mapConcurrent, openCluster, resourcePath } from '../../electron/engine/cluster/index.ts';
import { isJsonObject } from '../../shared/model/json.ts';
import type { JsonValue } from '../../shared/model/json.ts';
import type { KubeObject } from '../../shared/model/kube.ts';
import { isKubeObject } from '../../shared/model/kube.ts';
import type { TestCluster } from '../cluster/index.ts';
import { startCluster } from '../cluster/index.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';

const CONFIG_MAPS: ApiResource = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: [] };
/** More than one page of 500. */
const MANY = 510;

const clusters: Cluster[] = [];
function open(kubeconfig: string, context: string): Cluster {
  const cluster = openCluster(context, loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context), join(tmpdir(), 'drydock-unused-cache'), async () => undefined);
  clusters.push(cluster);
  return cluster;
}
afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.close()));
});

function asObject(answer: JsonValue): KubeObject {
  if (!isJsonObject(answer) || !isKubeObject(answer)) throw new Error('the server answered with no object');
  return answer;
}
const create = async (cluster: Cluster, namespace: string, name: string, value = '1') =>
  asObject(await cluster.client.request({ method: 'POST', path: resourcePath(CONFIG_MAPS, namespace), body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } }, action: 'create' }));
const patch = async (cluster: Cluster, namespace: string, name: string, value: string) =>
  asObject(await cluster.client.request({ method: 'PATCH', path: resourcePath(CONFIG_MAPS, namespace, name), body: { data: { value } }, contentType: 'application/merge-patch+json', action: 'patch' }));
const remove = async (cluster: Cluster, namespace: string, name: string) => cluster.client.request({ method: 'DELETE', path: resourcePath(CONFIG_MAPS, namespace, name), action: 'delete' });

/** Follows an informer of a namespace's config maps; the server's own are left out. */
function follow(cluster: Cluster, namespace: string) {
  const { informer } = cluster.lease(CONFIG_MAPS, namespace);
  const events: string[] = [];
  const wakers = new Set<() => void>();
  informer.subscribe((event: InformerEvent) => {
    if (!('object' in event)) events.push(event.type);
    else if (event.object.metadata.name !== 'kube-root-ca.crt') events.push(`${event.type} ${event.object.metadata.name}`);
    for (const wake of wakers) wake();
  });
  return {
    informer,
    events,
    names: () => [...informer.objects.values()].map((object) => object.metadata.name ?? '').filter((name) => name !== 'kube-root-ca.crt').toSorted(),
    value: (name: string) => informer.objects.get(`${namespace}/${name}`)?.['data'],
    /** Resolves when this holds after an event, or holds already. */
    until: (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!holds()) return;
          wakers.delete(look);
          resolve();
        };
        wakers.add(look);
        look();
      }),
  };
}

describeOnBoth('the live cache', describeCluster, (under) => {
  let folder: string;
  let proxy: FaultProxy;
  let direct: () => Cluster;
  let faulty: () => Cluster;
  beforeAll(async () => {
    const { kubeconfig, context } = under();
    folder = await mkdtemp(join(tmpdir(), 'drydock-informer-'));
    proxy = await startFaultProxy(kubeconfig, context, join(folder, 'kubeconfig'));
    direct = () => open(kubeconfig, context);
    faulty = () => open(proxy.kubeconfig, 'faulty');
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('reads every page, and the first event after them', async () => {
    const cluster = direct();
    const namespace = await under().newNamespace('informer-pages');
    const names = Array.from({ length: MANY }, (_, index) => `map-${String(index).padStart(4, '0')}`);
    await mapConcurrent(names, 16, async (name) => void (await create(cluster, namespace, name)));
    const live = follow(faulty(), namespace);
    await live.informer.ready();
    expect(live.names()).toEqual(names);
    const pages = proxy.requests.filter((request) => request.includes(namespace) && request.includes('limit=500'));
    expect(pages).toHaveLength(2);
    expect(pages[1]).toContain('continue=');
    await remove(cluster, namespace, 'map-0509');
    await live.until(() => live.events.includes('deleted map-0509'));
    expect(live.names()).toEqual(names.slice(0, -1));
    // Once more, over what is known: nothing changed, and nothing is told.
    const before = live.events.length;
    await live.informer.relist();
    expect(live.events.slice(before)).toEqual(['synced']);
  });

  it('tells what is added, modified and deleted', async () => {
    const cluster = direct();
    const namespace = await under().newNamespace('informer-events');
    await create(cluster, namespace, 'a');
    const live = follow(cluster, namespace);
    await live.informer.ready();
    await create(cluster, namespace, 'b');
    await patch(cluster, namespace, 'a', '2');
    await remove(cluster, namespace, 'b');
    await live.until(() => live.events.includes('deleted b'));
    expect(live.events).toEqual(['added a', 'synced', 'added b', 'modified a', 'deleted b']);
    expect(live.value('a')).toEqual({ value: '2' });
  });

  it('knows at once what a write returned, and keeps what came later', async () => {
    const cluster = direct();
    const namespace = await under().newNamespace('informer-observe');
    const live = follow(cluster, namespace);
    await live.informer.ready();
    const written = await create(cluster, namespace, 'a');
    live.informer.observe(written);
    expect(live.names()).toEqual(['a']);
    await patch(cluster, namespace, 'a', '2');
    await live.until(() => live.events.includes('modified a'));
    live.informer.observe(written);
    expect(live.value('a')).toEqual({ value: '2' });
    expect(live.events.filter((event) => event === 'added a')).toHaveLength(1);
  });

  it('lists again when its version is Gone, and tells what happened meanwhile', async () => {
    const cluster = direct();
    const namespace = await under().newNamespace('informer-gone');
    await create(cluster, namespace, 'a');
    await create(cluster, namespace, 'b');
    // The watch is refused as too old until the objects have changed.
    let gone = 0;
    const changed = Promise.withResolvers<void>();
    proxy.fault = (_method, url) => {
      if (!url.includes(namespace) || !url.includes('watch=true') || gone++ > 0) return undefined;
      void remove(cluster, namespace, 'a')
        .then(() => create(cluster, namespace, 'c'))
        .then(() => changed.resolve());
      return { status: 410, reason: 'Expired', message: 'too old resource version' };
    };
    const live = follow(faulty(), namespace);
    await live.informer.ready();
    await changed.promise;
    await live.until(() => live.events.includes('added c'));
    expect(live.names()).toEqual(['b', 'c']);
    expect(live.events).toContain('deleted a');
    expect(live.informer.error).toBeUndefined();
  });
});

/** A cluster of its own, whose API server can be taken away; not where the tests run on the tester's cluster. */
const own = process.env['DRYDOCK_TEST_CONTEXT'] === undefined ? describeCluster : (name: string, suite: () => void) => describe.skip(name, suite);
own('an API server that goes away', () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster({ nodes: 1 });
  });
  afterAll(() => cluster.stop());

  it('is found again, no change is lost, and the failure is forgotten', async () => {
    const writer = open(cluster.kubeconfig, cluster.context);
    const live = follow(open(cluster.kubeconfig, cluster.context), 'default');
    await create(writer, 'default', 'stays');
    await create(writer, 'default', 'goes');
    await live.until(() => live.names().length === 2);
    await cluster.apiServer?.stop();
    await live.until(() => live.events.includes('failed'));
    expect(live.informer.error).toMatchObject({ code: 'cluster-unreachable' });
    expect(live.names()).toEqual(['goes', 'stays']);
    await cluster.apiServer?.start();
    await patch(writer, 'default', 'stays', '2');
    await remove(writer, 'default', 'goes');
    await create(writer, 'default', 'new');
    await live.until(() => live.events.includes('added new') && live.events.includes('deleted goes'));
    expect(live.names()).toEqual(['new', 'stays']);
    expect(live.value('stays')).toEqual({ value: '2' });
    expect(live.informer.error).toBeUndefined();
  });
});
