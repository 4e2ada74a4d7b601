import type { BlockReason } from '../../../../shared/model/plan.ts';

/** What would unblock a row, where its reason does not say it by itself. */
const UNBLOCK: Readonly<Partial<Record<BlockReason, string>>> = {
  // A missing permission and an admission rule both come as this.
  forbidden: 'Ask whoever runs the cluster to allow it, or choose a context that may.',
  invalid: 'Correct the manifest in Git, and plan again.',
  unreadable: 'Plan again when it can be read.',
  deleting: 'Plan again when it is gone.',
  rejected: 'Do what the server says, and plan again.',
};

/** The texts of the plan. */
export const planTexts = {
  loading: (name: string) => `Fetching Git and comparing ${name} with its cluster`,
  cancelled: 'There is no plan: it was not waited for.',
  again: 'Plan again',
  rows: 'What a sync would do',
  details: 'What changes in it',
  asking: 'Planning again',
  filter: 'Filter the plan',
  none: 'Nothing fits the filter.',
  nothing: 'Nothing to do',
  nothingWords: (context: string) => `${context} is as Git says.`,
  newer: 'The plan has changed since you opened it.',
  changedSince: 'This is the record of the last sync. Git or the cluster has changed since, or not all of it was applied.',
  showNewer: 'Show the new plan',
  warnings: (count: number) => (count === 1 ? '1 warning' : `${count} warnings`),
  unchanged: 'as Git says',
  blocked: 'blocked',
  unblock: UNBLOCK,
  takesOver: (paths: string, manager: string) => `Takes ${paths} over from ${manager}.`,
  blockedHint: 'Nothing can be applied while a row is blocked.',
  prune: 'Delete what left Git',
  adopt: 'Take over what belongs to others',
  apply: (count: number, context: string) => (count === 0 ? 'Nothing to apply' : `Apply ${count.toLocaleString('en')} to ${context}`),
  rollback: (count: number, context: string) => (count === 0 ? 'Nothing to apply' : `Roll back: apply ${count.toLocaleString('en')} to ${context}`),
  running: (done: number, total: number) => `${done} of ${total} done.`,
  byOther: (who: string, done: number, total: number) => `A sync by ${who} is under way: ${done} of ${total} done.`,
  auto: 'auto-sync',
  stop: 'Stop',
  stopping: 'Stopping: what was begun is finished first.',
  cannotStop: 'A sync by auto-sync cannot be stopped from here.',
  by: (who: string) => `by ${who}`,
  graph: 'Watch the graph',
  history: 'See the history',
  waiting: 'waiting',
  left: 'not applied',
  refused: { stale: 'Show the new plan', cluster: 'This is the new cluster: apply', retry: 'Plan again' },
  confirm: {
    title: (context: string) => `Apply to ${context}?`,
    deletes: (count: number) => `${count === 1 ? 'This object is' : `These ${count} objects are`} deleted:`,
    acknowledge: 'I have read what is deleted',
    protected: (context: string) => `${context} is protected. Type its name to go on.`,
    name: 'Name of the context',
    cancel: 'Cancel',
  },
} as const;
