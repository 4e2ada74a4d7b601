/** What automatic syncs leave alone: what a person stopped, what somebody else wants otherwise, and commits where only drift is corrected. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Engine } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { LoopEvent } from '../../shared/model/events.ts';
import { describeCluster } from '../cluster/use.ts';
import { commitFiles } from '../helpers/git.ts';
import type { RunningLoops } from '../helpers/loopEvents.ts';
import { runLoops } from '../helpers/loopEvents.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const configMap = (value: string) => stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { value } });

describeOnBoth('automatic syncs', describeCluster, (cluster) => {
  let workspace: Workspace;
  let engine: Engine;
  let loops: RunningLoops;
  beforeEach(async () => {
    workspace = await createWorkspace('auto', cluster());
    await mkdir(workspace.home, { recursive: true });
    // The pauses between corrections are tables of their own (autoSync.test.ts).
    await writeFile(join(workspace.home, 'settings.yaml'), stringify({ version: 1, selfHeal: { firstSeconds: 0.01, factor: 1, maxSeconds: 1 } }));
    engine = createEngine({ home: workspace.home, env: workspace.env });
    await commitFiles(workspace.repository, { 'a.yaml': configMap('git') }, 'start');
  });
  afterEach(async () => {
    await loops.stop();
    await engine.close();
    await workspace.close();
  });

  const automated = (value: object) => engine.set('app', [{ path: ['spec', 'syncPolicy', 'automated'], value: JSON.parse(JSON.stringify(value)) }]);
  /** What another controller does, under its own name. */
  const meddle = (value: string) =>
    workspace.client.request({ method: 'PATCH', path: `/api/v1/namespaces/${workspace.namespace}/configmaps/a`, query: { fieldManager: 'the-other-one' }, contentType: 'application/merge-patch+json', body: { data: { value } }, action: 'change the object' });
  const value = async () => cluster().kubectl(['get', 'configmap', 'a', '-n', workspace.namespace, '-o', 'jsonpath={.data.value}']);
  const syncs = () => loops.events.filter((event) => event.type === 'syncing').length;
  const paused = (event: LoopEvent) => event.type === 'paused';
  const condition = (type: string) => loops.view('app', ({ status }) => status.conditions.some((each) => each.type === type));

  it('three corrections that are undone pause self-heal, which names who undoes them; a person starts it again', async () => {
    await automated({ selfHeal: true });
    loops = await runLoops(engine);
    await loops.view('app', ({ status }) => status.sync.status === 'Synced');
    for (let round = 1; round <= 3; round++) {
      await meddle(`other-${round}`);
      await loops.until(() => loops.events.filter((event) => event.type === 'synced').length === round + 1);
    }
    await meddle('other-4');
    const event = await loops.until(paused);
    expect(event).toMatchObject({ application: 'app', message: 'Self-heal is paused: three corrections in ten minutes were undone. the-other-one set .data.value of ConfigMap '.concat(workspace.namespace, '/a. It goes on with a new commit, or after a sync by hand.') });
    const view = await engine.view('app', 'known');
    expect(view.status.conditions).toEqual([{ type: 'SelfHealPaused', message: expect.stringContaining('the-other-one') }]);
    const before = syncs();
    await meddle('other-5');
    await loops.view('app', ({ status }) => status.sync.status === 'OutOfSync' && status.resources[0]?.status === 'OutOfSync');
    expect(syncs()).toBe(before);
    expect(await value()).toBe('other-5');

    expect((await engine.sync(await engine.plan('app', MANUAL))).phase).toBe('Succeeded');
    await loops.view('app', ({ status }) => status.sync.status === 'Synced' && status.conditions.length === 0);
    await meddle('other-6');
    await loops.until(() => syncs() === before + 1);
    await loops.view('app', ({ status }) => status.sync.status === 'Synced');
    expect(await value()).toBe('git');
  });

  it('one that a person stops is not tried again at that revision, and the next commit is synced', async () => {
    await automated({ selfHeal: true });
    const stopping = engine.subscribe((event) => {
      if (event.type === 'view' && event.view.status.operationState?.phase === 'Running') engine.terminate('app');
    });
    loops = await runLoops(engine);
    const ended = await loops.until(({ type }) => type === 'synced');
    stopping();
    expect(ended).toMatchObject({ operation: { phase: 'Failed', message: 'Stopped by the user: 0 of 1 done.', initiatedBy: { automated: true } } });
    const view = await condition('AutoSyncStopped');
    expect(view.status.conditions).toEqual([{ type: 'AutoSyncStopped', message: expect.stringContaining('stopped by a person') }]);
    expect(() => engine.terminate('app')).toThrow('No sync of app runs here that could be stopped.');
    const before = syncs();
    await engine.view('app', 'fetch');
    expect(syncs()).toBe(before);
    await commitFiles(workspace.repository, { 'a.yaml': configMap('next') }, 'next');
    await loops.view('app', ({ status }) => status.sync.status === 'Synced' && status.conditions.length === 0);
    expect(await value()).toBe('next');
  });

  it('self-heal alone corrects drift and syncs no commit', async () => {
    await engine.sync(await engine.plan('app', MANUAL));
    await engine.set('app', [{ path: ['metadata', 'annotations'], value: { 'drydock.dev/self-heal': 'true' } }]);
    loops = await runLoops(engine);
    await loops.view('app', ({ status }) => status.sync.status === 'Synced');
    await meddle('other');
    await loops.until(({ type }) => type === 'synced');
    expect(await value()).toBe('git');
    const before = syncs();
    const revision = await commitFiles(workspace.repository, { 'a.yaml': configMap('next') }, 'next');
    await loops.view('app', ({ status }) => status.sync.revision === revision && status.sync.status === 'OutOfSync');
    expect(syncs()).toBe(before);
    expect(await value()).toBe('git');
  });
});
