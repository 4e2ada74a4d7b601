/** More are not read; typing on narrows them. */
const MOST = 50;

/**
 * What fits a typed text: those that begin with it, then those that contain it. A text that is one of them exactly was
 * chosen, not searched for, so that all are offered again.
 */
export function suggest<T extends { readonly value: string }>(suggestions: readonly T[], typed: string): readonly T[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '' || suggestions.some(({ value }) => value === typed)) return suggestions.slice(0, MOST);
  const begins = suggestions.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  const contains = suggestions.filter(({ value }) => value.toLowerCase().indexOf(wanted) > 0);
  return [...begins, ...contains].slice(0, MOST);
}
