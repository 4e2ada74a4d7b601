/** The auth-provider oidc, against an issuer that speaks HTTPS with an authority of its own. */
import { once } from 'node:events';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAuthority } from '../../../test/cluster/certificates.ts';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import { createCredentialSource } from './credentials.ts';

/** A token as issuers make them; nobody here checks its signature. */
function idToken(expires: number, name = 'a'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part({ exp: Math.floor(expires / 1_000), sub: 'jane', iss: issuer, aud: 'drydock', iat: Math.floor(Date.now() / 1_000), name })}.c2lnbmVk`;
}

let server: Server;
let issuer: string;
let authority: ReturnType<typeof createAuthority>;
/** The forms that were sent to the token endpoint, and what it answers next. */
let asked: URLSearchParams[];
let authorization: string | undefined;
let answer: () => { readonly status: number; readonly body: object };

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  asked = [];
  answer = () => ({ status: 400, body: { error: 'invalid_grant' } });
  authority = createAuthority('oidc-test');
  const { certificate, key } = authority.issueServer(['localhost']);
  server = createServer({ cert: certificate, key }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const json = (status: number, body: object) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.url === '/.well-known/openid-configuration') {
        return json(200, { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'] });
      }
      authorization = request.headers.authorization;
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
      const { status, body } = answer();
      return json(status, body);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  issuer = `https://localhost:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.useRealTimers();
  server.closeAllConnections();
  server.close();
});

const source = (config: object) =>
  createCredentialSource(configOf('work', { cluster: { server: 'https://a' }, user: { 'auth-provider': { name: 'oidc', config: { 'idp-issuer-url': issuer, 'client-id': 'drydock', 'idp-certificate-authority-data': Buffer.from(authority.certificate).toString('base64'), ...config } } } }), process.env);
const PAST = 1_000_000_000_000;

it('uses the token while it holds, and contacts nobody for it', async () => {
  const token = idToken(Date.now() + 3_600_000);
  const { headers } = await source({ 'id-token': token, 'refresh-token': 'r' }).current();
  expect(headers).toEqual({ Authorization: `Bearer ${token}` });
  expect(asked).toEqual([]);
});

it('renews one that has expired, once for all who wait, and goes on with what was given for it', async () => {
  let turn = 0;
  const fresh = [idToken(Date.now() + 3_600_000, 'first'), idToken(Date.now() + 9_000_000, 'second')];
  answer = () => ({ status: 200, body: { access_token: 'x', token_type: 'Bearer', id_token: fresh[turn], refresh_token: `r${++turn}`, expires_in: 3_600 } });
  const credentials = source({ 'id-token': idToken(PAST), 'refresh-token': 'r0' });
  const [one, two] = await Promise.all([credentials.current(), credentials.current()]);
  expect(one.headers).toEqual({ Authorization: `Bearer ${fresh[0]}` });
  expect(two.headers).toEqual(one.headers);
  expect(asked.map((form) => [form.get('grant_type'), form.get('refresh_token'), form.get('client_id')])).toEqual([['refresh_token', 'r0', 'drydock']]);
  vi.setSystemTime(Date.now() + 4_000_000);
  // The refresh token that came with it is the one to use.
  expect((await credentials.current()).headers).toEqual({ Authorization: `Bearer ${fresh[1]}` });
  expect(asked.at(-1)?.get('refresh_token')).toBe('r1');
  await credentials.current();
  expect(asked).toHaveLength(2);
});

it('a client with a secret shows it as issuers want it', async () => {
  answer = () => ({ status: 200, body: { id_token: idToken(Date.now() + 3_600_000) } });
  const credentials = source({ 'id-token': idToken(PAST), 'refresh-token': 'r', 'client-secret': 's:1' });
  await credentials.current();
  expect(authorization).toBe(`Basic ${Buffer.from('drydock:s%3A1').toString('base64')}`);
});

it('that cannot be renewed says so, and tells no token', async () => {
  const refused = source({ 'id-token': idToken(PAST), 'refresh-token': 'the-secret' }).current();
  await expect(refused).rejects.toMatchObject({ code: 'cluster-unauthorized', message: expect.stringContaining(`could not be renewed at ${issuer}: it answered 400 (invalid_grant).`), hint: expect.stringContaining('Log in again') });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('the-secret') });
  await expect(source({ 'id-token': idToken(PAST) }).current()).rejects.toMatchObject({ code: 'cluster-unauthorized', message: expect.stringContaining('has expired') });
  await expect(source({}).current()).rejects.toMatchObject({ code: 'cluster-unauthorized' });
});
