/** What the engine tells while things happen: views of a running sync, the growing tree. */
import { expect, it } from 'vitest';
import type { EngineEvent, LogRequest } from '../../electron/engine/index.ts';
import type { LogChunk, ResourceDetails, ResourceEvent } from '../../shared/model/details.ts';
import type { Tree } from '../../shared/model/tree.ts';
import type { ApplicationView } from '../../shared/model/view.ts';
import { describeCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { MANUAL } from '../helpers/workspace.ts';
import { deployment, service } from '../story/mynginx.ts';

const FILES = { 'app.yaml': `${deployment({ replicas: 1 })}---\n${service}` };

const kinds = (tree: Tree): readonly string[] => tree.nodes.map((node) => node.key.kind);
const infoOf = (tree: Tree, kind: string): readonly string[] => tree.nodes.find((node) => node.key.kind === kind)?.info ?? [];

/** The views that an engine tells until `signal` ends it. */
function views({ engine }: Bench) {
  return (tell: (view: ApplicationView) => void, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const unsubscribe = engine.subscribe((event: EngineEvent) => void (event.type === 'view' && tell(event.view)));
      signal.addEventListener('abort', () => {
        unsubscribe();
        resolve();
      });
    });
}

const scale = ({ client, namespace }: Bench, replicas: number) =>
  client.request({ method: 'PATCH', path: `/apis/apps/v1/namespaces/${namespace}/deployments/mynginx/scale`, query: { fieldManager: 'kubectl' }, body: { spec: { replicas } }, contentType: 'application/merge-patch+json', action: 'scale' });

describeBoth('live', describeCluster, {}, (bench, kind) => {
  it('tells a running sync with its results, then its end, and the tree grows meanwhile', async () => {
    const { engine, repository } = bench();
    await commitFiles(repository, FILES, 'start');
    const plan = await engine.plan('app', MANUAL);
    const told: ApplicationView[] = [];
    const unsubscribe = engine.subscribe((event) => void (event.type === 'view' && told.push(event.view)));
    const grown = untilTold<Tree>(
      (tell, signal) => engine.followTree('app', tell, signal),
      (tree) => kinds(tree).includes('Pod') && kinds(tree).includes('EndpointSlice') && infoOf(tree, 'Deployment')[0] === '1/1',
    );
    const operation = await engine.sync(plan);
    unsubscribe();
    const states = told.flatMap(({ status }) => (status.operationState === undefined ? [] : [status.operationState]));
    expect(states[0]).toMatchObject({ id: operation.id, kind: 'sync', planId: plan.id, total: 2, phase: 'Running', initiatedBy: { automated: false }, syncResult: { resources: [] } });
    expect(states.at(-1)).toMatchObject({ id: operation.id, total: 2, phase: 'Succeeded', syncResult: { resources: [{ status: 'Synced' }, { status: 'Synced' }] } });
    const tree = await grown;
    expect(infoOf(tree, 'ReplicaSet')).toContain('rev:1');
    expect(infoOf(tree, 'Pod')).toEqual(['1/1']);
    expect(infoOf(tree, 'Service')).toEqual(['ClusterIP']);
  });

  it('tells only trees that differ, and new objects in Git once they are compared', async () => {
    const { engine, repository } = bench();
    const trees: string[] = [];
    const extra = untilTold<Tree>(
      async (tell, signal) => {
        const following = engine.followTree('app', (tree) => {
          trees.push(JSON.stringify(tree));
          tell(tree);
        }, signal);
        await commitFiles(repository, { 'extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n' }, 'more');
        await engine.view('app', 'known');
        await engine.view('app', 'fetch');
        await following;
      },
      (tree) => kinds(tree).includes('ConfigMap'),
    );
    expect((await extra).nodes.find((node) => node.key.kind === 'ConfigMap')?.health?.status).toBe('Missing');
    expect(new Set(trees).size).toBe(trees.length);
    await commitFiles(repository, { 'extra.yaml': null }, 'less');
  });

  it('tells everything of one object: roots, owned ones, Secrets masked, and what only Git has', async () => {
    const { engine, repository, namespace, context } = bench();
    const details = (kind: string, holds: (told: ResourceDetails) => boolean, group = '', name = 'mynginx') =>
      untilTold<ResourceDetails>((tell, signal) => engine.followResource('app', { group, kind, namespace, name }, tell, signal), holds);
    const web = await details('Deployment', ({ pods, events }) => pods.length === 1 && events.some((event) => event.about.kind === 'ReplicaSet'), 'apps');
    expect(web).toMatchObject({ sync: 'Synced', health: { status: 'Healthy' }, origin: { file: 'app.yaml' }, item: { operation: 'unchanged' } });
    expect(web.summary).toEqual(['Deployment with 1 replica of nginx.', '1 of 1 pod is ready.']);
    expect(web.commands).toEqual([{ command: `kubectl --context ${context} -n ${namespace} get deployment mynginx -o yaml`, why: expect.any(String) }]);
    expect(web.live).toMatchObject({ metadata: { managedFields: expect.any(Array) } });
    const [pod] = web.pods;
    const owned = await details('Pod', ({ live }) => live !== undefined, '', pod?.name);
    expect(owned).toMatchObject({ containers: [{ name: 'mynginx', state: 'Running', ready: true }], pods: [{ containers: ['mynginx'] }] });
    expect(owned.item).toBeUndefined();

    const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: hidden\nstringData:\n  password: hunter2hunter2\n';
    await commitFiles(repository, { 'secret.yaml': secret }, 'a secret');
    await engine.view('app', 'fetch');
    const planned = await details('Secret', () => true, '', 'hidden');
    expect(planned).toMatchObject({ health: { status: 'Missing' }, sync: 'OutOfSync', item: { operation: 'create' } });
    expect(planned.summary).toEqual(['Secret of type Opaque with 1 key.', 'It is in Git and not in the cluster.']);
    await engine.sync(await engine.plan('app', MANUAL));
    const synced = await details('Secret', ({ live }) => live !== undefined, '', 'hidden');
    for (const shown of [planned, synced]) {
      expect(JSON.stringify(shown)).toContain('(masked ');
      expect(JSON.stringify(shown)).not.toMatch(/hunter2|aHVudGVyM/);
    }
    expect((await details('ConfigMap', () => true, '', 'nowhere')).summary).toEqual(['ConfigMap nowhere is not in the cluster.']);
  });

  it('an object that goes while it is followed is told as gone, and followed on', async () => {
    const { engine, client, namespace } = bench();
    const seen: boolean[] = [];
    await untilTold<ResourceDetails>(
      (tell, signal) => engine.followResource('app', { group: '', kind: 'Secret', namespace, name: 'hidden' }, tell, signal),
      ({ live, summary }) => {
        seen.push(live !== undefined);
        if (seen.length === 1) void client.request({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}/secrets/hidden`, action: 'delete' });
        return live === undefined && summary.includes('It is in Git and not in the cluster.');
      },
    );
    expect(seen[0]).toBe(true);
  });

  it('events of the whole tree, newest first', async () => {
    const { engine } = bench();
    const about = (events: readonly ResourceEvent[]) => new Set(events.map((event) => event.about.kind));
    const events = await untilTold<readonly ResourceEvent[]>((tell, signal) => engine.followEvents('app', tell, signal), (told) => about(told).has('Pod') && about(told).has('Deployment'));
    expect(events.map((event) => event.time)).toEqual(events.map((event) => event.time).toSorted().toReversed());
  });

  it('logs: what is not there is said, with what there is', async () => {
    const { engine, namespace } = bench();
    const tree = await engine.tree('app');
    const pod = tree.nodes.find((node) => node.key.kind === 'Pod')?.key.name ?? '';
    const request = { name: 'app', namespace, pod, previous: false, follow: false, tailLines: 10 };
    const read = (changes: Partial<LogRequest>) => engine.logs({ ...request, ...changes }, () => undefined, AbortSignal.timeout(30_000));
    await expect(read({ pod: 'nobody' })).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(`${namespace}/nobody`) });
    await expect(read({ container: 'other' })).rejects.toMatchObject({ code: 'not-found', hint: 'Choose one of: mynginx.' });
  });

  // Containers of the control plane write what a test writes for them (logs.test.ts).
  if (kind === 'sandbox') it('logs: the last lines, then what is added, until it is ended; a waiting container says why', async () => {
    const { engine, client, namespace } = bench();
    const pod = (await engine.tree('app')).nodes.find((node) => node.key.kind === 'Pod')?.key.name ?? '';
    const request = { name: 'app', namespace, previous: false, tailLines: 1, pod };
    const tail = await untilTold<LogChunk>((tell, signal) => engine.logs({ ...request, follow: true }, tell, signal), () => true);
    expect(tail).toEqual({ lines: [{ time: expect.stringMatching(/^\d{4}-/), text: 'mynginx is ready', from: 0 }], skipped: 0, sources: [{ namespace, pod, container: 'mynginx' }] });
    const all: string[] = [];
    await engine.logs({ ...request, follow: false, tailLines: 10 }, (chunk) => all.push(...chunk.lines.map((line) => line.text)), AbortSignal.timeout(30_000));
    expect(all).toEqual(['Starting mynginx from nginx', 'mynginx is ready']);

    const waiting = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'waiting' }, spec: { containers: [{ name: 'first', image: 'pull-error' }, { name: 'second', image: 'nginx' }] } };
    await client.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body: waiting, action: 'create the pod' });
    const refused = engine.logs({ ...request, pod: 'waiting', follow: true }, () => undefined, AbortSignal.timeout(30_000));
    await expect(refused).rejects.toMatchObject({ code: 'cluster-invalid', message: expect.stringMatching(/log of first in pod .*waiting to start/) });
  });

  it('a scale by somebody else is told while a loop runs, and follow only listens then', async () => {
    const { engine } = bench();
    await engine.sync(await engine.plan('app', MANUAL));
    const running = await engine.run(() => undefined);
    try {
      const drifted = untilTold(views(bench()), ({ status }) => status.sync.status === 'OutOfSync');
      const followed = untilTold<ApplicationView>((tell, signal) => engine.follow('app', tell, signal), ({ status }) => status.sync.status === 'OutOfSync');
      await untilTold<ApplicationView>((tell, signal) => engine.follow('app', tell, signal), ({ status }) => status.sync.status === 'Synced');
      await scale(bench(), 3);
      expect((await drifted).status.resources.find((resource) => resource.kind === 'Deployment')?.status).toBe('OutOfSync');
      expect((await followed).status.operationState?.phase).toBe('Succeeded');
    } finally {
      await running.stop();
    }
    expect(JSON.stringify(await engine.plan('app', MANUAL))).toContain('kubectl');
    await engine.sync(await engine.plan('app', MANUAL));
  });

  it('every operation is on record, newest first, each with its plan', async () => {
    const { engine } = bench();
    const operations = await engine.operations('app');
    expect(operations.length).toBeGreaterThan(2);
    expect(operations.map((each) => each.startedAt)).toEqual(operations.map((each) => each.startedAt).toSorted().toReversed());
    const first = operations.at(-1);
    const plan = await engine.recordedPlan('app', first?.id ?? '');
    expect(plan).toMatchObject({ id: first?.planId, items: [{ operation: 'create' }, { operation: 'create' }] });
    await expect(engine.recordedPlan('app', '../../app')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a removed application is told, and ends who follows it', async () => {
    const { engine } = bench();
    const removed: string[] = [];
    const unsubscribe = engine.subscribe((event) => void (event.type === 'removed' && removed.push(event.name)));
    const first = Promise.withResolvers<void>();
    const following = engine.followTree('app', () => first.resolve(), AbortSignal.timeout(30_000));
    await first.promise;
    const ended = expect(following).rejects.toMatchObject({ code: 'not-found' });
    await engine.remove('app', { cascade: true });
    await ended;
    unsubscribe();
    expect(removed).toEqual(['app']);
  });
});
