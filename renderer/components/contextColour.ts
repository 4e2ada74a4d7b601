/** How many `--context-n` tokens there are. */
const COLOURS = 8;

/** The token of a context's colour: the same name has the same colour everywhere and always. */
export function contextColour(name: string): string {
  // FNV-1a: names that differ in their last letter only (kind-dev1, kind-dev2) still fall apart.
  let hash = 0x811c9dc5;
  for (const character of name) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return `var(--context-${((hash >>> 0) % COLOURS) + 1})`;
}
