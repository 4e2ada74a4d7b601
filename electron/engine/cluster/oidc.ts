import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { OpenIDConnectAuth } from '@kubernetes/client-node/dist/oidc_auth.js';
import { EnvHttpProxyAgent, request } from 'undici';
import type { Dispatcher } from 'undici';
import { DrydockError } from '../../../shared/model/errors.ts';
import type { JsonObject } from '../../../shared/model/json.ts';
import { isJsonObject, parseJson } from '../../../shared/model/json.ts';
import type { PluginCredential } from './execPlugin.ts';
import type { UserEntry } from './kubeconfigFile.ts';

/** A login by the auth-provider `oidc`, with the tokens as they are now. */
export interface OidcLogin {
  /**
   * The id token, renewed by the refresh token where it has expired (client-go plugin/pkg/client/auth/oidc/oidc.go). A
   * renewed one is kept in memory: Drydock never writes a kubeconfig. Throws `cluster-unauthorized` where it cannot be renewed.
   */
  credential(): Promise<PluginCredential>;
}

type Config = Readonly<Record<string, string>>;

const TIMEOUT_MS = 30_000;

/**
 * client-node decides when a token is renewed; its own way to ask the issuer does not suit the library that it asks by
 * (2.0.1), so that it is given another. Nothing is contacted until the token has expired.
 */
export function createOidcLogin(context: string, provider: NonNullable<UserEntry['auth-provider']>): OidcLogin {
  // What is renewed is written into this object.
  const authProvider = { name: 'oidc', config: Object.fromEntries(Object.entries(provider.config ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))) };
  const { config } = authProvider;
  const issuer = { refresh: (token: string) => renew(config, token) };

  return {
    async credential() {
      const options: { headers: Record<string, string> } = { headers: {} };
      try {
        // A new one each time: it remembers an expiry, but of a renewed token the wrong one.
        await new OpenIDConnectAuth().applyAuthentication({ name: context, authProvider }, options, issuer);
      } catch (error) {
        throw new DrydockError('cluster-unauthorized', `${context}: the login could not be renewed at ${config['idp-issuer-url'] ?? 'its issuer'}: ${error instanceof Error ? error.message : String(error)}`, {
          hint: 'Log in again with the tool that wrote the kubeconfig.',
          cause: error,
        });
      }
      const token = options.headers['Authorization']?.replace(/^Bearer /, '');
      if (token === undefined) {
        throw new DrydockError('cluster-unauthorized', `${context}: the login has expired, and the kubeconfig has not all that renewing it needs (id-token, refresh-token, client-id, idp-issuer-url).`, {
          hint: 'Log in again with the tool that wrote the kubeconfig.',
        });
      }
      const seconds = OpenIDConnectAuth.expirationFromToken(token);
      return { token, certificate: undefined, key: undefined, expiresAt: seconds > 0 ? seconds * 1_000 : undefined };
    },
  };
}

/** Asks the issuer's token endpoint (OpenID Connect Core 12, Discovery 4), through the environment's proxy where there is one. */
async function renew(config: Config, refreshToken: string): Promise<{ id_token: string; refresh_token: string; expires_at: number }> {
  const ca = await authorityOf(config);
  const dispatcher = new EnvHttpProxyAgent({ connect: ca === undefined ? {} : { ca: [ca, ...getCACertificates('default')] } });
  try {
    const url = (config['idp-issuer-url'] ?? '').replace(/\/+$/, '');
    const { token_endpoint: endpoint } = await ask(dispatcher, `${url}/.well-known/openid-configuration`);
    if (typeof endpoint !== 'string') throw new Error('it names no token endpoint.');
    const { 'client-id': id = '', 'client-secret': secret } = config;
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken, client_id: id });
    const basic: Record<string, string> = secret === undefined || secret === '' ? {} : { authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}` };
    const answer = await ask(dispatcher, endpoint, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...basic }, body: form.toString() });
    const { id_token: idToken, refresh_token: next } = answer;
    if (typeof idToken !== 'string') throw new Error('it gave no id token.');
    return { id_token: idToken, refresh_token: typeof next === 'string' ? next : refreshToken, expires_at: OpenIDConnectAuth.expirationFromToken(idToken) };
  } finally {
    await dispatcher.close();
  }
}

async function authorityOf(config: Config): Promise<string | undefined> {
  const data = config['idp-certificate-authority-data'];
  if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
  const file = config['idp-certificate-authority'];
  return file === undefined ? undefined : readFile(file, 'utf8');
}

async function ask(dispatcher: Dispatcher, url: string, options: { readonly method?: 'POST'; readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<JsonObject> {
  const { statusCode, body } = await request(url, { ...options, dispatcher, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  const text = await body.text();
  const answer = text.startsWith('{') ? parseJson(text) : undefined;
  // The answer may hold tokens: of a refusal only its code is told (RFC 6749, 5.2).
  if (statusCode >= 400) throw new Error(`it answered ${statusCode}${isJsonObject(answer) && typeof answer['error'] === 'string' ? ` (${answer['error']})` : ''}.`);
  if (!isJsonObject(answer)) throw new Error('its answer is not JSON.');
  return answer;
}
