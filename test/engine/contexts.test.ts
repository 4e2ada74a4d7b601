/** Contexts that change while Drydock runs, and contexts that must not be written to. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import { describeCluster } from '../cluster/use.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: value\n`;

describeOnBoth('contexts', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let engines: Engine[] = [];
  let made = 0;

  beforeAll(async () => {
    workspace = await createWorkspace('contexts', cluster());
    await mkdir(workspace.home, { recursive: true });
    proxy = await startFaultProxy(cluster().kubeconfig, cluster().context, join(workspace.home, 'proxied'));
    await commitFiles(workspace.repository, { 'a.yaml': configMap('a') }, 'start');
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
    engines = [];
    proxy.fault = () => undefined;
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
  });

  /** An engine on a home of its own, with one application `app` on a context of `kubeconfig`. */
  async function started(kubeconfig: string, context: string, settings = '', policy: object = {}): Promise<Engine> {
    const home = workspace.sandbox.path(`home-${made++}`);
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'settings.yaml'), settings);
    const engine = createEngine({ home, env: { ...workspace.env, KUBECONFIG: kubeconfig } });
    engines.push(engine);
    await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { name: context, namespace: workspace.namespace }, ...policy }), 'test');
    return engine;
  }

  /** A copy of a kubeconfig, with its one context under another name. */
  async function copyOf(kubeconfig: string, context: string, name: string): Promise<string> {
    return (await readFile(kubeconfig, 'utf8')).replaceAll(context, name);
  }

  const problems = (view: ApplicationView) => view.status.conditions.map((condition) => `${condition.message} ${condition.hint ?? ''}`).join('\n');

  describe('that change', () => {
    it('lead elsewhere: the cluster is opened anew and the application follows; deleted: it says so, and comes back', async () => {
      const file = workspace.sandbox.path(`moving-${made}`);
      await writeFile(file, await copyOf(cluster().kubeconfig, cluster().context, 'moving'));
      const engine = await started(file, 'moving');
      const seen: ApplicationView[] = [];
      const stop = new AbortController();
      let told = Promise.withResolvers<void>();
      const following = engine.follow('app', (view) => void (seen.push(view), told.resolve()), stop.signal);
      const until = async (holds: (view: ApplicationView) => boolean) => {
        for (let next = 0; ; ) {
          while (next < seen.length) {
            const view = seen[next++];
            if (view !== undefined && holds(view)) return void (seen.length = 0);
          }
          await told.promise;
          told = Promise.withResolvers();
        }
      };
      await until((view) => view.status.sync.status === 'OutOfSync');
      expect(proxy.requests.length).toBe(0);

      await writeFile(file, await copyOf(proxy.kubeconfig, 'faulty', 'moving'));
      await until((view) => view.status.sync.status === 'OutOfSync');
      expect(proxy.requests.length).toBeGreaterThan(0);
      // What was open to the other server is closed; what is asked now goes the new way.
      const before = proxy.requests.length;
      await engine.view('app', 'hard');
      expect(proxy.requests.length).toBeGreaterThan(before);

      await writeFile(file, await copyOf(proxy.kubeconfig, 'faulty', 'other'));
      await until((view) => view.status.sync.status === 'Unknown' && /moving is no context of the kubeconfig/.test(problems(view)) && /other/.test(problems(view)));
      await writeFile(file, await copyOf(cluster().kubeconfig, cluster().context, 'moving'));
      await until((view) => view.status.sync.status === 'OutOfSync');
      stop.abort();
      await following;
    });

    it('other credentials: what was refused is let in, without a start anew', async () => {
      const file = workspace.sandbox.path(`login-${made}`);
      const right = await copyOf(cluster().kubeconfig, cluster().context, 'login');
      const wrong = right.replace(/users:[^]*?(?=\ncontexts|\ncurrent|\nclusters|$)/, 'users: [{name: login, user: {token: wrong}}]').replace(/"users":\[.*?\}\}\]/, '"users":[{"name":"login","user":{"token":"wrong"}}]');
      await writeFile(file, wrong);
      const engine = await started(file, 'login');
      expect(problems(await engine.view('app', 'known'))).toMatch(/login.*Unauthorized/i);
      expect(engine.connections.state('login')).toMatchObject({ state: 'failed', error: { code: 'cluster-unauthorized' } });
      const found = untilTold<ApplicationView>((tell, signal) => engine.follow('app', tell, signal), (view) => view.status.sync.status === 'OutOfSync');
      await writeFile(file, right);
      await found;
      await vi.waitFor(() => expect(engine.connections.state('login').state).toBe('ready'), { timeout: 10_000 });
    });
  });

  it('that change in the middle of a sync: it ends on the cluster on which it began', async () => {
    const file = workspace.sandbox.path(`midway-${made}`);
    await writeFile(file, await copyOf(proxy.kubeconfig, 'faulty', 'midway'));
    const engine = await started(file, 'midway');
    const plan = await engine.plan('app', MANUAL);
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    proxy.fault = (method, url) => {
      if (method !== 'PATCH' || url.includes('dryRun')) return undefined;
      arrived.resolve();
      return { hold: released.promise };
    };
    const operation = engine.sync(plan);
    await arrived.promise;
    const before = engine.requestCount('midway');
    await writeFile(file, await copyOf(cluster().kubeconfig, cluster().context, 'midway'));
    // The new way is open, and used, while the old one still waits for its answer.
    await engine.inspectDestination('midway', workspace.namespace);
    expect(engine.requestCount('midway')).toBeGreaterThan(before);
    released.resolve();
    expect(await operation).toMatchObject({ phase: 'Succeeded', results: [{ status: 'Synced', message: 'created' }] });
    // What is compared afterwards goes the new way.
    const asked = proxy.requests.length;
    expect((await engine.view('app', 'hard')).status.sync.status).toBe('Synced');
    expect(proxy.requests.length).toBe(asked);
    await cluster().kubectl(['delete', 'cm', 'a', '-n', workspace.namespace]);
  });

  it('that did not answer are asked again, and their applications look again', async () => {
    const engine = await started(proxy.kubeconfig, 'faulty');
    proxy.fault = () => 'drop';
    const found = untilTold<ApplicationView>((tell, signal) => engine.follow('app', tell, signal), (view) => view.status.sync.status === 'OutOfSync');
    await vi.waitFor(() => expect(engine.connections.state('faulty')).toMatchObject({ state: 'failed', error: { code: 'cluster-unreachable' }, retryAt: expect.any(String) }), { timeout: 10_000 });
    proxy.fault = () => undefined;
    await found;
  });

  describe('that are read-only', () => {
    const READ_ONLY = 'contexts:\n  readOnly: ["fau*"]\n';
    /** The requests that are no GET, since there were so many. */
    /** What one may do is asked by POST as well. */
    const written = (since: number) => proxy.requests.slice(since).filter((request) => !request.startsWith('GET ') && !request.includes('/authorization.k8s.io/'));

    it('are planned by dry runs, and nothing else is sent but questions', async () => {
      const engine = await started(proxy.kubeconfig, 'faulty', READ_ONLY);
      const since = proxy.requests.length;
      const plan = await engine.plan('app', MANUAL);
      expect(plan.items.map((item) => [item.key.name, item.operation])).toEqual([['a', 'create']]);
      expect(written(since)).toContainEqual(expect.stringMatching(/^PATCH .*dryRun=All/));
      expect(plan.warnings).toContain('faulty is a read-only context: this plan can be looked at, and is not applied.');
      await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'context-read-only', message: expect.stringContaining('faulty is a read-only context'), hint: expect.stringContaining('contexts.readOnly') });
      await expect(engine.remove('app', { cascade: true })).rejects.toMatchObject({ code: 'context-read-only' });
      await expect(engine.remove('app', { cascade: false })).rejects.toMatchObject({ code: 'context-read-only' });
      expect(written(since).filter((request) => !request.includes('dryRun=All'))).toEqual([]);
      expect(await engine.operations('app')).toEqual([]);
      expect(await cluster().kubectl(['get', 'cm', '-n', workspace.namespace, '-o', 'name'])).not.toContain('configmap/a');
      expect(await engine.remove('app', { cascade: false, force: true })).toEqual([]);
    });

    it('are not even asked for dry runs where that is forbidden: the plan is worked out here', async () => {
      const engine = await started(proxy.kubeconfig, 'faulty', `${READ_ONLY}  readOnlyDryRun: false\n`);
      const since = proxy.requests.length;
      const plan = await engine.plan('app', MANUAL);
      expect(plan.items.map((item) => [item.key.name, item.operation])).toEqual([['a', 'create']]);
      expect(written(since)).toEqual([]);
    });

    it('are not synced automatically, and nothing fails for it', async () => {
      const engine = await started(proxy.kubeconfig, 'faulty', READ_ONLY, { syncPolicy: { automated: { selfHeal: true } } });
      const since = proxy.requests.length;
      const events: LoopEvent[] = [];
      let compared = Promise.withResolvers<void>();
      const running = await engine.run((event) => {
        events.push(event);
        if (event.type === 'compared') compared.resolve();
      });
      await compared.promise;
      // A second look comes after whatever the first decided.
      compared = Promise.withResolvers();
      await commitFiles(workspace.repository, { 'a.yaml': configMap('a'), 'b.yaml': configMap('b') }, 'more');
      await compared.promise;
      await running.stop();
      expect(new Set(events.map((event) => event.type))).toEqual(new Set(['compared']));
      expect(written(since).filter((request) => !request.includes('dryRun=All'))).toEqual([]);
      await commitFiles(workspace.repository, { 'a.yaml': configMap('a') }, 'back');
    });

    it('can be written to as soon as the settings say so', async () => {
      const engine = await started(proxy.kubeconfig, 'faulty', READ_ONLY);
      const settings = await engine.settings();
      await engine.saveSettings({ ...settings, contexts: { ...settings.contexts, readOnly: [] } });
      expect((await engine.sync(await engine.plan('app', MANUAL))).phase).toBe('Succeeded');
      await cluster().kubectl(['delete', 'cm', 'a', '-n', workspace.namespace]);
    });
  });
});
