/**
 * The promise: what the plan shows is what happens. Random changes of Git and of the cluster, also between the plan and
 * its sync; afterwards the objects equal the predicted ones, or the sync stopped before its first write and said why.
 */
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { comparable } from '../../electron/engine/diff/index.ts';
import type { ApiResource } from '../../electron/engine/cluster/index.ts';
import { getObject, resourcePath } from '../../electron/engine/cluster/index.ts';
import { DrydockError } from '../../shared/model/errors.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import { keyText } from '../../shared/model/kube.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { plannedWrites } from '../../shared/model/plan.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { commitFiles } from '../helpers/git.ts';
import { withoutRevision } from '../helpers/objects.ts';
import type { Random } from '../helpers/random.ts';
import { createRandom } from '../helpers/random.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, PRUNING } from '../helpers/workspace.ts';

const ROUNDS = 12;
const SEEDS = [1, 2, 3, 4];
const NAMES = ['a', 'b', 'c', 'd'];

const RESOURCES: Readonly<Record<string, ApiResource>> = {
  ConfigMap: { group: '', version: 'v1', kind: 'ConfigMap', resource: 'configmaps', namespaced: true, verbs: [] },
  Secret: { group: '', version: 'v1', kind: 'Secret', resource: 'secrets', namespaced: true, verbs: [] },
  Service: { group: '', version: 'v1', kind: 'Service', resource: 'services', namespaced: true, verbs: [] },
  Deployment: { group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments', namespaced: true, verbs: [] },
};

/** A manifest with random parts; every one is valid. */
function manifest(random: Random, kind: string, name: string): JsonObject {
  const labels = random.chance(0.5) ? { labels: { app: name, tier: random.pick(['web', 'db']) } } : {};
  const metadata = { name, ...labels };
  const value = () => `v${random.below(3)}`;
  switch (kind) {
    case 'ConfigMap':
      return { apiVersion: 'v1', kind, metadata, data: { one: value(), ...(random.chance(0.5) ? { two: value() } : {}) } };
    case 'Secret':
      return { apiVersion: 'v1', kind, metadata, ...(random.chance(0.5) ? { stringData: { one: value() } } : { data: { one: Buffer.from(value()).toString('base64') } }) };
    case 'Service': {
      const ports = [{ name: 'http', port: 80, ...(random.chance(0.5) ? { targetPort: 8080 + random.below(2) } : {}) }, ...(random.chance(0.4) ? [{ name: 'metrics', port: 9090, protocol: 'TCP' }] : [])];
      return { apiVersion: 'v1', kind, metadata, spec: { selector: { app: name }, ports } };
    }
    default:
      return {
        apiVersion: 'apps/v1',
        kind,
        metadata,
        spec: {
          ...(random.chance(0.7) ? { replicas: 0 } : { replicas: 0, revisionHistoryLimit: 2 + random.below(2) }),
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              containers: [
                {
                  name: 'main',
                  image: `nginx:${random.below(3)}`,
                  ...(random.chance(0.5) ? { env: [{ name: 'A', value: value() }, { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] } : {}),
                  ...(random.chance(0.5) ? { resources: { limits: { cpu: random.pick(['1', '1000m', '500m']), memory: random.pick(['1Gi', '1024Mi']) } } } : {}),
                  ...(random.chance(0.4) ? { ports: [{ containerPort: 80 }] } : {}),
                },
                ...(random.chance(0.3) ? [{ name: 'side', image: 'busybox' }] : []),
              ],
            },
          },
        },
      };
  }
}

function merge(kind: string, random: Random): JsonObject {
  const label = { metadata: { labels: { tier: random.pick(['x', null]) }, annotations: { 'example.com/by': random.pick(['hand', null]) } } };
  switch (kind) {
    case 'ConfigMap':
      return { ...label, data: { one: random.pick(['by hand', null]), three: 'by hand' } };
    case 'Service':
      return { ...label, spec: { sessionAffinity: random.pick(['ClientIP', 'None']) } };
    case 'Deployment':
      return { ...label, spec: { replicas: 0, minReadySeconds: random.below(3), template: { metadata: { annotations: { touched: String(random.below(3)) } } } } };
    default:
      return label;
  }
}

describeOnBoth('the plan is what happens', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('plan-holds', cluster());
  });
  afterAll(() => workspace.close());

  async function disturb(random: Random): Promise<void> {
    const kind = random.pick(Object.keys(RESOURCES));
    const resource = RESOURCES[kind];
    const name = random.pick(NAMES);
    if (resource === undefined || (await getObject(workspace.client, resource, workspace.namespace, name)) === undefined) return;
    const path = resourcePath(resource, workspace.namespace, name);
    if (random.chance(0.2)) await workspace.client.request({ method: 'DELETE', path, action: 'delete' });
    else await workspace.client.request({ method: 'PATCH', path, query: { fieldManager: random.pick(['kubectl-edit', 'somebody']) }, body: merge(kind, random), contentType: 'application/merge-patch+json', action: 'patch' });
  }

  async function snapshot(): Promise<Map<string, JsonObject>> {
    const found = new Map<string, JsonObject>();
    for (const [kind, resource] of Object.entries(RESOURCES)) {
      for (const name of NAMES) {
        const object = await getObject(workspace.client, resource, workspace.namespace, name);
        if (object !== undefined && object.metadata.deletionTimestamp === undefined) {
          found.set(keyText({ group: resource.group, kind, namespace: workspace.namespace, name }), withoutRevision(comparable(object)));
        }
      }
    }
    return found;
  }

  function expectPredicted(plan: Plan, after: ReadonlyMap<string, JsonObject>): void {
    for (const item of plannedWrites(plan)) {
      const object = after.get(keyText(item.key));
      if (item.operation === 'prune') expect(object, keyText(item.key)).toBeUndefined();
      // New objects are shown as desired; that they then equal Git is checked by the plan afterwards.
      else if (item.operation === 'create') expect(object, keyText(item.key)).toBeDefined();
      // A Secret's diff is masked; the plan afterwards proves it too.
      else if (item.key.kind !== 'Secret') expect(object, keyText(item.key)).toEqual(withoutRevision(item.diff.predicted));
    }
  }

  it.each(SEEDS)(`seed %i, ${ROUNDS} rounds`, async (seed) => {
    const random = createRandom(seed);
    const { engine, repository } = workspace;
    let stopped = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const files: Record<string, string | null> = {};
      for (const kind of Object.keys(RESOURCES)) {
        for (const name of NAMES) {
          if (random.chance(0.6)) continue;
          files[`${kind}-${name}.yaml`] = random.chance(0.25) ? null : stringify(manifest(random, kind, name));
        }
      }
      await commitFiles(repository, { 'readme.md': `${seed} ${round}`, ...files }, `round ${round}`);
      const disturbances = random.below(4);
      for (let count = disturbances; count > 0; count--) await disturb(random);
      const plan = await engine.plan('app', PRUNING);
      expect(plan.items.filter((item) => item.blocked !== undefined)).toEqual([]);
      const meddled = random.chance(0.4);
      if (meddled) await disturb(random);
      const before = await snapshot();
      try {
        const operation = await engine.sync(plan);
        expect(operation.phase, operation.message).toBe('Succeeded');
        expectPredicted(plan, await snapshot());
      } catch (error) {
        expect(error).toBeInstanceOf(DrydockError);
        expect(error).toMatchObject({ code: 'plan-stale' });
        // A plan made while the watch lags behind is stale from its birth, and refused all the same.
        expect(meddled || disturbances > 0, 'nothing changed, but the plan was called stale').toBe(true);
        expect(await snapshot()).toEqual(before);
        stopped++;
        await engine.sync(await engine.plan('app', PRUNING, 'known'));
      }
      const quiet = await engine.plan('app', PRUNING, 'known');
      expect(plannedWrites(quiet).map((item) => [keyText(item.key), item.operation, item.diff.changes])).toEqual([]);
    }
    // An engine that proves, and one that asks the server about every object, say the same.
    const proven = await workspace.secondEngine().plan('app', PRUNING);
    const asked = await workspace.secondEngine().plan('app', PRUNING, 'hard');
    expect(proven.id).toBe(asked.id);
    expect(stopped).toBeLessThan(ROUNDS);
  });
});
