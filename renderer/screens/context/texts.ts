/** The texts of the context switcher. */
export const contextTexts = {
  label: 'Context',
  filter: 'Search contexts',
  all: 'All contexts',
  gone: (name: string) => `${name} (gone)`,
  none: 'No context fits.',
  more: (count: number) => `${count.toLocaleString('en')} more: type to find them.`,
  files: (files: readonly string[]) => (files.length === 0 ? 'There is no kubeconfig.' : `From ${files.join(', ')}`),
} as const;
