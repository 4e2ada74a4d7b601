import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const KEY = 'drydock.drawer.width';
const DEFAULT = 560;
const NARROWEST = 360;

/** How wide the drawer was left; a diff and a log need more than the narrowest. */
function storedWidth(): number {
  try {
    const width = Number(localStorage.getItem(KEY));
    return Number.isFinite(width) && width >= NARROWEST ? width : DEFAULT;
  } catch {
    // Storage may be refused; the width is then remembered by nobody.
    return DEFAULT;
  }
}

const store = createStore<{ readonly width: number }>(() => ({ width: storedWidth() }));

/** The drawer's width in pixels; what lies below it keeps clear of it. */
export function useDrawerWidth(): number {
  return useStore(store, ({ width }) => width);
}

/** Sets the drawer's width, and keeps it for the next time. */
export function setDrawerWidth(width: number): void {
  store.setState({ width });
  try {
    localStorage.setItem(KEY, String(width));
  } catch {
    // See above.
  }
}
