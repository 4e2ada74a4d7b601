import { readFile } from 'node:fs/promises';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { ClientConfig } from './clientConfig.ts';
import type { PluginCredential } from './execPlugin.ts';
import { runExecPlugin } from './execPlugin.ts';
import type { OidcLogin } from './oidc.ts';

/** What lets one request in. A new object each time that anything of it changed. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** PEM. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
}

/** The credentials of one context, as they are now. */
export interface CredentialSource {
  /**
   * The credentials to use; `rejected` are those that the server has just refused, so that others are wanted. Concurrent
   * callers share one run of a plugin. Throws `cluster-unauthorized`, or `cluster-tls` for a certificate authority.
   */
  current(rejected?: Credentials): Promise<Credentials>;
  /** Files are read again next time: what they said did not work. */
  forgetFiles(): void;
  /** Ends a plugin that runs. */
  close(): void;
}

/** Files are read again after this time (client-go transport/token_source.go re-reads token files every minute). */
const FILES_MAX_AGE_MS = 60_000;

/** Nothing is read or run until it is asked for. `env` is what a plugin runs in. */
export function createCredentialSource(config: ClientConfig, env: NodeJS.ProcessEnv): CredentialSource {
  const closing = new AbortController();
  const ask = pluginOf(config, env, closing.signal);
  let files: { readonly content: Promise<Files>; readonly readAt: number } | undefined;
  let plugin: Promise<PluginCredential> | undefined;
  let plugged: PluginCredential | undefined;
  let last: Credentials | undefined;

  function readFiles(fresh: boolean): Promise<Files> {
    if (fresh || files === undefined || Date.now() - files.readAt > FILES_MAX_AGE_MS) {
      files = { content: filesOf(config), readAt: Date.now() };
      // A file that is missing now may be there in a moment.
      files.content.catch(() => void (files = undefined));
    }
    return files.content;
  }

  async function runPlugin(fresh: boolean): Promise<PluginCredential | undefined> {
    if (ask === undefined) return undefined;
    const expired = plugged?.expiresAt !== undefined && Date.now() >= plugged.expiresAt;
    // Where it runs already, what there was before is expired or was refused.
    if (plugged !== undefined && !expired && !fresh && plugin === undefined) return plugged;
    plugin ??= ask().finally(() => {
      plugin = undefined;
    });
    plugged = await plugin;
    return plugged;
  }

  return {
    async current(rejected) {
      // Whoever comes with older ones than the last finds that somebody else has renewed them already.
      const fresh = rejected !== undefined && rejected === last;
      const [read, credential] = await Promise.all([readFiles(fresh), runPlugin(fresh)]);
      const next = combine(config, read, credential);
      if (last === undefined || !sameCredentials(last, next)) last = next;
      return last;
    },
    forgetFiles() {
      files = undefined;
    },
    close: () => closing.abort(),
  };
}

/**
 * What gives credentials beyond the kubeconfig's own; undefined for nothing. A token in the kubeconfig goes before
 * (exec.go, roundTripper: a request that has one keeps it).
 */
function pluginOf(config: ClientConfig, env: NodeJS.ProcessEnv, signal: AbortSignal): (() => Promise<PluginCredential>) | undefined {
  const { exec, 'auth-provider': provider, token, tokenFile, username } = config.user;
  if (token !== undefined || tokenFile !== undefined || username !== undefined) return undefined;
  if (exec !== undefined) return () => runExecPlugin(config, exec, env, signal);
  if (provider === undefined) return undefined;
  // client-node, which knows this one provider, is loaded where it is used.
  let login: Promise<OidcLogin> | undefined;
  return async () => (await (login ??= import('./oidc.ts').then(({ createOidcLogin }) => createOidcLogin(config.context, provider)))).credential();
}

interface Files {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly token: string | undefined;
}

/** Everything that stands in files beside the kubeconfig; `-data` fields come from itself. */
async function filesOf({ context, cluster, user }: ClientConfig): Promise<Files> {
  const read = async (path: string | undefined, data: string | undefined, field: string): Promise<string | undefined> => {
    if (path === undefined) return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      throw new DrydockError(field === 'certificate-authority' ? 'cluster-tls' : 'cluster-unauthorized', `${context}: the file ${path} could not be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'}).`, {
        hint: `Put it back, or correct ${field} in the kubeconfig.`,
        cause: error,
      });
    }
  };
  const [ca, cert, key, token] = await Promise.all([
    read(cluster['certificate-authority'], cluster['certificate-authority-data'], 'certificate-authority'),
    read(user['client-certificate'], user['client-certificate-data'], 'client-certificate'),
    read(user['client-key'], user['client-key-data'], 'client-key'),
    // Where both are given the file goes before `token`, if it can be read (client-go transport/round_trippers.go).
    read(user.tokenFile, undefined, 'tokenFile').catch((error: unknown) => {
      if (user.token === undefined) throw error;
      return undefined;
    }),
  ]);
  if (token?.trim() === '' && user.token === undefined) {
    throw new DrydockError('cluster-unauthorized', `${context}: the token file ${user.tokenFile ?? ''} is empty.`, { hint: 'Log in again, or correct tokenFile in the kubeconfig.' });
  }
  return { ca, cert, key, token: token?.trim() };
}

function combine({ user }: ClientConfig, files: Files, plugged: PluginCredential | undefined): Credentials {
  const headers: Record<string, string | string[]> = {};
  const token = files.token || user.token || plugged?.token;
  if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
  else if (user.username !== undefined || user.password !== undefined) {
    headers['Authorization'] = `Basic ${Buffer.from(`${user.username ?? ''}:${user.password ?? ''}`).toString('base64')}`;
  }
  // client-go transport/round_trippers.go, impersonatingRoundTripper
  if (user.as !== undefined) headers['Impersonate-User'] = user.as;
  if (user['as-uid'] !== undefined) headers['Impersonate-Uid'] = user['as-uid'];
  if (user['as-groups'].length > 0) headers['Impersonate-Group'] = [...user['as-groups']];
  for (const [name, values] of Object.entries(user['as-user-extra'])) headers[`Impersonate-Extra-${escapeHeaderKey(name)}`] = [...values];
  return { headers, ca: files.ca, cert: files.cert ?? plugged?.certificate, key: files.key ?? plugged?.key };
}

/** What is no token character of RFC 7230 is percent-encoded, and so is the percent sign (headerKeyEscape there). */
function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key, 'utf8')].map((byte) => (/[!#$&'*+.^_`|~\dA-Za-z-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');
}

function sameCredentials(a: Credentials, b: Credentials): boolean {
  return a.ca === b.ca && a.cert === b.cert && a.key === b.key && JSON.stringify(a.headers) === JSON.stringify(b.headers);
}
