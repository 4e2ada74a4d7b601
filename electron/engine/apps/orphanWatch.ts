import { errorShape } from '../../../shared/model/errors.ts';
import type { Orphans } from '../../../shared/model/orphans.ts';
import type { ProjectSpec } from '../../../shared/model/project.ts';
import type { ApplicationCondition } from '../../../shared/model/view.ts';

/** How long what was found counts: lists of every kind are no part of a quiet comparison. */
const KEPT_MS = 10 * 60_000;

/** Whether an application's project warns of orphans, and of how many. */
export interface OrphanWatch {
  /** The condition of now; undefined where there is nothing to warn of. */
  readonly condition: ApplicationCondition | undefined;
  /** Looks where the project wants that and it is time: at first, every ten minutes, and with `anew`. Never throws: why it could not look is the condition. */
  look(settings: ProjectSpec['orphanedResources'], anew: boolean, list: () => Promise<Orphans>): Promise<void>;
  /** Takes what somebody looked for meanwhile. */
  take(orphans: Orphans): void;
}

/** `now` in milliseconds, of a clock that only goes forward. */
export function createOrphanWatch(now: () => number = () => performance.now()): OrphanWatch {
  let condition: ApplicationCondition | undefined;
  let looked: { readonly at: number; readonly settings: string } | undefined;

  function take({ orphans, namespaces, unreadable }: Orphans): void {
    const count = orphans.length;
    const first = orphans.slice(0, 3).map(({ key }) => `${key.kind} ${key.name}`).join(', ');
    condition =
      count > 0
        ? { type: 'OrphanedResourceWarning', message: `There ${count === 1 ? 'is 1 orphaned resource' : `are ${count} orphaned resources`} in ${namespaces.join(', ')}: ${first}${count > 3 ? ` and ${count - 3} more` : ''}.`, hint: 'See "app resources --orphaned", or "Orphans" above the graph. The project can leave them out (spec.orphanedResources.ignore).' }
        : unreadable.length > 0
          ? { type: 'OrphanedResourceWarning', message: `Orphaned resources could not be looked for everywhere: ${unreadable[0]}${unreadable.length > 1 ? `, and ${unreadable.length - 1} more` : ''}.` }
          : undefined;
  }

  return {
    get condition() {
      return condition;
    },
    take(orphans) {
      if (looked !== undefined) take(orphans);
    },
    async look(settings, anew, list) {
      // Without a word the warning is on (argo-cd types.go, OrphanedResourcesMonitorSettings.IsWarn).
      if (settings === undefined || settings === null || settings.warn === false) {
        condition = undefined;
        looked = undefined;
        return;
      }
      const text = JSON.stringify(settings);
      if (!anew && looked?.settings === text && now() - looked.at < KEPT_MS) return;
      looked = { at: now(), settings: text };
      try {
        take(await list());
      } catch (error) {
        looked = undefined;
        condition = { type: 'OrphanedResourceWarning', message: `Orphaned resources could not be looked for: ${errorShape(error).message}` };
      }
    },
  };
}
