import { plannedWrites } from '../../shared/model/plan.ts';
import type { SyncFlags } from './act.ts';
import { confirmed, finish } from './act.ts';
import { resultLine, syncPrinter } from './progress.ts';
import type { Work } from './session.ts';
import { EXIT } from './terminal.ts';
import { count, planLines } from './words.ts';

/** Says what an interrupted sync had done and what is left of it, asks, and goes on with exactly that. */
export function resumeApplication(name: string, flags: Pick<SyncFlags, 'output' | 'yes' | 'confirmCluster' | 'confirmContext'>): Work {
  return async ({ client, terminal, signal }) => {
    const json = flags.output === 'json';
    const { operation, rest } = await terminal.during(`Comparing what is left of the sync of ${name} with its cluster`, client.call('resumePlan', { name }, { signal }));
    const left = plannedWrites(rest).length;
    if (!json) {
      terminal.out(`The ${operation.kind} of ${operation.startedAt} was interrupted. Done until then:`);
      for (const result of operation.results) terminal.out(resultLine(terminal, result));
      if (operation.results.length === 0) terminal.out('  nothing');
      terminal.out(left === 0 ? 'Nothing is left to write.' : 'Left:');
      if (left > 0) for (const line of planLines(terminal, rest)) terminal.out(line);
    }
    if (flags.yes !== true && !(await terminal.confirm(left === 0 ? `Finish it in ${rest.context}?` : `Go on with ${count(left, 'change')} in ${rest.context}?`))) {
      terminal.err('Nothing was written.');
      return EXIT.failed;
    }
    const options = { signal, ...(json ? {} : { onProgress: syncPrinter(terminal, rest) }) };
    return finish(terminal, await client.call('resume', { name, operation: operation.id, ...confirmed(flags) }, options), flags);
  };
}
