/** What many applications cost, and that what is slow holds up only its own. */
import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import { describeCluster } from '../cluster/use.ts';
import type { GitSandbox } from '../helpers/git.ts';
import { commitFiles, createGitSandbox, createRepository } from '../helpers/git.ts';
import type { GitServer } from '../helpers/gitServer.ts';
import { serveGit } from '../helpers/gitServer.ts';
import type { RunningLoops } from '../helpers/loopEvents.ts';
import { runLoops } from '../helpers/loopEvents.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const REPOSITORIES = 10;
const FOLDERS = 5;
const configMap = (name: string, value = 'x') => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } });

/** Git alone is looked at: no application's context exists, which each of them says after its repository was read. */
describe('applications of few repositories', () => {
  let sandbox: GitSandbox;
  let server: GitServer;
  let urls: readonly string[];
  /** Requests to these repositories are never answered. */
  let silent: string | undefined;
  let engine: Engine | undefined;
  let loops: RunningLoops | undefined;

  beforeAll(async () => {
    sandbox = await createGitSandbox();
    server = await serveGit(sandbox, sandbox.root, { intercept: (request) => silent !== undefined && (request.url ?? '').includes(silent) });
    urls = await Promise.all(
      Array.from({ length: REPOSITORIES }, async (_, index) => {
        const { remote, ...repository } = await createRepository(sandbox, `repository-${index}`);
        await commitFiles({ remote, ...repository }, Object.fromEntries(Array.from({ length: FOLDERS }, (_unused, folder) => [`${folder}/a.yaml`, configMap('a')])), 'start');
        return `${server.url}${remote.slice(sandbox.root.length)}`;
      }),
    );
  });
  afterEach(async () => {
    await loops?.stop();
    await engine?.close();
    silent = undefined;
  });
  afterAll(async () => {
    await server.close();
    await sandbox.remove();
  });

  async function start(applications: number, pollSeconds: number): Promise<RunningLoops> {
    const home = sandbox.path('drydock');
    await mkdir(join(home, 'applications'), { recursive: true });
    await writeFile(join(home, 'settings.yaml'), stringify({ version: 1, git: { pollSeconds, pollJitterSeconds: 0 } }));
    const kubeconfig = sandbox.path('kubeconfig');
    await writeFile(kubeconfig, stringify({ apiVersion: 'v1', kind: 'Config', clusters: [], contexts: [{ name: 'nowhere', context: { cluster: 'none', user: 'none' } }], users: [] }));
    for (let index = 0; index < applications; index++) {
      const name = `app-${index}`;
      const source = { repoURL: urls[index % REPOSITORIES], path: String(Math.floor(index / REPOSITORIES) % FOLDERS) };
      await writeFile(join(home, 'applications', `${name}.yaml`), stringify({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name, uid: randomUUID() }, spec: { project: 'default', source, destination: { name: 'nowhere', namespace: 'x' } } }));
    }
    engine = createEngine({ home, env: { ...sandbox.environment, KUBECONFIG: kubeconfig } });
    loops = await runLoops(engine);
    return loops;
  }

  /** Asking a remote for its refs, and fetching from it, each begin with this request. */
  const asked = () => server.requests.filter((url) => url.includes('/info/refs')).length;
  const compared = (running: RunningLoops) => Map.groupBy(running.events.filter((event) => event.type === 'compared'), (event) => event.view.metadata.name);

  it('1,000 applications of ten repositories begin with one listing and one fetch of each', async () => {
    const before = asked();
    const running = await start(1_000, 3_600);
    await running.until(() => compared(running).size === 1_000, 120);
    expect(asked() - before).toBe(2 * REPOSITORIES);
    // All failed for their context alone, so that every one of them was read.
    for (const events of compared(running).values()) expect(events[0]?.view.status.conditions).toEqual([expect.objectContaining({ type: 'ComparisonError', message: expect.stringMatching(/The context "nowhere" names .* in no kubeconfig/) })]);
  }, 150_000);

  it('and ask Git ten times at each poll', async () => {
    const before = asked();
    const POLL = 5;
    const begun = performance.now();
    const running = await start(1_000, POLL);
    await running.until(() => compared(running).size === 1_000 && [...compared(running).values()].every((events) => events.length >= 3), 120);
    const polls = Math.floor((performance.now() - begun) / (POLL * 1_000));
    const polled = asked() - before - 2 * REPOSITORIES;
    expect(polled).toBeGreaterThanOrEqual(2 * REPOSITORIES);
    expect(polled).toBeLessThanOrEqual(REPOSITORIES * polls);
  }, 150_000);

  it('a repository that does not answer holds up its own applications alone', async () => {
    silent = 'repository-3';
    const running = await start(4 * REPOSITORIES, 1);
    const others = 4 * (REPOSITORIES - 1);
    await running.until(() => [...compared(running).values()].filter((events) => events.length >= 3).length === others, 30);
    expect([...compared(running).keys()].filter((name) => Number(name.slice(4)) % REPOSITORIES === 3)).toEqual([]);
  }, 60_000);
});

describeOnBoth('bursts', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('bursts', cluster());
    await commitFiles(workspace.repository, { 'a.yaml': configMap('a') }, 'start');
    await workspace.engine.sync(await workspace.engine.plan('app', MANUAL));
  });
  afterAll(() => workspace.close());

  it('1,000 live changes are few comparisons, and the last of them is seen', async () => {
    const running = await runLoops(workspace.engine);
    try {
      await running.view('app', ({ status }) => status.sync.status === 'Synced');
      const before = running.events.length;
      const begun = performance.now();
      const write = (value: string) =>
        workspace.client.request({ method: 'PATCH', path: `/api/v1/namespaces/${workspace.namespace}/configmaps/a`, contentType: 'application/merge-patch+json', body: { data: { value } }, action: 'change the object' });
      for (let batch = 0; batch < 50; batch++) await Promise.all(Array.from({ length: 20 }, (_, index) => write(`${batch}-${index}`)));
      await write('last');
      const last = await running.view('app', ({ status }) => status.sync.status === 'OutOfSync');
      const elapsed = performance.now() - begun;
      const comparisons = running.events.slice(before).filter(({ type }) => type === 'compared').length;
      expect(last.status.resources).toMatchObject([{ name: 'a', status: 'OutOfSync' }]);
      // Never more often than the pause between comparisons allows.
      expect(comparisons).toBeLessThanOrEqual(elapsed / 150 + 2);
      const plan = await workspace.engine.plan('app', MANUAL);
      expect(plan.items[0]?.diff.changes).toMatchObject([{ path: '.data.value', before: 'last', after: 'x' }]);
    } finally {
      await running.stop();
    }
  }, 60_000);
});
