/**
 * Logs of one pod and of all pods below an object. On the control plane a container's log is a file, to which the tests write; the sandbox's containers write when they start.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine, LogRequest } from '../../electron/engine/index.ts';
import { createEngine } from '../../electron/engine/index.ts';
import type { LogChunk } from '../../shared/model/details.ts';
import type { InputOf } from '../../shared/contract/index.ts';
import { describeCluster, useCluster } from '../cluster/use.ts';
import type { Bench } from '../helpers/clusters.ts';
import { describeBoth, untilTold } from '../helpers/clusters.ts';
import { writeLog } from '../helpers/containerLog.ts';
import { startFaultProxy } from '../helpers/faultProxy.ts';
import { commitFiles } from '../helpers/git.ts';
import { applicationYaml, MANUAL } from '../helpers/workspace.ts';
import { deployment, service } from '../story/mynginx.ts';

type Asked = Omit<InputOf<'workloadLogs'>, 'name'>;

/** A line with where it comes from, as a reader sees it. */
interface Told {
  readonly pod: string;
  readonly container: string;
  readonly text: string;
  readonly note: boolean;
}

const toldBy = ({ lines, sources }: LogChunk): readonly Told[] => lines.map(({ text, from, note }) => ({ pod: sources[from]?.pod ?? '', container: sources[from]?.container ?? '', text, note: note === true }));

/** Follows until what was told so far holds; each call of `on` gets all of it. */
async function followed(engine: Engine, request: Asked, holds: (told: readonly Told[]) => boolean, on?: (told: readonly Told[]) => void): Promise<readonly Told[]> {
  const all: Told[] = [];
  await untilTold<LogChunk>(
    (tell, signal) => engine.workloadLogs('app', request, (chunk) => {
      all.push(...toldBy(chunk));
      on?.(all);
      tell(chunk);
    }, signal),
    () => holds(all),
  );
  return all;
}

const workload = ({ namespace }: Bench, kind = 'Deployment', group = 'apps', name = 'mynginx'): Asked => ({ key: { group, kind, namespace, name }, previous: false, follow: true });

const podsIn = (told: readonly Told[]): number => new Set(told.filter(({ note }) => !note).map(({ pod }) => pod)).size;

const scale = ({ client, namespace }: Bench, replicas: number) =>
  client.request({ method: 'PATCH', path: `/apis/apps/v1/namespaces/${namespace}/deployments/mynginx/scale`, body: { spec: { replicas } }, contentType: 'application/merge-patch+json', action: 'scale' });

async function podNames({ client, namespace }: Bench): Promise<readonly string[]> {
  const list = await client.request({ path: `/api/v1/namespaces/${namespace}/pods`, action: 'list pods' });
  return (list as { readonly items: readonly { readonly metadata: { readonly name: string; readonly deletionTimestamp?: string } }[] }).items.filter(({ metadata }) => metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name);
}

describeBoth('logs', describeCluster, {}, (bench, kind) => {
  it('follows all pods of a workload, those that come and those that go', async () => {
    const { engine, repository } = bench();
    if (kind === 'control plane') await writeLog('logged', 'first', 'second');
    await commitFiles(repository, { 'app.yaml': `${deployment({ replicas: 2 }).replace('- name: mynginx', '- name: logged')}---\n${service}` }, 'start');
    await engine.sync(await engine.plan('app', MANUAL));
    let step = 0;
    const told = await followed(
      engine,
      workload(bench()),
      (all) => all.some(({ note, text }) => note && text.endsWith('is gone.')),
      (all) => {
        if (step === 0 && podsIn(all) === 2) {
          step = 1;
          void scale(bench(), 3);
        } else if (step === 1 && podsIn(all) === 3) {
          step = 2;
          void scale(bench(), 1);
        }
      },
    );
    expect(podsIn(told)).toBe(3);
    const expected = kind === 'sandbox' ? ['Starting logged from nginx', 'logged is ready'] : ['first', 'second'];
    for (const pod of new Set(told.map((each) => each.pod))) {
      // Each line once, in order; the last lines of a pod that ends may follow.
      expect(told.filter((each) => each.pod === pod && !each.note).map(({ text }) => text).slice(0, 2)).toEqual(expected);
    }
    await scale(bench(), 2);
  });

  it('a Service has the logs of the pods that it selects, a pod its own, a choice only what was chosen', async () => {
    const { engine, namespace } = bench();
    const names = await podNames(bench());
    const ofService = await followed(engine, workload(bench(), 'Service', ''), (all) => podsIn(all) === 2);
    expect(new Set(ofService.filter(({ note }) => !note).map(({ pod }) => pod)).size).toBe(2);
    const [one = ''] = names;
    const ofPod = await followed(engine, workload(bench(), 'Pod', '', one), (all) => podsIn(all) > 0);
    const chosen = await followed(engine, { ...workload(bench()), pods: [{ namespace, name: one }], container: 'logged' }, (all) => podsIn(all) > 0);
    for (const { pod, container } of [...ofPod, ...chosen]) expect([pod, container]).toEqual([one, 'logged']);
  });

  it('once: merged by time, and it ends by itself', async () => {
    const { engine } = bench();
    const lines: string[] = [];
    await engine.workloadLogs('app', { ...workload(bench()), follow: false, tailLines: 2 }, (chunk) => lines.push(...chunk.lines.map(({ time }) => time)), AbortSignal.timeout(30_000));
    expect(lines.length).toBe(4);
    expect(lines.toSorted()).toEqual(lines);
    const none = { ...workload(bench(), 'Deployment', 'apps', 'nobody'), follow: false };
    await expect(engine.workloadLogs('app', none, () => undefined, AbortSignal.timeout(30_000))).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('nobody is not in') });
  });

  it('since and tail', async () => {
    const { engine, namespace } = bench();
    const [pod = ''] = await podNames(bench());
    const read = async (changes: Partial<LogRequest>): Promise<readonly string[]> => {
      const texts: string[] = [];
      await engine.logs({ name: 'app', namespace, pod, previous: false, follow: false, ...changes }, (chunk) => texts.push(...chunk.lines.map(({ text }) => text)), AbortSignal.timeout(30_000));
      return texts;
    };
    const all = await read({});
    expect(all.length).toBeGreaterThan(1);
    expect(await read({ tailLines: 1 })).toEqual(all.slice(-1));
    expect(await read({ tailLines: 0 })).toEqual([]);
    expect(await read({ sinceSeconds: 3_600 })).toEqual(all);
    expect(await read({ sinceTime: new Date(Date.now() + 60_000).toISOString() })).toEqual([]);
    await expect(read({ previous: true })).rejects.toMatchObject({ code: kind === 'sandbox' ? 'cluster-invalid' : expect.any(String) });
  });

  it('a container that has not started says why, and is read when it starts', async () => {
    if (kind === 'control plane') return;
    const { engine, repository, client, namespace } = bench();
    const pod = (image: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: late\nspec:\n  containers:\n    - name: main\n      image: ${image}\n`;
    await commitFiles(repository, { 'late.yaml': pod('pull-error') }, 'late');
    await engine.sync(await engine.plan('app', MANUAL));
    let corrected = false;
    const told = await followed(
      engine,
      workload(bench(), 'Pod', '', 'late'),
      (all) => all.some(({ text }) => text === 'main is ready'),
      (all) => {
        if (corrected || !all.some(({ text }) => text.includes('has not started: '))) return;
        corrected = true;
        void client.request({ method: 'PATCH', path: `/api/v1/namespaces/${namespace}/pods/late`, body: { spec: { containers: [{ name: 'main', image: 'nginx' }] } }, contentType: 'application/strategic-merge-patch+json', action: 'set the image' });
      },
    );
    expect(told.filter(({ note }) => note).map(({ text }) => text)).toContainEqual(expect.stringMatching(/^main of pod late has not started: (ErrImagePull|ImagePullBackOff|ContainerCreating)\.$/));
    await commitFiles(repository, { 'late.yaml': null }, 'no late');
  });

  it('what breaks off is taken up again: said, no line twice, none lost', async () => {
    if (kind === 'sandbox') return;
    const { namespace, context, repository } = bench();
    const folder = await mkdtemp(join(tmpdir(), 'drydock-logs-'));
    const proxy = await startFaultProxy(useCluster().kubeconfig, context, join(folder, 'kubeconfig'));
    const engine = createEngine({ home: join(folder, 'home'), env: { ...process.env, KUBECONFIG: proxy.kubeconfig } });
    try {
      await engine.create(applicationYaml({ source: { repoURL: repository.remote, path: '.' }, destination: { name: 'faulty', namespace } }), 'test');
      const [pod = ''] = await podNames(bench());
      const texts: string[] = [];
      let written = 0;
      const next = (): Promise<void> => writeLog('logged', ...Array.from({ length: 100 }, () => `count ${written++}`));
      await next();
      let cut = 0;
      await untilTold<LogChunk>(
        (tell, signal) => engine.logs({ name: 'app', namespace, pod, previous: false, follow: true, tailLines: 100 }, (chunk) => {
          texts.push(...chunk.lines.map(({ text, note }) => (note === true ? `note: ${text}` : text)));
          tell(chunk);
        }, signal),
        () => {
          const last = texts.at(-1);
          if (last === `count ${written - 1}` && cut < 3) {
            cut++;
            proxy.sever();
            void next();
          }
          return last === 'count 399';
        },
      );
      const lines = texts.filter((text) => !text.startsWith('note: '));
      expect(lines).toEqual(Array.from({ length: 400 }, (_, index) => `count ${index}`));
      const notes = texts.filter((text) => text.startsWith('note: '));
      expect(notes.filter((text) => text.includes('broke off and is taken up'))).toHaveLength(3);
      expect(notes.filter((text) => text.includes('was taken up again'))).toHaveLength(3);
    } finally {
      await engine.close();
      await proxy.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
