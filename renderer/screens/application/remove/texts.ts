import { counted } from '../../../texts.ts';

/** The texts of deleting an application. */
export const removeTexts = {
  title: (name: string) => `Delete ${name}?`,
  cascade: 'Delete its resources too',
  cascadeWords: (count: number, context: string) => `${counted(count, 'object')} in ${context} ${count === 1 ? 'is' : 'are'} deleted.`,
  cascadeUnknown: (context: string) => `Everything that belongs to it in ${context} is deleted. How much that is, is not known now.`,
  propagation: 'What these objects own, such as pods',
  propagations: { foreground: 'Is deleted first, and they wait for it', background: 'Is deleted after them', orphan: 'Stays, and belongs to nobody' },
  leave: 'Leave its resources in the cluster',
  leaveWords: (context: string) => `They go on running in ${context}, without Drydock's marks.`,
  force: 'Forget it without its cluster',
  forceWords: (context: string) => `Only the application is removed here; nothing in ${context} is touched or looked at. For a cluster that is gone, or read-only.`,
  readOnly: (context: string) => `${context} is read-only, so that nothing in it can be deleted or changed. The application can be forgotten here.`,
  how: 'What happens to its resources',
  type: (name: string) => `Type ${name} to go on.`,
  name: 'Name of the application',
  cancel: 'Cancel',
  close: 'Close',
  go: (name: string) => `Delete ${name}`,
  forget: (name: string) => `Forget ${name}`,
  failed: (count: number) => `${counted(count, 'object')} could not be removed, so that the application stays.`,
  failedHint: 'Why is said at each below. Unblock them and try again, or leave its resources in the cluster.',
  busy: (done: number) => (done === 0 ? 'Looking through the cluster for what belongs to it' : `${counted(done, 'object')} done`),
  results: 'What became of each object',
  status: { Deleted: 'Deleted', Released: 'Left', Kept: 'Kept', Failed: 'Failed' },
} as const;
