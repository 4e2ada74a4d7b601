/** Objects with only a generateName: made anew at each sync by a person, outside the application's state. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeCluster } from '../cluster/use.ts';
import { describeBoth } from '../helpers/clusters.ts';
import { commitFiles } from '../helpers/git.ts';
import { MANUAL, PRUNING } from '../helpers/workspace.ts';

const job = (name: string, more = '') => `apiVersion: batch/v1
kind: Job
metadata:
  generateName: ${name}
spec:
  template:
    metadata: { labels: { app: x } }
    spec:
      restartPolicy: Never
${more}      containers: [{ name: a, image: busybox }]
`;
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one }\ndata: { a: b }\n';
const listSchema = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()) }) })) });

describeBoth('generated-names', describeCluster, {}, (bench) => {
  const jobs = async () => listSchema.parse(await bench().client.request({ path: `/apis/batch/v1/namespaces/${bench().namespace}/jobs`, action: 'list the jobs' })).items.map(({ metadata }) => metadata.name);

  it('are created by each sync by hand, and the record keeps the name', async () => {
    const { engine, repository } = bench();
    await commitFiles(repository, { 'job.yaml': job('migrate-'), 'other.yaml': job('migrate-'), 'one.yaml': CONFIG_MAP }, 'jobs');
    for (const round of [1, 2]) {
      const plan = await engine.plan('app', MANUAL);
      expect(plan.items.map(({ key, operation }) => `${operation} ${key.kind} ${key.name}`)).toEqual([round === 1 ? 'create ConfigMap one' : 'unchanged ConfigMap one', 'create Job migrate-?', 'create Job migrate-?2']);
      expect(plan.items.at(-1)?.notes).toEqual([expect.stringContaining('a new name at each sync by hand')]);
      const operation = await engine.sync(plan);
      expect(operation.phase, operation.message).toBe('Succeeded');
      expect((await jobs()).length).toBe(2 * round);
      const [recorded] = await engine.operations('app');
      const named = recorded?.results.flatMap(({ message }) => /^created as (\S+)$/.exec(message)?.[1] ?? []);
      expect(named).toHaveLength(2);
      expect(await jobs()).toEqual(expect.arrayContaining(named ?? []));
    }
  });

  it('are no part of the state, and are not pruned', async () => {
    const { engine, repository } = bench();
    const { status } = await engine.view('app', 'hard');
    expect([status.sync.status, status.conditions, status.resources.map((resource) => resource.kind)]).toEqual(['Synced', [], ['ConfigMap']]);
    await commitFiles(repository, { 'job.yaml': null, 'other.yaml': null }, 'no jobs');
    expect((await engine.plan('app', PRUNING, 'hard')).items.map((item) => item.operation)).toEqual(['unchanged']);
  });

  it('are never created by an automatic sync', async () => {
    const { engine, repository } = bench();
    await commitFiles(repository, { 'job.yaml': job('migrate-') }, 'a job again');
    expect((await engine.plan('app', { ...MANUAL, automatic: true })).items.map(({ key }) => key.kind)).toEqual(['ConfigMap']);
  });

  it('that the server refuses are blocked before the sync', async () => {
    const { engine, repository } = bench();
    const before = await jobs();
    await commitFiles(repository, { 'job.yaml': job('migrate-', '      restrtPolicy: Never\n') }, 'a typing error');
    const plan = await engine.plan('app', MANUAL);
    expect(plan.items.find(({ key }) => key.kind === 'Job')).toMatchObject({ operation: 'blocked', origin: { file: 'job.yaml' }, blocked: { reason: 'invalid', message: expect.stringContaining('restrtPolicy') } });
    await expect(engine.sync(plan)).rejects.toMatchObject({ code: 'plan-blocked' });
    expect(await jobs()).toEqual(before);
  });
});
