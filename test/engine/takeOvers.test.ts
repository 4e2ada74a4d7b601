/**
 * Whose fields an apply takes, told from the answer to one forced dry run: the same that the server names as conflicts
 * when it is asked without force. Random histories of several managers, each step judged by the server.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conflictsOf, takenOver } from '../../electron/engine/apps/takeOvers.ts';
import type { ApiResource } from '../../electron/engine/cluster/index.ts';
import { ApiError, applyObject, getObject, withPreconditions } from '../../electron/engine/cluster/index.ts';
import type { JsonObject } from '../../shared/model/json.ts';
import type { KubeObject } from '../../shared/model/kube.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Random } from '../helpers/random.ts';
import { createRandom } from '../helpers/random.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace } from '../helpers/workspace.ts';

const DEPLOYMENT: ApiResource = { group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments', namespaced: true, verbs: [] };
const STEPS = 40;

/** A part of a Deployment: keyed, atomic and set lists, maps, scalars, some of them absent. */
function part(random: Random, name: string, whole: boolean): KubeObject {
  const maybe = (chance: number, value: JsonObject): JsonObject => (whole || random.chance(chance) ? value : {});
  const word = () => `v${random.below(3)}`;
  const some = (names: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(names.filter(() => random.chance(0.5)).map((each) => [each, word()]));
  const container = (each: string): JsonObject => ({
    name: each,
    ...maybe(0.6, { image: `nginx:${random.below(3)}` }),
    ...(random.chance(0.4) ? { args: [word(), ...(random.chance(0.5) ? [word()] : [])] } : {}),
    ...(random.chance(0.5) ? { env: ['A', 'B'].filter(() => random.chance(0.6)).map((variable) => ({ name: variable, value: word() })) } : {}),
    ...(random.chance(0.4) ? { ports: [{ containerPort: 80, ...(random.chance(0.5) ? { name: 'http' } : {}) }, ...(random.chance(0.4) ? [{ containerPort: 90, protocol: 'TCP' }] : [])] } : {}),
  });
  const containers = ['web', ...(random.chance(0.4) ? ['side'] : [])].map(container);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, ...(random.chance(0.6) ? { labels: some(['a', 'b', 'c']) } : {}), ...(random.chance(0.3) ? { annotations: some(['x', 'y']) } : {}), ...(random.chance(0.2) ? { finalizers: [`example.com/${word()}`] } : {}) },
    spec: {
      ...maybe(0.3, { selector: { matchLabels: { app: name } } }),
      ...(random.chance(0.4) ? { replicas: 0 } : {}),
      ...(random.chance(0.3) ? { strategy: random.chance(0.5) ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: random.below(2) + 1 } } } : {}),
      template: { metadata: { labels: { app: name, ...some(['tier']) } }, spec: { containers } },
    },
  };
}

describeOnBoth('what an apply takes from others', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('takeovers', cluster());
  });
  afterAll(() => workspace.close());

  const path = (name: string) => `/apis/apps/v1/namespaces/${workspace.namespace}/deployments/${name}`;
  const send = (name: string, manager: string, contentType: string, body: JsonObject, subresource = '', force?: boolean) =>
    workspace.client.request({ method: 'PATCH', path: path(name) + subresource, query: { fieldManager: manager, ...(force === undefined ? {} : { force }) }, body, contentType, action: 'change as somebody' });

  /** Somebody changes it: by apply, by a merge patch that may set a list whole, or through its scale. What is refused changes nothing. */
  async function disturb(random: Random, name: string): Promise<void> {
    const manager = random.pick(['terraform', 'helm', 'kubectl-edit']);
    const { metadata: { labels = {} }, spec } = part(random, name, false) as KubeObject & { readonly spec: JsonObject };
    const { selector: _same, template, ...scalars } = spec;
    const change = random.pick([
      () => send(name, manager, 'application/apply-patch+yaml', part(random, name, false), '', true),
      () => send(name, manager, 'application/merge-patch+json', { metadata: { labels }, spec: scalars }),
      () => send(name, manager, 'application/strategic-merge-patch+json', { spec: { template: template ?? {} } }),
      () => send(name, manager, 'application/merge-patch+json', { spec: { replicas: 0 } }, '/scale'),
      () => applyObject(workspace.client, DEPLOYMENT, { ...part(random, name, true), metadata: { name, namespace: workspace.namespace } }, { dryRun: false, force: true }),
    ]);
    await change().catch(refused);
  }

  /** As the engine asks: of what was read, and again where the deployment controller wrote in between. Undefined for what would be no valid Deployment. */
  async function askForced(name: string, desired: KubeObject): Promise<{ readonly live: KubeObject; readonly predicted: KubeObject } | undefined> {
    const live = await getObject(workspace.client, DEPLOYMENT, workspace.namespace, name);
    if (live === undefined) throw new Error('It is gone.');
    try {
      return { live, predicted: await applyObject(workspace.client, DEPLOYMENT, withPreconditions(desired, live), { dryRun: true, force: true }) };
    } catch (error) {
      return error instanceof ApiError && error.status === 409 ? askForced(name, desired) : refused(error);
    }
  }

  it.each([1, 2, 3, 4])('is what the server names, after random changes (seed %i)', async (seed) => {
    const random = createRandom(seed);
    const name = `random-${seed}`;
    await applyObject(workspace.client, DEPLOYMENT, { ...part(random, name, true), metadata: { name, namespace: workspace.namespace } }, { dryRun: false, force: true });
    let conflicted = 0;
    for (let step = 0; step < STEPS; step++) {
      await disturb(random, name);
      const wanted = part(random, name, true);
      const desired = { ...wanted, metadata: { ...wanted.metadata, namespace: workspace.namespace } };
      const forced = await askForced(name, desired);
      if (forced === undefined) continue;
      const named = await applyObject(workspace.client, DEPLOYMENT, desired, { dryRun: true, force: false }).then(() => [], conflictsOf);
      expect(takenOver(forced.live, forced.predicted), `step ${step}`).toEqual(named);
      if (named.length > 0) conflicted++;
    }
    expect(conflicted).toBeGreaterThan(STEPS / 4);
  });
});

/** What is no valid Deployment after the merge is passed over. */
function refused(error: unknown): undefined {
  if (error instanceof Error && 'status' in error && error.status === 422) return undefined;
  throw error;
}
