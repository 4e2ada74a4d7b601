/** The colours of tokens.css, --context-1 to --context-8. */
const COLOURS = ['Blue', 'Purple', 'Pink', 'Orange', 'Olive', 'Green', 'Cyan', 'Indigo'];

/** The texts of the clusters. */
export const clusterTexts = {
  title: 'Clusters',
  from: (files: readonly string[]) => `From ${files.join(', ')}`,
  search: 'Search contexts',
  list: 'Contexts',
  none: 'No context fits',
  test: 'Test',
  colourOf: (name: string) => `Colour of ${name}`,
  colour: (number: number) => COLOURS[number - 1] ?? String(number),
  byName: 'By its name',
  retries: ', is tried again',
  columns: { name: 'Context', state: 'Connection', server: 'Server', user: 'User', namespace: 'Namespace', applications: 'Applications' },
} as const;
