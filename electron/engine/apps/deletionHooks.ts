import type { StoredApplication } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import { DrydockError, errorShape } from '../../../shared/model/errors.ts';
import type { ResourceKey } from '../../../shared/model/kube.ts';
import { keyText, keyWords } from '../../../shared/model/kube.ts';
import type { RemovalHooks, RemovalResult } from '../../../shared/model/operation.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import type { DeletionPhase } from '../../../shared/model/steps.ts';
import { DELETION_PHASES, stepKey } from '../../../shared/model/steps.ts';
import { getObject, mapConcurrent } from '../cluster/index.ts';
import type { Masker } from '../diff/index.ts';
import type { Row } from '../plan/index.ts';
import { buildPlan } from '../plan/index.ts';
import { runSync } from '../sync/index.ts';
import type { Governance } from './governance.ts';
import { deniedRows } from './governance.ts';
import { forbiddenWrites } from './forbidden.ts';
import { hookRows } from './hooks.ts';
import type { Linked } from './link.ts';
import type { DesiredObject } from './pair.ts';
import { pairManifests } from './pair.ts';
import type { Rendered } from './source.ts';
import { createSyncTarget } from './syncTarget.ts';

/** What the hooks of a deletion are made of. */
export interface DeletionHooksInput {
  readonly application: StoredApplication;
  readonly linked: Linked;
  readonly rendered: Rendered;
  readonly governance: Governance;
  readonly planKey: Uint8Array;
  readonly mask: Masker;
  readonly deletionWaitMs: number;
  readonly now: () => Date;
}

/** The hooks of a deletion, each phase as a plan that has nothing else. */
export interface DeletionHooks {
  readonly revision: string;
  readonly plans: Readonly<Record<DeletionPhase, Plan>>;
  /** Runs those of one phase, wave after wave, and tells how each is; the last results are given. Throws where the cluster does not answer. */
  run(phase: DeletionPhase, onResult: (result: RemovalResult) => void, signal: AbortSignal): Promise<readonly RemovalResult[]>;
}

/**
 * Finds the PreDelete and PostDelete hooks in Git, and has them checked by the server (argo-cd controller/hook.go,
 * executeHooks; waves, the wait and the delete policies are those of a sync here). Throws where the cluster does not answer.
 */
export async function findDeletionHooks(input: DeletionHooksInput, signal?: AbortSignal): Promise<DeletionHooks> {
  const { application, linked, rendered, governance, now } = input;
  const { cluster, live, health } = linked;
  const { deletionHooks } = pairManifests(rendered.manifests, await cluster.discovery(), application, namespaceOf(application), syncPolicyOf(application.spec).options);
  const revision = rendered.commit.id;
  const plans = { PreDelete: await planPhase('PreDelete'), PostDelete: await planPhase('PostDelete') };
  const wanted = new Map(deletionHooks.map((desired) => [keyText(desired.key), desired]));
  return { revision, plans, run };

  async function planPhase(phase: DeletionPhase): Promise<Plan> {
    const hooks = deletionHooks.filter(({ hook }) => hook?.deletion.includes(phase) === true);
    const rows = (await mapConcurrent(hooks, 16, (desired) => rowsOf(desired))).flat();
    const plan = planOf(rows, new Map());
    const forbidden = await forbiddenWrites(cluster, plan, { desired: new Map() }, signal);
    return forbidden.size === 0 ? plan : planOf(rows, forbidden);
  }

  async function rowsOf(desired: DesiredObject): Promise<readonly Row[]> {
    const { resource, key, hook } = desired;
    if (hook === undefined) return [];
    const object = resource === undefined ? undefined : await getObject(cluster.client, resource, key.namespace, key.name, signal);
    return hookRows(cluster, application, { desired: { ...desired, hook: { ...hook, phases: ['Sync'] } }, live: object, unreadable: undefined }, signal);
  }

  function planOf(rows: readonly Row[], forbidden: ReadonlyMap<string, string>): Plan {
    return buildPlan({
      application: application.name,
      context: linked.context,
      namespace: namespaceOf(application),
      revision,
      options: { prune: false, adopt: false, automatic: false },
      allowEmpty: true,
      syncOptions: new Set(),
      propagation: 'foreground',
      rows,
      warnings: [],
      pruneProblem: undefined,
      forbidden,
      held: deniedRows(governance, rows),
      key: input.planKey,
      mask: input.mask,
    });
  }

  async function run(phase: DeletionPhase, onResult: (result: RemovalResult) => void, stop: AbortSignal): Promise<readonly RemovalResult[]> {
    const plan = plans[phase];
    const results = new Map<string, RemovalResult>();
    const resultOf = (key: ResourceKey, status: RemovalResult['status'], message: string): RemovalResult => ({ key, status, hook: phase, message: `${phase} hook: ${message}` });
    const rechecks = new Map(plan.items.map((item) => [stepKey(item), { item, desired: wanted.get(keyText(item.key))?.object, live: undefined }]));
    const target = createSyncTarget({
      application,
      cluster,
      live,
      health,
      comparer: linked.comparer,
      deletionWaitMs: input.deletionWaitMs,
      revision,
      startedAt: now(),
      hookPhase: phase,
      adopt: false,
      // Hooks are what Git says, whatever becomes of the cluster.
      recheck: async (item) => ({ item, desired: wanted.get(keyText(item.key))?.object, live: undefined }),
    });
    try {
      await runSync({
        plan,
        target,
        replan: async () => ({ plan, rechecks }),
        onHolds: async () => undefined,
        onBeginning: async () => undefined,
        async onResult({ key, status, message }) {
          const result = resultOf(key, status === 'SyncFailed' ? 'Failed' : status === 'Running' ? 'Running' : 'Ran', message);
          if (result.status !== 'Running') results.set(keyText(key), result);
          onResult(result);
        },
        onProgress: ({ waitingFor }) => waitingFor.forEach(({ key, message }) => onResult(resultOf(key, 'Running', message))),
        deletionWaitMs: input.deletionWaitMs,
        signal: stop,
      });
    } finally {
      target.close();
    }
    return [...results.values()];
  }
}

/** The hooks as they are shown before a deletion. */
export function hooksShown({ revision, plans }: DeletionHooks): RemovalHooks {
  return { revision, preDelete: plans.PreDelete.items.map(({ key }) => key), postDelete: plans.PostDelete.items.map(({ key }) => key) };
}

/** Throws `plan-blocked` where a hook could not be run: nothing is deleted then. */
export function refuseBlockedHooks({ plans }: DeletionHooks, application: string): void {
  const blocked = DELETION_PHASES.flatMap((phase) => plans[phase].items.filter((item) => item.blocked !== undefined).map((item) => `${phase} hook ${keyWords(item.key)}: ${item.blocked?.message ?? ''}`));
  if (blocked.length === 0) return;
  throw new DrydockError('plan-blocked', `Nothing was deleted: hooks of ${application} that run at its deletion are blocked.\n${blocked.slice(0, 5).join('\n')}`, { hint: 'Unblock them, or take them out of Git.' });
}

/** Why the hooks are not known, which keeps the application and everything of it. */
export function unknownHooksError(application: string, reason: unknown): DrydockError {
  const { code, message } = errorShape(reason);
  return new DrydockError(code, `Nothing was deleted: which hooks run at the deletion of ${application} stands in Git, and that could not be read. ${message}`, {
    hint: 'Try again when it can be read. Without hooks: leave its resources in the cluster (--cascade=false), or delete the file alone (--force).',
    cause: reason,
  });
}

function namespaceOf({ spec }: StoredApplication): string {
  return spec.destination.namespace ?? 'default';
}
