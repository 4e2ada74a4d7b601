/**
 * The live cache against chance: a random history of config maps is watched through a proxy that cuts, delays and repeats.
 * Whatever happens, no change is taken twice, none undoes a newer one, and in the end the cache is what a fresh list is.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ApiResource, Cluster, Informer } from '../../electron/engine/cluster/index.ts';
import { ApiError, listPages, loadKubeconfig, openCluster, resourcePath } from '../../electron/engine/cluster/index.ts';
import type { JsonValue } from '../../shared/model/json.ts';
import type { KubeObject } from '../../shared/model/kube.ts';
import { isKubeObject } from '../../shared/model/kube.ts';
import { describeCluster } from '../cluster/use.ts';
import { startChaosProxy } from '../helpers/chaosProxy.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Random } from '../helpers/random.ts';
import { createRandom } from '../helpers/random.ts';

const CONFIG_MAPS: ApiResource = { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: [] };
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];
const STEPS = 120;
const FIRST_SEED = Number(process.env['DRYDOCK_FUZZ_SEED'] ?? 1);
const ROUNDS = Number(process.env['DRYDOCK_FUZZ_ROUNDS'] ?? 4);

/** Creates, changes or deletes one of a few objects; returns what a write answered. */
async function step({ client }: Cluster, namespace: string, random: Random): Promise<KubeObject | undefined> {
  const name = random.pick(NAMES);
  const data = { value: String(random.below(1_000_000)) };
  const path = resourcePath(CONFIG_MAPS, namespace, name);
  const known = (error: unknown): undefined => {
    if (!(error instanceof ApiError) || (error.status !== 404 && error.status !== 409)) throw error;
  };
  let answer: JsonValue | undefined;
  if (random.chance(0.3)) await client.request({ method: 'DELETE', path, action: 'delete' }).catch(known);
  else if (random.chance(0.5)) answer = await client.request({ method: 'POST', path: resourcePath(CONFIG_MAPS, namespace), body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }, action: 'create' }).catch(known);
  else answer = await client.request({ method: 'PATCH', path, body: { data }, contentType: 'application/merge-patch+json', action: 'change' }).catch(known);
  return isKubeObject(answer) ? answer : undefined;
}

/** Repeats the told events beside the cache; throws at the first that cannot follow from those before. */
function shadow(informer: Informer): { readonly objects: ReadonlyMap<string, string>; readonly told: () => number } {
  const objects = new Map<string, string>();
  let told = 0;
  informer.subscribe((event) => {
    if (!('object' in event)) return;
    told++;
    const { name = '', resourceVersion = '', uid = '' } = event.object.metadata;
    const before = objects.get(name);
    if (event.type === 'added') expect(before, `${name} was added twice`).toBeUndefined();
    else expect(before, `${name} was ${event.type} before it was added`).toBeDefined();
    if (event.type === 'deleted') return void objects.delete(name);
    const version = `${uid}@${resourceVersion}`;
    if (event.type === 'modified') {
      expect(version, `${name} was told twice`).not.toBe(before);
      expect(BigInt(resourceVersion), `${name} went back`).toBeGreaterThan(BigInt(before?.split('@')[1] ?? '0'));
    }
    objects.set(name, version);
  });
  return { objects, told: () => told };
}

const versions = (objects: Iterable<KubeObject>) => Object.fromEntries([...objects].map(({ metadata }) => [metadata.name ?? '', `${metadata.uid}@${metadata.resourceVersion}`]).toSorted());

describeOnBoth('the live cache against chance', describeCluster, (under) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drydock-chaos-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const rounds = Array.from({ length: ROUNDS }, (_, index) => ({ seed: FIRST_SEED + index, streamed: index % 2 === 0 }));
  it.each(rounds)('seed $seed, streamed list: $streamed', async ({ seed, streamed }) => {
    const { kubeconfig, context, newNamespace } = under();
    const open = (file: string, name: string) => openCluster(name, loadKubeconfig({ KUBECONFIG: file }).clientConfig(name), join(folder, 'cache'), async () => undefined);
    const namespace = await newNamespace('chaos');
    const direct = open(kubeconfig, context);
    const proxy = await startChaosProxy(kubeconfig, context, join(folder, `${seed}.yaml`), createRandom(seed));
    const watching = open(proxy.kubeconfig, 'chaos');
    try {
      // A first answer can be one that chance spoilt.
      if (streamed) while (!(await watching.discovery().then(({ aggregated }) => aggregated, () => false)));
      const { informer } = watching.lease(CONFIG_MAPS, namespace);
      const seen = shadow(informer);
      const caughtUp = async () => {
        const expected = versions((await listPages(direct.client, CONFIG_MAPS, namespace, 'full')).items);
        await expect.poll(() => versions(informer.objects.values()), { interval: 5, timeout: 40_000 }).toEqual(expected);
        return expected;
      };
      const random = createRandom(seed + 1_000);
      for (let count = 0; count < STEPS; count++) {
        const written = await step(direct, namespace, random);
        if (written !== undefined && random.chance(0.3)) informer.observe(written);
        if (random.chance(0.02)) await informer.relist().catch(() => undefined);
        // A history that is over before the cache is back from its pause would only test its last list.
        if (random.chance(0.25)) await caughtUp();
      }
      proxy.calm();
      const expected = await caughtUp();
      expect(Object.fromEntries([...seen.objects].toSorted())).toEqual(expected);
      // That it was a storm at all, and that much of it came through as news.
      expect([...proxy.done.values()].reduce((sum, count) => sum + count, 0), JSON.stringify(Object.fromEntries(proxy.done))).toBeGreaterThan(10);
      expect(seen.told()).toBeGreaterThan(NAMES.length);
    } finally {
      await Promise.all([watching.close(), direct.close()]);
      await proxy.close();
    }
  });
});
