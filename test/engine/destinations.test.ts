/** Applications of Argo CD whose destinations name no context: what they are taken for, and how a person chooses. */
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import { describeCluster } from '../cluster/use.ts';
import { untilTold } from '../helpers/clusters.ts';
import type { FaultProxy } from '../helpers/faultProxy.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { applicationYaml, createWorkspace, MANUAL } from '../helpers/workspace.ts';

const IN_CLUSTER = { server: 'https://kubernetes.default.svc' };
const configMap = (name: string): string => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

describeOnBoth('destinations of Argo CD files', describeCluster, (cluster) => {
  let workspace: Workspace;
  let proxy: FaultProxy;
  let kubeconfig: string;
  let server: string;
  let engines: Engine[] = [];
  let made = 0;

  beforeAll(async () => {
    workspace = await createWorkspace('destinations', cluster());
    proxy = await startFaultProxy(cluster().kubeconfig, cluster().context, workspace.sandbox.path('proxied'));
    // The same cluster by two contexts, one of them through a proxy that counts what it is asked.
    kubeconfig = `${cluster().kubeconfig}${delimiter}${proxy.kubeconfig}`;
    server = engineWith(workspace.home).contexts().contexts.find(({ name }) => name === cluster().context)?.server ?? '';
    await commitFiles(workspace.repository, { 'a.yaml': configMap('a') }, 'start');
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
    engines = [];
  });
  afterAll(async () => {
    await workspace.close();
    await proxy.close();
  });

  function engineWith(home: string): Engine {
    const engine = createEngine({ home, env: { ...workspace.env, KUBECONFIG: kubeconfig } });
    engines.push(engine);
    return engine;
  }

  /** An engine on a home of its own, with one application `app` and this destination. */
  async function started(destination: object, more: object = {}): Promise<Engine> {
    const engine = engineWith(workspace.sandbox.path(`home-${made++}`));
    await engine.create(applicationYaml({ source: { repoURL: workspace.repository.remote, path: '.' }, destination: { namespace: workspace.namespace, ...destination }, ...more }), 'test');
    return engine;
  }
  const said = (view: ApplicationView) => view.status.conditions.map(({ message, hint = '' }) => `${message} ${hint}`).join('\n');

  it('a server that one context has is that context, and the file stays as it is', async () => {
    const engine = await started({ server });
    const view = await engine.view('app', 'known');
    expect(view.status).toMatchObject({ sync: { status: 'OutOfSync' }, context: cluster().context, destination: { by: 'server', context: cluster().context, said: server } });
    expect(view.spec.destination).toEqual({ server, namespace: workspace.namespace });
    expect((await engine.plan('app', MANUAL)).context).toBe(cluster().context);
    await expect(engine.bind('app', 'faulty')).rejects.toThrow(`already is the context ${cluster().context}`);
  });

  it.each([
    ['Argo CD\'s own cluster', IN_CLUSTER, /in which Argo CD runs/],
    ['the same by name', { name: 'in-cluster' }, /in which Argo CD runs/],
    ['a name of nobody', { name: 'prod' }, /prod is no context/],
    ['a server of nobody', { server: 'https://10.0.0.1:6443' }, /server of no context/],
  ])('%s is Unknown until a person chooses; nothing is contacted', async (_what, destination, why) => {
    const engine = await started(destination);
    const before = proxy.requests.length;
    const view = await engine.view('app', 'hard');
    expect(view.status).toMatchObject({ sync: { status: 'Unknown' }, health: { status: 'Unknown' }, destination: { by: 'nobody' } });
    expect(view.status.context).toBeUndefined();
    expect(said(view)).toMatch(why);
    expect(said(view)).toContain('app bind app --context');
    await expect(engine.plan('app', MANUAL)).rejects.toThrow(why);
    expect([engine.requestCount(cluster().context), engine.requestCount('faulty'), proxy.requests.length]).toEqual([0, 0, before]);

    const file = await engine.read('app');
    const bound = await engine.bind('app', 'faulty');
    expect(bound.status).toMatchObject({ sync: { status: 'OutOfSync' }, context: 'faulty', destination: { by: 'choice', context: 'faulty' } });
    expect(bound.spec.destination).toEqual({ ...destination, namespace: workspace.namespace });
    expect(await engine.read('app')).toEqual(file);
    expect(proxy.requests.length).toBeGreaterThan(before);
    // The choice is the home's: another process knows it.
    expect((await engineWith(engine.home).view('app', 'known')).status.context).toBe('faulty');
  });

  it('its repository is not asked either', async () => {
    const engine = await started(IN_CLUSTER, { source: { repoURL: '/nonexistent', path: '.' } });
    expect(said(await engine.view('app', 'hard'))).toMatch(/^app was not compared: .* in which Argo CD runs/);
  });

  it('is asked again when the file says something else, and goes by the choice again when it is put back', async () => {
    const engine = await started(IN_CLUSTER);
    await engine.bind('app', 'faulty');
    await engine.set('app', [{ path: ['spec', 'destination', 'server'], value: 'https://elsewhere.example.com' }]);
    const asked = await engine.view('app', 'known');
    expect(asked.status).toMatchObject({ sync: { status: 'Unknown' }, destination: { by: 'nobody' } });
    await engine.set('app', [{ path: ['spec', 'destination', 'server'], value: IN_CLUSTER.server }]);
    expect((await engine.view('app', 'known')).status.context).toBe('faulty');
    const cleared = await engine.bind('app', undefined);
    expect(cleared.status.destination?.by).toBe('nobody');
    await expect(engine.bind('app', 'nowhere')).rejects.toThrow('no context "nowhere"');
  });

  it('whoever follows is told when a context is chosen', async () => {
    const engine = await started(IN_CLUSTER);
    const chosen = untilTold<ApplicationView>((tell, signal) => engine.follow('app', tell, signal), (view) => view.status.context === 'faulty' && view.status.sync.status === 'OutOfSync');
    await engine.bind('app', 'faulty');
    await chosen;
  });

  it('a plan that was made for one context is not carried out on another', async () => {
    const engine = await started(IN_CLUSTER);
    await engine.bind('app', 'faulty');
    const plan = await engine.plan('app', MANUAL);
    await engine.bind('app', cluster().context);
    await expect(engine.sync(plan)).rejects.toThrow(`goes to ${cluster().context} now`);
    expect(await engine.history('app')).toEqual([]);
  });

  it('a project must allow both what the file says and what was chosen', async () => {
    const engine = await started(IN_CLUSTER, { project: 'team' });
    const project = (destinations: object[]) => stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'team' }, spec: { sourceRepos: ['*'], destinations } });
    const there = { server: IN_CLUSTER.server, namespace: '*' };
    const here = { name: 'faulty', namespace: '*' };
    await engine.projects.create(project([there]), 'test');
    const onlyFile = await engine.bind('app', 'faulty');
    expect(said(onlyFile)).toMatch(/project team does not allow the namespace .* of faulty/);
    const allow = async (destinations: object[]) => {
      await writeFile(join(engine.home, 'projects', 'team.yaml'), project(destinations));
      return engine.view('app', 'known');
    };
    expect(said(await allow([here]))).toMatch(/project team does not allow the namespace .* of in-cluster/);
    expect((await allow([there, here])).status.sync.status).toBe('OutOfSync');
  });

  it('a file of choices that cannot be read is said, and nothing is guessed', async () => {
    const engine = await started(IN_CLUSTER);
    await engine.bind('app', 'faulty');
    await writeFile(join(engine.home, 'bindings.yaml'), 'version: 7\n');
    const view = await engine.view('app', 'known');
    expect(view.status.sync.status).toBe('Unknown');
    expect(said(view)).toContain('bindings.yaml cannot be read');
    await expect(engine.bind('app', 'faulty')).rejects.toThrow('bindings.yaml cannot be read');
    expect(await readFile(join(engine.home, 'bindings.yaml'), 'utf8')).toBe('version: 7\n');
  });

  it('the choice goes with the application', async () => {
    const engine = await started(IN_CLUSTER);
    await engine.bind('app', 'faulty');
    await engine.remove('app', { cascade: false });
    expect(await readFile(join(engine.home, 'bindings.yaml'), 'utf8')).not.toContain('faulty');
  });
});
