/** A cluster that fails: what is said, what is left alone, and that it goes on when the cluster does. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createEngine } from '../../electron/engine/index.ts';
import { createAuthority } from '../cluster/certificates.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Fault, FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const configMap = (name: string, value = 'value') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${value}\n`;
const FILES = { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') };

describeOnBoth('bad input from the cluster', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let made = 0;

  beforeAll(async () => {
    const { kubeconfig, context } = cluster();
    workspace = await createWorkspace('bad-cluster', cluster());
    await mkdir(workspace.home, { recursive: true });
    proxy = await startFaultProxy(kubeconfig, context, join(workspace.home, 'kubeconfig'));
    await commitFiles(workspace.repository, FILES, 'start');
  });
  afterEach(() => {
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
  });

  /** An engine whose cluster is behind the proxy, with one application `app`. */
  async function faulty(): Promise<ReturnType<typeof createEngine>> {
    const engine = createEngine({ home: workspace.sandbox.path(`home-${made++}`), env: { ...workspace.env, KUBECONFIG: proxy.kubeconfig } });
    await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'faulty', namespace: workspace.namespace } }), 'test');
    return engine;
  }

  const answer = (status: number, message: string): Fault => ({ status, message });

  it.each([
    ['401', answer(401, 'Unauthorized'), /faulty.*Unauthorized/, /Log in again/],
    ['403 on a list', answer(403, 'configmaps is forbidden: User "me" cannot list'), /cannot list/, /./],
    ['500', answer(500, 'etcd is not well'), /etcd is not well/, /./],
    ['429', { status: 429, message: 'too many requests', headers: { 'retry-after': '1' } } as Fault, /too many requests/, /moment/],
    ['a dropped connection', 'drop' as Fault, /dropped/, /./],
  ])('%s: the application is Unknown and says why, and recovers', async (_what, fault, says, hint) => {
    const engine = await faulty();
    try {
      proxy.fault = (_method, url) => (url.includes('/configmaps') ? fault : undefined);
      const { status } = await engine.view('app', 'fetch');
      expect(status.sync.status).toBe('Unknown');
      const text = status.conditions.map((condition) => `${condition.message} ${condition.hint ?? ''}`).join('\n');
      expect(text).toMatch(says);
      expect(text).toMatch(hint);
      proxy.fault = () => undefined;
      expect((await engine.view('app', 'fetch')).status.sync.status).toBe('OutOfSync');
    } finally {
      await engine.close();
    }
  });

  it('a cluster that goes away and comes back is Unknown meanwhile, and is followed again by itself', async () => {
    const engine = await faulty();
    const stop = new AbortController();
    const seen: string[] = [];
    let arrived = Promise.withResolvers<void>();
    const following = engine.follow(
      'app',
      (view) => {
        seen.push(view.status.sync.status);
        arrived.resolve();
      },
      stop.signal,
    );
    const until = async (status: string) => {
      while (seen.at(-1) !== status) {
        arrived = Promise.withResolvers<void>();
        await arrived.promise;
      }
    };
    try {
      await until('OutOfSync');
      proxy.fault = () => 'drop';
      proxy.sever();
      await until('Unknown');
      proxy.fault = () => undefined;
      await until('OutOfSync');
    } finally {
      stop.abort();
      await following;
      await engine.close();
    }
  });

  it('403 and 422 on a dry run block that object alone', async () => {
    const engine = await faulty();
    try {
      proxy.fault = (method, url) => (method === 'PATCH' && url.includes('/configmaps/b') ? answer(403, 'configmaps "b" is forbidden: User "me" cannot patch') : undefined);
      const plan = await engine.plan('app', MANUAL);
      expect(plan.items.map((item) => [item.key.name, item.operation])).toEqual([['a', 'create'], ['b', 'blocked']]);
      expect(plan.items[1]?.blocked).toMatchObject({ reason: 'forbidden' });
      await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
      expect(await cluster().kubectl(['get', 'cm', '-n', workspace.namespace, '-o', 'name'])).not.toContain('configmap/a');
    } finally {
      await engine.close();
    }
  });

  it('a write that fails ends the sync, with what was done on record, and the next one goes on', async () => {
    const engine = await faulty();
    try {
      const plan = await engine.plan('app', MANUAL);
      proxy.fault = (method, url) => (method === 'PATCH' && url.includes('/configmaps/b') && !url.includes('dryRun') ? answer(500, 'disk full') : undefined);
      const operation = await engine.sync(plan);
      expect(operation).toMatchObject({ phase: 'Failed' });
      expect(operation.message).toContain('disk full');
      expect(operation.results.map((result) => [result.key.name, result.status]).toSorted()).toEqual([['a', 'Synced'], ['b', 'SyncFailed']]);
      expect(await engine.history('app')).toEqual([]);
      proxy.fault = () => undefined;
      expect((await engine.sync(await engine.plan('app', MANUAL))).phase).toBe('Succeeded');
      expect((await engine.history('app')).length).toBe(1);
    } finally {
      await engine.close();
    }
  });

  it('a connection that is lost in mid-sync: what was under way is on record, with what is not known', async () => {
    const engine = await faulty();
    try {
      await commitFiles(workspace.repository, { 'a.yaml': configMap('a', 'lost'), 'b.yaml': configMap('b', 'lost') }, 'lost');
      const plan = await engine.plan('app', { ...MANUAL, adopt: true });
      proxy.fault = (method, url) => (method === 'PATCH' && url.includes('/configmaps/b') && !url.includes('dryRun') ? 'drop' : undefined);
      const operation = await engine.sync(plan);
      expect(operation).toMatchObject({ phase: 'Error', error: { code: 'cluster-unreachable' } });
      expect(new Map(operation.results.map((result) => [result.key.name, result.message]))).toEqual(new Map([['a', expect.stringMatching(/configured|created/)], ['b', expect.stringContaining('not known')]]));
      proxy.fault = () => undefined;
      expect((await engine.sync(await engine.plan('app', { ...MANUAL, adopt: true }))).phase).toBe('Succeeded');
    } finally {
      await commitFiles(workspace.repository, FILES, 'back');
      await engine.close();
    }
  });

  it('409 on a write: the same change is sent again, another one is refused', async () => {
    const engine = await faulty();
    try {
      expect((await engine.sync(await engine.plan('app', { ...MANUAL, adopt: true }))).phase).toBe('Succeeded');
      await commitFiles(workspace.repository, { 'a.yaml': configMap('a', 'changed') }, 'changed');
      const plan = await engine.plan('app', MANUAL);
      // Between the last comparison and the write somebody else touches the object, harmlessly.
      let meddled: Promise<unknown> | undefined;
      let seen = 0;
      proxy.fault = (method, url) => {
        if (method !== 'PATCH' || !url.includes('/configmaps/a') || url.includes('dryRun') || seen++ > 0) return undefined;
        meddled = cluster().kubectl(['label', 'cm', 'a', '-n', workspace.namespace, 'touched=yes']);
        return { status: 409, reason: 'Conflict', message: 'the object has been modified' };
      };
      const operation = await engine.sync(plan);
      await meddled;
      expect(['Succeeded', 'Failed']).toContain(operation.phase);
      proxy.fault = () => undefined;
      expect((await engine.sync(await engine.plan('app', MANUAL))).phase).toBe('Succeeded');
      expect(await cluster().kubectl(['get', 'cm', 'a', '-n', workspace.namespace, '-o', 'jsonpath={.data.key}{.metadata.labels.touched}'])).toBe('changedyes');
    } finally {
      await commitFiles(workspace.repository, FILES, 'back');
      await engine.close();
    }
  });

  it('an unknown kind and a missing namespace are blocked with what to do, at their place in Git', async () => {
    await commitFiles(workspace.repository, { 'kind.yaml': 'apiVersion: example.com/v1\nkind: Gadget\nmetadata:\n  name: g\n', 'ns.yaml': configMap('elsewhere').replace('metadata:\n', 'metadata:\n  namespace: not-there\n') }, 'blocked');
    try {
      const plan = await workspace.engine.plan('app', MANUAL);
      const blocked = plan.items.filter((item) => item.blocked !== undefined);
      expect(blocked.map((item) => [item.blocked?.reason, item.origin?.file])).toEqual(expect.arrayContaining([['missing-kind', 'kind.yaml'], ['missing-namespace', 'ns.yaml']]));
      await expect(workspace.engine.sync(plan)).rejects.toThrow(/Nothing was written.*\n[\s\S]*(Gadget|not-there)/);
    } finally {
      await commitFiles(workspace.repository, { 'kind.yaml': null, 'ns.yaml': null }, 'unblocked');
    }
  });

  it('a field that the kind does not have, and an immutable one', async () => {
    const deployment = (app: string, extra = '') =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  replicas: 0\n${extra}  selector:\n    matchLabels:\n      app: ${app}\n  template:\n    metadata:\n      labels:\n        app: ${app}\n    spec:\n      containers:\n        - name: c\n          image: nginx\n`;
    await commitFiles(workspace.repository, { 'd.yaml': deployment('one', '  replicsa: 1\n') }, 'typo');
    const typo = await workspace.engine.plan('app', MANUAL);
    expect(typo.items.find((item) => item.key.kind === 'Deployment')?.blocked).toMatchObject({ reason: 'invalid', message: expect.stringContaining('replicsa') });
    await commitFiles(workspace.repository, { 'd.yaml': deployment('one') }, 'right');
    expect((await workspace.engine.sync(await workspace.engine.plan('app', { ...MANUAL, adopt: true }))).phase).toBe('Succeeded');
    await commitFiles(workspace.repository, { 'd.yaml': deployment('two') }, 'immutable');
    const plan = await workspace.engine.plan('app', MANUAL);
    expect(plan.items.find((item) => item.key.kind === 'Deployment')?.blocked?.reason).toBe('immutable');
    await commitFiles(workspace.repository, { 'd.yaml': null }, 'away');
  });

  it.each([
    ['a dead server', async () => ({ server: 'http://127.0.0.1:1', close: async () => undefined }), /connection refused at 127\.0\.0\.1:1/],
    [
      'a server that never answers the TLS handshake',
      async () => {
        const server = createServer(() => undefined);
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        return { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, close: async () => void server.close() };
      },
      /no answer from|dropped/,
    ],
  ])('%s', async (_what, start, says) => {
    const dead = await start();
    const file = workspace.sandbox.path(`dead-${made++}`);
    await writeFile(file, JSON.stringify({ clusters: [{ name: 'c', cluster: { server: dead.server } }], users: [{ name: 'u', user: {} }], contexts: [{ name: 'dead', context: { cluster: 'c', user: 'u' } }] }));
    const engine = createEngine({ home: workspace.sandbox.path(`home-${made++}`), env: { ...workspace.env, KUBECONFIG: file } });
    try {
      await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'dead', namespace: 'x' } }), 'test');
      const { status } = await engine.view('app', 'fetch');
      expect(status.sync.status).toBe('Unknown');
      expect(status.conditions[0]?.message).toMatch(says);
    } finally {
      await engine.close();
      await dead.close();
    }
  });

  it.each([
    ['an expired certificate', -60_000, true, /TLS connection to 127\.0\.0\.1:\d+ failed: its certificate has expired/],
    ['a certificate of another authority, as after a cluster was recreated', 60_000, false, /TLS connection .* failed: its certificate is not signed by an authority/],
  ])('%s', async (_what, validMs, trusted, says) => {
    const authority = createAuthority('of the server');
    const { certificate, key } = authority.issueServer(['127.0.0.1'], validMs);
    const server = createTlsServer({ cert: certificate, key });
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const ca = (trusted ? authority : createAuthority('somebody else')).certificate;
    const file = workspace.sandbox.path(`tls-${made++}`);
    const cluster = { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, 'certificate-authority-data': Buffer.from(ca).toString('base64') };
    await writeFile(file, JSON.stringify({ clusters: [{ name: 'c', cluster }], users: [{ name: 'u', user: {} }], contexts: [{ name: 'tls', context: { cluster: 'c', user: 'u' } }] }));
    const engine = createEngine({ home: workspace.sandbox.path(`home-${made++}`), env: { ...workspace.env, KUBECONFIG: file } });
    try {
      await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: 'tls', namespace: 'x' } }), 'test');
      const { status } = await engine.view('app', 'fetch');
      expect(status.sync.status).toBe('Unknown');
      expect(status.conditions[0]?.message).toMatch(says);
    } finally {
      await engine.close();
      server.close();
    }
  });

  it('a kubeconfig that is missing, broken, or lacks the context', async () => {
    const broken = workspace.sandbox.path('broken-kubeconfig');
    await writeFile(broken, 'clusters: [\n');
    // The sandbox's own name gets an answer of its own: it is there while Drydock runs.
    const says = cluster().kind === 'sandbox' ? /runs inside Drydock, which does not run now/ : /no context of the kubeconfig/;
    for (const file of ['/nowhere/config', broken]) {
      const engine = createEngine({ home: workspace.home, env: { ...workspace.env, KUBECONFIG: file } });
      const { status } = await engine.view('app', 'known');
      expect(status.sync.status).toBe('Unknown');
      expect(status.conditions[0]?.message).toMatch(says);
      expect(engine.contexts().problems.length).toBe(file === broken ? 1 : 0);
      await engine.close();
    }
  });

  it('a broken application file is shown as broken and left alone, and the others go on', async () => {
    const file = join(workspace.home, 'applications', 'broken.yaml');
    const text = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: broken\nspec:\n  source:\n    path: .\n';
    await writeFile(file, text);
    const { applications, broken } = await workspace.engine.list();
    expect(applications.map((application) => application.name)).toContain('app');
    expect(broken[0]?.error.message).toMatch(/broken\.yaml:\d+: spec\.source\.repoURL/);
    await expect(workspace.engine.view('broken', 'known')).rejects.toMatchObject({ code: 'application-invalid' });
    await expect(workspace.engine.create(applicationYaml({ source: { repoURL: 'x' }, destination: {} }, 'broken'), 'test')).rejects.toMatchObject({ code: 'already-exists' });
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});
