/**
 * What went wrong, for programs. A code names the kind of failure; the message names the case.
 *
 * `usage` bad input from the user; `not-found` an application, project or context that does not exist;
 * `conflict` somebody else changed or holds it; `application-invalid` a broken application file;
 * `project-invalid` a broken project file; `project-refused` what a project's rules or sync windows forbid;
 * `git-*` the repository; `render-*` the manifests; `cluster-*` the cluster or its API;
 * `context-read-only` a write to a context that the settings keep from being written to;
 * `plan-stale` the plan no longer says what is true; `operation-failed` a sync that did not succeed;
 * `cancelled` stopped by the user; `internal` a defect of Drydock.
 */
export type ErrorCode =
  | 'usage'
  | 'not-found'
  | 'already-exists'
  | 'conflict'
  | 'application-invalid'
  | 'project-invalid'
  | 'project-refused'
  | 'git-missing'
  | 'git-unreachable'
  | 'git-auth'
  | 'git-revision'
  | 'git-path'
  | 'git-failed'
  | 'render-invalid'
  | 'render-limit'
  | 'render-unsupported'
  | 'kubeconfig-invalid'
  | 'context-read-only'
  | 'cluster-unreachable'
  | 'cluster-timeout'
  | 'cluster-tls'
  | 'cluster-unauthorized'
  | 'cluster-forbidden'
  | 'cluster-not-found'
  | 'cluster-conflict'
  | 'cluster-invalid'
  | 'cluster-throttled'
  | 'cluster-failed'
  | 'cluster-pin'
  | 'plan-blocked'
  | 'plan-stale'
  | 'operation-failed'
  | 'timeout'
  | 'cancelled'
  | 'internal';

/** An error as a value: what crosses the contract and what `-o json` prints. */
export interface ErrorShape {
  readonly code: ErrorCode;
  /** A sentence for a person: what did not happen, where, and why. */
  readonly message: string;
  /** What can be done about it, as a sentence; absent where nothing sensible can be said. */
  readonly hint?: string;
}

/** The only error class that Drydock throws on purpose. `cause` keeps what was caught. */
export class DrydockError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'DrydockError';
    this.code = code;
    this.hint = options.hint;
  }
}

/** Turns anything caught into a value; what is not a DrydockError becomes `internal` with its message kept. */
export function errorShape(error: unknown): ErrorShape {
  if (error instanceof DrydockError) {
    return error.hint === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, hint: error.hint };
  }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}
