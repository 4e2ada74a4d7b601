/** The texts of the activity. */
export const activityTexts = {
  title: 'Activity',
  filter: 'Filter activity',
  empty: 'Nothing happened yet',
  emptyWords: 'Syncs, edits and problems are listed here as they come.',
  failed: 'Failed',
  done: 'Done',
} as const;
