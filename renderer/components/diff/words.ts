import type { DiffBasis } from '../../../shared/model/diff.ts';

/** Where the right side comes from, as a reader should know it. */
export const BASIS_WORDS: Readonly<Record<DiffBasis, string>> = {
  server: 'Predicted by the server',
  merge: 'Structural diff: a dry run was not possible',
  desired: 'New object; what the server will add is not shown',
  removal: 'This object goes',
  proof: 'Unchanged',
};

/** How a diff is shown; `whole` is unified with nothing collapsed. */
export type DiffMode = 'split' | 'unified' | 'whole';

/** Above this, two editors side by side cost more than they show. */
const LARGE_LINES = 2000;

/** What is really shown of what was asked for. */
export function effectiveMode(mode: DiffMode, lines: number): DiffMode {
  return mode === 'split' && lines > LARGE_LINES ? 'unified' : mode;
}
