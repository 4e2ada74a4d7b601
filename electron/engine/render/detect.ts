/** What renders a source. Drydock renders directories; the others are told apart so that this can be said. */
export type SourceType = 'Directory' | 'Kustomize' | 'Helm';

const KUSTOMIZATION: ReadonlySet<string> = new Set(['kustomization.yaml', 'kustomization.yml', 'Kustomization']);

/**
 * The type of a source that does not say it: `Chart.yaml` directly in the folder is Helm, a kustomization file is
 * Kustomize (Argo CD util/app/discovery). `paths` are all files, `folder` the source's path, in the same terms.
 */
export function detectSourceType(paths: readonly string[], folder: string): SourceType {
  const names = new Set(paths.map((path) => relativePath(path, folder)));
  if (names.has('Chart.yaml')) return 'Helm';
  for (const name of KUSTOMIZATION) if (names.has(name)) return 'Kustomize';
  return 'Directory';
}

/** A path below a folder, both from the top of the repository; undefined if it is not below. */
export function relativePath(path: string, folder: string): string | undefined {
  const prefix = folder.split('/').filter((part) => part !== '' && part !== '.').join('/');
  if (prefix === '') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
}
