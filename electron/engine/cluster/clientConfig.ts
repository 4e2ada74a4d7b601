import type { ClusterEntry, ContextEntry, UserEntry } from './kubeconfigFile.ts';

/** Everything that is needed to reach the cluster of one context. */
export interface ClientConfig {
  readonly context: string;
  /** Scheme, host and port, and a path where there is one; no slash at its end. */
  readonly server: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
}

const NO_USER: UserEntry = {
  'client-certificate': undefined,
  'client-certificate-data': undefined,
  'client-key': undefined,
  'client-key-data': undefined,
  token: undefined,
  tokenFile: undefined,
  username: undefined,
  password: undefined,
  as: undefined,
  'as-uid': undefined,
  'as-groups': [],
  'as-user-extra': {},
  'auth-provider': undefined,
  exec: undefined,
};

/** What of a merged kubeconfig one context is made of. */
export interface ContextParts {
  readonly name: string;
  readonly context: ContextEntry;
  readonly cluster: ClusterEntry | undefined;
  /** Absent where no file has the user that the context names. */
  readonly user: UserEntry | undefined;
}

/** A context that can be used, or why it cannot be: a sentence. Nothing is read or contacted for it. */
export function clientConfigOf({ name, context, cluster, user }: ContextParts): ClientConfig | string {
  if (cluster === undefined) return `The context "${name}" names the cluster "${context.cluster ?? ''}", which is in no kubeconfig.`;
  const server = serverOf(cluster, user);
  if (server === undefined) return `The cluster "${context.cluster ?? ''}" of the context "${name}" has no valid server URL: ${cluster.server ?? ''}`;
  if (context.user !== undefined && user === undefined) return `The context "${name}" names the user "${context.user}", which is in no kubeconfig.`;
  const wrong = clusterProblem(cluster) ?? (user === undefined ? undefined : userProblem(user));
  if (wrong !== undefined) return `The context "${name}" cannot be used: ${wrong}`;
  return { context: name, server, cluster, user: user ?? NO_USER };
}

/**
 * The server as a URL. As in client-go rest/url_utils.go (DefaultServerURL), a bare `host:port` is taken as https where
 * anything of TLS is configured, and as http otherwise.
 */
function serverOf(cluster: ClusterEntry, user: UserEntry | undefined): string | undefined {
  const given = cluster.server ?? '';
  const tls =
    cluster['insecure-skip-tls-verify'] ||
    cluster['certificate-authority'] !== undefined ||
    cluster['certificate-authority-data'] !== undefined ||
    user?.['client-certificate'] !== undefined ||
    user?.['client-certificate-data'] !== undefined;
  const full = /^https?:\/\//i.test(given) ? given : /^[\w.-]+(:\d+)?\/?$|^\[[\da-f:.]+\](:\d+)?\/?$/i.test(given) ? `${tls ? 'https' : 'http'}://${given}` : '';
  return URL.canParse(full) ? full.replace(/\/+$/, '') : undefined;
}

const PROXIES = new Set(['http:', 'https:', 'socks5:', 'socks5h:']);

/** Why client-go would refuse a cluster (clientcmd/validation.go, validateClusterInfo; transport/transport.go, TLSConfigFor). */
function clusterProblem(cluster: ClusterEntry): string | undefined {
  const hasFile = cluster['certificate-authority'] !== undefined;
  const hasData = cluster['certificate-authority-data'] !== undefined;
  const proxy = cluster['proxy-url'];
  if (hasFile && hasData) return 'its cluster has both certificate-authority and certificate-authority-data. Remove one.';
  if (cluster['insecure-skip-tls-verify'] && (hasFile || hasData)) return 'its cluster has a certificate authority and insecure-skip-tls-verify. Remove one of them.';
  if (proxy !== undefined && !(URL.canParse(proxy) && PROXIES.has(new URL(proxy).protocol))) return 'its proxy-url is not the URL of an http, https or socks5 proxy.';
  return undefined;
}

const EXEC_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

/** Why client-go would refuse a user (clientcmd/validation.go, validateAuthInfo). */
function userProblem(user: UserEntry): string | undefined {
  const basic = user.username !== undefined || user.password !== undefined;
  const certificate = user['client-certificate'] !== undefined || user['client-certificate-data'] !== undefined;
  if (basic && (user.token !== undefined || user.tokenFile !== undefined)) return 'its user has both a token and a password. Remove one of them.';
  if (user['client-certificate'] !== undefined && user['client-certificate-data'] !== undefined) return 'its user has both client-certificate and client-certificate-data. Remove one.';
  if (user['client-key'] !== undefined && user['client-key-data'] !== undefined) return 'its user has both client-key and client-key-data. Remove one.';
  if (certificate && user['client-key'] === undefined && user['client-key-data'] === undefined) return 'its user has a client certificate, but no client-key.';
  const impersonates = user['as-uid'] !== undefined || user['as-groups'].length > 0 || Object.keys(user['as-user-extra']).length > 0;
  if (impersonates && user.as === undefined) return 'its user says as-uid, as-groups or as-user-extra, but not as whom (as).';
  return (user['auth-provider'] === undefined ? undefined : providerProblem(user)) ?? execProblem(user.exec);
}

/** gcp and azure went from client-go in 1.26. */
function providerProblem(user: UserEntry): string | undefined {
  if (user.exec !== undefined) return 'its user has both exec and auth-provider. Remove one of them.';
  const plugins: Readonly<Record<string, string>> = { gcp: 'gke-gcloud-auth-plugin', azure: 'kubelogin' };
  const name = user['auth-provider']?.name ?? '';
  if (name === 'oidc') return undefined;
  const plugin = plugins[name];
  return `its user has the auth-provider "${name}", which kubectl does not have any more. ${plugin === undefined ? 'Use a credential plugin (exec).' : `Use the credential plugin ${plugin} (exec).`}`;
}

function execProblem(exec: UserEntry['exec']): string | undefined {
  if (exec === undefined) return undefined;
  if (exec.command === undefined) return 'its credential plugin has no command.';
  if (!EXEC_VERSIONS.includes(exec.apiVersion ?? '')) return `its credential plugin has the apiVersion "${exec.apiVersion ?? ''}"; ${EXEC_VERSIONS.join(' and ')} can be used. Renew the kubeconfig.`;
  const { interactiveMode: mode } = exec;
  if (mode === undefined && exec.apiVersion === EXEC_VERSIONS[0]) return 'its credential plugin has no interactiveMode, which v1 wants: Never, IfAvailable or Always.';
  if (mode !== undefined && !['Never', 'IfAvailable', 'Always'].includes(mode)) return `its credential plugin has the interactiveMode "${mode}"; it is Never, IfAvailable or Always.`;
  if (exec.env.some(({ name }) => name === undefined)) return 'an environment variable of its credential plugin has no name.';
  return undefined;
}
