import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/model/json.ts';
import { stringifyJson } from '../../shared/model/json.ts';
import type { ManagedFieldsEntry } from '../../shared/model/kube.ts';
import { migrateClientSideApply, predictApply, schemaFromOpenApiV3 } from '../../shared/merge/index.ts';
import type { KindSchema } from '../../shared/merge/index.ts';
import { describeCluster, kubectl, newNamespace, useCluster } from '../cluster/use.ts';
import { ApiClient, objectAt } from './client.ts';
import { nextSecond } from './clock.ts';
import { bare, entriesOf, judgeApply, withManaged } from './judge.ts';

/** Taking over from kubectl's client-side apply, with the real kubectl on one side. */
const container = (image: string, more: JsonObject = {}): JsonObject => ({ name: 'web', image, ports: [{ containerPort: 80 }], ...more });

function cronJob(containers: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'job', labels: { app: 'a' } },
    spec: { schedule: '0 0 1 1 *', suspend: true, ...more, jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers } } } } },
  };
}

const FIRST = cronJob([container('web:1', { env: [{ name: 'A', value: '1' }, { name: 'B', value: '2' }] }), { name: 'side', image: 'side:1' }], { failedJobsHistoryLimit: 2 });
const SECOND = cronJob([container('web:2', { env: [{ name: 'B', value: '3' }, { name: 'C', value: '4' }] })]);

describeCluster('structured merge and kubectl', () => {
  let api: ApiClient;
  let kind: KindSchema;

  beforeAll(async () => {
    api = await ApiClient.of(useCluster().kubeconfig);
    const { body } = await api.request('GET', '/openapi/v3/apis/batch/v1');
    const found = schemaFromOpenApiV3(body).find('batch/v1', 'CronJob');
    if (found === undefined) throw new Error('The server does not describe CronJobs.');
    kind = found;
  });

  afterAll(() => api.close());

  /** The object after a client-side apply of FIRST, and where it is. */
  async function appliedClientSide(): Promise<{ readonly namespace: string; readonly path: string; readonly live: JsonObject }> {
    const namespace = await newNamespace('merge-kubectl');
    await kubectl(['apply', '-n', namespace, '-f', '-'], { input: stringifyJson(FIRST) });
    const path = `/apis/batch/v1/namespaces/${namespace}/cronjobs/job`;
    return { namespace, path, live: (await api.request('GET', path)).body };
  }

  it("applies as kubectl over kubectl's own client-side fields without force", async () => {
    const { live, path } = await appliedClientSide();
    await nextSecond();
    const judged = await judgeApply(api, { path, live, manager: 'kubectl', kind, applied: SECOND, force: false });
    expect(judged.difference).toBeUndefined();
    expect(['equal', 'completed']).toContain(judged.verdict);
    const foreign = await judgeApply(api, { path, live, manager: 'someone', kind, applied: SECOND, force: false });
    expect(foreign).toEqual({ verdict: 'conflicts' });
  });

  it('applies as another manager after the ownership was moved', async () => {
    const { live, path } = await appliedClientSide();
    const managedFields = migrateClientSideApply({ managedFields: entriesOf(live), from: ['kubectl-client-side-apply'], to: 'drydock' });
    const { body: migrated, status } = await api.request('PUT', path, { fieldManager: 'drydock' }, withManaged(live, [...managedFields]));
    expect(status).toBe(200);
    expect(entriesOf(migrated)).toEqual(managedFields);
    await nextSecond();
    const judged = await judgeApply(api, { path, live: migrated, manager: 'drydock', kind, applied: SECOND, force: false });
    expect(judged.difference).toBeUndefined();
  });

  it('predicts what kubectl makes of its own migration', async () => {
    const { live, namespace, path } = await appliedClientSide();
    await kubectl(['apply', '--server-side', '-n', namespace, '-f', '-'], { input: stringifyJson(SECOND) });
    const { body } = await api.request('GET', path);
    const managedFields = migrateClientSideApply({ managedFields: entriesOf(live), from: ['kubectl-client-side-apply'], to: 'kubectl' });
    const predicted = predictApply({ live, applied: SECOND, manager: 'kubectl', schema: kind.schema, resetFields: kind.resetFields, now: '2026-01-01T00:00:00Z', managedFields });
    if (predicted.outcome !== 'applied') throw new Error(stringifyJson(predicted));
    // kubectl keeps its annotation in a record of its own.
    const records = entriesOf(body).filter((entry) => entry['manager'] !== 'kubectl-last-applied');
    expect(predicted.managedFields.map(timeless)).toEqual(records.map(timeless));
    // A client-side apply comes to own defaults, too: they go with the migration and are defaulted again.
    expect(objectAt(predicted.object, 'spec')['failedJobsHistoryLimit']).toBeUndefined();
    const { resourceVersion: _old, ...metadata } = objectAt(bare(predicted.object), 'metadata');
    const put = await api.request('PUT', path, { dryRun: 'All' }, { ...predicted.object, metadata });
    expect(put.body['spec']).toEqual(body['spec']);
    expect(objectAt(body, 'spec')['failedJobsHistoryLimit']).toBe(1);
  });
});

function timeless({ time: _time, ...rest }: ManagedFieldsEntry | JsonObject): JsonObject {
  return rest;
}
