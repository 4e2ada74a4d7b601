import type { ApplicationSummary } from '../../../shared/model/home.ts';
import type { ApplicationFilters } from '../../state/route.ts';
import { counted } from '../../texts.ts';

/** A count that is a filter: pressing it narrows the list to what it counts. */
export interface CountFilter {
  readonly label: string;
  readonly count: number;
  readonly tone: 'neutral' | 'warn' | 'bad' | 'busy';
  readonly filters: Pick<ApplicationFilters, 'sync' | 'health'>;
}

/** The applications of a context (all where it is empty) that the filters leave, sorted by name. */
export function selectApplications(applications: readonly ApplicationSummary[], context: string, filters: ApplicationFilters): readonly ApplicationSummary[] {
  const text = filters.text.trim().toLowerCase();
  return applications.filter(
    (item) =>
      (context === '' || item.context === context) &&
      (filters.contexts.length === 0 || filters.contexts.includes(item.context)) &&
      (filters.sync.length === 0 || filters.sync.includes(item.sync)) &&
      (filters.health.length === 0 || filters.health.includes(item.health)) &&
      (text === '' || [item.name, item.project, item.source.repoURL, item.context, item.namespace].some((part) => part.toLowerCase().includes(text))),
  );
}

/** The line of counts above the list; those that count nothing are left out, but for the first. */
export function countFilters(applications: readonly ApplicationSummary[]): readonly CountFilter[] {
  const by = (holds: (item: ApplicationSummary) => boolean) => applications.filter(holds).length;
  const all: CountFilter = { label: 'all', count: applications.length, tone: 'neutral', filters: { sync: [], health: [] } };
  const others: readonly CountFilter[] = [
    { label: 'out of sync', count: by((item) => item.sync === 'OutOfSync'), tone: 'warn', filters: { sync: ['OutOfSync'], health: [] } },
    { label: 'degraded', count: by((item) => item.health === 'Degraded'), tone: 'bad', filters: { sync: [], health: ['Degraded'] } },
    { label: 'progressing', count: by((item) => item.health === 'Progressing'), tone: 'busy', filters: { sync: [], health: ['Progressing'] } },
    { label: 'unknown', count: by((item) => item.sync === 'Unknown'), tone: 'neutral', filters: { sync: ['Unknown'], health: [] } },
  ];
  return [all, ...others.filter((item) => item.count > 0)];
}

/** What differs, in words: "2 changed, 1 to prune". Says that it is not known where it is not. */
export function differenceWords({ sync, counts, error, reconciledAt }: Pick<ApplicationSummary, 'sync' | 'counts' | 'error' | 'reconciledAt'>): string {
  if (error !== undefined) return error.message;
  if (reconciledAt === undefined) return 'Not compared yet';
  const parts = [
    ...(counts.changed > 0 ? [`${counts.changed} changed`] : []),
    ...(counts.missing > 0 ? [`${counts.missing} missing`] : []),
    ...(counts.extra > 0 ? [`${counts.extra} to prune`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} could not be compared`] : []),
  ];
  if (parts.length > 0) return parts.join(', ');
  if (sync === 'Unknown') return 'Not compared';
  return counts.resources === 0 ? 'Git has no manifests here' : `${counted(counts.resources, 'resource')} as in Git`;
}

/** A repository's address without what everybody knows: the scheme, a user, `.git`. */
export function shortRepository(url: string): string {
  const path = url.replace(/^[a-z+]+:\/\//i, '').replace(/^[^@/]+@/, '').replace(/\.git$/, '');
  return path.startsWith('/') ? (path.split('/').filter((part) => part !== '').slice(-2).join('/') || path) : path;
}

/** A revision as people say it: a commit id is cut, a branch is not. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40}$/.test(revision) ? revision.slice(0, 7) : revision;
}
