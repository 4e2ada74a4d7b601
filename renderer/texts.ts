import type { DiffBasis } from '../shared/model/diff.ts';
import type { HealthStatus } from '../shared/model/health.ts';
import type { SyncStatus } from '../shared/model/view.ts';

/** Making one costs more than using it. */
const NUMBERS = new Intl.NumberFormat('en');

/** "1 change", "3 changes". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${NUMBERS.format(count)} ${count === 1 ? one : many}`;
}

/**
 * Every text of the page's components. Sentence case; buttons are verbs with their object; counts before adjectives; no
 * blame. Each screen's texts are in the `texts.ts` beside it; what depends on data (`*Words.ts`) is tested there.
 */
export const texts = {
  close: 'Close',
  cancel: 'Cancel',
  dismiss: 'Dismiss',
  copy: 'Copy',
  copied: 'Copied',
  copyRefused: 'Could not copy: the clipboard was refused',
  copyWhat: (what: string) => `Copy ${what}`,
  remove: (what: string) => `Remove ${what}`,
  busy: 'Working',
  frame: {
    rail: 'Main places',
    applications: 'Applications',
    activity: 'Activity',
    clusters: 'Clusters',
    projects: 'Projects',
    settings: 'Settings',
    breadcrumbs: 'Where you are',
    search: 'Search or do\u2026',
    searchLabel: 'Search or do something',
    readOnlyContext: (name: string) => `${name} is read-only: nothing is written to it`,
    protectedContext: (name: string) => `${name} is protected: its name must be typed before a sync`,
  },
  context: {
    local: 'local',
    localTip: 'A cluster on this computer',
    protectedTip: 'Protected: its name must be typed before a sync',
    readOnly: 'read-only',
    readOnlyTip: 'Read-only: nothing is ever written to it',
    insecure: { 'not-verified': 'TLS is not verified', 'plain-http': 'Not encrypted: plain HTTP' },
  },
  drawer: {
    resize: 'Width of the details',
    expand: 'Show as a page',
    collapse: 'Show beside the page',
    close: 'Close details',
  },
  field: {
    checking: 'Checking',
    optional: 'optional',
    suggestions: (label: string) => `Suggestions for ${label}`,
    choose: 'Choose\u2026',
  },
  filter: {
    clear: 'Clear the filter',
    found: (shown: number, all: number) => `${shown.toLocaleString('en')} of ${all.toLocaleString('en')}`,
  },
  sync: {
    Synced: 'Synced',
    OutOfSync: 'Out of sync',
    Unknown: 'Sync unknown',
    Syncing: 'Syncing',
    changes: (count: number) => `Out of sync: ${counted(count, 'difference')}`,
    wave: (wave: number) => `Syncing: wave ${wave}`,
  } satisfies Record<SyncStatus | 'Syncing', string> & Record<string, unknown>,
  health: {
    Healthy: 'Healthy',
    Suspended: 'Suspended',
    Progressing: 'Progressing',
    Missing: 'Missing',
    Degraded: 'Degraded',
    Unknown: 'Health unknown',
    progress: (ready: number, total: number) => `Progressing: ${ready} of ${total} ready`,
  } satisfies Record<HealthStatus, string> & Record<string, unknown>,
  table: {
    selectAll: 'Select all rows',
    selectRow: (name: string) => `Select ${name}`,
    sortBy: (column: string) => `Sort by ${column}`,
  },
  page: {
    failed: 'This page of Drydock failed',
    failedWords: (message: string) => `${message}. Nothing in the cluster or in Git was touched by it; what runs goes on in the background.`,
    reload: 'Load the page again',
  },
  operation: {
    running: { sync: 'Syncing', rollback: 'Rolling back' },
  },
  graph: {
    label: (item: string) => `Resource graph. Arrow keys move along the edges, Enter opens. ${item}`,
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Show all',
    filter: 'Filter by name or kind',
    kinds: (chosen: ReadonlySet<string>) => (chosen.size === 0 ? 'All kinds' : chosen.size === 1 ? [...chosen].join('') : `${chosen.size} kinds`),
    none: 'Nothing matches the filter',
    noneWords: (hidden: number) => `${hidden.toLocaleString('en')} nodes are hidden by it.`,
    failed: (message: string) => `The graph could not be laid out: ${message} The same resources are in the table.`,
    pruning: 'To prune: no longer in Git',
    hook: (phases: string) => `Hook, run by syncs: ${phases}`,
    orphaned: 'Orphaned: nobody tracks it',
    foreign: 'Not of this application',
    moreWays: (count: number) => `${count.toLocaleString('en')} more`,
    fold: 'Fold',
    unfold: 'Unfold',
    folded: 'Folded',
    unfolded: 'Unfolded below',
  },
  log: {
    label: 'Log',
    filter: 'Filter lines, or /expression/',
    badExpression: (problem: string) => `This is no regular expression, so all lines are shown: ${problem}`,
    timestamps: 'Timestamps',
    wrap: 'Wrap long lines',
    save: 'Save as a file',
    saveShown: (count: number) => `Save the ${counted(count, 'line')} shown`,
    saveAll: 'Save all lines',
    newLines: (count: number) => counted(count, 'new line'),
    newest: 'Jump to newest',
    lost: (words: string) => `Older lines are no longer kept: ${words}`,
    noMatch: 'No line has this text.',
    waiting: 'Waiting for the first line.',
    silent: 'Nothing was written yet.',
    empty: 'There are no lines.',
    failed: (message: string) => `Could not read the log: ${message}`,
    ended: (reason: string) => `The log ended: ${reason}`,
    retry: 'Retry',
    again: 'Read again',
  },
  diff: {
    label: 'Differences',
    mode: 'How the diff is shown',
    modes: { split: 'Side by side', unified: 'Unified', whole: 'Whole object' },
    large: (lines: number) => `Large (${lines.toLocaleString('en')} lines): shown unified`,
    previous: 'Previous change',
    next: 'Next change',
    live: 'Live',
    predicted: 'Predicted',
    basis: {
      file: 'As it will stand in the file',
      server: 'Predicted by the server',
      merge: 'Structural diff: a dry run was not possible',
      desired: 'New object; what the server will add is not shown',
      removal: 'This object goes',
      proof: 'Unchanged',
    } satisfies Record<DiffBasis, string>,
  },
  error: {
    code: (code: string) => `Code: ${code}`,
  },
} as const;
