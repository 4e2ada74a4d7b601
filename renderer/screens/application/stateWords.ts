import type { ApplicationSummary } from '../../../shared/model/home.ts';
import type { ApplicationView } from '../../../shared/model/view.ts';
import { texts } from '../../texts.ts';
import { differenceWords } from '../applications/select.ts';

/** The sync state of an application in words: "Out of sync: 2 changed, 1 to prune". */
export function syncWords(summary: Pick<ApplicationSummary, 'sync' | 'counts' | 'error' | 'reconciledAt' | 'operation'>): string {
  const { operation, sync, error, reconciledAt } = summary;
  if (operation?.phase === 'Running') return `${texts.operation.running[operation.kind]}: ${operation.done} of ${operation.total}`;
  if (reconciledAt === undefined) return 'Not compared yet';
  if (error !== undefined) return 'Could not be compared';
  return sync === 'Synced' ? 'Synced' : `${texts.sync[sync]}: ${differenceWords(summary)}`;
}

/** The health of an application in words, with the first resource that is to blame: "Progressing: Deployment web, 1 of 3 ready". */
export function healthWords(status: Pick<ApplicationView['status'], 'health' | 'resources'>): string {
  const { health, resources } = status;
  const word = texts.health[health.status];
  if (health.status === 'Healthy') return word;
  const to = resources.find((item) => item.health?.status === health.status && item.health.message !== undefined);
  if (to?.health?.message === undefined) return health.message === undefined ? word : `${word}: ${health.message}`;
  return `${word}: ${to.kind} ${to.name}, ${to.health.message}`;
}

/** True unless the application's newest comparison failed: then its view says nothing of its resources. */
export function isCompared({ status }: Pick<ApplicationView, 'status'>): boolean {
  return status.conditions.every(({ type }) => type !== 'ComparisonError');
}
