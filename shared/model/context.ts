/** A context of the merged kubeconfig, as far as it can be known without contacting anything. */
export interface ContextInfo {
  readonly name: string;
  /** The API server's URL; empty where the context names a cluster that no file has. */
  readonly server: string;
  readonly user: string;
  /** The context's own namespace; `default` where it has none. */
  readonly namespace: string;
  readonly current: boolean;
  /** Why it cannot be used, if it cannot: a sentence. */
  readonly problem?: string;
  /** Who stands behind the server is not checked (`insecure-skip-tls-verify`), or nothing is encrypted at all. */
  readonly insecure?: 'not-verified' | 'plain-http';
}

/**
 * Contexts of tools that run a cluster on this machine, by the names that they give (their own documentation: kind-NAME,
 * minikube, k3d-NAME, docker-desktop, rancher-desktop, orbstack), and the sandbox.
 */
const LOCAL = /^(kind-.+|minikube|k3d-.+|docker-desktop|docker-for-desktop|rancher-desktop|orbstack|colima(-.+)?|drydock-sandbox)$/;

/** The name of the context of the sandbox that Drydock runs itself. */
export const SANDBOX_CONTEXT = 'drydock-sandbox';

/** True for a cluster that is nobody else's. */
export function isLocalContext(name: string): boolean {
  return LOCAL.test(name);
}

/** True for a context whose name must be typed before a sync: a pattern of the settings fits and it is not local. */
export function isProtectedContext(name: string, patterns: readonly string[]): boolean {
  return !isLocalContext(name) && patterns.some((pattern) => matchesPattern(name, pattern));
}

/** True for a context that is never written to: a pattern of the settings fits, whether it is local or not. */
export function isReadOnlyContext(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(name, pattern));
}

/** `*` stands for any text, everything else for itself. */
function matchesPattern(name: string, pattern: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(name);
}
