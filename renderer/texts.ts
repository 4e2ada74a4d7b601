import type { HealthStatus } from '../shared/model/health.ts';
import type { SyncStatus } from '../shared/model/view.ts';

/** "1 change", "3 changes". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/**
 * Every text of the page's components, in one place. Sentence case; buttons are verbs with their object; counts before
 * adjectives; no blame. Screens add their own groups.
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
    settings: 'Settings',
    breadcrumbs: 'Where you are',
    search: 'Search or do\u2026',
    searchLabel: 'Search or do something',
    protectedContext: (name: string) => `${name} is protected: its name must be typed before a sync`,
  },
  context: {
    local: 'local',
    localTip: 'A cluster on this computer',
    protectedTip: 'Protected: its name must be typed before a sync',
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
  error: {
    code: (code: string) => `Code: ${code}`,
  },
} as const;
