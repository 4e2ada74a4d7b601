/** One host per home: the terminals are its clients, and what they ask goes through the one engine. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Host } from '../../electron/host.ts';
import { startHost } from '../../electron/host.ts';
import { connectHost, hostAddress } from '../../electron/serve/index.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import { followHome } from '../helpers/homeFollower.ts';
import { drydock, startDrydock } from '../helpers/terminal.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const configMap = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  key: ${value}\n`;

describeCluster('the host of a home', () => {
  let workspace: Workspace;
  let host: Host | undefined;
  let home: string;
  let env: NodeJS.ProcessEnv;
  let made = 0;

  beforeAll(async () => {
    workspace = await createWorkspace('host', { ...useCluster(), newNamespace });
    await commitFiles(workspace.repository, { 'a.yaml': configMap('one') }, 'start');
  });
  beforeEach(() => {
    home = workspace.sandbox.path(`home-${made++}`);
    env = { ...workspace.env, DRYDOCK_HOME: home };
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
  });
  afterAll(() => workspace.close());

  const spec = () => ({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: useCluster().context, namespace: workspace.namespace } });

  async function client() {
    const connection = await connectHost(hostAddress(home));
    if (connection === undefined) throw new Error('nobody listens');
    return connection;
  }

  it('answers over its socket, which only its user may open, and is gone after close', async () => {
    host = await startHost({ home, env });
    expect((await stat(hostAddress(home))).mode & 0o777).toBe(0o600);
    const connection = await client();
    expect(connection.hello).toMatchObject({ pid: process.pid, home });
    await connection.call('create', { yaml: applicationYaml(spec()), from: 'test' });
    const view = await connection.call('view', { name: 'app', depth: 'fetch' });
    expect(view.status.sync.status).toBe('OutOfSync');
    await host.close();
    host = undefined;
    await expect(connection.call('list', {})).rejects.toMatchObject({ code: 'operation-failed' });
    expect(await connectHost(hostAddress(home))).toBeUndefined();
  });

  it('carries errors as values, refuses input that is not valid, and hangs up on what is no request', async () => {
    host = await startHost({ home, env });
    const connection = await client();
    await expect(connection.call('view', { name: 'nope', depth: 'known' })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('nope') });
    await expect(connection.call('view', { name: '', depth: 'known' })).rejects.toMatchObject({ code: 'usage' });
    await expect(connection.call('sync', { name: 'app', planId: '0123456789abcdef', confirmCluster: false })).rejects.toMatchObject({ code: 'plan-stale' });
    const raw = connect(hostAddress(home));
    raw.resume();
    raw.write('{"id":1,"request":"format-disk","input":{}}\n');
    await once(raw, 'close');
    expect((await connection.call('list', {})).applications).toEqual([]);
    connection.close();
  });

  it('tells progress, carries out only plans of its own, and ends what is cancelled', async () => {
    host = await startHost({ home, env });
    const connection = await client();
    await connection.call('create', { yaml: applicationYaml(spec()), from: 'test' });
    const plan = await connection.call('plan', { name: 'app', options: { ...MANUAL, adopt: true }, depth: 'fetch' });
    const told: string[] = [];
    const operation = await connection.call('sync', { name: 'app', planId: plan.id, confirmCluster: false }, { onProgress: (event) => event.kind === 'result' && told.push(event.result.key.name) });
    expect(operation.phase).toBe('Succeeded');
    expect(told).toEqual(['settings']);
    const stop = new AbortController();
    const seen = Promise.withResolvers<void>();
    const following = connection.call('follow', { name: 'app' }, { signal: stop.signal, onProgress: (view) => view.status.sync.status === 'OutOfSync' && seen.resolve() });
    await kubectl(['patch', 'cm', 'settings', '-n', workspace.namespace, '--type=merge', '-p', '{"data":{"key":"drift"}}']);
    await seen.promise;
    stop.abort();
    expect(await following).toBeNull();
    connection.close();
  });

  it('is one: a second start says where the first runs, and a socket left by a killed host is replaced', async () => {
    const first = startDrydock(['run', '-o', 'json'], env);
    await first.error((text) => text.includes('reconciling'));
    await expect(startHost({ home, env })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(`process ${first.pid}`) });
    const second = startDrydock(['run', '-o', 'json'], env);
    await second.error((text) => text.includes(`already running here (process ${first.pid})`) && text.includes('reconciling'));
    second.signal('SIGINT');
    expect((await second.finished).code).toBe(0);
    first.signal('SIGKILL');
    await first.finished;
    expect((await stat(hostAddress(home))).isSocket()).toBe(true);
    host = await startHost({ home, env });
    expect((await client()).hello.pid).toBe(process.pid);
  });

  it('serves the terminal: commands go through it, beside its own loop, and work without it as well', async () => {
    await writeFile(join(workspace.sandbox.root, 'spec.yaml'), applicationYaml(spec()));
    expect((await drydock(['app', 'create', '-f', join(workspace.sandbox.root, 'spec.yaml')], env)).code).toBe(0);
    const running = startDrydock(['run', '-o', 'json'], env);
    await running.line((line) => line.includes('"type":"compared"'));
    await commitFiles(workspace.repository, { 'a.yaml': configMap(`value-${made}`) }, 'changed');
    const synced = await drydock(['app', 'sync', 'app', '--adopt', '--yes'], env);
    expect(synced.code, synced.stderr).toBe(0);
    // The host's own loop sees what the terminal's sync did, without being asked.
    await running.line((line) => line.includes('"type":"compared"') && line.includes('"sync":{"status":"Synced"'));
    const other = await drydock(['app', 'list'], { ...env, KUBECONFIG: '/nowhere/else' });
    expect(other.stderr).toMatch(/the running Drydock \(process \d+\) uses the kubeconfig/);
    running.signal('SIGTERM');
    expect((await running.finished).code).toBe(0);
    const alone = await drydock(['app', 'get', 'app', '-o', 'json'], env);
    expect(z.object({ status: z.object({ sync: z.object({ status: z.string() }) }) }).parse(JSON.parse(alone.stdout)).status.sync.status).toBe('Synced');
    expect(await readFile(join(home, 'applications', 'app.yaml'), 'utf8')).toContain('uid:');
  });

  it('asks for the name of a protected context before it writes there, from every client', async () => {
    host = await startHost({ home, env });
    const connection = await client();
    const follower = followHome(connection);
    const { settings } = await follower.until(() => true);
    follower.stop();
    await connection.call('saveSettings', { settings: { ...settings, contexts: { protected: [useCluster().context] } } });
    await connection.call('create', { yaml: applicationYaml(spec()), from: 'test' });
    const plan = await connection.call('plan', { name: 'app', options: { ...MANUAL, adopt: true }, depth: 'fetch' });
    const sync = (confirmContext?: string) => connection.call('sync', { name: 'app', planId: plan.id, confirmCluster: false, ...(confirmContext === undefined ? {} : { confirmContext }) });
    await expect(sync()).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('protected') });
    await expect(sync('something else')).rejects.toMatchObject({ code: 'usage' });
    const terminal = await drydock(['app', 'sync', 'app', '--adopt', '--yes'], env);
    expect(terminal.code).toBe(2);
    expect(terminal.stderr).toContain(`--confirm-context ${useCluster().context}`);
    expect((await drydock(['app', 'sync', 'app', '--adopt', '--yes', '--confirm-context', useCluster().context], env)).code).toBe(0);
    connection.close();
  });

  it('stops a detached sync only when it is told to, and says where none runs', async () => {
    host = await startHost({ home, env });
    const connection = await client();
    await connection.call('create', { yaml: applicationYaml(spec()), from: 'test' });
    await expect(connection.call('terminate', { name: 'app' })).rejects.toMatchObject({ code: 'not-found' });
    const plan = await connection.call('plan', { name: 'app', options: { ...MANUAL, adopt: true }, depth: 'fetch' });
    const other = await client();
    const hungUp = other.call('sync', { name: 'app', planId: plan.id, confirmCluster: false, detached: true });
    other.close();
    await expect(hungUp).rejects.toMatchObject({ code: 'operation-failed' });
    // The host goes on, and records it.
    await expect.poll(async () => (await connection.call('operations', { name: 'app' }))[0]?.phase, { timeout: 15_000 }).toBe('Succeeded');
    connection.close();
  });
});
