import type { Route } from '../../state/route.ts';

/** Placeholder until the help is there. */
export function ShortcutHelp(_props: { readonly open: boolean; readonly onClose: () => void; readonly route: Route }) {
  return null;
}
