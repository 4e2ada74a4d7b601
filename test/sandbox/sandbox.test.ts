/** What a cluster's clients rely on: watches, pages, what is kept over a restart, and failures on purpose. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadKubeconfig, openCluster } from '../../electron/engine/cluster/index.ts';
import type { Cluster } from '../../electron/engine/cluster/index.ts';
import type { Sandbox } from '../../electron/sandbox/index.ts';
import { startSandbox } from '../../electron/sandbox/index.ts';
import type { JsonObject, JsonValue } from '../../shared/model/json.ts';
import { deployment } from '../story/mynginx.ts';
import { load } from 'js-yaml';

const MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: 'b' } });

let folder: string;
let sandbox: Sandbox;
let cluster: Cluster;

async function start(): Promise<void> {
  sandbox = await startSandbox({ folder });
  cluster = openCluster(sandbox.context, loadKubeconfig({ KUBECONFIG: sandbox.kubeconfig }).clientConfig(sandbox.context), join(folder, 'cache'), async () => undefined);
}

async function stop(): Promise<void> {
  await cluster.close();
  await sandbox.close();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-test-'));
  await start();
});

afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

const get = async (path: string, query: Record<string, string | number | boolean> = {}): Promise<{ readonly [name: string]: JsonValue | undefined; readonly metadata: JsonObject; readonly items: readonly JsonObject[] }> =>
  (await cluster.client.request({ path, query, action: 'read' })) as never;
const post = (path: string, body: JsonObject): Promise<JsonValue> => cluster.client.request({ method: 'POST', path, body, action: 'create' });

it('keeps objects over a restart, the torn last line of its log excepted', async () => {
  await post(MAPS, configMap('kept'));
  const { metadata } = await get(`${MAPS}/kept`);
  const identity = await cluster.identity();
  await stop();
  const log = join(folder, 'objects', 'log.jsonl');
  await writeFile(log, `${await readFile(log, 'utf8')}{"version":99999,"resour`);
  await start();
  expect((await get(`${MAPS}/kept`)).metadata).toEqual(metadata);
  expect(await cluster.identity()).toBe(identity);
});

it('leaves a snapshot of another format alone', async () => {
  await stop();
  const file = join(folder, 'objects', 'snapshot.jsonl');
  await writeFile(file, '{"format":7,"version":3}\n');
  await expect(startSandbox({ folder })).rejects.toThrow('format 7');
  expect(await readFile(file, 'utf8')).toContain('"format":7');
  await rm(join(folder, 'objects'), { recursive: true });
  await start();
});

it('pages a list, and watches from its version through a selector', async () => {
  for (const name of ['a', 'b', 'c']) await post(MAPS, configMap(name));
  const first = await get(MAPS, { limit: 2 });
  expect(first.items).toHaveLength(2);
  const second = await get(MAPS, { limit: 2, continue: String(first.metadata['continue']) });
  expect(second.metadata['resourceVersion']).toBe(first.metadata['resourceVersion']);
  const stopWatch = new AbortController();
  const seen: string[] = [];
  await cluster.client.request({ method: 'PATCH', path: `${MAPS}/a`, body: { metadata: { labels: { x: 'y' } } }, contentType: 'application/merge-patch+json', action: 'label' });
  await cluster.client.request({ method: 'PATCH', path: `${MAPS}/a`, body: { metadata: { labels: { x: null } } }, contentType: 'application/merge-patch+json', action: 'unlabel' });
  const lines = cluster.client.stream({ path: MAPS, query: { watch: true, labelSelector: 'x=y', resourceVersion: String(first.metadata['resourceVersion']) }, action: 'watch', signal: stopWatch.signal });
  for await (const line of lines) {
    seen.push(String((line as JsonObject)['type']));
    if (seen.length === 2) break;
  }
  stopWatch.abort();
  expect(seen).toEqual(['ADDED', 'DELETED']);
});

it('answers a watch from a forgotten version with 410', async () => {
  await stop();
  await start();
  for await (const line of cluster.client.stream({ path: MAPS, query: { watch: true, resourceVersion: '1' }, action: 'watch' })) {
    expect(line).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  }
});

it('turns away who has no token', async () => {
  const config = (await readFile(sandbox.kubeconfig, 'utf8')).replace(/token: .*/, 'token: wrong');
  const file = join(folder, 'wrong');
  await writeFile(file, config);
  const other = openCluster(sandbox.context, loadKubeconfig({ KUBECONFIG: file }).clientConfig(sandbox.context), join(folder, 'other'), async () => undefined);
  await expect(other.version()).rejects.toMatchObject({ status: 401 });
  await other.close();
});

it.each([
  ['registry.example/pull-error:1', 'ImagePullBackOff'],
  ['crash', 'CrashLoopBackOff'],
])('lets pods of %s fail with %s', async (image, reason) => {
  const manifest = load(deployment({ image })) as JsonObject;
  await post('/apis/apps/v1/namespaces/default/deployments', manifest);
  await expect.poll(async () => JSON.stringify((await get('/api/v1/namespaces/default/pods')).items.map((pod) => pod['status'])), { timeout: 10_000 }).toContain(reason);
});
