import type { Health } from '../../../shared/model/health.ts';
import { isJsonObject } from '../../../shared/model/json.ts';
import type { KubeObject } from '../../../shared/model/kube.ts';
import type { SeenState, Task } from './machine.ts';

/** How something that a sync waits for is, and why, in words; the words may be empty. */
export interface Standing {
  readonly state: SeenState;
  readonly message: string;
}

/**
 * How far an object is, by its health, which is undefined for kinds without a rule (argo-cd gitops-engine pkg/sync/sync_context.go, Sync and getOperationPhase): a
 * kind without a rule holds nothing up, what is degraded has failed, and so has a hook of which nothing can be told.
 * What Git itself suspends is as it should be.
 */
export function standingOf(act: Task['act'], health: Health | undefined, desired: KubeObject | undefined): Standing {
  const message = health?.message ?? '';
  switch (health?.status) {
    case undefined:
    case 'Healthy':
      return { state: 'done', message };
    case 'Degraded':
      return { state: 'failed', message: message === '' ? 'Degraded' : `Degraded: ${message}` };
    case 'Unknown':
      return { state: act === 'hook' ? 'failed' : 'waiting', message: message === '' ? 'its health is unknown' : message };
    case 'Suspended':
      return { state: act !== 'hook' && isSuspendedInGit(desired) ? 'done' : 'waiting', message: message === '' ? 'Suspended' : message };
    case 'Progressing':
    case 'Missing':
      return { state: 'waiting', message: message === '' ? 'Progressing' : message };
  }
}

function isSuspendedInGit(desired: KubeObject | undefined): boolean {
  const spec = desired?.['spec'];
  return isJsonObject(spec) && (spec['suspend'] === true || spec['paused'] === true);
}
