import { keyWords } from './kube.ts';
import type { ResourceResult, SyncProgress } from './operation.ts';
import type { Plan, PlanItem } from './plan.ts';
import { plannedWrites } from './plan.ts';
import type { SyncPhase } from './steps.ts';

/** A phase and wave with what a sync does in it. */
export interface StepOfPlan {
  readonly phase: SyncPhase;
  readonly wave: number;
  readonly items: readonly PlanItem[];
}

/** The steps in which a plan writes something, SyncFail included, in their order; one for a plan without waves and hooks. */
export function stepsOf(plan: Plan): readonly StepOfPlan[] {
  const written = new Set([...plannedWrites(plan), ...plan.items.filter((item) => item.operation === 'hook' && item.skipped !== true)]);
  const steps: { phase: SyncPhase; wave: number; items: PlanItem[] }[] = [];
  for (const item of plan.items) {
    const { phase = 'Sync', wave = 0 } = item;
    if (!written.has(item)) continue;
    const last = steps.at(-1);
    if (last !== undefined && last.phase === phase && last.wave === wave) last.items.push(item);
    else steps.push({ phase, wave, items: [item] });
  }
  return steps;
}

/** "Wave 1" of the phase Sync, "PreSync", "PostSync, wave 2"; wave 0 of other phases is not said. */
export function stepWords({ phase, wave }: { readonly phase: SyncPhase; readonly wave: number }): string {
  return phase === 'Sync' ? `Wave ${wave}` : wave === 0 ? phase : `${phase}, wave ${wave}`;
}

/** "Wave 1: waiting for Deployment default/web: 1 of 3 updated replicas are available (and 2 more)"; undefined while it waits for nothing. */
export function waitingWords(progress: SyncProgress): string | undefined {
  const [first, ...more] = progress.waitingFor;
  if (first === undefined) return undefined;
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  if (progress.unheard !== undefined) return `${stepWords(progress)}: cannot reach the cluster, waiting for it, and then for ${keyWords(first.key)}${rest}: ${progress.unheard}`;
  return `${stepWords(progress)}: waiting for ${keyWords(first.key)}${first.message === '' ? '' : `: ${first.message}`}${rest}`;
}

/** How many of the rows that a sync writes if all goes well are over, one way or the other. */
export function doneCount(results: readonly ResourceResult[]): number {
  return results.filter(({ status, phase }) => status !== 'Running' && phase !== 'SyncFail').length;
}
