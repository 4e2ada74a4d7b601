/** The texts of the clusters. */
export const clusterTexts = {
  title: 'Clusters',
  from: (files: readonly string[]) => `From ${files.join(', ')}`,
  search: 'Search contexts',
  list: 'Contexts',
  none: 'No context fits',
  test: 'Test',
  columns: { name: 'Context', state: 'Connection', server: 'Server', user: 'User', namespace: 'Namespace', applications: 'Applications' },
} as const;
