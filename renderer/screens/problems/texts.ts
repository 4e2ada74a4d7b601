/** The texts of what needs attention. */
export const problemTexts = {
  list: 'What needs attention',
  kubeconfig: 'Kubeconfig',
  operation: (kind: 'sync' | 'rollback', message: string) => `Its last ${kind} failed: ${message}`,
  degraded: 'Degraded',
} as const;
