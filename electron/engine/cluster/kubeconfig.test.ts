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
    expect(config.clientConfig('a').getCurrentUser()?.token).toBe('from-a');
    expect(config.clientConfig('a').getCurrentCluster()?.server).toBe('https://a:6443');
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
    expect(config.getCurrentCluster()?.caFile).toBe(join(folder, 'sub', 'ca.crt'));
    expect(config.getCurrentUser()).toMatchObject({ certFile: join(folder, 'me.crt'), keyFile: '/abs/me.key' });
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
    ['a server without http or https', { ...A, clusters: { a: { server: 'localhost:6443' } } }, /no valid server URL: localhost:6443/],
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

it('takes plain HTTP, and only that without TLS', async () => {
  const config = load(await write('http', { clusters: { h: { server: 'http://127.0.0.1:8001' }, s: { server: 'https://s' } }, users: { u: {} }, contexts: { h: { cluster: 'h', user: 'u' }, s: { cluster: 's', user: 'u' } } }));
  expect(config.contexts.map((context) => context.problem)).toEqual([undefined, undefined]);
  expect(config.clientConfig('h').getCurrentCluster()?.skipTLSVerify).toBe(true);
  expect(config.clientConfig('s').getCurrentCluster()?.skipTLSVerify).not.toBe(true);
});

it('a context needs no user', async () => {
  const config = load(await write('anonymous', { clusters: A.clusters, contexts: { a: { cluster: 'a' } } }));
  expect(config.contexts[0]).toEqual({ name: 'a', server: 'https://a:6443', user: '', namespace: 'default', current: false });
});
