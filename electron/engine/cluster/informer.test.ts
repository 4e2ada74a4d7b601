/** What an informer makes of a server that says exactly what the test wants; test/engine/informer.test.ts has a real one. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../shared/model/kube.ts';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import type { KubeClient } from './client.ts';
import { createKubeClient } from './client.ts';
import type { ApiResource } from './discovery.ts';
import type { Informer } from './informer.ts';
import { startInformer } from './informer.ts';

const CONFIG_MAPS: ApiResource = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: [] };

/** A request that waits for its answer. */
interface Asked {
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly response: ServerResponse;
  /** Answers a list. */
  list(version: string, items: readonly KubeObject[], next?: string): void;
  fail(status: number, reason?: string): void;
  /** Sends a watch's line, in as many pieces as given. */
  send(type: string, object: object): void;
  end(): void;
}

let client: KubeClient;
let informer: Informer;
let close: () => void;
let queue: Asked[];
let arrived: PromiseWithResolvers<void>;

async function next(): Promise<Asked> {
  for (;;) {
    const asked = queue.shift();
    if (asked !== undefined) return asked;
    await arrived.promise;
    arrived = Promise.withResolvers();
  }
}

beforeEach(async () => {
  queue = [];
  arrived = Promise.withResolvers();
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    queue.push({
      query: new URL(request.url ?? '', 'http://server').searchParams,
      accept: request.headers.accept ?? '',
      response,
      list: (version, items, token) => answer(200, { kind: 'ConfigMapList', metadata: { resourceVersion: version, ...(token === undefined ? {} : { continue: token }) }, items }),
      fail: (status, reason = '') => answer(status, { kind: 'Status', code: status, reason, message: `answer ${status}` }),
      send: (type, object) => void response.write(`${JSON.stringify({ type, object })}\n`),
      end: () => void response.end(),
    });
    arrived.resolve();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = createKubeClient(configOf('x', { cluster: { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } }));
  informer = startInformer(client, CONFIG_MAPS, 'n', { view: 'full', streaming: { offered: false } });
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});

afterEach(async () => {
  informer.close();
  await client.close();
  close();
});

const map = (name: string, version: string, value = ''): KubeObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n', resourceVersion: version }, data: { value } });
const contents = () => [...informer.objects.values()].map((object) => `${object.metadata.name}@${object.metadata.resourceVersion}`).toSorted();
/** Resolves with the next event of this type. */
const event = (type: string) =>
  new Promise<void>((resolve) => {
    const stop = informer.subscribe((told) => {
      if (told.type !== type) return;
      stop();
      resolve();
    });
  });

describe('listing', () => {
  it('goes through all pages, and then watches from the last one\'s version', async () => {
    const first = await next();
    expect(first.query.get('limit')).toBe('500');
    first.list('10', [map('a', '1')], 'token');
    const second = await next();
    expect(second.query.get('continue')).toBe('token');
    expect(informer.synced).toBe(false);
    second.list('11', [{ metadata: { name: 'b', namespace: 'n', resourceVersion: '2' } } as unknown as KubeObject]);
    await informer.ready();
    expect(contents()).toEqual(['a@1', 'b@2']);
    expect(informer.objects.get('n/b')).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
    const watch = await next();
    expect(Object.fromEntries(watch.query)).toMatchObject({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: '11' });
  });

  it('begins anew when its token has expired', async () => {
    (await next()).list('10', [map('a', '1')], 'token');
    (await next()).fail(410, 'Expired');
    const again = await next();
    expect(again.query.get('continue')).toBeNull();
    again.list('12', [map('c', '3')]);
    await informer.ready();
    expect(contents()).toEqual(['c@3']);
  });

  it('that fails rejects who waits, and recovers by itself', async () => {
    const failed = expect(informer.ready()).rejects.toMatchObject({ code: 'cluster-forbidden' });
    (await next()).fail(403);
    await failed;
    expect(informer.error).toMatchObject({ code: 'cluster-forbidden' });
    (await next()).list('10', []);
    await event('synced');
    expect(informer.error).toBeUndefined();
    await informer.ready();
  });
});

describe('watching', () => {
  async function watched(...items: KubeObject[]): Promise<Asked> {
    (await next()).list('10', items);
    await informer.ready();
    return next();
  }

  it('tells what is added, modified and deleted, and only what changed', async () => {
    const told: string[] = [];
    informer.subscribe((each) => told.push('object' in each ? `${each.type} ${each.object.metadata.name}` : each.type));
    const watch = await watched(map('a', '1'));
    watch.send('ADDED', map('b', '11'));
    watch.send('MODIFIED', map('a', '12'));
    watch.send('MODIFIED', map('a', '12'));
    watch.send('BOOKMARK', { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '13' } });
    watch.send('DELETED', map('b', '14'));
    await event('deleted');
    expect(told).toEqual(['added a', 'synced', 'added b', 'modified a', 'deleted b']);
    expect(contents()).toEqual(['a@12']);
  });

  it('goes on from the last version, bookmarks included', async () => {
    const watch = await watched();
    watch.send('ADDED', map('a', '11'));
    watch.send('BOOKMARK', { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '99' } });
    watch.end();
    expect((await next()).query.get('resourceVersion')).toBe('99');
    expect(contents()).toEqual(['a@11']);
  });

  it.each(['as an answer', 'as an event'])('lists again at 410 Gone %s, and tells the difference', async (how) => {
    const told: string[] = [];
    const watch = await watched(map('a', '1'), map('b', '2'), map('c', '3'));
    informer.subscribe((each) => told.push('object' in each ? `${each.type} ${each.object.metadata.name}` : each.type));
    if (how === 'as an event') {
      watch.send('ERROR', { kind: 'Status', apiVersion: 'v1', metadata: {}, code: 410, reason: 'Expired', message: 'too old resource version' });
    } else {
      watch.end();
      (await next()).fail(410, 'Gone');
    }
    const list = await next();
    expect(list.query.get('watch')).toBeNull();
    list.list('20', [map('a', '1'), map('b', '19'), map('d', '18')]);
    expect((await next()).query.get('resourceVersion')).toBe('20');
    expect(told).toEqual(['deleted c', 'modified b', 'added d', 'synced']);
  });

  it('another error is a failure, after which it lists: the server may be another one by now', async () => {
    const watch = await watched(map('a', '1'));
    const failed = event('failed');
    watch.send('ERROR', { kind: 'Status', apiVersion: 'v1', metadata: {}, code: 500, message: 'etcd is not well' });
    await failed;
    expect(informer.error?.message).toContain('etcd is not well');
    expect(contents()).toEqual(['a@1']);
    const again = await next();
    expect(again.query.get('watch')).toBeNull();
    // Its versions begin anew: what was known protects nothing against them.
    const synced = event('synced');
    again.list('3', [map('b', '2')]);
    await synced;
    expect(informer.error).toBeUndefined();
    expect(contents()).toEqual(['b@2']);
  });

  it('a dropped connection is taken up where it broke', async () => {
    const watch = await watched();
    watch.send('ADDED', map('a', '11'));
    await event('added');
    watch.response.destroy();
    expect((await next()).query.get('resourceVersion')).toBe('11');
    expect(informer.error).toBeUndefined();
  });

  it('what is told twice is taken once, and never over something newer', async () => {
    const told: string[] = [];
    const watch = await watched(map('a', '1'));
    informer.subscribe((each) => told.push('object' in each ? `${each.type} ${each.object.metadata.name}@${each.object.metadata.resourceVersion}` : each.type));
    watch.send('MODIFIED', map('a', '11'));
    watch.send('DELETED', map('a', '12'));
    watch.send('MODIFIED', map('a', '11'));
    watch.send('ADDED', map('a', '13'));
    watch.send('DELETED', map('a', '12'));
    watch.send('MODIFIED', map('a', '14'));
    await event('modified');
    await event('modified');
    expect(told).toEqual(['modified a@11', 'deleted a@11', 'added a@13', 'modified a@14']);
  });

  it('a bookmark from before what is known is another history: it lists', async () => {
    const watch = await watched(map('a', '9'));
    watch.send('BOOKMARK', { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '4' } });
    (await next()).list('5', [map('a', '3')]);
    await event('synced');
    expect(contents()).toEqual(['a@3']);
  });
});

describe('a streamed list', () => {
  const END = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { resourceVersion: '20', annotations: { 'k8s.io/initial-events-end': 'true' } } };
  const streaming = { offered: true };
  beforeEach(() => {
    informer.close();
    streaming.offered = true;
    informer = startInformer(client, CONFIG_MAPS, 'n', { view: 'full', streaming, silenceMs: 200 });
  });

  it('is complete at its bookmark, and goes on as the watch', async () => {
    const told: string[] = [];
    informer.subscribe((each) => told.push('object' in each ? `${each.type} ${each.object.metadata.name}` : each.type));
    const stream = await next();
    expect(Object.fromEntries(stream.query)).toMatchObject({ watch: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' });
    expect(stream.query.get('resourceVersion')).toBeNull();
    stream.send('ADDED', map('a', '18'));
    stream.send('ADDED', map('b', '3'));
    stream.send('DELETED', map('b', '19'));
    stream.send('MODIFIED', map('a', '20'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(informer.synced).toBe(false);
    stream.send('BOOKMARK', END);
    await informer.ready();
    expect(contents()).toEqual(['a@20']);
    stream.send('ADDED', map('c', '21'));
    await event('added');
    expect(told).toEqual(['added a', 'synced', 'added c']);
    stream.end();
    expect((await next()).query.get('resourceVersion')).toBe('21');
  });

  it('that breaks off is no list: it fails, and is asked for again', async () => {
    const waiting = expect(informer.ready()).rejects.toMatchObject({ code: 'cluster-failed' });
    const stream = await next();
    stream.send('ADDED', map('a', '18'));
    stream.end();
    await waiting;
    expect(contents()).toEqual([]);
    expect((await next()).query.get('sendInitialEvents')).toBe('true');
  });

  it('that the server does not offer is read in pages, by this and by every other kind', async () => {
    (await next()).fail(422, 'Invalid');
    const list = await next();
    expect(list.query.get('watch')).toBeNull();
    list.list('10', [map('a', '1')]);
    await informer.ready();
    expect(streaming.offered).toBe(false);
    expect((await next()).query.get('resourceVersion')).toBe('10');
  });

  it('that never comes to an end, from a server that does not know what it is asked, is read in pages', async () => {
    const stream = await next();
    stream.send('ADDED', map('a', '1'));
    const list = await next();
    expect(list.query.get('limit')).toBe('500');
    list.list('10', [map('a', '1')]);
    await informer.ready();
    expect(informer.error).toBeUndefined();
    // Others can still be streamed: an aggregated API has a server of its own.
    expect(streaming.offered).toBe(true);
  });
});

it('metadata alone is asked for as such, and carries its own kind', async () => {
  informer.close();
  informer = startInformer(client, CONFIG_MAPS, 'n', { view: 'metadata', streaming: { offered: false } });
  const list = await next();
  expect(list.accept).toContain('as=PartialObjectMetadataList');
  list.list('10', [{ apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: { name: 'a', namespace: 'n', resourceVersion: '1' } }]);
  await informer.ready();
  const watch = await next();
  expect(watch.accept).toContain('as=PartialObjectMetadata;');
  watch.send('ADDED', { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: { name: 'b', namespace: 'n', resourceVersion: '11' } });
  await event('added');
  expect([...informer.objects.values()].map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).toEqual(['v1 ConfigMap', 'v1 ConfigMap']);
});

describe('what a write returned', () => {
  it('is known at once, and older events do not undo it', async () => {
    (await next()).list('10', [map('a', '1', 'old')]);
    await informer.ready();
    const watch = await next();
    informer.observe(map('a', '15', 'new'));
    expect(contents()).toEqual(['a@15']);
    watch.send('MODIFIED', map('a', '12', 'between'));
    watch.send('ADDED', map('b', '13'));
    await event('added');
    expect(contents()).toEqual(['a@15', 'b@13']);
    watch.send('MODIFIED', map('a', '15', 'new'));
    watch.send('MODIFIED', map('a', '16', 'later'));
    await event('modified');
    expect(contents()).toEqual(['a@16', 'b@13']);
  });

  it('does not undo what the watch told first', async () => {
    (await next()).list('10', [map('a', '1'), map('b', '2')]);
    await informer.ready();
    const watch = await next();
    watch.send('MODIFIED', map('a', '12', 'later'));
    watch.send('DELETED', map('b', '13'));
    await event('deleted');
    informer.observe(map('a', '11', 'written'));
    informer.observe(map('b', '11', 'written'));
    expect(contents()).toEqual(['a@12']);
  });
});

describe('relist', () => {
  it('ends the watch and lists anew', async () => {
    (await next()).list('10', [map('a', '1')]);
    await informer.ready();
    await next();
    const done = informer.relist();
    (await next()).list('20', [map('b', '19')]);
    await done;
    expect(contents()).toEqual(['b@19']);
  });

  it('is not served by a list that began before it', async () => {
    const early = await next();
    let served = false;
    const done = informer.relist().then(() => (served = true));
    early.list('10', [map('a', '1')]);
    await informer.ready();
    expect(served).toBe(false);
    (await next()).list('20', [map('b', '19')]);
    await done;
    expect(contents()).toEqual(['b@19']);
  });

  it('rejects with what fails', async () => {
    (await next()).list('10', []);
    await informer.ready();
    await next();
    const done = expect(informer.relist()).rejects.toMatchObject({ code: 'cluster-failed' });
    (await next()).fail(500);
    await done;
    expect(informer.synced).toBe(true);
  });
});

it('who waits when it is closed is told so', async () => {
  const waiting = expect(informer.ready()).rejects.toMatchObject({ code: 'cancelled' });
  await next();
  informer.close();
  await waiting;
  // And who comes later, whom nothing would ever answer.
  await expect(informer.ready()).rejects.toMatchObject({ code: 'cancelled' });
  await expect(informer.relist()).rejects.toMatchObject({ code: 'cancelled' });
});
