import type { ITheme } from '@xterm/xterm';

/** The emulator's names of the sixteen colours, and our tokens for them. */
const ANSI = {
  black: '--term-black',
  red: '--term-red',
  green: '--term-green',
  yellow: '--term-yellow',
  blue: '--term-blue',
  magenta: '--term-magenta',
  cyan: '--term-cyan',
  white: '--term-white',
  brightBlack: '--term-bright-black',
  brightRed: '--term-bright-red',
  brightGreen: '--term-bright-green',
  brightYellow: '--term-bright-yellow',
  brightBlue: '--term-bright-blue',
  brightMagenta: '--term-bright-magenta',
  brightCyan: '--term-bright-cyan',
  brightWhite: '--term-bright-white',
  background: '--surface-1',
  foreground: '--text-1',
  cursor: '--accent',
  cursorAccent: '--surface-1',
  selectionBackground: '--selection',
  scrollbarSliderBackground: '--surface-3',
  scrollbarSliderHoverBackground: '--line-strong',
  scrollbarSliderActiveBackground: '--line-strong',
} as const satisfies Partial<Record<keyof ITheme, string>>;

/** Our tokens as the emulator wants them: a token may be a function of the theme, so the browser is asked what it is now. */
export function coloursOf(element: HTMLElement): ITheme {
  const probe = document.createElement('span');
  probe.hidden = true;
  element.append(probe);
  const colours = Object.entries(ANSI).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours) as ITheme;
}

/** Calls when the theme changes, by the system or by choice. Returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', listener);
  const chosen = new MutationObserver(listener);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', listener);
    chosen.disconnect();
  };
}
