/** Objects that kubectl made first, taken over by Drydock: what leaves Git then leaves the cluster. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { comparable } from '../../electron/engine/diff/index.ts';
import { parseJson } from '../../shared/model/json.ts';
import { isKubeObject } from '../../shared/model/kube.ts';
import { describeCluster } from '../cluster/use.ts';
import { describeOnBoth } from '../helpers/onBoth.ts';
import { commitFiles } from '../helpers/git.ts';
import { withoutRevision } from '../helpers/objects.ts';
import type { Workspace } from '../helpers/workspace.ts';
import { createWorkspace, MANUAL } from '../helpers/workspace.ts';

const deployment = (extra: { readonly env?: boolean; readonly annotation?: boolean; readonly image?: string }) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { app: web }
${extra.annotation === true ? '  annotations: { example.com/note: old }\n' : ''}spec:
  replicas: 0
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: ${extra.image ?? 'nginx'}
${extra.env === true ? '          env: [{ name: OLD, value: "1" }, { name: KEPT, value: "2" }]\n' : '          env: [{ name: KEPT, value: "2" }]\n'}`;

const managers = z.object({ metadata: z.object({ managedFields: z.array(z.object({ manager: z.string(), operation: z.string() })), annotations: z.record(z.string(), z.string()) }) });

describeOnBoth('adoption from kubectl', describeCluster, (cluster) => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace('adoption', cluster());
  });
  afterAll(() => workspace.close());

  const live = async () => parseJson(await cluster().kubectl(['get', 'deploy', 'web', '-n', workspace.namespace, '-o', 'json', '--show-managed-fields']));

  it.each([
    ['client-side, the field is already gone from Git', [], true],
    ['client-side, the field goes later', [], false],
    ['server-side by kubectl', ['--server-side', '--field-manager=kubectl'], false],
  ])('%s', async (_what, flags, goneAtOnce) => {
    await cluster().kubectl(['delete', 'deploy', 'web', '-n', workspace.namespace, '--ignore-not-found', '--wait']);
    await cluster().kubectl(['apply', '-n', workspace.namespace, ...flags, '-f', '-'], { input: deployment({ env: true, annotation: true }) });
    const { engine, repository } = workspace;
    if (!goneAtOnce) {
      await commitFiles(repository, { 'web.yaml': deployment({ env: true, annotation: true }) }, 'as it is');
      const plan = await engine.plan('app', MANUAL);
      expect(plan.items.map((item) => [item.operation, item.diff.changes])).toEqual([['adopt', []]]);
      expect((await engine.view('app', 'fetch')).status.sync.status).toBe('Synced');
      expect((await engine.sync(plan)).phase).toBe('Succeeded');
    }
    await commitFiles(repository, { 'web.yaml': deployment({ image: 'nginx:2' }) }, 'less');
    const plan = await engine.plan('app', MANUAL);
    const paths = plan.items.flatMap((item) => item.diff.changes.map((change) => change.path));
    const container = '.spec.template.spec.containers[name="web"]';
    const gone = ['.metadata.annotations["example.com/note"]', `${container}.env[name="OLD"]`, `${container}.image`];
    // kubectl owned the defaults too: taken over and not in Git, they are the server's again, and follow the new image.
    if (goneAtOnce) gone.push(`${container}.imagePullPolicy`);
    if (flags.length === 0) expect(paths.toSorted()).toEqual(gone);
    // What kubectl applied server-side is its own for as long as it does not apply again: kept, and said so.
    else expect(plan.items.flatMap((item) => item.diff.kept ?? []).map((kept) => kept.owners.map((owner) => owner.manager))).toContainEqual(['kubectl']);
    const operation = await engine.sync(plan);
    expect(operation.phase, operation.message).toBe('Succeeded');
    const after = await live();
    if (!isKubeObject(after)) throw new Error('no object');
    const { metadata } = managers.parse(after);
    expect(metadata.managedFields.filter((entry) => entry.manager === 'kubectl-client-side-apply')).toEqual([]);
    expect(metadata.annotations['kubectl.kubernetes.io/last-applied-configuration']).toBeUndefined();
    expect(withoutRevision(comparable(after))).toEqual(withoutRevision(plan.items[0]?.diff.predicted));
    expect((await engine.plan('app', MANUAL, 'hard')).items.map((item) => item.operation)).toEqual(['unchanged']);
  });
});
