import { DrydockError } from '../../shared/model/errors.ts';
import type { Work } from './session.ts';
import type { OutputFlags } from './show.ts';
import { summaryLines } from './show.ts';
import { printed } from './terminal.ts';

/** Chooses the context of an application, or takes the choice back, and shows what comes of it. */
export function bindApplication(name: string, { context, clear = false, ...flags }: OutputFlags & { readonly context?: string; readonly clear?: boolean }): Work {
  return async ({ client, terminal }) => {
    if ((context === undefined) !== clear) throw new DrydockError('usage', 'app bind wants either --context CONTEXT or --clear.', { hint: '"context list" shows the contexts.' });
    const view = await terminal.during(`Comparing ${name} with its cluster`, client.call('bind', { name, context: context ?? null }));
    if (printed(terminal, flags, view)) return;
    for (const line of summaryLines(terminal, view)) terminal.out(line);
  };
}
