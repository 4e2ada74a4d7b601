const KEY = 'drydock.drawer.width';
const DEFAULT = 560;

/** How wide the drawer was left; a diff and a log need more than the narrowest. */
export function storedWidth(): number {
  try {
    const width = Number(localStorage.getItem(KEY));
    return Number.isFinite(width) && width >= 360 ? width : DEFAULT;
  } catch {
    // Storage may be refused; the width is then remembered by nobody.
    return DEFAULT;
  }
}

export function storeWidth(width: number): void {
  try {
    localStorage.setItem(KEY, String(width));
  } catch {
    // See above.
  }
}
