import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKubeconfig } from './kubeconfig.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drydock-kubeconfig-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Parts {
  readonly clusters?: Readonly<Record<string, object>>;
  readonly users?: Readonly<Record<string, object>>;
  readonly contexts?: Readonly<Record<string, object>>;
  readonly current?: string;
}

async function write(name: string, { clusters = {}, users = {}, contexts = {}, current }: Parts): Promise<string> {
  const named = (field: string, of: Readonly<Record<string, object>>) => Object.entries(of).map(([key, value]) => ({ name: key, [field]: value }));
  const file = join(folder, name);
  await writeFile(file, JSON.stringify({ apiVersion: 'v1', kind: 'Config', clusters: named('cluster', clusters), users: named('user', users), contexts: named('context', contexts), ...(current === undefined ? {} : { 'current-context': current }) }));
  return file;
}

const load = (...files: string[]) => loadKubeconfig({ KUBECONFIG: files.join(delimiter) });
const V1BETA1 = 'client.authentication.k8s.io/v1beta1';
const A = { clusters: { a: { server: 'https://a:6443' } }, users: { a: { token: 'from-a' } }, contexts: { a: { cluster: 'a', user: 'a', namespace: 'team' } } };

describe('which files', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['HOME without KUBECONFIG', { HOME: '/h' }, ['/h/.kube/config']],
    ['an empty KUBECONFIG', { HOME: '/h', KUBECONFIG: '' }, ['/h/.kube/config']],
    ['one', { KUBECONFIG: '/nowhere/a' }, ['/nowhere/a']],
    ['several, empty parts and repetitions left out', { KUBECONFIG: ['/nowhere/a', '', '/nowhere/b', '/nowhere/a'].join(delimiter) }, ['/nowhere/a', '/nowhere/b']],
  ])('%s', (_what, env, files) => {
    expect(loadKubeconfig(env).files).toEqual(files);
  });
});

describe('merging', () => {
  it('takes the first file\'s cluster, user, context and current context', async () => {
    const first = await write('first', { ...A });
    const second = await write('second', { clusters: { a: { server: 'https://other' }, b: { server: 'https://b' } }, users: { a: { token: 'from-b' }, b: {} }, contexts: { a: { cluster: 'b', user: 'b' }, b: { cluster: 'b', user: 'b' } }, current: 'b' });
    const third = await write('third', { current: 'a' });
    const config = load(first, second, third);
    expect(config.contexts).toEqual([
      { name: 'a', server: 'https://a:6443', user: 'a', namespace: 'team', current: false },
      { name: 'b', server: 'https://b', user: 'b', namespace: 'default', current: true },
    ]);
    expect(config.currentContext).toBe('b');
    expect(config.problems).toEqual([]);
    expect(config.clientConfig('a').user.token).toBe('from-a');
    expect(config.clientConfig('a').server).toBe('https://a:6443');
  });

  it('joins a context with a cluster and a user of other files', async () => {
    const contexts = await write('contexts', { contexts: { x: { cluster: 'a', user: 'a' } }, current: 'x' });
    const rest = await write('rest', { clusters: A.clusters, users: A.users });
    expect(load(contexts, rest).contexts).toEqual([{ name: 'x', server: 'https://a:6443', user: 'a', namespace: 'default', current: true }]);
  });

  it('reads paths from the folder of their own file', async () => {
    await mkdir(join(folder, 'sub'));
    const file = await write('sub/config', { ...A, clusters: { a: { server: 'https://a', 'certificate-authority': 'ca.crt' } }, users: { a: { 'client-certificate': '../me.crt', 'client-key': '/abs/me.key' } } });
    const config = load(file).clientConfig('a');
    expect(config.cluster['certificate-authority']).toBe(join(folder, 'sub', 'ca.crt'));
    expect(config.user).toMatchObject({ 'client-certificate': join(folder, 'me.crt'), 'client-key': '/abs/me.key' });
  });

  it.each([
    ['token', 'token'],
    ['./plugin', './plugin'],
  ])('a plugin that is a path is taken from there as well, one on the PATH is not: %s', async (command) => {
    const file = await write('config', { ...A, users: { a: { tokenFile: 'token', exec: { apiVersion: V1BETA1, command } } } });
    const { user } = load(file).clientConfig('a');
    expect(user.tokenFile).toBe(join(folder, 'token'));
    expect(user.exec?.command).toBe(command.startsWith('.') ? join(folder, 'plugin') : command);
  });
});

describe('what is not well', () => {
  it('a missing and an empty file are passed over', async () => {
    const empty = join(folder, 'empty');
    await writeFile(empty, '\n');
    const config = load(join(folder, 'missing'), empty, await write('a', A));
    expect(config.contexts.map((context) => context.name)).toEqual(['a']);
    expect(config.problems).toEqual([]);
  });

  it('a broken file and a folder are named, and the others count', async () => {
    const broken = join(folder, 'broken');
    await writeFile(broken, 'clusters: [\n');
    const config = load(broken, folder, await write('a', A));
    expect(config.contexts.map((context) => context.name)).toEqual(['a']);
    expect(config.problems).toEqual([expect.stringContaining(`The kubeconfig ${broken} could not be read`), `The kubeconfig ${folder} is not a file.`]);
  });

  it.each<[string, Parts, RegExp]>([
    ['no cluster', { ...A, clusters: {} }, /names the cluster "a", which is in no kubeconfig/],
    ['no user', { ...A, users: {} }, /names the user "a", which is in no kubeconfig/],
    ['a server that is no URL', { ...A, clusters: { a: { server: 'https://' } } }, /no valid server URL/],
    ['a server of another scheme', { ...A, clusters: { a: { server: 'ftp://a' } } }, /no valid server URL: ftp:/],
    ['an authority twice', { ...A, clusters: { a: { server: 'https://a', 'certificate-authority': 'f', 'certificate-authority-data': 'ZA==' } } }, /both certificate-authority and/],
    ['an authority that is not to be used', { ...A, clusters: { a: { server: 'https://a', 'certificate-authority': 'f', 'insecure-skip-tls-verify': true } } }, /insecure-skip-tls-verify. Remove one/],
    ['a proxy of another kind', { ...A, clusters: { a: { server: 'https://a', 'proxy-url': 'ftp://p' } } }, /proxy-url/],
    ['token and password', { ...A, users: { a: { token: 't', username: 'u', password: 'p' } } }, /both a token and a password/],
    ['a certificate without a key', { ...A, users: { a: { 'client-certificate': 'f' } } }, /no client-key/],
    ['groups of nobody', { ...A, users: { a: { 'as-groups': ['g'] } } }, /not as whom/],
    ['gcp', { ...A, users: { a: { 'auth-provider': { name: 'gcp', config: {} } } } }, /"gcp", which kubectl does not have any more. Use the credential plugin gke-gcloud-auth-plugin/],
    ['an old plugin', { ...A, users: { a: { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'x' } } } }, /v1alpha1.*Renew/],
    ['a v1 plugin without a mode', { ...A, users: { a: { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'x' } } } }, /interactiveMode, which v1 wants/],
    ['a plugin with an unknown mode', { ...A, users: { a: { exec: { apiVersion: V1BETA1, command: 'x', interactiveMode: 'Maybe' } } } }, /"Maybe"/],
  ])('a context with %s is shown with its problem, and refused', async (_what, parts, problem) => {
    const config = load(await write('x', parts));
    expect(config.contexts[0]?.problem).toMatch(problem);
    expect(() => config.clientConfig('a')).toThrow(expect.objectContaining({ code: 'kubeconfig-invalid', message: expect.stringMatching(problem) }));
  });

  it('an unknown context is refused with those there are', async () => {
    const file = await write('a', A);
    expect(() => load(file).clientConfig('b')).toThrow(expect.objectContaining({ code: 'not-found', message: expect.stringContaining(file), hint: 'Known contexts: a.' }));
    expect(() => load().clientConfig('b')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

it.each<[string, object, object, string, string | undefined]>([
  ['http', { server: 'http://127.0.0.1:8001/' }, {}, 'http://127.0.0.1:8001', 'plain-http'],
  ['https', { server: 'https://s' }, {}, 'https://s', undefined],
  ['a path', { server: 'https://rancher/k8s/clusters/c-1/' }, {}, 'https://rancher/k8s/clusters/c-1', undefined],
  ['TLS that is not verified', { server: 'https://s', 'insecure-skip-tls-verify': true }, {}, 'https://s', 'not-verified'],
  ['a bare host as kubectl does', { server: 'localhost:6443' }, {}, 'http://localhost:6443', 'plain-http'],
  ['a bare host with an authority', { server: 'a:6443', 'certificate-authority-data': 'ZA==' }, {}, 'https://a:6443', undefined],
  ['a bare host with a client certificate', { server: 'a' }, { 'client-certificate-data': 'ZA==', 'client-key-data': 'ZA==' }, 'https://a', undefined],
])('takes the server of %s', async (_what, cluster, user, server, insecure) => {
  const config = load(await write('x', { ...A, clusters: { a: cluster }, users: { a: user } }));
  expect(config.clientConfig('a').server).toBe(server);
  expect(config.contexts[0]?.insecure).toBe(insecure);
});

it('what stands twice in a file counts once, and is told', async () => {
  const file = join(folder, 'twice');
  await writeFile(file, 'clusters:\n- {name: a, cluster: {server: "https://first"}}\n- {name: a, cluster: {server: "https://second"}}\ncontexts:\n- name: a\n  context: {cluster: a, namespace: 7}\nusers:\n');
  const config = load(file);
  expect(config.contexts[0]).toMatchObject({ server: 'https://first', namespace: '7' });
  expect(config.problems).toEqual([`The kubeconfig ${file} has the cluster "a" twice; the first counts.`]);
});

it('tells nothing of what stands in a file that is broken', async () => {
  const file = join(folder, 'broken');
  await writeFile(file, 'users:\n- name: a\n  user:\n    token: very-secret\n   x: [\n');
  const [problem] = load(file).problems;
  expect(problem).toContain(file);
  expect(problem).not.toContain('very-secret');
});

it('a context needs no user', async () => {
  const config = load(await write('anonymous', { clusters: A.clusters, contexts: { a: { cluster: 'a' } } }));
  expect(config.contexts[0]).toEqual({ name: 'a', server: 'https://a:6443', user: '', namespace: 'default', current: false });
});
