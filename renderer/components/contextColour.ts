import { CONTEXT_COLOURS } from '../../shared/model/settings.ts';

/** The token of a context's colour, from 1: what was chosen, else by its name, the same everywhere and always. */
export function contextColour(name: string, chosen?: number): string {
  if (chosen !== undefined) return `var(--context-${chosen})`;
  // FNV-1a: names that differ in their last letter only (kind-dev1, kind-dev2) still fall apart.
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `var(--context-${((hash >>> 0) % CONTEXT_COLOURS) + 1})`;
}
