/** Credentials as kubectl reads them, with a real plugin; what a real server makes of them is in test/engine/credentials.test.ts. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configOf } from '../../../test/helpers/clientConfig.ts';
import { createCredentialSource } from './credentials.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-credentials-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const base64 = (text: string) => Buffer.from(text).toString('base64');
const V1 = 'client.authentication.k8s.io/v1';
const of = (user: object, cluster: object = {}) => createCredentialSource(configOf('test', { cluster: { server: 'https://a', ...cluster }, user }), process.env);

describe('without a plugin', () => {
  it.each<[string, object, object]>([
    ['nothing', {}, {}],
    ['a token', { token: 't' }, { Authorization: 'Bearer t' }],
    ['user and password', { username: 'u', password: 'p:w' }, { Authorization: `Basic ${base64('u:p:w')}` }],
    ['a user without a password', { username: 'u' }, { Authorization: `Basic ${base64('u:')}` }],
    ['somebody else', { token: 't', as: 'jane', 'as-uid': '7', 'as-groups': ['a', 'b'] }, { Authorization: 'Bearer t', 'Impersonate-User': 'jane', 'Impersonate-Uid': '7', 'Impersonate-Group': ['a', 'b'] }],
    ['extra fields', { as: 'jane', 'as-user-extra': { 'example.com/scope%': ['x', 'y'], plain: ['z'] } }, { 'Impersonate-User': 'jane', 'Impersonate-Extra-example.com%2Fscope%25': ['x', 'y'], 'Impersonate-Extra-plain': ['z'] }],
  ])('%s', async (_what, user, headers) => {
    expect((await of(user).current()).headers).toEqual(headers);
  });

  it('takes certificates from fields and files', async () => {
    await writeFile(join(folder, 'key'), 'the key');
    const source = of({ 'client-certificate-data': base64('the certificate'), 'client-key': join(folder, 'key') }, { 'certificate-authority-data': base64('the authority') });
    expect(await source.current()).toEqual({ headers: {}, ca: 'the authority', cert: 'the certificate', key: 'the key' });
  });

  it('the token file goes before the token, as long as it can be read', async () => {
    const file = join(folder, 'token');
    await writeFile(file, ' from-file\n');
    const both = of({ token: 'given', tokenFile: file });
    expect((await both.current()).headers['Authorization']).toBe('Bearer from-file');
    await rm(file);
    both.forgetFiles();
    expect((await both.current()).headers['Authorization']).toBe('Bearer given');
    await expect(of({ tokenFile: file }).current()).rejects.toMatchObject({ code: 'cluster-unauthorized', message: expect.stringContaining(file), hint: expect.stringContaining('tokenFile') });
  });

  it('reads files again when the server refused what they said, and is the same while nothing changed', async () => {
    const file = join(folder, 'token');
    await writeFile(file, 'one');
    const source = of({ tokenFile: file });
    const first = await source.current();
    await writeFile(file, 'two');
    expect(await source.current()).toBe(first);
    const second = await source.current(first);
    expect(second.headers['Authorization']).toBe('Bearer two');
    // Whoever comes with what was renewed meanwhile gets what there is.
    await writeFile(file, 'three');
    expect(await source.current(first)).toBe(second);
  });

  it('a missing authority is a matter of TLS', async () => {
    await expect(of({}, { 'certificate-authority': join(folder, 'ca') }).current()).rejects.toMatchObject({ code: 'cluster-tls', message: expect.stringContaining(join(folder, 'ca')) });
  });
});

describe('a plugin', () => {
  /** A plugin that notes each run, with what it was told, and then does this. */
  async function plugin(does: string, fields: object = {}, cluster: object = {}) {
    const command = join(folder, 'plugin');
    await writeFile(command, `#!/bin/sh\necho run >> "${folder}/runs"\nprintf '%s' "$KUBERNETES_EXEC_INFO" > "${folder}/info"\n${does}\n`);
    await chmod(command, 0o755);
    return of({ exec: { apiVersion: V1, command, interactiveMode: 'IfAvailable', ...fields } }, cluster);
  }
  const answer = (status: object, apiVersion = V1) => `cat <<'EOF'\n${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}\nEOF`;
  const runs = async () => (await readFile(join(folder, 'runs'), 'utf8')).split('\n').length - 1;

  it.each([V1, 'client.authentication.k8s.io/v1beta1'])('is told what %s says, and run once for all who ask', async (apiVersion) => {
    const source = await plugin(answer({ token: 'secret-token' }, apiVersion), { apiVersion });
    const all = await Promise.all(Array.from({ length: 20 }, () => source.current()));
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.headers).toEqual({ Authorization: 'Bearer secret-token' });
    await source.current();
    expect(await runs()).toBe(1);
    expect(JSON.parse(await readFile(join(folder, 'info'), 'utf8'))).toEqual({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  });

  it('is told of the cluster where it wants to know', async () => {
    await writeFile(join(folder, 'ca'), 'the authority');
    const extension = { audience: 'x' };
    const source = await plugin(answer({ token: 't' }), { provideClusterInfo: true }, { 'certificate-authority': join(folder, 'ca'), 'tls-server-name': 'other', extensions: [{ name: 'client.authentication.k8s.io/exec', extension }] });
    await source.current();
    expect(JSON.parse(await readFile(join(folder, 'info'), 'utf8')).spec).toEqual({ interactive: false, cluster: { server: 'https://a', 'tls-server-name': 'other', 'certificate-authority-data': base64('the authority'), config: extension } });
  });

  it('gets its arguments as they are, by no shell, and its environment over everybody\'s', async () => {
    const source = await plugin(`printf '%s|' "$@" "$EXTRA" "$HOME" > "${folder}/given"\n${answer({ token: 't' })}`, { args: ['a b', '$(touch nothing)', ';'], env: [{ name: 'EXTRA', value: '$HOME' }] });
    await source.current();
    expect(await readFile(join(folder, 'given'), 'utf8')).toBe(`a b|$(touch nothing)|;|$HOME|${process.env['HOME'] ?? ''}|`);
  });

  it('is run again when what it gave has expired, or was refused', async () => {
    const expiring = await plugin(answer({ token: 't', expirationTimestamp: '2020-01-01T00:00:00Z' }));
    await expiring.current();
    await expiring.current();
    expect(await runs()).toBe(2);
    const lasting = await plugin(`echo "{\\"apiVersion\\":\\"${V1}\\",\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"$(wc -l < ${folder}/runs | tr -d ' ')\\",\\"expirationTimestamp\\":\\"2999-01-01T00:00:00Z\\"}}"`);
    const first = await lasting.current();
    expect(await lasting.current()).toBe(first);
    const renewed = await Promise.all([lasting.current(first), lasting.current(first)]);
    expect(renewed[0]).not.toBe(first);
    expect(renewed[1]).toBe(renewed[0]);
    expect(await runs()).toBe(4);
  });

  it('can give a certificate, and is not asked where there is a token', async () => {
    const source = await plugin(answer({ clientCertificateData: 'cert', clientKeyData: 'key' }));
    expect(await source.current()).toMatchObject({ headers: {}, cert: 'cert', key: 'key' });
    const given = of({ token: 't', exec: { apiVersion: V1, command: join(folder, 'plugin'), interactiveMode: 'Never' } });
    expect((await given.current()).headers).toEqual({ Authorization: 'Bearer t' });
    expect(await runs()).toBe(1);
  });

  it.each<[string, string, object, RegExp, RegExp]>([
    ['fails', 'echo "you are logged out, token=abc123" >&2; exit 3', { installHint: 'brew install it' }, /exit code 3\. It says: you are logged out, token=\*\*\*$/, /brew install it/],
    ['says its own secret', 'echo "no: $CLIENT_SECRET eyJhbGciOiJIUzI1NiJ9.e30.abc" >&2; exit 1', { env: [{ name: 'CLIENT_SECRET', value: 'hunter22' }] }, /It says: no: \*\*\* \*\*\*$/, /terminal/],
    ['is killed', 'kill -9 $$', {}, /failed with SIGKILL/, /terminal/],
    ['prints nothing', 'true', {}, /printed nothing/, /terminal/],
    ['prints no JSON', 'echo secret', {}, /is not JSON\.$/, /terminal/],
    ['prints something else', 'echo "{}"', {}, /no ExecCredential/, /terminal/],
    ['answers in another version', answer({ token: 't' }, 'client.authentication.k8s.io/v1beta1'), {}, /answered in .*v1beta1, and the kubeconfig says .*\/v1/, /terminal/],
    ['gives nothing', answer({}), {}, /neither a token nor a certificate/, /terminal/],
    ['gives half a certificate', answer({ clientCertificateData: 'c' }), {}, /only one of certificate and key/, /terminal/],
    ['wants a terminal', answer({ token: 't' }), { interactiveMode: 'Always' }, /Drydock has none/, /IfAvailable/],
  ])('that %s', async (_what, does, fields, message, hint) => {
    const source = await plugin(does, fields);
    await expect(source.current()).rejects.toMatchObject({ code: 'cluster-unauthorized', message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  });

  it.each<[string, string, RegExp]>([
    ['is not there', '/nowhere/plugin', /was not found/],
    ['is not on the PATH', 'drydock-no-such-plugin', /was not found/],
    ['may not be run', '/etc/passwd', /could not be started: EACCES/],
  ])('that %s', async (_what, command, message) => {
    const source = of({ exec: { apiVersion: V1, command, interactiveMode: 'Never', installHint: 'Get it there.' } });
    await expect(source.current()).rejects.toMatchObject({ code: 'cluster-unauthorized', message: expect.stringMatching(message), hint: expect.stringContaining('Get it there.') });
  });

  it('that failed is run again by whoever asks next', async () => {
    const source = await plugin(`test -e "${folder}/ready" || exit 1\n${answer({ token: 't' })}`);
    await expect(source.current()).rejects.toMatchObject({ code: 'cluster-unauthorized' });
    await writeFile(join(folder, 'ready'), '');
    expect((await source.current()).headers).toEqual({ Authorization: 'Bearer t' });
  });

  it('that hangs holds up nothing else, and ends with its client', async () => {
    const source = await plugin('exec sleep 600');
    const asked = source.current();
    expect((await of({ token: 't' }).current()).headers).toEqual({ Authorization: 'Bearer t' });
    source.close();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  });
});
