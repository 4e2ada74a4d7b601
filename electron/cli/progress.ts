import { keyWords } from '../../shared/model/kube.ts';
import type { ResourceResult, SyncEvent } from '../../shared/model/operation.ts';
import type { Plan } from '../../shared/model/plan.ts';
import { stepsOf, stepWords, waitingWords } from '../../shared/model/stepWords.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prints a sync as it goes: a line for each result and for what is waited for, and where the plan has several phases or
 * waves a heading for each.
 */
export function syncPrinter(terminal: Terminal, plan: Plan): (event: SyncEvent) => void {
  const several = stepsOf(plan).length > 1;
  let heading = '';
  let waiting: string | undefined;
  return (event) => {
    if (event.kind === 'result') return terminal.out(resultLine(terminal, event.result));
    if (event.kind === 'retry') return terminal.out(terminal.paint('yellow', retryLine(event)));
    const words = stepWords(event.progress);
    if (several && words !== heading) terminal.out(terminal.paint('bold', words));
    heading = words;
    const waits = waitingWords(event.progress);
    if (waits !== undefined && waits !== waiting) terminal.out(terminal.paint('gray', `  … ${waits.slice(words.length + 2)}`));
    waiting = waits;
  };
}

/** "Failed: ...; again in 5 s (1 of 3)". */
function retryLine({ retry, limit, waitMs, message }: Extract<SyncEvent, { kind: 'retry' }>): string {
  return `Failed: ${message}; again in ${Math.round(waitMs / 100) / 10} s (${limit < 0 ? `retry ${retry}` : `${retry} of ${limit}`})`;
}

const SIGNS = { SyncFailed: ['red', '✘'], Running: ['cyan', '›'], Synced: ['green', '✔'], Pruned: ['green', '✔'], PruneSkipped: ['green', '✔'] } as const;

/** A result as a line. */
export function resultLine(terminal: Terminal, { key, status, message }: ResourceResult): string {
  const [style, sign] = SIGNS[status];
  return `  ${terminal.paint(style, sign)} ${keyWords(key)}  ${message}`;
}
