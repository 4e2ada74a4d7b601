import { counted } from '../../texts.ts';

/** The texts of the list of applications. */
export const listTexts = {
  title: 'Applications',
  counts: 'How many are how',
  filter: 'Filter applications',
  layout: 'How they are shown',
  tiles: 'Tiles',
  table: 'Table',
  create: 'New application',
  noneTitle: 'No application here',
  noneFiltered: 'None fits the filter.',
  noneInContext: (context: string) => `None is in ${context}.`,
  showAll: 'Show all applications',
  select: (name: string) => `Select ${name}`,
  lastSync: 'Synced',
  neverSynced: 'Never synced',
  compared: 'Compared',
  auto: 'Auto-sync',
  manual: 'Manual',
  columns: { name: 'Name', sync: 'Sync', health: 'Health', difference: 'What differs', context: 'Context', source: 'Source', synced: 'Last sync' },
  first: {
    title: 'Nothing is here yet',
    what: 'An application is a place in Git and a place in a cluster: Drydock shows how the two differ, and makes the cluster match when you say so.',
    create: 'New application',
    example: 'Try the example',
    exampleWords: (context: string) => `The example is a small repository on this computer, with a web server, a database and a nightly job, for ${context}. Nothing runs for real there: its pods are simulated.`,
    exampleReal: (context: string) => `The example is a small repository on this computer, with a web server, a database and a nightly job, for ${context}.`,
    noKubeconfig: 'There is no kubeconfig, so the built-in sandbox is the only cluster: a Kubernetes API on this computer, with simulated pods.',
    steps: ['Look at the plan: what a sync would do, line by line.', 'Sync, and see the pods come up.', 'Change a number in Git, and see the difference before it is applied.'],
  },
  selection: {
    count: (count: number) => `${counted(count, 'application')} selected`,
    plan: 'Open the plans',
    refresh: 'Refresh',
    clear: 'Clear the selection',
  },
} as const;
