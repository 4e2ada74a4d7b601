import { DrydockError } from '../../../shared/model/errors.ts';

/**
 * The segments of a path inside a repository; '' and '.' give none. Throws `git-path` for an absolute path and for one
 * that contains `..`, even where it would stay inside: Argo CD refuses those too.
 */
export function pathSegments(path: string): string[] {
  const refuse = (why: string): DrydockError =>
    new DrydockError('git-path', `The path "${path}" ${why}.`, { hint: 'Give a folder relative to the top of the repository, such as apps/web.' });
  if (path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path)) throw refuse('is absolute');
  if (path.includes('\0')) throw refuse('contains a NUL character');
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) throw refuse('contains ".."');
  return segments;
}

/**
 * Where a symbolic link leads, as segments from the top of the repository. `folder` is the link's own folder.
 * Returns undefined for a target outside the repository.
 */
export function linkTarget(folder: readonly string[], target: string): string[] | undefined {
  if (target.startsWith('/') || /^[A-Za-z]:[\\/]/.test(target) || target.includes('\0')) return undefined;
  const segments = [...folder];
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') segments.push(part);
    else if (segments.pop() === undefined) return undefined;
  }
  return segments;
}
