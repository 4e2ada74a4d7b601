/** How a diff is shown; `whole` is unified with nothing collapsed. */
export type DiffMode = 'split' | 'unified' | 'whole';

/** Above this, two editors side by side cost more than they show. */
const LARGE_LINES = 2000;

/** What is really shown of what was asked for. */
export function effectiveMode(mode: DiffMode, lines: number): DiffMode {
  return mode === 'split' && lines > LARGE_LINES ? 'unified' : mode;
}
