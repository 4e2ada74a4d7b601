const SIGNS: Readonly<Record<string, { readonly mac: string; readonly other: string }>> = {
  mod: { mac: '\u2318', other: 'Ctrl' },
  ctrl: { mac: '\u2303', other: 'Ctrl' },
  shift: { mac: '\u21e7', other: 'Shift' },
  alt: { mac: '\u2325', other: 'Alt' },
  enter: { mac: '\u21a9', other: 'Enter' },
  esc: { mac: 'Esc', other: 'Esc' },
  up: { mac: '\u2191', other: '\u2191' },
  down: { mac: '\u2193', other: '\u2193' },
};

/** "mod+k" as the keys' own names: Ctrl and K, or the signs that a Mac has on them. */
export function keySigns(keys: string, mac: boolean): string[] {
  return keys.split('+').map((key) => SIGNS[key]?.[mac ? 'mac' : 'other'] ?? (key.length === 1 ? key.toUpperCase() : key));
}
