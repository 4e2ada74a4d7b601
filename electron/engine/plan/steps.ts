import type { PlanItem } from '../../../shared/model/plan.ts';
import type { SyncPhase } from '../../../shared/model/steps.ts';
import { SYNC_PHASES, waveOf } from '../../../shared/model/steps.ts';
import { compareForApply } from './order.ts';
import type { Row } from './rows.ts';

/** A row, what will be done with it, and when. */
interface Placed {
  readonly row: Row;
  readonly item: PlanItem;
  readonly phase: SyncPhase;
  readonly wave: number;
}

/** What of an application decides about the order, besides its objects. */
export interface StepRules {
  /** The destination's namespace: where it is new, it comes before everything. */
  readonly namespace: string;
  /** True if an object is deleted after everything else. */
  prunesLast(row: Row): boolean;
}

/**
 * The items in the order in which a sync comes to them, each with its phase and wave (argo-cd gitops-engine
 * pkg/sync/sync_context.go, getSyncTasks). Deletions run through the waves backwards, and in a wave come before what is
 * applied, in the reverse order of kinds.
 */
export function inSteps(found: readonly { readonly row: Row; readonly item: PlanItem }[], rules: StepRules): PlanItem[] {
  const placed = found.map(({ row, item }): Placed => ({ row, item, phase: row.hook?.phase ?? 'Sync', wave: waveOf(row.desired ?? row.live) }));
  return backwards(placed, rules)
    .map((each, _, all) => (isNewDestination(each, rules) ? { ...each, ...first(all) } : each))
    .toSorted(inOrder)
    .map(({ item, phase, wave, row }) => ({
      ...item,
      ...(phase === 'Sync' && row.hook === undefined ? {} : { phase }),
      ...(wave === 0 ? {} : { wave }),
      ...(row.hook === undefined ? {} : { hook: { policies: row.hook.policies } }),
    }));
}

/** The waves of deletions, the last first; what is to be deleted last gets a wave after all others. */
function backwards(placed: readonly Placed[], { prunesLast }: StepRules): readonly Placed[] {
  const waves = [...new Set(placed.filter(isDeletion).map(({ wave }) => wave))].toSorted((a, b) => a - b);
  const swapped = placed.map((each) => (isDeletion(each) ? { ...each, wave: waves[waves.length - 1 - waves.indexOf(each.wave)] ?? each.wave } : each));
  const last = Math.max(0, ...swapped.filter(({ phase, item }) => phase === 'Sync' && item.skipped !== true).map(({ wave }) => wave)) + 1;
  return swapped.map((each) => (isDeletion(each) && prunesLast(each.row) ? { ...each, wave: last } : each));
}

function isDeletion({ item }: Placed): boolean {
  return item.operation === 'prune' && item.skipped !== true;
}

function isNewDestination({ row: { key, finding } }: Placed, { namespace }: StepRules): boolean {
  return finding === 'new' && key.group === '' && key.kind === 'Namespace' && key.name === namespace;
}

/** The first phase and wave in which anything happens. */
function first(placed: readonly Placed[]): Pick<Placed, 'phase' | 'wave'> {
  const [begins = { phase: 'Sync', wave: 0 } as const] = placed.filter(({ item, phase }) => item.operation !== 'unchanged' && phase !== 'SyncFail').toSorted(inOrder);
  return { phase: begins.phase, wave: begins.wave };
}

function inOrder(a: Placed, b: Placed): number {
  const prunes = (each: Placed) => (each.item.operation === 'prune' ? 0 : 1);
  // What is only said to be left stands after all that is done.
  const left = (each: Placed) => (each.item.skipped === true ? 1 : 0);
  return (
    left(a) - left(b) ||
    SYNC_PHASES.indexOf(a.phase) - SYNC_PHASES.indexOf(b.phase) ||
    a.wave - b.wave ||
    prunes(a) - prunes(b) ||
    (a.item.operation === 'prune' ? compareForApply(b.item.key, a.item.key) : compareForApply(a.item.key, b.item.key))
  );
}
