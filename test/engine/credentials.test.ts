/** What real servers make of each kind of credential, authority and proxy that a kubeconfig can name. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClientConfig } from '../../electron/engine/cluster/clientConfig.ts';
import type { KubeClient } from '../../electron/engine/cluster/client.ts';
import { createKubeClient } from '../../electron/engine/cluster/client.ts';
import { createCredentialSource } from '../../electron/engine/cluster/credentials.ts';
import { loadKubeconfig } from '../../electron/engine/cluster/index.ts';
import { createAuthority } from '../cluster/certificates.ts';
import { describeCluster, newNamespace, kubectl, useCluster } from '../cluster/use.ts';
import { configOf } from '../helpers/clientConfig.ts';
import type { ConnectProxy } from '../helpers/connectProxy.ts';
import { startConnectProxy, startSocksProxy } from '../helpers/connectProxy.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';

const base64 = (text: string | undefined) => Buffer.from(text ?? '').toString('base64');
const V1 = 'client.authentication.k8s.io/v1';

let folder: string;
let clients: KubeClient[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-credentials-'));
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function open(config: ClientConfig, env: NodeJS.ProcessEnv = process.env): KubeClient {
  const client = createKubeClient(config, { env, version: '1.2.3' });
  clients.push(client);
  return client;
}

const list = (client: KubeClient) => client.request({ path: '/api/v1/namespaces', query: { limit: 1 }, action: 'list namespaces' });

describeOnBoth('the way to a server', describeCluster, (cluster) => {
  let given: ClientConfig;
  let authority: string;
  let user: object;
  let proxies: ConnectProxy[] = [];

  beforeAll(async () => {
    given = loadKubeconfig({ KUBECONFIG: cluster().kubeconfig }).clientConfig(cluster().context);
    const { ca, cert, key, headers } = await createCredentialSource(given, process.env).current();
    authority = ca ?? '';
    user = cert === undefined ? { token: String(headers['Authorization']).slice('Bearer '.length) } : { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  });
  afterEach(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    proxies = [];
  });

  const to = (fields: object, server = given.server) => configOf('way', { cluster: { server, 'certificate-authority-data': base64(authority), ...fields }, user });
  const started = async (proxy: Promise<ConnectProxy>) => {
    proxies.push(await proxy);
    return proxy;
  };

  it('is verified by its authority, from a file as well', async () => {
    const file = join(folder, 'ca');
    await writeFile(file, authority);
    await list(open(to({})));
    await list(open(to({ 'certificate-authority-data': undefined, 'certificate-authority': file })));
  });

  it('is refused without the right one, and taken again when the file has been replaced', async () => {
    const file = join(folder, 'other');
    await writeFile(file, createAuthority('other').certificate);
    const client = open(to({ 'certificate-authority-data': undefined, 'certificate-authority': file }));
    await expect(list(client)).rejects.toMatchObject({ code: 'cluster-tls' });
    await writeFile(file, authority);
    await list(client);
    await expect(list(open(to({ 'certificate-authority-data': undefined })))).rejects.toMatchObject({ code: 'cluster-tls' });
  });

  it('is not verified where that is switched off', async () => {
    await list(open(to({ 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true })));
  });

  it('is verified by another name where one is given', async () => {
    await list(open(to({ 'tls-server-name': 'localhost' })));
    await expect(list(open(to({ 'tls-server-name': 'elsewhere.example' })))).rejects.toMatchObject({ code: 'cluster-tls', message: expect.stringContaining('elsewhere.example') });
  });

  it.each<[string, () => Promise<ConnectProxy>, string]>([
    ['http', () => startConnectProxy(), 'http://127.0.0.1'],
    ['http with a login', () => startConnectProxy({ login: 'me:p@ss' }), 'http://me:p%40ss@127.0.0.1'],
    ['socks5', () => startSocksProxy(), 'socks5://127.0.0.1'],
    ['socks5 with a login', () => startSocksProxy({ login: 'me:p@ss' }), 'socks5://me:p%40ss@127.0.0.1'],
    ['socks5h', () => startSocksProxy(), 'socks5h://127.0.0.1'],
  ])('leads through a proxy by %s', async (_what, start, url) => {
    const proxy = await started(start());
    const client = open(to({ 'proxy-url': `${url}:${proxy.port}` }));
    for (let count = 0; count < 10; count++) await list(client);
    // A request that comes while the last answer is being put away may open one more.
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(given.server).host]));
    expect(proxy.asked.length).toBeLessThan(4);
  });

  it('leads through a proxy by https, which is verified too', async () => {
    const other = createAuthority('proxies');
    const proxy = await started(startConnectProxy({ tls: other.issueServer(['127.0.0.1']) }));
    const fields = { 'proxy-url': `https://127.0.0.1:${proxy.port}` };
    await list(open(to({ ...fields, 'certificate-authority-data': base64(authority + other.certificate) })));
    expect(proxy.asked).toEqual([new URL(given.server).host]);
    await expect(list(open(to(fields)))).rejects.toMatchObject({ message: expect.stringMatching(/the proxy 127\.0\.0\.1:\d+ did not open the way/) });
  });

  it('leads through the environment\'s proxy, but not to this machine', async () => {
    const proxy = await started(startConnectProxy());
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    await list(open(to({}), env));
    expect(proxy.asked).toEqual([]);
    // No machine answers there: that the proxy was asked is what counts.
    await expect(list(open(to({}, 'https://cluster.invalid:6443'), env))).rejects.toMatchObject({ code: 'cluster-unreachable' });
    expect(proxy.asked).toEqual(['cluster.invalid:6443']);
  });

  it.each<[string, () => Promise<ConnectProxy>, string, RegExp]>([
    ['wants a login', () => startConnectProxy({ login: 'a:b' }), 'http', /wants a user and a password/],
    ['refuses', () => startConnectProxy({ refuse: 403 }), 'http', /refused the connection to \S+ with HTTP status 403/],
    ['wants a login by socks', () => startSocksProxy({ login: 'a:b' }), 'socks5', /wants a user and a password/],
    ['refuses by socks', () => startSocksProxy({ refuse: 2 }), 'socks5', /its rules do not allow/],
    ['is something else', () => startConnectProxy(), 'socks5', /./],
  ])('a proxy that %s is named', async (_what, start, scheme, says) => {
    const proxy = await started(start());
    const failed = list(open(to({ 'proxy-url': `${scheme}://127.0.0.1:${proxy.port}` })));
    await expect(failed).rejects.toMatchObject({ message: expect.stringMatching(says), hint: expect.stringContaining('proxy-url') });
    await expect(failed).rejects.toMatchObject({ message: expect.stringContaining(`127.0.0.1:${proxy.port}`) });
  });
});

/** The sandbox knows one token and nobody by name, so that only the control plane can say who came. */
describeCluster('who comes', () => {
  let namespace: string;
  let token: string;
  let admin: { readonly ca: string | undefined; readonly cert: string | undefined; readonly key: string | undefined };

  beforeAll(async () => {
    const { kubeconfig, context } = useCluster();
    namespace = await newNamespace('credentials');
    token = (await kubectl(['create', 'token', 'default', '-n', namespace])).trim();
    admin = await createCredentialSource(loadKubeconfig({ KUBECONFIG: kubeconfig }).clientConfig(context), process.env).current();
  });

  const as = (user: object) => open(configOf('who', { cluster: { server: useCluster().server, 'certificate-authority-data': base64(admin.ca) }, user }));
  /** SelfSubjectReview, which everybody may ask. */
  async function who(client: KubeClient) {
    const answer = await client.request({ method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }, action: 'ask who one is' });
    return (answer as unknown as { status: { userInfo: { username: string; uid?: string; groups: string[]; extra?: Record<string, string[]> } } }).status.userInfo;
  }
  const account = () => `system:serviceaccount:${namespace}:default`;
  const adminUser = () => ({ 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) });

  it('a client certificate, by content and by file', async () => {
    const [cert, key] = [join(folder, 'cert'), join(folder, 'key')];
    await Promise.all([writeFile(cert, admin.cert ?? ''), writeFile(key, admin.key ?? '')]);
    expect((await who(as(adminUser()))).username).toBe('drydock-test-admin');
    expect((await who(as({ 'client-certificate': cert, 'client-key': key }))).username).toBe('drydock-test-admin');
  });

  it('a certificate that is none is said to be so', async () => {
    await expect(who(as({ 'client-certificate-data': base64('nonsense'), 'client-key-data': base64('nonsense') }))).rejects.toMatchObject({ code: 'cluster-tls', message: expect.stringContaining('certificate or key of the kubeconfig') });
  });

  it('a certificate of another authority is refused', async () => {
    const other = createAuthority('other').issueClient('drydock-test-admin', ['system:masters']);
    await expect(who(as({ 'client-certificate-data': base64(other.certificate), 'client-key-data': base64(other.key) }))).rejects.toMatchObject({ code: 'cluster-unauthorized' });
  });

  it('a token, and a token file that is replaced when it is refused', async () => {
    expect((await who(as({ token }))).username).toBe(account());
    const file = join(folder, 'token');
    await writeFile(file, 'out-of-date');
    const client = as({ tokenFile: file });
    await expect(who(client)).rejects.toMatchObject({ code: 'cluster-unauthorized' });
    await writeFile(file, `${token}\n`);
    expect((await who(client)).username).toBe(account());
  });

  it('a password, which today\'s servers do not look at: nobody', async () => {
    await expect(who(as({ username: 'u', password: 'p' }))).rejects.toMatchObject({ code: 'cluster-forbidden', message: expect.stringContaining('system:anonymous') });
  });

  it('somebody else, with groups, uid and extra fields', async () => {
    const user = await who(as({ ...adminUser(), as: 'jane', 'as-uid': '42', 'as-groups': ['system:authenticated', 'team, one'], 'as-user-extra': { 'example.com/scope': ['a', 'b'] } }));
    expect(user).toMatchObject({ username: 'jane', uid: '42', extra: { 'example.com/scope': ['a', 'b'] } });
    expect(user.groups.toSorted()).toEqual(['system:authenticated', 'team, one']);
  });

  it('whoever may not be somebody else is told so', async () => {
    await expect(who(as({ token, as: 'jane' }))).rejects.toMatchObject({ code: 'cluster-forbidden', message: expect.stringContaining('impersonate') });
  });

  describe('by a plugin', () => {
    /** A plugin that answers with what stands in a file now. */
    async function plugin(name: string, status: object, seconds = 0): Promise<{ user: object; change(next: object): Promise<void>; runs(): Promise<number> }> {
      const [command, answer, log] = [join(folder, name), join(folder, `${name}.json`), join(folder, `${name}.runs`)];
      const change = (next: object) => writeFile(answer, JSON.stringify({ apiVersion: V1, kind: 'ExecCredential', status: next }));
      await change(status);
      await writeFile(log, '');
      await writeFile(command, `#!/bin/sh\necho run >> "${log}"\nsleep ${seconds}\ncat "${answer}"\n`);
      await chmod(command, 0o755);
      return { user: { exec: { apiVersion: V1, command, interactiveMode: 'IfAvailable' } }, change, runs: async () => (await readFile(log, 'utf8')).split('\n').length - 1 };
    }

    it('that gives a token, once for many requests', async () => {
      const { user, runs } = await plugin('gives-token', { token });
      const client = as(user);
      const names = await Promise.all(Array.from({ length: 30 }, async () => (await who(client)).username));
      expect(new Set(names)).toEqual(new Set([account()]));
      expect(await runs()).toBe(1);
    });

    it('whose token is refused: it is run once more, and everybody goes on', async () => {
      const { user, change, runs } = await plugin('renews', { token: 'revoked' });
      const client = as(user);
      await expect(who(client)).rejects.toMatchObject({ code: 'cluster-unauthorized' });
      expect(await runs()).toBe(2);
      await change({ token });
      const names = await Promise.all(Array.from({ length: 20 }, async () => (await who(client)).username));
      expect(new Set(names)).toEqual(new Set([account()]));
      expect(await runs()).toBe(3);
    });

    // API servers end the HTTP/2 connection of whoever they do not know, and with it all that is on its way there
    // (apiserver endpoints/filters/authentication.go, UnauthenticatedHTTP2DOSMitigation).
    it('whose token is refused while many ask and it takes its time: nobody fails', async () => {
      const { user, change, runs } = await plugin('renews-slowly', { token: 'revoked' }, 1);
      const client = as(user);
      await expect(who(client)).rejects.toMatchObject({ code: 'cluster-unauthorized' });
      await change({ token });
      const names = await Promise.all(Array.from({ length: 200 }, async () => (await who(client)).username));
      expect(new Set(names)).toEqual(new Set([account()]));
      expect(await runs()).toBe(3);
    });

    it('that gives a certificate, and later a token instead', async () => {
      const { user, change } = await plugin('gives-certificate', { clientCertificateData: admin.cert, clientKeyData: admin.key, expirationTimestamp: '2020-01-01T00:00:00Z' });
      const client = as(user);
      expect((await who(client)).username).toBe('drydock-test-admin');
      await change({ token });
      expect((await who(client)).username).toBe(account());
    });
  });
});
