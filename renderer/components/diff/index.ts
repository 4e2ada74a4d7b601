/** How objects differ, and what they are, as YAML: text (`yaml`), the line of a field (`lines`), notes, and the views. */
export type { ManifestViewProps } from './ManifestView.tsx';
export { ManifestView } from './ManifestView.tsx';
export type { DiffController, ResourceDiffViewProps } from './ResourceDiffView.tsx';
export { ResourceDiffView } from './ResourceDiffView.tsx';
export type { DiffMode } from './words.ts';
