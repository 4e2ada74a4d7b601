import type { ContextState } from '../../../shared/model/home.ts';

/** Those whose name or server holds the text: the current one first, then what was contacted, local ones, and the rest by name. */
export function orderContexts(contexts: readonly ContextState[], text: string): readonly ContextState[] {
  const wanted = text.trim().toLowerCase();
  const rank = (context: ContextState) => (context.current ? 0 : context.connection.state === 'ready' ? 1 : context.local ? 2 : 3);
  return contexts
    .filter((context) => context.name.toLowerCase().includes(wanted) || context.server.toLowerCase().includes(wanted))
    .toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
