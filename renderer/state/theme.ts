/** What a person chose; `system` follows the operating system, also when that changes. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'drydock.theme';

/** The choice that was kept in this window's storage. */
export function storedTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** Shows a theme and keeps it. The tokens follow `data-theme`; without it they follow the system. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    delete document.documentElement.dataset['theme'];
    localStorage.removeItem(KEY);
  } else {
    document.documentElement.dataset['theme'] = theme;
    localStorage.setItem(KEY, theme);
  }
}
