import { isDeepStrictEqual } from 'node:util';
import type { StoredApplication } from '../../../shared/model/application.ts';
import { syncPolicyOf } from '../../../shared/model/application.ts';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { Operation, ResumeOffer } from '../../../shared/model/operation.ts';
import type { Plan } from '../../../shared/model/plan.ts';
import { restOfPlan } from '../sync/index.ts';
import type { Controller, PlanSource, SyncRequest } from './controlling.ts';
import { readInterrupted, readPlan, readRecords } from './operations.ts';

/** An interrupted operation, the plan that it carries out, and where its manifests come from. */
interface Interrupted {
  readonly operation: Operation;
  readonly plan: Plan;
  /** Of a rollback; a sync goes to what the application's file says. */
  readonly from?: PlanSource;
}

/**
 * What is left of the newest operation, if it was interrupted. Throws `usage` where it was not, `plan-stale` where what
 * is left says something else by now, and what is wrong with Git or the cluster.
 */
export async function offerResume(home: string, controller: Controller, signal?: AbortSignal): Promise<ResumeOffer> {
  const { name, spec } = controller.application;
  const { last } = await readRecords(home, name);
  if (last?.interrupted !== true) {
    throw new DrydockError('usage', last?.phase === 'Running' ? `A sync of ${name} is under way.` : `Nothing of ${name} was interrupted: there is nothing to resume.`, { hint: `Look at a plan: app plan ${name}` });
  }
  const { plan, from } = await interruptedOf(home, controller, last.id);
  const now = await controller.plan(plan.options, { from: from ?? { source: spec.source, revision: plan.revision }, signal });
  return { operation: last, rest: restOfPlan(plan, last.results, now) };
}

/** Goes on with an interrupted operation. Throws as `offerResume` before the first write. */
export async function resumeOperation(home: string, controller: Controller, id: string, username: string, request: Omit<SyncRequest, 'plan' | 'from' | 'resume' | 'initiatedBy'>): Promise<Operation> {
  const { operation, plan, from } = await interruptedOf(home, controller, id);
  return controller.sync({ ...request, plan, initiatedBy: operation.initiatedBy, resume: { operation: id, username }, ...(from === undefined ? {} : { from }) });
}

async function interruptedOf(home: string, controller: Controller, id: string): Promise<Interrupted> {
  const { name, spec } = controller.application;
  const operation = await readInterrupted(home, name, id);
  const plan = await readPlan(home, name, id);
  if (operation.kind === 'rollback' && syncPolicyOf(spec).automated) throw automatedRollback(controller.application);
  if (operation.kind === 'rollback') return { operation, plan, from: { source: operation.source, revision: plan.revision } };
  if (isDeepStrictEqual({ ...spec.source }, { ...operation.source })) return { operation, plan };
  throw new DrydockError('plan-stale', `Nothing was written: the source of ${name} was changed since the sync was interrupted.`, { hint: 'Plan again, and look at the new plan.' });
}

/** Why nothing is rolled back while auto-sync is on. */
export function automatedRollback({ name, file }: StoredApplication): DrydockError {
  return new DrydockError('usage', `${name} is synced automatically, so a rollback would be undone at once.`, {
    hint: `Turn auto-sync off first: remove spec.syncPolicy.automated from ${file}.`,
  });
}
