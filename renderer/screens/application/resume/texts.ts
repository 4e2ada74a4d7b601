import { counted } from '../../../texts.ts';

/** The texts of going on with an interrupted sync. */
export const resumeTexts = {
  resume: 'Resume',
  again: 'Plan again',
  title: (name: string) => `Go on with the sync of ${name}?`,
  asking: 'Comparing what is left with the cluster',
  done: (count: number, revision: string) => (count === 0 ? `Nothing of ${revision} was written yet.` : `${counted(count, 'object')} of ${revision} ${count === 1 ? 'is' : 'are'} done, and not done again.`),
  left: (count: number) => (count === 0 ? 'Nothing is left to write: what was begun is waited for.' : `${counted(count, 'object')} ${count === 1 ? 'is' : 'are'} left:`),
  hooks: 'A hook that was begun is waited for, and never begun again.',
  go: (context: string) => `Resume in ${context}`,
  cancel: 'Cancel',
  protected: (context: string) => `${context} is protected. Type its name to go on.`,
  context: 'Name of the context',
  goes: '(is deleted)',
} as const;
