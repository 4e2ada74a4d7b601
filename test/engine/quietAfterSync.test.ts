/**
 * Random manifests of the common kinds: after their sync there is nothing to do, whether it is proven here or the server
 * is asked of every object. DRYDOCK_FUZZ_ROUNDS multiplies how many sets there are, DRYDOCK_FUZZ_SEED begins with another.
 */
import { expect, it } from 'vitest';
import { stringifyJson } from '../../shared/model/json.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { randomManifests } from '../helpers/manifests.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { createWorkspace, PRUNING } from '../helpers/workspace.ts';

const FIRST_SEED = Number(process.env['DRYDOCK_FUZZ_SEED'] ?? 1);
const SETS = 4 * Number(process.env['DRYDOCK_FUZZ_ROUNDS'] ?? 1);
const SEEDS = Array.from({ length: SETS }, (_, index) => FIRST_SEED + index);

describeOnBoth('after a sync', describeCluster, (cluster) => {
  /** What a plan would still do. */
  const left = (plan: Plan) => plan.items.filter(({ operation }) => operation !== 'unchanged').map(({ key, operation, diff, blocked }) => ({ kind: key.kind, operation, changes: diff.changes, blocked }));

  it.each(SEEDS)('there is nothing to do, manifests of seed %i', async (seed) => {
    const workspace = await createWorkspace('quiet', cluster());
    try {
      // The sandbox does not serve it.
      const manifests = randomManifests(seed).filter(({ kind }) => cluster().kind !== 'sandbox' || kind !== 'NetworkPolicy');
      await commitFiles(workspace.repository, { 'all.yaml': manifests.map((object) => stringifyJson(object)).join('\n---\n') }, `seed ${seed}`);
      const plan = await workspace.engine.plan('app', PRUNING);
      expect(plan.items.filter(({ blocked }) => blocked !== undefined).map(({ key, blocked }) => `${key.kind}: ${blocked?.message}`)).toEqual([]);
      const operation = await workspace.engine.sync(plan);
      expect(operation, operation.message).toMatchObject({ phase: 'Succeeded' });
      expect(left(await workspace.engine.plan('app', PRUNING, 'known'))).toEqual([]);
      expect(left(await workspace.engine.plan('app', PRUNING, 'hard'))).toEqual([]);
      expect((await workspace.engine.view('app', 'known')).status.sync.status).toBe('Synced');
    } finally {
      await workspace.close();
    }
  });
});
