/** How objects differ, and what they are, as YAML: text (`yaml`), the line of a field (`lines`), notes, and the views. */
export { ManifestView } from './ManifestView.tsx';
export type { DiffController } from './ResourceDiffView.tsx';
export { ResourceDiffView } from './ResourceDiffView.tsx';
export type { DiffMode } from './words.ts';
