/** Placeholder until the palette is there. */
export function Palette(_props: { readonly open: boolean; readonly onClose: () => void; readonly onHelp: () => void }) {
  return null;
}
