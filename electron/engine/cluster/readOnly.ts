import { DrydockError } from '../../../shared/model/errors.ts';

/** How far a context may be written to: everything, dry runs alone, or nothing at all. */
export type WriteAccess = 'all' | 'dry-run' | 'none';

/** What of a request tells whether it writes. */
export interface RequestFacts {
  readonly method?: string | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly action: string;
}

/** Questions that are asked by POST and change nothing (SelfSubjectAccessReview and its siblings). */
const REVIEW = /^\/apis\/authorization\.k8s\.io\/[^/]+\/(?:namespaces\/[^/]+\/)?(?:self)?(?:local)?subject(?:access|rules)reviews$/;
/** What a GET opens and then works both ways, or leads to anything behind the API server. */
const OPENS = /\/(?:exec|attach|portforward|proxy)(?:\/|$)/;

/** Refuses what a read-only context does not allow; undefined for everything else. */
export function readOnlyRefusal(context: string, request: RequestFacts, access: WriteAccess): DrydockError | undefined {
  if (access === 'all') return undefined;
  const { method = 'GET', path, query } = request;
  if (method === 'GET' ? !OPENS.test(path) : REVIEW.test(path)) return undefined;
  const dryRun = query?.['dryRun'] === 'All';
  if (dryRun && access === 'dry-run') return undefined;
  return readOnlyError(context, request.action, dryRun);
}

/** The error of every write to a read-only context. `action` is what did not happen, as in "apply ConfigMap a". */
export function readOnlyError(context: string, action: string, dryRun = false): DrydockError {
  const what = dryRun ? `${context} is read-only, and the settings forbid dry runs there too` : `${context} is a read-only context`;
  return new DrydockError('context-read-only', `Could not ${action}: ${what}.`, {
    hint: `Nothing was written. If it may be, take the pattern that fits ${context} out of contexts.readOnly in the settings.`,
  });
}
